package org.crmekg.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.crmekg.TestDatabases;
import org.crmekg.TestDatabases.Database;
import org.crmekg.app.Freshness;
import org.crmekg.app.KnowledgeGraph;
import org.crmekg.app.Shortfall;
import org.crmekg.app.TestGraphs;
import org.crmekg.config.ConfigReader;
import org.crmekg.server.EkgServer;
import org.crmekg.server.ServerOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A source that fails is an error, or, for who asks for that, an answer that says what it lacks.
 */
class MissingSourceTest {
  private static final Map<String, String> VARIABLES = Map.of("U", "sa");
  private static final String NAMES = "SELECT ?n { ?s party:name ?n }";
  private static final String BOTH = "SELECT ?n ?c { ?s party:name ?n ; party:city ?c }";
  private static final String WITHOUT =
      "SELECT ?n { ?s party:name ?n FILTER NOT EXISTS { ?o party:city ?n } }";
  private static final String COUNT = "SELECT (COUNT(*) AS ?c) { ?s party:name ?n }";

  @TempDir Path folder;
  private final Database database = TestDatabases.h2();
  private String config = "";

  @BeforeEach
  void configure() throws Exception {
    // The second table fails at its 5,000th row.
    database.execute(
        "CREATE TABLE GOOD (ID INTEGER PRIMARY KEY, V VARCHAR(20), CITY VARCHAR(20))",
        "INSERT INTO GOOD SELECT X, 'good ' || X, 'Gent' FROM SYSTEM_RANGE(1, 10)",
        "CREATE TABLE BASE (ID INTEGER PRIMARY KEY)",
        "INSERT INTO BASE SELECT X FROM SYSTEM_RANGE(1, 6000)",
        "CREATE VIEW BREAKING AS SELECT ID, 'bad ' || (10 / (ID - 5000)) AS V, 'Gent' AS CITY FROM"
            + " BASE");
    for (String[] of :
        new String[][] {{"GOOD", "good"}, {"BREAKING", "breaking"}, {"GOOD", "gone"}}) {
      Run.write(
          folder.resolve(of[1] + ".ttl"),
          """
              @prefix rr: <http://www.w3.org/ns/r2rml#> .
              @prefix party: <https://w3id.org/crm-ekg/ns/party/> .
              <#T> rr:logicalTable [ rr:tableName "%1$s" ] ;
                rr:subjectMap [ rr:template "party/%2$s/{ID}" ; rr:class party:Organization ] ;
                rr:predicateObjectMap [ rr:predicate party:name ; rr:objectMap [ rr:column "V" ] ] ;
                rr:predicateObjectMap [ rr:predicate party:city ; rr:objectMap [ rr:column "CITY" ] ] .
              """
              .formatted(of[0], of[1]));
    }
  }

  private void configure(String other) throws Exception {
    var text =
        new StringBuilder(
            """
            @prefix ekg: <https://w3id.org/crm-ekg/ns/config/> .
            <#d> a ekg:FederatedDataset ; ekg:storeLocation <store> ; ekg:source <#good>, <#%s> .
            """
                .formatted(other));
    Map.of(
            "good", database.url(),
            "breaking", database.url(),
            "gone", "jdbc:postgresql://127.0.0.1:1/gone")
        .forEach(
            (id, url) ->
                text.append(
                    """
                    <#%1$s> a ekg:JdbcSource ; ekg:id "%1$s" ; ekg:jdbcUrl "%2$s" ;
                      ekg:userVariable "U" ; ekg:mapping <%1$s.ttl> ; ekg:mode ekg:Virtual ;
                      ekg:owner "Sales" ; ekg:timeout "PT1S"^^<http://www.w3.org/2001/XMLSchema#duration> .
                    """
                        .formatted(id, url)));
    config = Run.write(folder.resolve("ekg.ttl"), text.toString()).toString();
  }

  private Run run(String... args) {
    var all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--config", config));
    return Run.with(VARIABLES, "", all.toArray(String[]::new));
  }

