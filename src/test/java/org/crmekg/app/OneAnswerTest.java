package org.crmekg.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.DatasetGraph;
import org.apache.jena.sparql.core.DatasetGraphFactory;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.vocabulary.RDF;
import org.crmekg.Problem;
import org.crmekg.RequestContext;
import org.crmekg.UsageException;
import org.crmekg.config.EkgConfig;
import org.crmekg.config.SourceConfig.Mode;
import org.crmekg.identity.IdentityLens;
import org.crmekg.rdf.Ekg;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The first promise: a query's answer is its answer over canon(union of visible sources), whatever
 * the mode.
 *
 * <p>The oracle is plain ARQ over one merged graph that the test builds from the source views.
 */
class OneAnswerTest {
  private static final String ID = Ekg.DEFAULT_BASE;
  private static final List<String> QUERIES =
      List.of(
          "SELECT * { ?s ?p ?o }",
          "SELECT ?x ?n { ?x a party:Organization ; party:name ?n }",
          "SELECT ?c (COUNT(DISTINCT ?x) AS ?n) { ?x party:country ?c } GROUP BY ?c",
          "SELECT ?x ?y { ?x gov:sourceIri ?y }",
          "SELECT ?x { ?x a party:Party OPTIONAL { ?x party:leiCode ?l } FILTER(!BOUND(?l)) }",
          "SELECT ?x { ?x a party:Party FILTER NOT EXISTS { ?x party:leiCode ?l } }",
          "SELECT ?a ?n { ?a crm:accountParty/party:name ?n }",
          "SELECT ?x ?p { ?x ?p ?o FILTER(isIRI(?o)) MINUS { ?x a party:Person } }",
          "SELECT (SUM(?v) AS ?total) { ?o crm:expectedAmount ?m . ?m ref:amount ?v }",
          "SELECT ?n { { ?x party:name ?n } UNION { ?x party:name ?n } }",
          "SELECT ?x ?l { VALUES ?l { 'EKGX00LZZJHF5VHFZT76' } ?x party:leiCode ?l }",
          "SELECT ?x (?v * 1.50 AS ?w) { ?x ref:amount ?v FILTER(?v > 1000) }",
          "SELECT ?d (COUNT(*) AS ?n) { ?o crm:expectedCloseDate ?d } GROUP BY ?d",
          // What a sub-select hides, and what it groups by, has another name inside.
          "SELECT ?c ?total { { SELECT (?d AS ?c) (SUM(?v) AS ?total) { ?o crm:expectedAmount ?m ;"
              + " crm:expectedCloseDate ?d . ?m ref:amount ?v } GROUP BY ?d } }",
          "SELECT ?stage ?mean ?n { { SELECT ?stage (AVG(?v) AS ?mean) (COUNT(?o) AS ?n) { ?o"
              + " crm:stage ?stage ; crm:expectedAmount ?m . ?m ref:amount ?v } GROUP BY ?stage } }",
          "ASK { ?x party:name 'nobody of that name' }",
          // Nothing on the left, so the join on the right is never read.
          "SELECT ?n { ?x party:name 'nobody of that name' OPTIONAL"
              + " { { SELECT DISTINCT ?x { ?x party:name ?m } } { SELECT ?x ?n { ?x party:name ?n }"
              + " LIMIT 3 } } }",
          // ?b stands deep in a filter of a filter only, or is bound after what could be asked.
          "SELECT ?a ?b { ?a crm:roleKind ?k . ?b crm:roleKind ?k"
              + " FILTER NOT EXISTS { ?a crm:contactFor ?c FILTER NOT EXISTS"
              + " { ?d crm:contactFor ?c FILTER(?d = ?b) } } }",
          "SELECT ?a ?b { ?a crm:roleKind ?k . ?b crm:roleKind ?k"
              + " FILTER NOT EXISTS { ?a crm:contactFor ?c MINUS { ?b crm:contactFor ?c } } }");

  @TempDir static Path folder;
  private static EkgConfig config;
  private static KnowledgeGraph graph;

  @BeforeAll
  static void open() throws Exception {
    config = DemoGraphs.prepare(folder);
    graph = DemoGraphs.open(config);
  }

  @AfterAll
  static void close() {
    graph.close();
  }

