package org.crmekg.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.query.Query;
import org.apache.jena.query.QueryFactory;
import org.apache.jena.sparql.algebra.Algebra;
import org.apache.jena.sparql.algebra.op.OpBGP;
import org.apache.jena.sparql.core.DatasetGraph;
import org.apache.jena.sparql.core.DatasetGraphFactory;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.sparql.engine.QueryEngineFactory;
import org.apache.jena.sparql.engine.QueryIterator;
import org.apache.jena.sparql.engine.binding.BindingFactory;
import org.apache.jena.sparql.engine.main.QueryEngineMain;
import org.apache.jena.sparql.engine.ref.QueryEngineRef;
import org.apache.jena.system.Txn;
import org.crmekg.RequestContext;
import org.crmekg.RequestContext.PushDown;
import org.crmekg.TestDatabases;
import org.crmekg.TestDatabases.Database;
import org.crmekg.app.LinkedTables.Place;
import org.crmekg.app.RandomQuery.Condition;
import org.crmekg.app.RandomQuery.Form;
import org.crmekg.config.SourceConfig.Mode;
import org.crmekg.federation.FederatedQueryEngine;
import org.crmekg.mapping.MappingReader;
import org.crmekg.mapping.R2rmlMapping;
import org.crmekg.rdf.Schema;
import org.crmekg.source.JdbcSource;
import org.crmekg.virtual.CompiledMapping;
import org.crmekg.virtual.MappingCompiler;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Things that one source knows under several names, and that several sources know, are one thing in
 * the golden view: random queries have the answers of plain ARQ over the canonicalised merged
 * graph, whatever the modes, with push-down and without, and wherever a table lies.
 *
 * <p>{@code -Dseed=} repeats a run, {@code -Drounds=} draws more links and rows.
 */
class MergedNamesTest {
  private static final int ROUNDS =
      Integer.getInteger("rounds", "true".equals(System.getenv("CI")) ? 20 : 2);
  private static final int QUERIES = 25;

  /** The definitions are carried out with loops within loops. */
  private static final int MOST_DEFINED = 1_000;

  private static final RequestContext LOCAL = RequestContext.local();

  /** What random queries seldom are. */
  private static final List<RandomQuery> PLANNED =
      List.of(
          planned(Form.TOTALS, "?p m:bossa ?b . ?b m:agea ?x"),
          planned(Form.TOTALS, "?p a party:Party . ?p m:knowsb ?q . ?q m:ageb ?x"),
          planned(Form.SUMS, "?b m:knowsb ?c . ?p m:bossa ?b . ?b m:agea ?x"),
          planned(Form.COUNTS, "?p m:knowsb ?q . ?p m:bossa ?b . ?b m:knowsa ?c"),
          planned(Form.COUNT, "?b m:seena ?c . ?p m:ownera ?b"),
          planned(Form.ROWS, "?p m:boss ?b . ?p m:name ?w . ?b m:boss ?c"),
          planned(Form.ROWS, "?t m:owner ?p . ?p m:knows ?q . ?q m:knows ?p"),
          planned(Form.COUNTS, "?p m:knows ?q . ?q m:agea ?x . ?p m:name ?w"),
          planned(Form.FIRST_ROWS, "?p m:agea ?x"),
          planned(Form.FIRST_ROWS, "?p m:bossa ?b . ?b m:agea ?x"),
          planned(Form.FIRST_ROWS, "?p m:boss ?b . ?b m:knowsa ?c . ?b m:ageb ?x"));

  /** What plans have to do at least once, or it is not tested. */
  private static final List<String> PUSHED =
      List.of(
          "alone, which joins",
          "which joins for itself",
          "which groups by",
          "which groups its part by",
          "solution by solution",
          "orders by");

  private static final Set<Form> SUMMABLE =
      Set.of(Form.ROWS, Form.DISTINCT_ROWS, Form.COUNT, Form.COUNTS);
  private static final Map<String, Map<String, Mode>> LOADED_AND_MIXED =
      Map.of(
          "loaded",
          Map.of("a", Mode.MATERIALIZED, "b", Mode.MATERIALIZED),
          "mixed",
          Map.of("a", Mode.MATERIALIZED));

