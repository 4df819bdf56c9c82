package org.crmekg.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.query.TxnType;
import org.apache.jena.sparql.core.Quad;
import org.crmekg.Deadline;
import org.crmekg.RequestContext;
import org.crmekg.TestDatabases;
import org.crmekg.app.KnowledgeGraph;
import org.crmekg.app.LinkedTables;
import org.crmekg.app.LinkedTables.Place;
import org.crmekg.app.RandomQueries;
import org.crmekg.app.RandomQuery;
import org.crmekg.app.TestGraphs;
import org.crmekg.config.EkgConfig;
import org.crmekg.config.PrincipalConfig;
import org.crmekg.config.SourceConfig.Mode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Non-interference over HTTP: rows, and links to rows, that a caller may not see change nothing of
 * what they are answered, byte for byte: not the rows of random queries in any format, not plans,
 * errors, pages or headers.
 *
 * <p>{@code -Dseed=} repeats a run, {@code -Drounds=} draws more.
 */
class HiddenRowsTest {
  private static final int ROUNDS =
      Integer.getInteger("rounds", "true".equals(System.getenv("CI")) ? 10 : 2);
  private static final int QUERIES = 12;
  private static final List<String> FORMATS = List.of("json", "xml", "csv", "tsv", "html");
  private static final Set<String> OF_THE_MOMENT = Set.of("date", "x-request-id");
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @TempDir Path folder;

  /** Something to ask; answers that are not ordered are compared as lines in order. */
  private record Asked(String method, String path, String body, boolean ordered) {}

  @ParameterizedTest
  @EnumSource
  void rowsThatACallerMayNotSeeChangeNothing(Mode mode) throws Exception {
    long seed = Long.getLong("seed", 20261124L);
    System.out.println("HiddenRowsTest " + mode + " seed " + seed);
    var visible = new Place("a", TestDatabases.h2());
    var hidden = new Place("b", TestDatabases.h2());
    var tables = new LinkedTables(folder, List.of(visible, hidden));
    EkgConfig config =
        withSeller(tables.config("served", List.of(visible, hidden), Map.of("a", mode, "b", mode)));
    int compared = 0;
    try (KnowledgeGraph graph =
            KnowledgeGraph.open(
                config, "test", TestGraphs.environment(Map.of("SELLER", "secret")));
        EkgServer server = EkgServer.start(graph, ServerOptions.DEFAULTS.onPort(0))) {
      for (int round = 0; round < ROUNDS; round++) {
        var random = new Random(seed + round);
        tables.draw(random, (seed + round) % 2 == 0);
        graph.reloadLinks();
        TestGraphs.load(graph);
        List<Asked> asked = asked(graph, random);
        var before = new LinkedHashMap<Asked, String>();
        for (Asked a : asked) {
          before.put(a, answer(server, a));
        }
        for (int more = 0; more < 2; more++) {
          tables.add(hidden, random);
          graph.reloadLinks();
          if (mode == Mode.MATERIALIZED) {
            graph.load(List.of("b"), KnowledgeGraph.LoadProgress.NONE, Deadline.none());
          }
          for (Asked a : asked) {
            String after = answer(server, a);
            if (!after.equals(before.get(a))) {
              fail(
                  "-Dseed=%d -Drounds=1: %s %s %s%n%s"
                      .formatted(
                          seed + round,
                          a.method(),
                          a.path(),
                          a.body(),
                          difference(Objects.requireNonNull(before.get(a)), after)));
            }
            compared++;
          }
        }
      }
    }
    System.out.println(compared + " answers compared");
    assertThat(compared).isGreaterThan(ROUNDS * QUERIES);
  }

  private static String difference(String before, String after) {
    var gone = new ArrayList<>(before.lines().toList());
    var come = new ArrayList<>(after.lines().toList());
    after.lines().forEach(gone::remove);
    before.lines().forEach(come::remove);
    return "before: %s%nafter:  %s".formatted(gone, come);
  }

  private static EkgConfig withSeller(EkgConfig c) {
    return new EkgConfig(
        c.origin(),
        c.base(),
        c.storeLocation(),
        c.ontology(),
        c.shapes(),
        c.links(),
        c.queries(),
        c.linkage(),
        c.asOf(),
        c.sources(),
        c.server(),
        List.of(new PrincipalConfig("seller", "SELLER", Set.of("a"))));
  }

