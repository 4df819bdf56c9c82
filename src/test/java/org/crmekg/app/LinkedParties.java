package org.crmekg.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.crmekg.TestDatabases;
import org.crmekg.TestDatabases.Database;
import org.crmekg.config.EkgConfig;
import org.crmekg.config.SourceConfig;
import org.crmekg.config.SourceConfig.Mode;
import org.crmekg.identity.LinkageResult;
import org.crmekg.identity.ScoredPair;
import org.crmekg.linkage.PairExplanation.Part;

/** Three small sources of people, which a test links as it likes. */
final class LinkedParties {
  static final String BASE = "http://m.example/";

  private static final String ONTOLOGY =
      """
      @prefix owl: <http://www.w3.org/2002/07/owl#> .
      @prefix party: <https://w3id.org/crm-ekg/ns/party/> .
      @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
      <https://w3id.org/crm-ekg/ontology/party/party> a owl:Ontology .
      party:Person rdfs:subClassOf party:Party .
      """;

  private static final String MAPPING =
      """
      @prefix rr: <http://www.w3.org/ns/r2rml#> .
      @prefix party: <https://w3id.org/crm-ekg/ns/party/> .
      <#P> rr:logicalTable [ rr:tableName "PERSON" ] ;
        rr:subjectMap [ rr:template "party/SOURCE/{ID}" ; rr:class party:Person ] ;
        rr:predicateObjectMap [ rr:predicate party:name ; rr:objectMap [ rr:column "NAME" ] ] .
      """;

  private final Path folder;
  private final Map<String, Database> databases =
      Map.of("crm", TestDatabases.h2(), "kyc", TestDatabases.h2(), "vendor", TestDatabases.h2());

  LinkedParties(Path folder) throws IOException, SQLException {
    this.folder = folder;
    Files.createDirectories(folder.resolve("ontology/data"));
    Files.writeString(folder.resolve("ontology/m.ttl"), ONTOLOGY);
    Files.writeString(folder.resolve("links.ttl"), "");
    for (String source : databases.keySet()) {
      Files.writeString(folder.resolve(source + ".ttl"), MAPPING.replace("SOURCE", source));
      execute(source, "CREATE TABLE PERSON (ID VARCHAR(20) PRIMARY KEY, NAME VARCHAR(50))");
      for (int i = 1; i <= 3; i++) {
        execute(source, "INSERT INTO PERSON VALUES ('%d', '%s %d')".formatted(i, source, i));
      }
    }
  }

  void execute(String source, String sql) throws SQLException {
    Database database = databases.get(source);
    if (database == null) {
      throw new IllegalArgumentException(source);
    }
    database.execute(sql);
  }

  Path links() {
    return folder.resolve("links.ttl");
  }

  KnowledgeGraph open() throws IOException {
    var sources = new ArrayList<SourceConfig>();
    for (String id : List.of("crm", "kyc", "vendor")) {
      Database database = databases.get(id);
      if (database != null) {
        sources.add(TestGraphs.source(id, database, folder.resolve(id + ".ttl"), Mode.VIRTUAL));
      }
    }
    EkgConfig config =
        TestGraphs.config(
            BASE,
            folder.resolve("data"),
            sources,
            List.of(links()),
            List.of(folder.resolve("ontology")));
    return TestGraphs.open(config);
  }

  static String record(String source, int key) {
    return BASE + "party/" + source + "/" + key;
  }

  static Node node(String source, int key) {
    return NodeFactory.createURI(record(source, key));
  }

  /** A pair, whose evidence shows both values. */
  static ScoredPair pair(String one, String other, double bits) {
    return ScoredPair.of(
        one,
        other,
        bits,
        List.of(
            new Part("passport", "secret of " + one, "secret of " + other, "alike", bits + 10, 0)),
        "m1");
  }

  static LinkageResult result(ScoredPair... pairs) {
    return new LinkageResult(
        "m1",
        "person",
        Instant.parse("2026-01-02T03:04:05Z"),
        -10,
        4,
        0,
        -4,
        Set.of(),
        List.of(pairs));
  }
}