  private static final String A_AND_B =
      "(<http://m.example/graph/a>) (<http://m.example/graph/b>) (<http://m.example/graph/c>)";
  private static final List<String> IN_ANY_GRAPH =
      List.of(
          "SELECT * { GRAPH ?g { ?s ?p ?o } }",
          "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
          "SELECT * { GRAPH ?g { ?s ?p ?g } }",
          "SELECT * { GRAPH ?g { ?s m:age ?o FILTER(BOUND(?g)) } }",
          "SELECT * { GRAPH ?g { ?s m:age ?o } FILTER(?g = <http://m.example/graph/b>) }",
          "SELECT * { VALUES (?g) { " + A_AND_B + " } GRAPH ?g { ?s m:age ?o } }",
          "SELECT * { GRAPH ?g { ?s m:age ?o } VALUES (?g) { " + A_AND_B + " (1) ('a') } }",
          "SELECT * { VALUES (?g ?o) { (UNDEF 1) (<http://m.example/graph/a> UNDEF) ('x' 2) }"
              + " GRAPH ?g { ?s m:age ?o } }",
          "SELECT * { BIND(<http://m.example/graph/a> AS ?g) GRAPH ?g { ?s m:boss ?o } }",
          "SELECT * { GRAPH ?g { ?s m:boss ?o } GRAPH ?h { ?o m:age ?a } FILTER(?g != ?h) }",
          "SELECT * { GRAPH ?g { ?s m:boss ?o } GRAPH ?g { ?o m:age ?a } }",
          "SELECT * { GRAPH ?g { ?s m:boss ?o OPTIONAL { ?o m:age ?a } } }",
          "SELECT * { GRAPH ?g { ?s m:boss ?o } OPTIONAL { GRAPH ?g { ?o m:age ?a } } }",
          "SELECT * { ?x gov:sourceIri ?s OPTIONAL { GRAPH ?g { ?s m:age ?a } } }",
          "SELECT * { ?x gov:sourceIri ?s . GRAPH ?g { ?s m:boss/m:age ?a } }",
          "SELECT * { ?x gov:sourceIri ?s FILTER NOT EXISTS { GRAPH ?g { ?s m:age ?a } } }",
          "SELECT * { GRAPH ?g { ?s m:age ?a MINUS { ?s m:boss ?s } } }",
          "SELECT * { GRAPH ?g { ?s m:age ?a } MINUS { GRAPH ?g { ?s m:boss ?o } } }",
          "SELECT * { GRAPH ?g { SELECT (COUNT(*) AS ?n) { ?s m:age ?a } HAVING (COUNT(*) > 0) } }",
          "SELECT * { GRAPH ?g { ?l gov:left ?s } GRAPH ?h { ?s m:age ?a } }",
          "SELECT ?g ?a { GRAPH ?g { ?s m:age ?a } } ORDER BY ?a ?g",
          "SELECT * FROM NAMED <http://m.example/graph/b> { GRAPH ?g { ?s m:age ?o } }",
          "SELECT * FROM <http://m.example/graph/a> FROM NAMED <http://m.example/graph/b>"
              + " { ?s m:age ?o OPTIONAL { GRAPH ?g { ?t m:age ?o } } }",
          "ASK { GRAPH ?g { ?s m:nobody ?o } }");

  private static final String ADULTS = "{ ?p m:agea ?x MINUS { ?p m:bossa ?b } FILTER(?x > 1) }";