  @Test
  void aSourceThatIsDownIsAnErrorOrSaid() throws Exception {
    configure("gone");
    var said = new HashMap<String, Run>();
    for (String query : List.of(NAMES, WITHOUT, COUNT)) {
      Run error = run("query", query);
      assertThat(error).as(query).returns(3, Run::code).returns("", Run::out);
      assertThat(error.err()).as(query).contains("gone");

      Run partial = run("query", "--partial", "-o", "csv", query);
      said.put(query, partial);
      assertThat(partial.code()).as(query).isEqualTo(4);
      assertThat(partial.err()).as(query).contains("partial: source gone is missing", "EKG-30");
    }
    assertThat(said)
        .extractingByKey(NAMES)
        .extracting(Run::out)
        .asString()
        .contains("good 1", "good 10");
    assertThat(said)
        .extractingByKey(NAMES)
        .extracting(Run::err)
        .asString()
        .doesNotContain("too many", "counts");
    assertThat(said)
        .extractingByKey(WITHOUT)
        .extracting(Run::err)
        .asString()
        .contains("rows may be too many");
    assertThat(said)
        .extractingByKey(COUNT)
        .extracting(Run::err)
        .asString()
        .contains("counts and other aggregates");
  }

  @Test
  void aSourceThatFailsHalfWayIsAnErrorOrSaid() throws Exception {
    configure("breaking");
    for (String query : List.of(BOTH, COUNT)) {
      Run error = run("query", query);
      assertThat(error).as(query).returns(3, Run::code).returns("", Run::out);
      assertThat(error.err()).as(query).contains("breaking");

      Run partial = run("query", "--partial", query);
      assertThat(partial.code()).as(query).isEqualTo(4);
      assertThat(partial.err()).as(query).contains("partial: source breaking is missing");
    }
  }

  @Test
  void aSourceThatNoPatternNeedsIsNotMissed() throws Exception {
    configure("gone");
    for (String query :
        List.of(
            "SELECT ?n { GRAPH graph:good { ?s party:name ?n } }",
            "SELECT ?n { <https://w3id.org/crm-ekg/id/party/good/1> party:name ?n }")) {
      assertThat(run("query", "--partial", query))
          .as(query)
          .returns(0, Run::code)
          .returns("sources: good live\n", Run::err);
    }
  }

  @Test
  void overHttpTheHeaderSaysIt() throws Exception {
    configure("gone");
    try (KnowledgeGraph graph =
            KnowledgeGraph.open(
                ConfigReader.read(Path.of(config), VARIABLES::get),
                "serve",
                TestGraphs.environment(VARIABLES));
        EkgServer server = EkgServer.start(graph, ServerOptions.DEFAULTS.onPort(0));
        HttpClient client = HttpClient.newHttpClient()) {
      String path = server.url() + "/sparql?query=" + URLEncoder.encode(WITHOUT, UTF_8);
      assertThat(get(client, path, "strict").statusCode()).isEqualTo(503);
      for (HttpResponse<String> lenient :
          List.of(get(client, path, "lenient"), get(client, path + "&partial=true", "strict"))) {
        assertThat(lenient.statusCode()).isEqualTo(200);
        assertThat(lenient.headers().firstValue(Shortfall.HEADER).orElseThrow())
            .startsWith("partial; gone=EKG-30")
            .endsWith("; *negation");
        assertThat(lenient.headers().firstValue(Freshness.HEADER)).hasValue("good=live");
        assertThat(lenient.body()).contains("good 1");
      }
      assertThat(get(client, path + "&partial=perhaps", "strict").statusCode()).isEqualTo(400);
      // What does not say that it lacks something is not answered without it.
      for (String whole : List.of("/doc/party/good/1", "/api/why?s=<urn:x>&p=a")) {
        String encoded = server.url() + whole.replace("<", "%3C").replace(">", "%3E");
        assertThat(get(client, encoded, "lenient").statusCode())
            .as(whole)
            .isEqualTo(get(client, encoded, "strict").statusCode())
            .isNotEqualTo(200);
      }
      // The command asks the server, and says the same.
      Run remote = run("query", "--partial", WITHOUT);
      assertThat(remote.code()).isEqualTo(4);
      assertThat(remote.err()).contains("partial: source gone is missing", "rows may be too many");
      assertThat(run("query", WITHOUT).code()).isEqualTo(3);
    }
  }

  private static HttpResponse<String> get(HttpClient client, String uri, String handling)
      throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(uri))
            .header("Accept", "text/csv")
            .header("Prefer", "handling=" + handling)
            .GET()
            .build(),
        BodyHandlers.ofString());
  }
}
