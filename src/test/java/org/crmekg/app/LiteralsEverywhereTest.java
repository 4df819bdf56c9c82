package org.crmekg.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.jena.datatypes.TypeMapper;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.riot.out.NodeFmtLib;
import org.apache.jena.sys.JenaSystem;
import org.apache.jena.vocabulary.XSD;
import org.crmekg.Deadline;
import org.crmekg.config.ConfigReader;
import org.crmekg.config.EkgConfig;
import org.crmekg.rdf.Literals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every datatype with edge values gives the identical term whatever the way it takes. */
class LiteralsEverywhereTest {
  static {
    JenaSystem.init();
  }

  private static final List<String> TYPES =
      List.of(
          "integer",
          "int",
          "long",
          "decimal",
          "double",
          "float",
          "boolean",
          "date",
          "dateTime",
          "dateTimeStamp",
          "time",
          "string",
          "gYear",
          "unsignedLong",
          "nonNegativeInteger",
          "hexBinary");
  private static final List<String> TEXTS =
      List.of(
          "0",
          "-0",
          "+01",
          "007",
          "1.50",
          ".5",
          "2.0",
          "1e0",
          "1.0E0",
          "80.25",
          "INF",
          "NaN",
          "true",
          "1",
          "2020-02-29",
          "2020-02-29+00:00",
          "2020-02-29T10:00:00.500+00:00",
          "2020-02-29T10:00:00.000Z",
          "2020-02-29T10:00:00",
          "10:00:00.10",
          "2020",
          "0a",
          "0A",
          "9223372036854775808",
          "72057594037927936",
          "123456789012345678901234567890.10",
          "");

  private record Sample(int id, Node literal) {}

  private static List<Sample> samples() {
    var samples = new ArrayList<Sample>();
    for (String type : TYPES) {
      for (String text : TEXTS) {
        Node node =
            NodeFactory.createLiteralDT(
                text, TypeMapper.getInstance().getSafeTypeByName(XSD.NS + type));
        if (node.getLiteral().isWellFormed()) {
          samples.add(new Sample(samples.size(), node));
        }
      }
    }
    return samples;
  }

  private static EkgConfig config(Path folder) throws Exception {
    var mapping = new StringBuilder("@prefix rr: <http://www.w3.org/ns/r2rml#> .\n");
    for (String type : TYPES) {
      mapping.append(
          """
          <http://e/map/%1$s> rr:logicalTable [ rr:sqlQuery "SELECT ID, TEXT FROM V WHERE TYPE = '%1$s'" ] ;
            rr:subjectMap [ rr:template "thing/{ID}" ] ;
            rr:predicateObjectMap [ rr:predicate <http://e/p> ;
              rr:objectMap [ rr:column "TEXT" ; rr:datatype <%2$s%1$s> ] ] .
          """
              .formatted(type, XSD.NS));
    }
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("map.ttl"), mapping.toString());
    Files.writeString(
        folder.resolve("ekg.ttl"),
        """
        @prefix ekg: <https://w3id.org/crm-ekg/ns/config/> .
        <#d> a ekg:FederatedDataset ; ekg:storeLocation <data/store> ; ekg:source <#v> , <#m> .
        <#v> a ekg:JdbcSource ; ekg:id "v" ; ekg:jdbcUrl "jdbc:h2:mem:literals;DB_CLOSE_DELAY=-1" ;
          ekg:mapping <map.ttl> ; ekg:mode ekg:Virtual .
        <#m> a ekg:JdbcSource ; ekg:id "m" ; ekg:jdbcUrl "jdbc:h2:mem:literals;DB_CLOSE_DELAY=-1" ;
          ekg:mapping <map.ttl> ; ekg:mode ekg:Materialized .
        """);
    return ConfigReader.read(folder.resolve("ekg.ttl"), name -> null);
  }

  @Test
  void virtualAndMaterialisedGiveTheIdenticalTermAndFindIt(@TempDir Path folder) throws Exception {
    List<Sample> samples = samples();
    assertThat(samples).hasSizeGreaterThan(100);
    try (Connection connection =
            DriverManager.getConnection("jdbc:h2:mem:literals;DB_CLOSE_DELAY=-1");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE V (ID INT PRIMARY KEY, TYPE VARCHAR, TEXT VARCHAR)");
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO V VALUES (?, ?, ?)")) {
        for (Sample sample : samples) {
          insert.setInt(1, sample.id());
          insert.setString(2, sample.literal().getLiteralDatatypeURI().substring(XSD.NS.length()));
          insert.setString(3, sample.literal().getLiteralLexicalForm());
          insert.execute();
        }
      }
    }
    try (KnowledgeGraph graph =
        KnowledgeGraph.open(config(folder), "test", TestGraphs.environment(Map.of()))) {
      assertThat(graph.load(List.of(), KnowledgeGraph.LoadProgress.NONE, Deadline.none()))
          .allMatch(r -> r.failure().isEmpty());
      List<String> live = TestGraphs.select(graph, "SELECT * { GRAPH graph:v { ?s ?p ?o } }");
      assertThat(TestGraphs.select(graph, "SELECT * { GRAPH graph:m { ?s ?p ?o } }"))
          .isEqualTo(live);
      assertThat(live).hasSize(samples.size());
      for (Sample sample : samples) {
        String normal = NodeFmtLib.strNT(Literals.normal(sample.literal()));
        String constant = NodeFmtLib.strNT(sample.literal());
        for (String source : List.of("v", "m")) {
          // Found by the constant as anybody may write it, and given back in normal form.
          String query =
              "SELECT ?o { GRAPH graph:%s { id:thing\\/%d ?p ?o , %s } }"
                  .formatted(source, sample.id(), constant);
          assertThat(TestGraphs.terms(graph, query)).as(query).containsExactly(normal);
        }
      }
    }
  }
}