  /** Forms that random queries do not have. */
  private static final List<String> WRITTEN =
      List.of(
          "SELECT * " + ADULTS,
          "SELECT * { ?p m:bossa ?b MINUS { ?p m:ageb ?x FILTER(?x > 1) } }",
          "SELECT * { ?p m:age ?x MINUS { ?b m:boss ?p . ?b m:age ?y FILTER(?y < 3) } }",
          // ?x is a variable of its own there, and has no value.
          "SELECT * { ?p m:agea ?x MINUS { ?p m:boss ?b FILTER(?x > 1) } }",
          "SELECT * { ?p m:agea ?x MINUS { ?p m:boss ?b FILTER(!BOUND(?x)) } }",
          "SELECT * { ?p m:agea ?x MINUS { ?p m:boss ?b FILTER EXISTS { ?b m:age ?x } } }",
          // Some rows share a variable, or two, or none.
          "SELECT * { ?p m:knowsa ?q OPTIONAL { ?p m:ageb ?x } MINUS { ?b m:agea ?x } }",
          "SELECT * { ?p m:knowsa ?q OPTIONAL { ?p m:ageb ?x } MINUS { ?q m:ageb ?x } }",
          "SELECT * { ?p m:knowsa ?q OPTIONAL { ?p m:ageb ?x } MINUS { ?b m:age ?x . ?b m:boss ?q } }",
          "SELECT * { { ?p m:agea ?x } UNION { ?b m:ageb ?y } MINUS { ?p m:bossb ?b } }",
          "SELECT * { { ?p m:agea ?x } UNION { ?b ?q ?x } MINUS { ?p ?q ?x } }",
          "SELECT * { { ?p m:agea ?x } UNION { ?b ?q ?x } MINUS { ?p ?q ?x OPTIONAL { ?x m:boss ?b } } }",
          "SELECT * { ?p m:agea ?x MINUS { ?c m:bossb ?d } }",
          "SELECT * { ?p m:agea ?x MINUS { } }",
          "SELECT * { ?p m:agea ?x MINUS { ?p m:bossa ?b OPTIONAL { ?b m:age ?x } } }",
          "SELECT * { ?p m:agea ?x MINUS { { ?p m:bossa ?b } UNION { ?q m:ageb ?x } } }",
          "SELECT * { ?p m:agea ?x MINUS { GRAPH <http://m.example/graph/b> { ?p m:age ?x } } }",
          "SELECT * { ?p m:agea ?x MINUS { ?p m:knowsa+ ?p } }",
          "SELECT * { ?p m:agea ?x MINUS { SELECT ?p { ?p m:boss ?b } } }",
          "SELECT * { ?p m:agea ?x OPTIONAL { ?p m:boss ?b MINUS { ?b m:agea ?x } } }",
          "SELECT ?x (COUNT(*) AS ?n) { ?p m:agea ?x MINUS { ?p m:bossa ?b } } GROUP BY ?x",
          "SELECT * { VALUES (?p ?x) { (UNDEF 1) (m:nobody UNDEF) (UNDEF 7) } MINUS { ?p m:age ?x } }",
          // A filter on what only some rows bind already.
          "SELECT * { ?p m:knowsa ?q OPTIONAL { ?p m:agea ?x }"
              + " OPTIONAL { ?q m:bossb ?r . ?r m:ageb ?x FILTER(?x > 0) } }",
          "SELECT * { ?p m:knowsa ?q OPTIONAL { ?p m:agea ?x }"
              + " FILTER NOT EXISTS { ?q m:bossb ?r . ?r m:ageb ?x FILTER(?x > 0) } }",
          "SELECT * { ?p m:agea ?x FILTER NOT EXISTS { ?p m:boss ?b FILTER(?x = 1) } }",
          "SELECT * { ?p m:knows ?q FILTER NOT EXISTS { ?p m:boss ?b FILTER(?p = ?q) } }",
          "SELECT * { ?p m:agea ?x OPTIONAL { ?p m:boss ?b FILTER(?x = 1) } }",
          // What stands in the middle has no name.
          "SELECT * { ?p m:knowsa ?q FILTER NOT EXISTS { ?b m:bossa/m:knowsa ?p ; m:agea ?x } }",
          "SELECT * { ?p m:agea ?x FILTER EXISTS { [] m:boss ?p ; m:knowsa [ m:agea ?x ] } }",
          "SELECT * { ?p m:agea ?x MINUS { ?p m:knowsa/^m:knowsa/m:agea ?x } }",
          "SELECT * { ?p m:agea ?x MINUS { ?p m:boss [ m:boss ?b ] . ?b m:age ?y } }",
          "SELECT * { { SELECT DISTINCT ?p ?x { ?p m:boss/m:agea ?x } } ?q m:knowsa* ?p"
              + " MINUS { ?p m:boss/m:agea ?x ; m:knowsa ?q } }",
          // Rows that are the same, or differ in what has no name, are as many as before.
          "SELECT * { { ?p m:bossa ?b } UNION { ?p m:bossa ?b } { SELECT DISTINCT ?p { ?p m:age ?x } } }",
          "SELECT (COUNT(*) AS ?n) { ?p m:knows [] { SELECT DISTINCT ?p { ?p m:age ?x } } }",
          "SELECT * { ?p m:knows/m:boss ?b { SELECT REDUCED ?b { ?b m:age ?x } } }",
          "SELECT * { VALUES ?x { 1 1 2 } { SELECT ?x ?y { ?p m:agea ?x ; m:ageb ?y } } }",
          "SELECT * { ?p m:agea ?x OPTIONAL { SELECT DISTINCT ?p ?q { ?p m:knows ?q . ?q m:boss [] } } }",
          // A condition speaks of the graph that it stands in.
          "SELECT ?v (COUNT(*) AS ?n) { GRAPH <http://m.example/graph/b> { ?v ?q 2 . ?b m:age ?y ; m:boss ?c"
              + " FILTER NOT EXISTS { <http://m.example/party/b/10> m:knowsb ?d } } } GROUP BY ?v",
          "SELECT ?v (COUNT(*) AS ?n) { GRAPH <http://m.example/graph/b> { ?v ?q ?x . ?b m:ageb ?x ; m:boss ?c"
              + " FILTER NOT EXISTS { ?v m:knowsb ?d . ?d m:boss <http://m.example/party/b/8> } } } GROUP BY ?v",
          // ARQ does not know that the outer condition mentions ?x, or ?y.
          "SELECT * { ?p m:bossa ?b . ?b m:knowsa ?c OPTIONAL { ?c m:namea ?w } ?p m:agea ?x"
              + " FILTER NOT EXISTS { ?b m:bossa ?d FILTER NOT EXISTS { ?d m:agea ?y FILTER(?y > ?x) } } }",
          "SELECT * { { ?p m:agea ?x } UNION { ?p m:namea ?w } ?p m:knowsa ?q OPTIONAL { ?q m:agea ?y }"
              + " FILTER EXISTS { ?p m:bossa ?b FILTER EXISTS { ?b m:agea ?z FILTER(?z = ?y) } } }",
          // As many rows as there are, or none.
          "SELECT (COUNT(*) AS ?n) { { SELECT ?p { ?p m:bossa ?b . ?b m:ageb ?x } LIMIT 1000 } }",
          "SELECT * { { SELECT DISTINCT ?b { ?p m:bossa ?b } LIMIT 1000 } ?b m:ageb ?x }",
          "SELECT * { ?p m:agea ?y { SELECT ?x (COUNT(*) AS ?n) { ?p m:ageb ?x } GROUP BY ?x LIMIT 99 } }",
          "SELECT (COUNT(*) AS ?n) { { SELECT ?p { ?p m:bossa ?b . ?b m:age ?x } LIMIT 0 } }",
          "SELECT * { ?p m:namea ?n ; m:agea ?x FILTER(CONTAINS(LCASE(STR(?n)), 'n1')) ?p m:bossb ?b }",
          "SELECT * { ?p m:namea ?n . ?q m:nameb ?n FILTER(REGEX(?n, '^N[0-3]', 'i')) }",
          "SELECT * { ?p m:namea ?n OPTIONAL { ?q m:nameb ?n FILTER(STRENDS(?n, '2')) } }",
          "SELECT * { ?p m:agea ?x FILTER(CONTAINS(STR(?x), '1')) }");

