package org.crmekg.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.crmekg.Problem;
import org.crmekg.RequestContext;
import org.crmekg.SourceException;
import org.crmekg.Trace;
import org.crmekg.app.KnowledgeGraph;
import org.crmekg.app.QueryRequest;
import org.crmekg.app.QueryRunner;
import org.crmekg.app.Shortfall;
import org.crmekg.app.TestGraphs;
import org.crmekg.config.ConfigReader;
import org.crmekg.member.DescriptorDocument;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One crm-ekg server as a source of another: they say what they hold, as far as rights go. */
class RemoteServersTest {
  private static final String PRINCIPALS =
      """
      ekg:principal [ ekg:name "partner" ; ekg:tokenVariable "PARTNER" ; ekg:mayRead "crm" , "registry" , "down" ] ,
        [ ekg:name "seller" ; ekg:tokenVariable "SELLER" ; ekg:mayRead "crm" ] ;
      """;
  private static final String DOWN =
      """
      ekg:source [ a ekg:JdbcSource ; ekg:id "down" ; ekg:jdbcUrl "jdbc:postgresql://127.0.0.1:1/x" ;
        ekg:mapping <down.ttl> ] ;
      """;
  private static final String NAMES = "SELECT ?n { ?x party:name ?n }";
  private static final String COUNTRIES = "SELECT ?x ?c { ?x party:country ?c }";

  @TempDir private static Path far;
  @TempDir private static Path near;
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    Files.writeString(
        far.resolve("down.ttl"),
        """
        @prefix rr: <http://www.w3.org/ns/r2rml#> .
        <#T> rr:logicalTable [ rr:tableName "t" ] ; rr:subjectMap [ rr:template "thing/down/{id}" ] ;
          rr:predicateObjectMap [ rr:predicate <https://w3id.org/crm-ekg/ns/party/note> ;
            rr:objectMap [ rr:column "note" ] ] .
        """);
    server =
        TestServer.start(
            far,
            PRINCIPALS + DOWN,
            Map.of("PARTNER", "partner-secret", "SELLER", "seller-secret"),
            ServerOptions.DEFAULTS.onPort(0));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static KnowledgeGraph near(String token, String more) throws Exception {
    return near(server.server().url(), token, more);
  }

  private static KnowledgeGraph near(String url, String token, String more) throws Exception {
    // What was fetched with other rights is not to be found.
    Files.deleteIfExists(near.resolve("endpoint-far.json"));
    return reopened(url, token, more);
  }

  private static KnowledgeGraph reopened(String url, String token, String more) throws Exception {
    Path config = near.resolve("ekg.ttl");
    Files.writeString(
        config,
        """
        @prefix ekg: <https://w3id.org/crm-ekg/ns/config/> .
        <#dataset> a ekg:FederatedDataset ; ekg:storeLocation <store> ;
          ekg:base "https://near.example/id/" ; ekg:source <#far> .
        <#far> a ekg:EndpointSource ; ekg:id "far" ; ekg:endpointUrl "%s/sparql" ;
          ekg:descriptorUrl "%s/api/descriptor" ; ekg:tokenVariable "TOKEN" %s .
        """
            .formatted(url, url, more));
    Map<String, String> variables = Map.of("TOKEN", token);
    return KnowledgeGraph.open(
        ConfigReader.read(config, variables::get), "test", TestGraphs.environment(variables));
  }

  private static List<String> sent(KnowledgeGraph graph, String query) {
    var sent = new ArrayList<String>();
    Trace trace =
        (source, statement) -> {
          sent.add(statement);
          return Trace.NONE.sent(source, statement);
        };
    List<String> unused = TestGraphs.select(graph, query, RequestContext.local().tracedBy(trace));
    return sent;
  }

  @Test
  void aServerIsASourceOfAnotherWithoutAnyProbe() throws Exception {
    try (KnowledgeGraph graph = near("partner-secret", "")) {
      for (String query :
          List.of(
              NAMES,
              COUNTRIES,
              "SELECT ?x { ?x a party:Party }",
              "SELECT ?x ?n ?c { ?x party:name ?n ; party:country ?c ; a party:Organization }",
              "SELECT ?x { ?x party:name 'Acme GmbH', 'ACME Corporation' }",
              "SELECT ?x { ?x party:country <https://w3id.org/crm-ekg/id/country/FR> ; party:name ?n }")) {
        List<String> there =
            TestGraphs.select(
                server.graph(),
                query,
                RequestContext.local().restrictedTo("x", java.util.Set.of("crm", "registry")));
        assertThat(there).isNotEmpty();
        assertThat(TestGraphs.select(graph, query)).as(query).isEqualTo(there);
        assertThat(sent(graph, query)).hasSize(1).noneMatch(s -> s.contains("EXISTS"));
      }
      // It holds canonical IRIs; the source IRIs behind them mean something there, and nothing
      // here.
      String hidden = "<https://w3id.org/crm-ekg/id/party/crm/1>";
      assertThat(TestGraphs.select(graph, "SELECT ?n { " + hidden + " party:name ?n }")).isEmpty();
      assertThat(
              TestGraphs.select(
                  graph, "SELECT ?n { " + hidden + " party:name ?n ; a party:Organization }"))
          .isEmpty();
      // What it does not hold, it is not asked for.
      assertThat(sent(graph, "SELECT * { ?x crm:stage ?y }")).isEmpty();
      // Both have the same reference data.
      assertThat(sent(graph, "SELECT ?l { ?c a ref:Country ; skos:prefLabel ?l } LIMIT 1"))
          .isEmpty();
    }
  }

