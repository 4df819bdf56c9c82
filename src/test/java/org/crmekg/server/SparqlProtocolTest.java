package org.crmekg.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.crmekg.server.TestServer.encoded;
import static org.crmekg.server.TestServer.sparql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFParser;
import org.apache.jena.sparql.graph.GraphFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The SPARQL 1.1 Protocol, its formats, its errors and its limits. */
class SparqlProtocolTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NAMES = "SELECT ?name { ?s party:name ?name } ORDER BY ?name";
  private static final String CRM = TestServer.BASE + "graph/crm";

  @TempDir private static Path data;
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    server =
        TestServer.start(
            data,
            "ekg:server [ ekg:queryTimeout \"PT2S\" ; ekg:maxRows 2000 ; ekg:maxBytes 200000 ] ;",
            Map.of(),
            ServerOptions.DEFAULTS.onPort(0));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void aQueryMayBeSentInThreeWays() throws Exception {
    String expected = server.get(sparql(NAMES)).body();
    assertThat(expected).contains("Acme GmbH", "ACME Corporation", "Müller & Söhne");
    assertThat(
            server
                .post(
                    "/sparql",
                    "query=" + encoded(NAMES),
                    "Content-Type",
                    "application/x-www-form-urlencoded")
                .body())
        .isEqualTo(expected);
    assertThat(
            server
                .post("/sparql", NAMES, "Content-Type", "application/sparql-query; charset=utf-8")
                .body())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "application/sparql-results+json, application/sparql-results+json",
    "application/json, application/json",
    "application/sparql-results+xml, application/sparql-results+xml",
    "text/csv, text/csv;charset=utf-8",
    "text/tab-separated-values, text/tab-separated-values;charset=utf-8",
    "*/*, application/sparql-results+json",
    "'text/csv;q=0.5,application/*;q=0.4', text/csv;charset=utf-8",
  })
  void rowsComeInTheFormThatIsWantedMost(String accept, String type) throws Exception {
    HttpResponse<String> answer = server.get(sparql(NAMES), "Accept", accept);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(type(answer)).isEqualTo(type);
    assertThat(answer.body()).contains("Acme GmbH");
    assertThat(answer.headers().firstValue("Ekg-Completeness")).contains("complete");
    assertThat(answer.headers().firstValue("X-Request-Id")).isPresent();
    assertThat(answer.headers().allValues("Vary")).contains("Accept");
  }

  @ParameterizedTest
  @CsvSource({
    "text/turtle, TTL",
    "application/n-triples, NT",
    "application/ld+json, JSONLD",
    "*/*, TTL"
  })
  void graphsComeInTheFormThatIsWantedMost(String accept, String lang) throws Exception {
    HttpResponse<String> answer =
        server.get(
            sparql("CONSTRUCT WHERE { ?s a party:Organization ; party:name ?n }"),
            "Accept",
            accept);
    assertThat(answer.statusCode()).isEqualTo(200);
    var graph = GraphFactory.createDefaultGraph();
    RDFParser.create()
        .source(new ByteArrayInputStream(answer.body().getBytes(StandardCharsets.UTF_8)))
        .lang(
            switch (lang) {
              case "NT" -> Lang.NTRIPLES;
              case "JSONLD" -> Lang.JSONLD;
              default -> Lang.TURTLE;
            })
        .parse(graph);
    // Four parties, one of which has two names.
    assertThat(graph.size()).isEqualTo(4 + 5);
  }

  @Test
  void aBooleanIsAnAnswerToo() throws Exception {
    assertThat(server.get(sparql("ASK { ?s party:name 'Acme GmbH' }")).body()).contains("true");
    assertThat(server.get(sparql("ASK { ?s party:name 'x' }"), "Accept", "text/csv").body())
        .contains("false");
  }

  @ParameterizedTest
  @ValueSource(strings = {"image/png", "application/rdf+xml", "text/csv;q=0"})
  void whatCannotBeServedIsRefusedWithWhatCan(String accept) throws Exception {
    HttpResponse<String> answer = server.get(sparql(NAMES), "Accept", accept);
    assertThat(answer.statusCode()).isEqualTo(406);
    assertThat(answer.body()).contains("EKG-2005", "text/csv", "text/html");
  }

  @Test
  void headSaysWhatGetWouldSay() throws Exception {
    HttpResponse<String> get = server.get(sparql(NAMES));
    HttpResponse<String> head = server.send("HEAD", sparql(NAMES), "");
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValue("Content-Length"))
        .isEqualTo(get.headers().firstValue("Content-Length"));
  }

  @Test
  void theProtocolsDatasetReplacesThatOfTheQuery() throws Exception {
    String query = "SELECT ?name FROM <urn:nowhere> { ?s party:name ?name }";
    String body = server.get(sparql(query) + "&default-graph-uri=" + encoded(CRM)).body();
    assertThat(body).contains("Acme GmbH").doesNotContain("ACME Corporation");
    String named =
        "SELECT ?g { GRAPH ?g { <https://w3id.org/crm-ekg/id/party/crm/1> party:name ?n } }";
    assertThat(server.get(sparql(named) + "&named-graph-uri=" + encoded(CRM)).body()).contains(CRM);
    assertThat(
            server
                .get(sparql(named) + "&named-graph-uri=" + encoded(CRM.replace("crm", "registry")))
                .body())
        .contains("graph")
        .doesNotContain("\"g\": {");
  }

  @Test
  void fromSelectsASourcesOwnView() throws Exception {
    String body = server.get(sparql("SELECT * FROM <" + CRM + "> { ?s party:name ?name }")).body();
    assertThat(body).contains(TestServer.BASE + "party/crm/1").doesNotContain("registry");
  }

  @Test
  void aSyntaxErrorHasItsPlace() throws Exception {
    HttpResponse<String> answer = server.get(sparql("SELECT *\n{ ?s ?p }"));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(type(answer)).isEqualTo("application/problem+json");
    JsonNode problem = JSON.readTree(answer.body());
    assertThat(problem.path("code").asText()).isEqualTo("EKG-2002");
    assertThat(problem.path("status").asInt()).isEqualTo(400);
    assertThat(problem.path("line").asInt()).isEqualTo(2);
    assertThat(problem.path("column").asInt()).isEqualTo(9);
    assertThat(problem.path("title").asText()).isNotBlank();
    assertThat(problem.path("type").asText()).endsWith("EKG-2002");
    assertThat(problem.path("requestId").asText())
        .isEqualTo(answer.headers().firstValue("X-Request-Id").orElseThrow());
  }

  @Test
  void whoReadsOnlyTextGetsTheErrorAsText() throws Exception {
    HttpResponse<String> answer = server.get(sparql("SELEC"), "Accept", "text/plain");
    assertThat(type(answer)).isEqualTo("text/plain;charset=utf-8");
    assertThat(answer.body()).contains("EKG-2002", "line 1");
  }

  @Test
  void anUnknownGraphIsAnErrorThatListsTheKnownOnes() throws Exception {
    HttpResponse<String> answer = server.get(sparql("SELECT * FROM <urn:x> { ?s ?p ?o }"));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("EKG-2003", "urn:x", CRM);
  }

  @Test
  void aQueryThatNeverEndsIsStoppedInTimeAndTheServerGoesOn() throws Exception {
    var query = new StringBuilder("SELECT (COUNT(*) AS ?n) {");
    for (int i = 0; i < 8; i++) {
      query.append(" VALUES ?v").append(i).append(" {");
      query.append(" 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20".repeat(2)).append("}");
    }
    long start = System.nanoTime();
    HttpResponse<String> answer = server.get(sparql(query + "}"));
    long millis = (System.nanoTime() - start) / 1_000_000;
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("EKG-4005");
    assertThat(millis).isBetween(1_900L, 3_000L);
    assertThat(server.get(sparql(NAMES)).statusCode()).isEqualTo(200);
    start = System.nanoTime();
    assertThat(server.get(sparql(query + "}") + "&timeout=0.2").statusCode()).isEqualTo(503);
    assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(1_200);
    assertThat(server.get(sparql(NAMES)).statusCode()).isEqualTo(200);
  }

  @Test
  void anAnswerOfTooManyRowsIsRefusedAndNeverCut() throws Exception {
    String numbers =
        "SELECT * { VALUES ?a {%s} VALUES ?b {%s} }"
            .formatted(" 1".repeat(50) + "", " 2".repeat(50));
    HttpResponse<String> answer = server.get(sparql(numbers) + "&format=csv");
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body()).contains("EKG-4006", "2,000 rows");
    assertThat(server.get(sparql(numbers + " LIMIT 2000") + "&format=csv").statusCode())
        .isEqualTo(200);
  }

  @Test
  void anAnswerOfTooManyBytesIsRefusedAndNeverCut() throws Exception {
    String wide =
        "SELECT * { VALUES ?a {%s} BIND('%s' AS ?text) }"
            .formatted(" 1".repeat(300), "x".repeat(1000));
    HttpResponse<String> answer = server.get(sparql(wide));
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body()).contains("EKG-4006", "200,000 bytes");
  }

  @Test
  void requestsThatAreNoneOfTheProtocolAreRefused() throws Exception {
    assertThat(server.get("/sparql?query=a&query=b").statusCode()).isEqualTo(400);
    assertThat(server.post("/sparql", "x", "Content-Type", "text/plain").statusCode())
        .isEqualTo(400);
    assertThat(server.get(sparql(NAMES) + "&timeout=soon").statusCode()).isEqualTo(400);
    assertThat(server.get("/sparql?query=%ff%fe").statusCode()).isEqualTo(400);
    HttpResponse<String> big =
        server.post("/sparql", "#".repeat(1 << 21), "Content-Type", "application/sparql-query");
    assertThat(big.statusCode()).isEqualTo(413);
    assertThat(big.body()).contains("EKG-2011");
  }

  @Test
  void theServiceDescribesItself() throws Exception {
    HttpResponse<String> answer = server.get("/sparql", "Accept", "text/turtle");
    var graph = GraphFactory.createDefaultGraph();
    RDFParser.fromString(answer.body(), Lang.TURTLE).parse(graph);
    assertThat(answer.body())
        .contains("sd:Service", "SPARQL11Query", "graph:crm", "graph:registry", "void:triples");
    assertThat(server.get("/sparql", "Accept", "text/html").body()).contains("<textarea");
    assertThat(server.get("/.well-known/void").body()).contains("dcat:Catalog", "graph:crm");
  }

  @Test
  void aSourceThatIsDownIsNamedAndNotEmpty(@TempDir Path other) throws Exception {
    try (var broken = TestServer.start(other)) {
      assertThat(broken.get(sparql(NAMES)).statusCode()).isEqualTo(200);
      broken.crm("ALTER TABLE ACCOUNT RENAME TO GONE");
      HttpResponse<String> answer = broken.get(sparql(NAMES));
      assertThat(answer.statusCode()).isIn(502, 503);
      assertThat(answer.body()).contains("crm", "EKG-3");
      assertThat(
              broken
                  .get(sparql("SELECT * { GRAPH graph:registry { ?s party:name ?n } }"))
                  .statusCode())
          .isEqualTo(200);
    }
  }

  private static String type(HttpResponse<String> answer) {
    return answer.headers().firstValue("Content-Type").orElse("").replace("; ", ";");
  }
}