  @TempDir Path folder;
  private final Database a = TestDatabases.h2();
  private final Database b = TestDatabases.h2();
  private final List<Place> places = List.of(new Place("a", a), new Place("b", b));
  private final Map<String, KnowledgeGraph> systems = new LinkedHashMap<>();
  private @Nullable LinkedTables opened;

  @AfterEach
  void close() {
    systems.values().forEach(KnowledgeGraph::close);
  }

  /** Opens the system that is asked live and, by name, others. */
  private void open(Map<String, Map<String, Mode>> modes) throws Exception {
    var tables = new LinkedTables(folder, places);
    opened = tables;
    systems.put("live", tables.open("live", places, Map.of()));
    for (var other : modes.entrySet()) {
      systems.put(other.getKey(), tables.open(other.getKey(), places, other.getValue()));
    }
  }

  private static RandomQuery planned(Form form, String patterns) {
    Query query =
        QueryFactory.create(
            "PREFIX m: <http://m.example/ns/> PREFIX party: <https://w3id.org/crm-ekg/ns/party/>"
                + " SELECT * { %s }".formatted(patterns));
    var bgp = (OpBGP) Algebra.compile(query.getQueryPattern());
    return new RandomQuery(
        form, Optional.empty(), RandomQuery.Group.of(bgp.getPattern().getList()));
  }

