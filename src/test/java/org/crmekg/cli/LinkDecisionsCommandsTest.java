package org.crmekg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.crmekg.TestDatabases;
import org.crmekg.TestDatabases.Database;
import org.crmekg.app.KnowledgeGraph;
import org.crmekg.app.TestGraphs;
import org.crmekg.config.ConfigReader;
import org.crmekg.server.EkgServer;
import org.crmekg.server.ServerOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People decide at the command line, here and beside a running server. */
class LinkDecisionsCommandsTest {
  private static final String MAPPING =
      """
      @prefix rr: <http://www.w3.org/ns/r2rml#> .
      @prefix party: <https://w3id.org/crm-ekg/ns/party/> .
      <#T> rr:logicalTable [ rr:tableName "TABLE" ] ;
        rr:subjectMap [ rr:template "party/SOURCE/{ID}" ; rr:class party:Person ] ;
        rr:predicateObjectMap [ rr:predicate party:name ; rr:objectMap [ rr:column "V" ] ] .
      """;
  private static final String SOURCE =
      """
      <#SOURCE> a ekg:JdbcSource ; ekg:id "SOURCE" ; ekg:jdbcUrl "URL" ; ekg:userVariable "U" ;
        ekg:mapping <SOURCE.ttl> ; ekg:mode ekg:Virtual ; ekg:owner "Sales" .
      """;
  private static final Map<String, String> ANA = Map.of("U", "sa", "USER", "ana");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private String config = "";

  @BeforeEach
  void configure() throws Exception {
    Database database = TestDatabases.h2();
    var text =
        new StringBuilder(
            """
            @prefix ekg: <https://w3id.org/crm-ekg/ns/config/> .
            <#dataset> a ekg:FederatedDataset ; ekg:storeLocation <store> ;
              ekg:base "https://w3id.org/crm-ekg/id/" ; ekg:ontology <ontology> ;
              ekg:source <#crm> , <#kyc> .
            """);
    Run.write(
        folder.resolve("ontology/m.ttl"),
        "<https://w3id.org/crm-ekg/ontology/m> a <http://www.w3.org/2002/07/owl#Ontology> .");
    Run.write(folder.resolve("ontology/data/none.ttl"), "");
    for (String source : new String[] {"crm", "kyc"}) {
      database.execute(
          "CREATE TABLE %s (ID INTEGER PRIMARY KEY, V VARCHAR(20))".formatted(source),
          "INSERT INTO %s VALUES (1, '%s one'), (2, '%s two')".formatted(source, source, source));
      Run.write(
          folder.resolve(source + ".ttl"),
          MAPPING.replace("SOURCE", source).replace("TABLE", source.toUpperCase(Locale.ROOT)));
      text.append(SOURCE.replace("SOURCE", source).replace("URL", database.url()));
    }
    config = Run.write(folder.resolve("ekg.ttl"), text.toString()).toString();
  }

  private Run link(String... args) {
    return link(ANA, args);
  }

  private Run link(Map<String, String> variables, String... args) {
    var all = new String[args.length + 3];
    all[0] = "link";
    System.arraycopy(args, 0, all, 1, args.length);
    all[args.length + 1] = "--config";
    all[args.length + 2] = config;
    return Run.with(variables, "", all);
  }

  private static JsonNode json(Run run) throws IOException {
    assertThat(run.code()).as(run.err()).isZero();
    return JSON.readTree(run.out());
  }

  private void decideAndAsk() throws IOException {
    Run preview = link("accept", "id:party/crm/1", "id:party/kyc/1", "--preview");
    assertThat(preview.out()).contains("before", "after", "party/crm/1");
    assertThat(json(link("decisions", "-o", "json"))).isEmpty();

    JsonNode made =
        json(
            link(
                "accept",
                "id:party/crm/1",
                "id:party/kyc/1",
                "--reason",
                "same card",
                "-o",
                "json"));
    assertThat(made.at("/0/decision/number").asInt()).isEqualTo(1);
    assertThat(made.at("/0/decision/author").asText()).isEqualTo("ana");
    assertThat(made.at("/0/after/0/records")).hasSize(2);

    Run how = link("how", "id:party/kyc/1");
    assertThat(how.code()).isZero();
    assertThat(how.out())
        .contains("is 2 records", "by ana, decision 1", "same card", "if it were withdrawn");
    assertThat(json(link("stats", "-o", "json")).path("parties").asInt()).isEqualTo(1);
    assertThat(link("stats").out()).contains("parties with several records");
    assertThat(link("review").code()).isZero();

    Run second = link("reject", "id:party/crm/1", "id:party/kyc/1", "--author", "bo");
    assertThat(second.err()).contains("ana decided same").contains("decision 2 of bo");
    assertThat(link("decisions", "-o", "csv").out()).contains("overruled", "counts", "bo");
    assertThat(link("undo", "2", "--preview").out()).contains("after");
    assertThat(link("undo", "2").code()).isZero();
    assertThat(link("unsure", "id:party/crm/2", "id:party/kyc/2").code()).isZero();
    assertThat(json(link("decisions", "-o", "json"))).hasSize(4);
    assertThat(json(link("how", "id:party/crm/1", "-o", "json")).path("members")).hasSize(2);
  }

  @Test
  void decisionsAreMadeTakenBackAndExplained() throws Exception {
    decideAndAsk();
  }

  @Test
  void besideARunningServerItIsTheSame() throws Exception {
    try (KnowledgeGraph graph =
            KnowledgeGraph.open(
                ConfigReader.read(Path.of(config), ANA::get),
                "serve",
                TestGraphs.environment(ANA));
        EkgServer server = EkgServer.start(graph, ServerOptions.DEFAULTS.onPort(0))) {
      assertThat(server.port()).isPositive();
      decideAndAsk();
    }
  }

  @Test
  void badInputIsToldWhatWouldBeRight() {
    assertThat(link("accept", "id:party/crm/1").code()).isEqualTo(ExitCode.USAGE);
    Run unknown = link("accept", "id:party/crm/1", "id:party/kyc/99");
    assertThat(unknown.code()).isEqualTo(ExitCode.USAGE);
    assertThat(unknown.err()).contains("no source has a record").contains("party/kyc/99");
    assertThat(link("undo", "5").err()).contains("nothing was decided yet");
    assertThat(link("undo", "five").code()).isEqualTo(ExitCode.USAGE);
    assertThat(link("review", "--limit", "0").err()).contains("--limit");
    assertThat(link("how", "id:party/crm/99").err()).contains("no source has a record");
    Run nobody = link(Map.of("U", "sa"), "accept", "id:party/crm/1", "id:party/kyc/1");
    assertThat(nobody.err()).contains("name of who decides");
    assertThat(link("stats", "-o", "ttl").code()).isEqualTo(ExitCode.USAGE);
  }
}