  @Test
  void aPrincipalLearnsOnlyOfWhatTheySee() throws Exception {
    HttpResponse<String> all =
        server.get("/api/descriptor", "Authorization", "Bearer partner-secret");
    assertThat(all.statusCode()).isEqualTo(200);
    assertThat(all.headers().firstValue("Content-Type")).contains(DescriptorDocument.MEDIA_TYPE);
    assertThat(all.body()).contains("party/registry/").contains("ns/party/country");
    HttpResponse<String> some =
        server.get("/api/descriptor", "Authorization", "Bearer seller-secret");
    assertThat(some.body())
        .contains("party/crm/")
        .doesNotContain("party/registry/")
        .doesNotContain("down");
    assertThat(server.get("/api/descriptor").statusCode()).isEqualTo(401);
    assertThat(
            server
                .get(
                    "/api/descriptor?graph="
                        + TestServer.encoded(TestServer.BASE + "graph/registry"),
                    "Authorization",
                    "Bearer seller-secret")
                .body())
        .contains("EKG-2003")
        .doesNotContain("party/registry/");
    try (KnowledgeGraph graph = near("seller-secret", "")) {
      assertThat(sent(graph, COUNTRIES)).isEmpty();
      assertThat(TestGraphs.select(graph, NAMES)).isNotEmpty();
    }
  }

  @Test
  void oneGraphOfAServerCanBeTheSource() throws Exception {
    try (KnowledgeGraph graph =
        near(
            "partner-secret", "; ekg:remoteGraph \"https://w3id.org/crm-ekg/id/graph/registry\"")) {
      assertThat(TestGraphs.select(graph, NAMES))
          .hasSize(3)
          .anyMatch(r -> r.contains("ACME Corporation"));
      assertThat(sent(graph, "SELECT * { ?x party:city ?y }")).isEmpty();
    }
  }

  @Test
  void whatIsPartialThereIsPartialHere() throws Exception {
    String query = "SELECT ?x ?n ?o { { ?x party:name ?n } UNION { ?x party:note ?o } }";
    try (KnowledgeGraph graph = near("partner-secret", "");
        var runner = new QueryRunner(graph.environment(), 2)) {
      assertThatThrownBy(() -> TestGraphs.select(graph, query))
          .isInstanceOf(SourceException.class)
          .hasMessageContaining("source far");
      Shortfall shortfall =
          runner.run(
              QueryRequest.of("SELECT * { ?s ?p ?o }"),
              RequestContext.local().allowingPartial(),
              graph::dataset,
              (parsed, execution) -> {
                var rows = execution.select();
                long n = 0;
                while (rows.hasNext()) {
                  rows.next();
                  n++;
                }
                assertThat(n).isPositive();
                return QueryRunner.shortfall(parsed, execution);
              });
      assertThat(shortfall.isPartial()).isTrue();
      assertThat(shortfall.missing()).containsEntry("far", Problem.SOURCE_PARTIAL);
    }
  }

  @Test
  void aServerThatIsDownStopsNothingButItsOwnAnswers() throws Exception {
    String url;
    try (EkgServer second = EkgServer.start(server.graph(), ServerOptions.DEFAULTS.onPort(0))) {
      url = second.url();
      try (KnowledgeGraph graph = near(url, "partner-secret", "")) {
        assertThat(TestGraphs.select(graph, NAMES)).isNotEmpty();
      }
    }
    // The last descriptor is kept, so that nothing is asked that it does not hold.
    try (KnowledgeGraph graph = reopened(url, "partner-secret", "")) {
      assertThat(TestGraphs.select(graph, "SELECT * { ?x crm:stage ?y }")).isEmpty();
      assertThatThrownBy(() -> TestGraphs.select(graph, NAMES))
          .isInstanceOfSatisfying(
              SourceException.class,
              e -> assertThat(e.problem()).isEqualTo(Problem.SOURCE_UNREACHABLE));
    }
  }
}