  /** Returns what of the words of {@link #PUSHED} a plan says. */
  private static List<String> plan(RandomQuery query, KnowledgeGraph graph) {
    String plan = explained(query, graph);
    return PUSHED.stream().filter(plan::contains).toList();
  }

  private static String explained(RandomQuery query, KnowledgeGraph graph) {
    return String.join(
        "\n",
        FederatedQueryEngine.explain(
            QueryFactory.create(query.text()), graph.dataset(RequestContext.local())));
  }

  private LinkedTables tables() {
    return Objects.requireNonNull(opened);
  }

  private KnowledgeGraph live() {
    return system("live");
  }

  private KnowledgeGraph system(String name) {
    return Objects.requireNonNull(systems.get(name));
  }

  /** Draws rows and links, and makes all systems know them. */
  private MergedGraph draw(Random random, Compared compared) throws Exception {
    tables().draw(random, compared.across());
    for (KnowledgeGraph graph : systems.values()) {
      graph.reloadLinks();
      TestGraphs.load(graph);
    }
    return MergedGraph.of(live(), LOCAL, 1_000_000);
  }

  private Map<String, Function<RequestContext, ? extends DatasetGraph>> ways() {
    var ways = new LinkedHashMap<String, Function<RequestContext, ? extends DatasetGraph>>();
    systems.forEach((name, graph) -> ways.put(name, graph::dataset));
    return ways;
  }

  @Test
  void randomQueriesHaveOneAnswerInAllModes() throws Exception {
    open(LOADED_AND_MIXED);
    var compared = new Compared("modes");
    var pushed = new HashSet<String>();
    var inStore = new HashSet<String>();
    try (var runner = new QueryRunner(live().environment(), 2)) {
      for (int round = 0; round < ROUNDS; round++) {
        Random random = compared.round(round);
        MergedGraph merged = draw(random, compared);
        var parity = new Parity(runner, LOCAL, merged.dataset(), ways());
        var queries = new RandomQueries(random, merged.stated());
        for (int i = -PLANNED.size(); i < QUERIES; i++) {
          RandomQuery query = i < 0 ? PLANNED.get(i + PLANNED.size()) : queries.next();
          pushed.addAll(plan(query, live()));
          for (String way : LOADED_AND_MIXED.keySet()) {
            if (explained(query, system(way)).contains("the store, which joins")) {
              inStore.add(way);
            }
          }
          compared.add(parity, query);
        }
      }
    }
    compared.enough();
    assertThat(pushed).containsExactlyInAnyOrderElementsOf(PUSHED);
    assertThat(inStore).containsExactlyInAnyOrderElementsOf(LOADED_AND_MIXED.keySet());
  }

  /** ARQ, which the answers are compared with, says what the definitions of the algebra say. */
  @Test
  void theOracleAnswersAsTheAlgebraIsDefined() throws Exception {
    open(Map.of());
    var compared = new Compared("definitions");
    int same = 0;
    try (var runner = new QueryRunner(live().environment(), 2)) {
      for (int round = 0; round < ROUNDS; round++) {
        Random random = compared.round(round);
        MergedGraph merged = draw(random, compared);
        var parity = new Parity(runner, LOCAL, merged.dataset(), Map.of());
        var queries = new RandomQueries(random, merged.stated());
        for (int i = 0; i < 2 * QUERIES; i++) {
          RandomQuery query = queries.next();
          if (query.form() != Form.FIRST_ROWS
              && parity.compare(query) instanceof Parity.Outcome.Same answer
              && answer.rows() < MOST_DEFINED) {
            assertThat(rows(QueryEngineMain.getFactory(), query, merged.dataset()))
                .as("%s%n%s", query.text(), compared.seed())
                .isEqualTo(rows(QueryEngineRef.getFactory(), query, merged.dataset()));
            same++;
          }
        }
      }
    }
    assertThat(same).isGreaterThan(ROUNDS * QUERIES);
  }

