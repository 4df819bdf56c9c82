package org.crmekg.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

/** Rows that a load leaves out are said wherever an answer may lack them, and nowhere else. */
class LeftOutRowsTest {
  private static final String MAPPING =
      """
      @prefix rr: <http://www.w3.org/ns/r2rml#> .
      @prefix crm: <https://w3id.org/crm-ekg/ns/crm/> .
      @prefix party: <https://w3id.org/crm-ekg/ns/party/> .
      @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
      <#T> rr:logicalTable [ rr:tableName "%1$s" ] ;
        rr:subjectMap [ rr:template "%2$s/{ID}" ; rr:class %3$s ] ;
        rr:predicateObjectMap [ rr:predicate %4$s ;
          rr:objectMap [ rr:column "V" ; rr:datatype %5$s ] ] .
      """;
  private static final String SOURCE =
      """
      <#%1$s> a ekg:JdbcSource ; ekg:id "%1$s" ; ekg:jdbcUrl "%2$s" ; ekg:userVariable "U" ;
        ekg:mapping <%1$s.ttl> ; ekg:mode ekg:Materialized ; ekg:owner "Sales" .
      """;
  private static final Map<String, String> VARIABLES = Map.of("U", "sa");
  private static final String GOLDEN = "SELECT (COUNT(*) AS ?n) { ?s a crm:SalesOrder }";
  private static final String OTHER = "SELECT (COUNT(*) AS ?n) { GRAPH graph:files { ?s ?p ?o } }";

  @TempDir Path folder;
  private final Database database = TestDatabases.h2();
  private String config = "";

  @BeforeEach
  void configure() throws Exception {
    database.execute(
        "CREATE TABLE ORDERS (ID INTEGER PRIMARY KEY, V VARCHAR(20))",
        "CREATE TABLE FILES (ID INTEGER PRIMARY KEY, V VARCHAR(20))",
        "INSERT INTO ORDERS VALUES (1, '2024-01-31'), (2, '31.01.2024')",
        "INSERT INTO FILES VALUES (1, 'a')");
    Run.write(
        folder.resolve("crm.ttl"),
        MAPPING.formatted("ORDERS", "order/crm", "crm:SalesOrder", "crm:orderedOn", "xsd:date"));
    Run.write(
        folder.resolve("files.ttl"),
        MAPPING.formatted(
            "FILES", "party/files", "party:Organization", "party:name", "xsd:string"));
    config =
        Run.write(
                folder.resolve("ekg.ttl"),
                """
                @prefix ekg: <https://w3id.org/crm-ekg/ns/config/> .
                <#d> a ekg:FederatedDataset ; ekg:storeLocation <store> ; ekg:source <#crm>, <#files> .
                """
                    + SOURCE.formatted("crm", database.url())
                    + SOURCE.formatted("files", database.url()))
            .toString();
  }

  private Run run(String... args) {
    var all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--config", config));
    return Run.with(VARIABLES, "", all.toArray(String[]::new));
  }

  @Test
  void aLoadSaysWhatItLeftOutUnlessItMayNot() throws Exception {
    Run refused = run("load", "crm", "--on-data-error", "fail");
    assertThat(refused.code()).isEqualTo(3);
    assertThat(refused.err()).contains("EKG-3006", "31.01.2024", "keeps its last whole version");
    assertThat(run("sources").out()).contains("not loaded");

    Run load = run("load");
    assertThat(load.code()).isEqualTo(1);
    assertThat(load.out()).contains("incomplete, without 1 row").contains("loaded");
    assertThat(load.err()).contains("crm is incomplete: 1 row").contains("marked as partial");
    assertThat(run("sources").out()).contains("ready, without 1 row");
    assertThat(run("sources").err()).contains("1 row cannot be mapped and was left out");
    assertThat(run("sources", "-o", "json").out()).contains("\"leftOut\" : 1");

    database.execute("UPDATE ORDERS SET V = '2024-01-31'");
    assertThat(run("load", "--on-data-error", "fail").code()).isZero();
    assertThat(run("query", "-q", GOLDEN)).returns(0, Run::code).returns("", Run::err);
    assertThat(run("query", GOLDEN).err()).matches("sources: .*crm as of \\d{4}-.* UTC.*\\R");
    assertThat(run("sources").out()).doesNotContain("without");
  }