  /** Queries drawn from what the caller sees and from all there is, and every address. */
  private static List<Asked> asked(KnowledgeGraph graph, Random random) {
    RequestContext all = RequestContext.local();
    var asked = new ArrayList<Asked>();
    for (RequestContext eyes : List.of(all.restrictedTo("seller", Set.of("a")), all)) {
      var queries = new RandomQueries(random, triples(graph, eyes));
      for (int i = 0; i < QUERIES; i++) {
        RandomQuery query = queries.next();
        if (!query.inScope().isEmpty() && random.nextBoolean()) {
          query = query.where(queries.condition(query));
        }
        query(query, random, asked);
      }
    }
    asked.add(select("SELECT * FROM <http://m.example/graph/b> { ?s ?p ?o }", "json"));
    asked.add(select("SELECT * FROM NAMED <http://m.example/graph/b> { GRAPH ?g {} }", "json"));
    asked.add(select("SELECT * { GRAPH <http://m.example/graph/b> { ?s ?p ?o } }", "csv"));
    asked.add(select("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g", "csv"));
    asked.add(select("SELECT * { ?s ?p ?o }", "csv"));
    asked.add(select("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", "nt"));
    for (String thing :
        List.of("party/a/1", "party/a/7", "party/b/1", "party/b/20", "thing/b/1-0")) {
      asked.add(select("DESCRIBE <http://m.example/" + thing + ">", "nt"));
      asked.add(get("/doc/" + thing + ".ttl"));
      asked.add(get("/doc/" + thing));
      asked.add(get("/api/why?s=" + encoded("http://m.example/" + thing)));
    }
    for (String page :
        List.of(
            "/",
            "/findings",
            "/ns/",
            "/sparql",
            "/api/sources",
            "/api/coverage?source=b",
            "/api/preview?source=b&table=person",
            "/.well-known/void",
            "/health/ready")) {
      asked.add(get(page));
    }
    return asked;
  }

  private static void query(RandomQuery query, Random random, List<Asked> asked) {
    asked.add(select(query.text(), FORMATS.get(random.nextInt(FORMATS.size()))));
    if (query.form() == RandomQuery.Form.ROWS || query.form() == RandomQuery.Form.DISTINCT_ROWS) {
      // All variables, so that the order is total but for rows that are alike.
      String order =
          String.join(" ", query.inScope().stream().map(v -> "?" + v.getName()).toList());
      if (!order.isEmpty()) {
        asked.add(new Asked("GET", sparql(query.text() + " ORDER BY " + order, "json"), "", true));
      }
    }
    for (boolean analyze : new boolean[] {false, true}) {
      asked.add(
          new Asked(
              "POST",
              "/api/explain",
              "{\"query\":\"%s\",\"analyze\":%s}"
                  .formatted(query.text().replace("\\", "\\\\").replace("\"", "\\\""), analyze),
              true));
    }
  }

  private static Asked select(String query, String format) {
    return get(sparql(query, format));
  }

  private static Asked get(String path) {
    return new Asked("GET", path, "", false);
  }

  private static String sparql(String query, String format) {
    return "/sparql?query=" + encoded(query) + "&format=" + format;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  private static Map<Node, List<Triple>> triples(KnowledgeGraph graph, RequestContext context) {
    var triples = new HashMap<Node, List<Triple>>();
    var dataset = graph.dataset(context);
    dataset.begin(TxnType.READ);
    try {
      dataset
          .find()
          .forEachRemaining(
              q ->
                  triples
                      .computeIfAbsent(
                          q.isDefaultGraph() ? Quad.defaultGraphIRI : q.getGraph(),
                          k -> new ArrayList<>())
                      .add(q.asTriple()));
    } finally {
      dataset.end();
    }
    return triples;
  }

  private static String answer(EkgServer server, Asked asked) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(server.url() + asked.path()))
            .header("Authorization", "Bearer secret")
            .method(
                asked.method(),
                asked.body().isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(asked.body()));
    HttpResponse<String> response =
        CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    var headers = new TreeMap<>(response.headers().map());
    headers.keySet().removeIf(h -> OF_THE_MOMENT.contains(h.toLowerCase(Locale.ROOT)));
    String body =
        response
            .body()
            // The first row stands on a line with what opens the table.
            .replace("<tbody>", "<tbody>\n")
            .replaceAll("(?i)(\"requestId\":|request )\"?[-0-9a-f]+\"?", "$1")
            .replaceAll("(\"\\w*[mM]illiseconds\":)[-+.0-9E]+", "$1")
            .replaceAll(" in [0-9]+ ms|[0-9]+ \\w+ old", "")
            .replaceAll("(\"ageSeconds\":)[0-9]+", "$1");
    if (!body.replace("<tbody>\n", "<tbody>").equals(response.body())) {
      // The length of what is of the moment.
      headers.keySet().removeIf(h -> h.equalsIgnoreCase("content-length"));
    }
    return response.statusCode()
        + " "
        + headers
        + "\n"
        + (asked.ordered() ? body : String.join("\n", body.lines().sorted().toList()));
  }
}