  private static List<String> rows(
      QueryEngineFactory engine, RandomQuery random, DatasetGraph data) {
    Query query = QueryFactory.create(random.text());
    return Txn.calculateRead(
        data,
        () -> {
          var rows = new ArrayList<String>();
          QueryIterator answer =
              engine
                  .create(query, data, BindingFactory.root(), data.getContext().copy())
                  .iterator();
          answer.forEachRemaining(
              row ->
                  rows.add(
                      query.getProjectVars().stream()
                          .map(v -> v + "=" + row.get(v))
                          .toList()
                          .toString()));
          answer.close();
          return rows.stream().sorted().toList();
        });
  }

  @Test
  void withoutPushDownAnswersAreTheSame() throws Exception {
    open(Map.of("mixed", Map.of("a", Mode.MATERIALIZED)));
    var compared = new Compared("push-down");
    var ways = new LinkedHashMap<String, Function<RequestContext, ? extends DatasetGraph>>();
    systems.forEach(
        (name, graph) -> {
          for (PushDown pushDown : PushDown.values()) {
            ways.put(name + " " + pushDown, c -> graph.dataset(c.pushing(pushDown)));
          }
        });
    try (var runner = new QueryRunner(live().environment(), 2)) {
      for (int round = 0; round < ROUNDS; round++) {
        Random random = compared.round(round);
        MergedGraph merged = draw(random, compared);
        // Row by row, some of them would take minutes.
        var parity = new Parity(runner, LOCAL, merged.dataset(), ways, Duration.ofSeconds(3));
        var queries = new RandomQueries(random, merged.stated());
        for (int i = 0; i < QUERIES; i++) {
          RandomQuery query = queries.next();
          compared.add(
              parity, query.inScope().isEmpty() ? query : query.where(queries.condition(query)));
        }
      }
    }
    compared.enough();
  }

  @Test
  void aGraphThatIsAVariableRangesOverTheVisibleGraphs() throws Exception {
    open(LOADED_AND_MIXED);
    var compared = new Compared("GRAPH ?g");
    try (var runner = new QueryRunner(live().environment(), 2)) {
      for (int round = 0; round < ROUNDS; round++) {
        Random random = compared.round(round);
        MergedGraph merged = draw(random, compared);
        var ways = ways();
        ways.put("row by row", c -> live().dataset(c.pushing(PushDown.NONE)));
        var parity = new Parity(runner, LOCAL, merged.dataset(), ways);
        var graphs = merged.stated();
        graphs.remove(Quad.defaultGraphIRI);
        var queries = new RandomQueries(random, graphs);
        for (int i = 0; i < QUERIES; i++) {
          RandomQuery query = queries.next().inAnyGraph();
          compared.add(
              parity, query.inScope().isEmpty() ? query : query.where(queries.condition(query)));
        }
        for (String query : IN_ANY_GRAPH) {
          List<String> expected = answer(runner, c -> merged.dataset(), query);
          for (var way : ways.entrySet()) {
            assertThat(answer(runner, way.getValue(), query))
                .as("%s: %s%n%s", way.getKey(), query, compared.seed())
                .isEqualTo(expected);
          }
        }
        assertThat(answer(runner, live()::dataset, "SELECT DISTINCT ?g { GRAPH ?g {} }"))
            .allMatch(r -> r.matches("\\{\\?g=<http://m.example/graph/[a-z]+>}"))
            .hasSizeGreaterThan(3);
      }
    }
    compared.enough();
  }