  @Test
  void onlyAnswersThatMayLackRowsArePartial() {
    assertThat(run("load").code()).isEqualTo(1);
    for (String query :
        List.of(
            GOLDEN,
            "SELECT * { ?s ?p ?o }",
            "ASK { GRAPH graph:crm { ?s crm:orderedOn ?d } }",
            "SELECT * FROM graph:crm { ?s crm:orderedOn ?d }",
            "CONSTRUCT WHERE { ?s crm:orderedOn ?d }")) {
      Run partial = run("query", query);
      assertThat(partial.code()).as(query).isEqualTo(4);
      assertThat(partial.out()).as(query).isNotEmpty();
      assertThat(partial.err())
          .as(query)
          .contains("partial: source crm was loaded without 1 row", "data-error");
    }
    assertThat(run("query", "-q", GOLDEN).err()).contains("partial: source crm");
    for (String query :
        List.of(
            OTHER,
            "SELECT * FROM graph:files { ?s ?p ?o }",
            "SELECT * { GRAPH graph:reference { ?c ref:alpha2Code 'DE' } }",
            "SELECT * { GRAPH graph:findings { ?f ?p ?o } }",
            "SELECT (1 AS ?x) {}")) {
      assertThat(run("query", "-q", query)).as(query).returns(0, Run::code).returns("", Run::err);
    }
    Run validate = run("validate");
    assertThat(validate.code()).isEqualTo(4);
    assertThat(validate.err()).contains("partial: source crm");
  }

  @Test
  void theServerSaysTheSameInHeadersAndPages() throws Exception {
    assertThat(run("load", "files").code()).isZero();
    assertThat(run("load", "crm").code()).isEqualTo(1);
    Run alone = run("query", GOLDEN);
    try (KnowledgeGraph graph =
            KnowledgeGraph.open(
                ConfigReader.read(Path.of(config), VARIABLES::get),
                "serve",
                TestGraphs.environment(VARIABLES));
        EkgServer server = EkgServer.start(graph, ServerOptions.DEFAULTS.onPort(0));
        HttpClient client = HttpClient.newHttpClient()) {
      assertThat(run("query", GOLDEN)).isEqualTo(alone);
      assertThat(run("query", OTHER).code()).isZero();
      Run refused = run("load", "crm", "--on-data-error", "fail");
      assertThat(refused.code()).isEqualTo(3);
      assertThat(refused.err()).contains("31.01.2024");
      assertThat(run("load", "crm").code()).isEqualTo(1);

      for (String accept : List.of("text/csv", "application/sparql-results+json", "text/html")) {
        HttpResponse<String> partial = get(client, server, query(GOLDEN), accept);
        assertThat(partial.headers().firstValue("Ekg-Completeness")).contains("partial; crm=1");
        assertThat(
                get(client, server, query(OTHER), accept).headers().firstValue("Ekg-Completeness"))
            .contains("complete");
      }
      assertThat(get(client, server, query(GOLDEN), "text/html").body())
          .contains("This is partial: source crm was loaded without 1 row");
      assertThat(get(client, server, "/", "text/html").body())
          .contains("old, without 1 row")
          .contains("1 row cannot be mapped and was left out");
      HttpResponse<String> thing = get(client, server, "/doc/order/crm/1", "text/html");
      assertThat(thing.body()).contains("This is partial: source crm");
      assertThat(thing.headers().firstValue("Ekg-Completeness")).contains("partial; crm=1");
      assertThat(get(client, server, "/api/sources", "application/json").body())
          .contains("\"leftOut\":1");
      assertThat(get(client, server, "/doc/order/crm/2", "application/json").body())
          .contains("crm was loaded without 1 row");
    }
  }

  private static String query(String sparql) {
    return "/sparql?query=" + URLEncoder.encode(sparql, UTF_8);
  }

  private static HttpResponse<String> get(
      HttpClient client, EkgServer server, String path, String accept) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .header("Accept", accept)
            .method("GET", BodyPublishers.noBody())
            .build(),
        BodyHandlers.ofString());
  }
}