  /** canon(crm ∪ registry) ∪ reference ∪ sourceIri, built without the golden view. */
  private static DatasetGraph oracle(KnowledgeGraph from, RequestContext context) {
    DatasetGraph views = from.dataset(context);
    IdentityLens lens = from.dataset(context).lens();
    DatasetGraph merged = DatasetGraphFactory.createTxnMem();
    var triples = new HashSet<Triple>();
    for (String source : List.of("crm", "registry")) {
      if (!context.sees(source)) {
        continue;
      }
      Node name = Ekg.graph(ID, source);
      views
          .find(name, Node.ANY, Node.ANY, Node.ANY)
          .forEachRemaining(
              q -> {
                merged.add(q);
                triples.add(lens.canonical(q.asTriple()));
                boolean typed =
                    q.getPredicate().equals(RDF.Nodes.type)
                        && Set.of(Ekg.PARTY, Ekg.COUNTRY).contains(q.getObject());
                if (typed) {
                  triples.add(
                      Triple.create(
                          lens.canonical(q.getSubject()), Ekg.SOURCE_IRI, q.getSubject()));
                }
              });
    }
    views
        .find(Ekg.graph(ID, "reference"), Node.ANY, Node.ANY, Node.ANY)
        .forEachRemaining(
            q -> {
              merged.add(q);
              triples.add(q.asTriple());
            });
    triples.forEach(t -> merged.add(Quad.create(Quad.defaultGraphIRI, t)));
    return merged;
  }

  private static List<String> overOracle(DatasetGraph merged, String query) {
    return TestGraphs.over(graph.environment(), merged, query, RequestContext.local());
  }

  @Test
  void queriesEqualPlainArqOverTheMergedGraph() {
    DatasetGraph merged = oracle(graph, RequestContext.local());
    for (String query : QUERIES) {
      assertThat(TestGraphs.select(graph, query)).as(query).isEqualTo(overOracle(merged, query));
    }
  }

  @Test
  void randomPatternsEqualPlainArqOverTheMergedGraph() {
    long seed = Long.getLong("seed", 20261122L);
    System.out.println("OneAnswerTest seed " + seed);
    DatasetGraph merged = oracle(graph, RequestContext.local());
    var triples = new ArrayList<Triple>();
    merged
        .find(Quad.defaultGraphIRI, Node.ANY, Node.ANY, Node.ANY)
        .forEachRemaining(
            q -> {
              if (!isReference(merged, q.asTriple())) {
                triples.add(q.asTriple());
              }
            });
    var queries = new RandomQueries(new Random(seed), Map.of(Quad.defaultGraphIRI, triples));
    int rounds = Integer.getInteger("rounds", 60);
    int compared = 0;
    try (var runner = new QueryRunner(graph.environment(), 2)) {
      var parity =
          new Parity(
              runner, RequestContext.local(), merged, Map.of("the golden view", graph::dataset));
      while (compared < rounds) {
        switch (parity.compare(queries.next())) {
          case Parity.Outcome.TooLarge tooLarge -> {}
          case Parity.Outcome.TooSlow slow -> {}
          case Parity.Outcome.Same same -> compared++;
          case Parity.Outcome.Different different ->
              fail(
                  "-Dseed=%d\n%s"
                      .formatted(seed, String.join("\n", Parity.lines(parity.shrunk(different)))));
        }
      }
    }
  }

  /** Walks over fifty thousand reference triples are joins of millions of rows. */
  private static boolean isReference(DatasetGraph merged, Triple t) {
    return merged.contains(Ekg.graph(ID, "reference"), t.getSubject(), Node.ANY, Node.ANY);
  }

  @Test
  void modesDoNotChangeAnswers() throws Exception {
    List<List<String>> mixed = QUERIES.stream().map(q -> TestGraphs.select(graph, q)).toList();
    for (Mode mode : Mode.values()) {
      Path other = folder.resolve(mode.name());
      EkgConfig changed = DemoGraphs.allIn(mode, DemoGraphs.prepare(other));
      try (KnowledgeGraph same = DemoGraphs.open(changed)) {
        for (int i = 0; i < QUERIES.size(); i++) {
          assertThat(TestGraphs.select(same, QUERIES.get(i)))
              .as("%s: %s", mode, QUERIES.get(i))
              .isEqualTo(mixed.get(i));
        }
      }
    }
  }

  @Test
  void aSourceIriInAPatternMeansItsParty() {
    String party = "<" + ID + "party/crm/1001>";
    List<String> names = TestGraphs.select(graph, "SELECT ?n { " + party + " party:name ?n }");
    assertThat(names).hasSizeGreaterThan(1);
    assertThat(
            TestGraphs.select(
                graph, "SELECT ?n { ?x gov:sourceIri " + party + " ; party:name ?n }"))
        .isEqualTo(names);
    // Inside of GRAPH it is that source's own IRI.
    assertThat(
            TestGraphs.select(
                graph, "SELECT ?n { GRAPH graph:crm { " + party + " party:name ?n } }"))
        .hasSize(1);
  }

  @Test
  void canonIsTotal() {
    List<String> unlinked =
        TestGraphs.select(
            graph,
            "SELECT ?x { ?x gov:sourceIri ?x FILTER(STRSTARTS(STR(?x), '" + ID + "party/crm/')) }");
    assertThat(unlinked).isNotEmpty();
    assertThat(
            TestGraphs.select(
                graph, "SELECT ?x { ?x a party:Party FILTER NOT EXISTS { ?x gov:sourceIri ?y } }"))
        .isEmpty();
  }