  @Test
  void negationsAndSubSelectsHaveOneAnswerInAllModes() throws Exception {
    open(LOADED_AND_MIXED);
    var compared = new Compared("written");
    try (var runner = new QueryRunner(live().environment(), 2)) {
      for (int round = 0; round < ROUNDS * 2; round++) {
        MergedGraph merged = draw(compared.round(round), compared);
        Parity.withoutFaults(merged.dataset());
        var ways = ways();
        ways.put("row by row", c -> live().dataset(c.pushing(PushDown.NONE)));
        for (String query : WRITTEN) {
          List<String> expected =
              answer(runner, c -> merged.dataset(), query).stream().sorted().toList();
          for (var way : ways.entrySet()) {
            assertThat(answer(runner, way.getValue(), query).stream().sorted().toList())
                .as("%s: %s%n%s", way.getKey(), query, compared.seed())
                .isEqualTo(expected);
          }
        }
      }
    }
    assertThat(
            FederatedQueryEngine.explain(
                QueryFactory.create("PREFIX m: <http://m.example/ns/> SELECT * " + ADULTS),
                live().dataset(LOCAL)))
        .anyMatch(l -> l.contains("> ?"))
        .anyMatch(l -> l.contains("MINUS, for batches"));
  }

  /** A condition holds, does not hold, or has no truth value: each row is in one part. */
  @Test
  void aQueryIsTheSumOfItsPartsByAnyCondition() throws Exception {
    open(LOADED_AND_MIXED);
    var compared = new Compared("parts");
    int inParts = 0;
    try (var runner = new QueryRunner(live().environment(), 2)) {
      for (int round = 0; round < ROUNDS; round++) {
        Random random = compared.round(round);
        MergedGraph merged = draw(random, compared);
        var parity = new Parity(runner, LOCAL, merged.dataset(), ways());
        var queries = new RandomQueries(random, merged.stated());
        for (int i = 0; i < QUERIES; i++) {
          RandomQuery query = queries.next();
          if (query.inScope().isEmpty()) {
            continue;
          }
          Condition condition = queries.condition(query);
          List<RandomQuery> parts =
              List.of(
                  query.where(condition),
                  query.where(condition.negated()),
                  query.where(condition.failing()));
          boolean all = compared.add(parity, query);
          for (RandomQuery part : parts) {
            all &= compared.add(parity, part);
          }
          // Averages, distinct counts and first rows of parts cannot be added.
          if (all && SUMMABLE.contains(query.form())) {
            inParts++;
            // All ways agree with plain ARQ; that it partitions, too, only the sum can tell.
            var sum = new ArrayList<String>();
            for (RandomQuery part : parts) {
              sum.addAll(answer(runner, part));
            }
            assertThat(summed(query.form(), sum))
                .as("%s by %s%n%s", query.text(), condition.text(), compared.seed())
                .isEqualTo(summed(query.form(), answer(runner, query)));
          }
        }
      }
    }
    compared.enough();
    assertThat(inParts).isGreaterThan(ROUNDS * QUERIES / 3);
  }

  private List<String> answer(QueryRunner runner, RandomQuery query) {
    return answer(runner, live()::dataset, query.text());
  }

  private static List<String> answer(
      QueryRunner runner, Function<RequestContext, ? extends DatasetGraph> dataset, String query) {
    return runner.run(
        QueryRequest.of("PREFIX m: <http://m.example/ns/> " + query),
        LOCAL,
        dataset,
        AnswerRows::of);
  }

  /** Without configuration, links and inference: the queries mean the same over its own graph. */
  @Test
  void oneDatabaseAloneAnswersWrittenQueriesAsItsGraphDoes() throws Exception {
    open(Map.of());
    Path file = folder.resolve("live").resolve("a.map.ttl");
    R2rmlMapping mapping = MappingReader.read(List.of(file), "http://m.example/");
    var compared = new Compared("one database");
    try (var runner = new QueryRunner(live().environment(), 2);
        JdbcSource source =
            JdbcSource.open("a", a.url(), a.user(), "", 2, Duration.ofSeconds(20))) {
      CompiledMapping compiled =
          MappingCompiler.compile(
              mapping,
              source,
              new MappingCompiler.Options(
                  Quad.defaultGraphNodeGenerated, Schema.NONE, true, Map.of()));
      for (int round = 0; round < ROUNDS * 2; round++) {
        MergedGraph unused = draw(compared.round(round), compared);
        DatasetGraph copy = DatasetGraphFactory.createTxnMem();
        new AdHocDataset(mapping, compiled, source, LOCAL)
            .find(Quad.defaultGraphIRI, Node.ANY, Node.ANY, Node.ANY)
            .forEachRemaining(copy::add);
        Parity.withoutFaults(copy);
        for (String query : WRITTEN) {
          assertThat(
                  answer(runner, c -> new AdHocDataset(mapping, compiled, source, c), query)
                      .stream()
                      .sorted()
                      .toList())
              .as("%s%n%s", query, compared.seed())
              .isEqualTo(answer(runner, c -> copy, query).stream().sorted().toList());
        }
      }
    }
  }