  @Test
  void fromSelectsSourceViewsAndUnknownGraphsAreErrors() {
    String all = "SELECT * FROM graph:crm { ?s ?p ?o }";
    assertThat(TestGraphs.select(graph, all))
        .isEqualTo(TestGraphs.select(graph, "SELECT ?s ?p ?o { GRAPH graph:crm { ?s ?p ?o } }"));
    assertThat(
            TestGraphs.select(
                graph, "SELECT ?s { ?s a party:Party }".replace("{", "FROM NAMED graph:crm {")))
        .isEmpty();
    assertThat(
            TestGraphs.select(
                graph,
                "SELECT ?n FROM <urn:x-arq:DefaultGraph> FROM NAMED graph:crm { ?x party:name ?n."
                    + " ?x gov:sourceIri ?s . GRAPH graph:crm { ?s party:name ?n } }"))
        .isNotEmpty();
    assertThatThrownBy(
            () -> TestGraphs.select(graph, "SELECT * FROM <http://example.com/x> { ?s ?p ?o }"))
        .isInstanceOfSatisfying(
            UsageException.class, e -> assertThat(e.problem()).isEqualTo(Problem.QUERY_GRAPH))
        .hasMessageContaining("graph/crm");
  }

  @Test
  void graphNamesAreTheVisibleOnesAndNothingPhysical() {
    assertThat(TestGraphs.select(graph, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"))
        .contains(
            "{g=graph:crm}", "{g=graph:identity}", "{g=graph:reference}", "{g=graph:registry}")
        .allMatch(r -> r.startsWith("{g=graph:"));
  }

  @Test
  void findingsAreAGraphOfTheirOwnAndNotInTheGoldenView() {
    ValidationView report = graph.validate(LocalDate.of(2026, 1, 1), RequestContext.local());
    assertThat(TestGraphs.select(graph, "SELECT ?f { GRAPH graph:findings { ?f a gov:Finding } }"))
        .hasSameSizeAs(report.findings());
    assertThat(TestGraphs.select(graph, "SELECT ?f { ?f a gov:Finding }")).isEmpty();
  }

  @Test
  void whoMayNotSeeASourceSeesTheWorldWithoutIt() throws Exception {
    RequestContext sales = RequestContext.local().restrictedTo("sales", Set.of("crm"));
    DatasetGraph merged = oracle(graph, sales);
    for (String query : QUERIES) {
      assertThat(TestGraphs.select(graph, query, sales))
          .as(query)
          .isEqualTo(overOracle(merged, query));
    }
    // Non-interference: with or without the hidden source's rows, links and names are the same.
    String names = "SELECT ?x ?n ?s { ?x party:name ?n ; gov:sourceIri ?s }";
    assertThat(TestGraphs.select(graph, names, sales)).noneMatch(r -> r.contains("registry"));
    assertThat(TestGraphs.select(graph, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", sales))
        .noneMatch(r -> r.contains("registry"));
    assertThatThrownBy(
            () -> TestGraphs.select(graph, "SELECT * FROM graph:registry { ?s ?p ?o }", sales))
        .hasMessageNotContaining("registry>, ")
        .hasMessageContaining("there is no such graph");
    Node lei = NodeFactory.createURI(ID + "party/registry/EKGX00LZZJHF5VHFZT76");
    assertThat(graph.why(lei, null, null, sales)).isEmpty();
    assertThat(graph.sourceViews(sales)).extracting(SourceView::id).containsExactly("crm");
    assertThat(graph.validate(LocalDate.of(2026, 1, 1), sales).findings())
        .isNotEmpty()
        .allMatch(f -> !f.toString().contains("registry"));
  }

  @Test
  void theCrmCanChangeWhileItIsRead() throws Exception {
    String query = "SELECT ?n { GRAPH graph:crm { <" + ID + "party/crm/1003> party:name ?n } }";
    List<String> before = TestGraphs.select(graph, query);
    try (Connection crm = DemoGraphs.crm(folder);
        Statement statement = crm.createStatement()) {
      statement.execute("UPDATE ACCOUNT SET NAME = 'Renamed' WHERE ACCOUNT_ID = '1003'");
      assertThat(TestGraphs.select(graph, query)).containsExactly("{n=\"Renamed\"}");
      statement.execute(
          "UPDATE ACCOUNT SET NAME = '"
              + before.getFirst().replaceAll(".*\"(.*)\".*", "$1").replace("'", "''")
              + "' WHERE ACCOUNT_ID = '1003'");
    }
    assertThat(TestGraphs.select(graph, query)).isEqualTo(before);
  }
}