  /** Rows, or counts by what is counted. */
  private static List<String> summed(Form form, List<String> rows) {
    if (form == Form.ROWS || form == Form.DISTINCT_ROWS) {
      return rows.stream().sorted().toList();
    }
    var sums = new LinkedHashMap<String, Long>();
    for (String row : rows) {
      long n = Long.parseLong(row.replaceAll(".*\\?n=\"(\\d+)\".*", "$1"));
      if (n > 0) {
        sums.merge(row.replaceAll("\\?n=\"\\d+\"", "?n"), n, Long::sum);
      }
    }
    return sums.entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).sorted().toList();
  }

  @ParameterizedTest
  @EnumSource
  void aTableMovedToAnotherDatabaseChangesNothing(TestDatabases.Kind kind) throws Exception {
    Database elsewhere = kind.create();
    open(Map.of());
    for (String moved : List.of("thing", "knows")) {
      var rest = new HashSet<>(LinkedTables.TABLES);
      rest.remove(moved);
      var there = new Place("a-" + moved, "a", elsewhere, Set.of(moved));
      tables().add(there);
      systems.put(
          moved,
          tables()
              .open(
                  moved, List.of(new Place("a", "a", a, rest), there, places.getLast()), Map.of()));
    }
    var compared = new Compared("moved to " + kind);
    try (var runner = new QueryRunner(live().environment(), 2)) {
      for (int round = 0; round < ROUNDS; round++) {
        Random random = compared.round(round);
        MergedGraph merged = draw(random, compared);
        var parity = new Parity(runner, LOCAL, merged.dataset(), ways());
        var queries = new RandomQueries(random, golden(merged));
        for (int i = 0; i < QUERIES; i++) {
          compared.add(parity, queries.next());
        }
      }
    }
    compared.enough();
  }

  /** Source views are views of other sources then. */
  private static Map<Node, Set<Triple>> golden(MergedGraph merged) {
    var golden = merged.stated();
    golden.keySet().removeIf(g -> !g.equals(Quad.defaultGraphIRI));
    return golden;
  }

  /** What was compared so far. */
  private final class Compared {
    private final String what;
    private final long seed = Long.getLong("seed", 20261123L);
    private long own;
    private int asked;
    private int queries;
    private long rows;

    Compared(String what) {
      this.what = what;
      System.out.println("MergedNamesTest " + what + " seed " + seed);
    }

    /** Each round has a seed of its own, so that one is found again without those before it. */
    Random round(int round) {
      own = seed + round;
      return new Random(own);
    }

    /** Two rounds are enough to have both. */
    boolean across() {
      return own % 2 == 0;
    }

    String seed() {
      return "-Dseed=%d -Drounds=1".formatted(own);
    }

    /** Returns whether the answers could be compared; they are the same. */
    boolean add(Parity parity, RandomQuery query) throws Exception {
      asked++;
      return switch (parity.compare(query)) {
        case Parity.Outcome.TooLarge tooLarge -> false;
        case Parity.Outcome.TooSlow slow -> {
          System.out.println(slow);
          yield false;
        }
        case Parity.Outcome.Same same -> {
          queries++;
          rows += same.rows();
          yield true;
        }
        case Parity.Outcome.Different first -> {
          Parity.Outcome.Different different = parity.shrunk(first);
          yield fail(
              "%s%n%s%n%s%n%s"
                  .formatted(
                      seed(),
                      String.join("\n", Parity.lines(different)),
                      explained(different.query(), live()),
                      tables().linkText()));
        }
      };
    }

    void enough() {
      System.out.printf("%s: %d of %d queries, %d rows%n", what, queries, asked, rows);
      assertThat(queries).isGreaterThan(asked / 2);
      assertThat(rows).isGreaterThan(asked);
    }
  }
}
