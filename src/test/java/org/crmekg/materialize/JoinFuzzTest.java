package org.crmekg.materialize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.query.ARQ;
import org.apache.jena.sparql.core.DatasetGraph;
import org.apache.jena.sparql.core.DatasetGraphFactory;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.exec.QueryExec;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.function.FunctionEnvBase;
import org.apache.jena.sparql.graph.GraphFactory;
import org.apache.jena.sparql.util.ExprUtils;
import org.apache.jena.sys.JenaSystem;
import org.apache.jena.vocabulary.RDFS;
import org.crmekg.Deadline;
import org.crmekg.RequestContext;
import org.crmekg.TestDatabases;
import org.crmekg.TestDatabases.Database;
import org.crmekg.Trace;
import org.crmekg.app.AdHocDataset;
import org.crmekg.app.Environment;
import org.crmekg.app.Parity;
import org.crmekg.app.QueryRunner;
import org.crmekg.app.RandomQueries;
import org.crmekg.app.RandomQuery;
import org.crmekg.mapping.MappingReader;
import org.crmekg.mapping.R2rmlMapping;
import org.crmekg.rdf.Schema;
import org.crmekg.source.JdbcSource;
import org.crmekg.virtual.CompiledMapping;
import org.crmekg.virtual.JoinBlock;
import org.crmekg.virtual.JoinScanner;
import org.crmekg.virtual.MappingCompiler;
import org.crmekg.virtual.Solutions;
import org.crmekg.virtual.TermSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random schemas, rows, mappings and queries: what the database joins is what ARQ joins over the
 * materialised quads, each solution once; and so are whole queries. A failure is shrunk before it
 * is shown: the query, then mapping and rows.
 *
 * <p>{@code -Dseed=} repeats a run, {@code -Drounds=} makes it longer, as {@code CI=true} does.
 */
class JoinFuzzTest {
  static {
    JenaSystem.init();
  }

  private static final int ROUNDS =
      Integer.getInteger("rounds", "true".equals(System.getenv("CI")) ? 300 : 60);
  private static final int QUERIES = 12;
  private static final String EX = "http://example.com/";

  @ParameterizedTest
  @EnumSource
  void whatADatabaseJoinsIsWhatArqJoins(TestDatabases.Kind kind) throws Exception {
    run(kind.create(), kind == TestDatabases.Kind.H2 ? ROUNDS : ROUNDS / 3);
  }

  private static void run(Database database, int rounds) throws Exception {
    long seed = Long.getLong("seed", 20131105L);
    System.out.println(
        "JoinFuzzTest " + database.url().replaceFirst("(jdbc:\\w+).*", "$1") + " seed " + seed);
    var counts = new Counts();
    try (Connection connection = database.connect();
        JdbcSource source = database.source("t");
        var runner = new QueryRunner(environment(), 2)) {
      for (int round = 0; round < rounds; round++) {
        // Each round has a seed of its own, so that one is found again without those before it.
        long own = seed + round;
        var random = new Random(own);
        List<RandomMapping.Map> maps =
            RandomMapping.joined(random, source.dialect(), "j" + round + "_").maps();
        Schema schema = random.nextInt(3) == 0 ? schema(random) : Schema.NONE;
        RandomMapping.create(maps, connection, source.dialect());
        var loaded = Loaded.of(maps, source, schema);
        var queries = new RandomQueries(random, loaded.graphs());
        for (int i = 0; i < QUERIES && !queries.isEmpty(); i++) {
          var asked = new Asked(queries.next(), random.nextInt(4) == 0, random.nextLong());
          Optional<String> wrong = loaded.wrong(asked, runner, counts);
          if (wrong.isPresent()) {
            fail(
                "-Dseed=%d -Drounds=1, query %d\n%s"
                    .formatted(own, i, shrunk(maps, asked, schema, connection, source, runner)));
          }
        }
        RandomMapping.drop(maps, connection);
      }
    }
    System.out.println(rounds + " rounds, " + counts);
    assertThat(counts.joined).as("blocks of several patterns in SQL").isPositive();
    assertThat(counts.solutions).isPositive();
  }

  private static Environment environment() {
    return Environment.system(
        e -> {
          throw new IllegalStateException(e);
        });
  }

  /** Some statements about the predicates and classes that random mappings have. */
  private static Schema schema(Random random) {
    Graph ontology = GraphFactory.createDefaultGraph();
    List<Node> properties = List.of(RDFS.Nodes.subClassOf, RDFS.Nodes.subPropertyOf);
    for (int i = 0; i < 3; i++) {
      boolean classes = random.nextBoolean();
      Node left = NodeFactory.createURI(EX + (classes ? "C" : "p") + random.nextInt(3));
      Node right = NodeFactory.createURI(EX + (classes ? "C" : "p") + random.nextInt(4));
      ontology.add(left, properties.get(classes ? 0 : 1), right);
      ontology.add(
          NodeFactory.createURI(EX + "p" + random.nextInt(3)),
          random.nextBoolean() ? RDFS.Nodes.domain : RDFS.Nodes.range,
          NodeFactory.createURI(EX + "C" + random.nextInt(4)));
    }
    return Schema.of(ontology);
  }

  private static final class Counts {
    private int blocks;
    private int joined;
    private long solutions;
    private int queries;

    @Override
    public String toString() {
      return "%d blocks in SQL, %d of them of several patterns, %d solutions; %d queries"
          .formatted(blocks, joined, solutions, queries);
    }
  }

  /** A query, and how its basic graph pattern is asked for by itself. */
  private record Asked(RandomQuery query, boolean anyGraph, long seed) {
    Asked with(RandomQuery other) {
      return new Asked(other, anyGraph, seed);
    }
  }

  /** A mapping over its tables, and what it makes of them. */
  private record Loaded(
      R2rmlMapping mapping,
      CompiledMapping compiled,
      JdbcSource source,
      Schema schema,
      DatasetGraph quads,
      DatasetGraph union) {

    static Loaded of(List<RandomMapping.Map> maps, JdbcSource source, Schema schema)
        throws Exception {
      Path file = Files.createTempFile("fuzz", ".ttl");
      try {
        Files.writeString(file, RandomMapping.turtle(maps));
        R2rmlMapping mapping = MappingReader.read(List.of(file), "http://unused.example/");
        CompiledMapping compiled =
            MappingCompiler.compile(
                mapping,
                source,
                new MappingCompiler.Options(
                    Quad.defaultGraphNodeGenerated, schema, true, Map.of()));
        DatasetGraph quads = DatasetGraphFactory.createTxnMem();
        DatasetGraph union = DatasetGraphFactory.createTxnMem();
        new Materializer(compiled, source, schema)
            .run(
                q -> {
                  quads.add(
                      q.isDefaultGraph() ? Quad.create(Quad.defaultGraphIRI, q.asTriple()) : q);
                  union.add(Quad.create(Quad.defaultGraphIRI, q.asTriple()));
                },
                Materializer.RowProgress.NONE,
                Deadline.none());
        return new Loaded(mapping, compiled, source, schema, quads, union);
      } finally {
        Files.delete(file);
      }
    }

    Map<Node, List<Triple>> graphs() {
      var graphs = new HashMap<Node, List<Triple>>();
      quads
          .find()
          .forEachRemaining(
              q ->
                  graphs
                      .computeIfAbsent(
                          q.isDefaultGraph() ? Quad.defaultGraphIRI : q.getGraph(),
                          k -> new ArrayList<>())
                      .add(q.asTriple()));
      return graphs;
    }

    /** Returns what is wrong with the answer to a query, if anything. */
    Optional<String> wrong(Asked asked, QueryRunner runner, Counts counts) {
      var ways = new LinkedHashMap<String, Function<RequestContext, ? extends DatasetGraph>>();
      if (schema.equals(Schema.NONE)) {
        ways.put("live", c -> new AdHocDataset(mapping, compiled, source, c));
      }
      Parity.Outcome outcome =
          new Parity(runner, RequestContext.local(), quads, ways).compare(asked.query());
      counts.queries++;
      return switch (outcome) {
        case Parity.Outcome.TooLarge t -> Optional.empty();
        case Parity.Outcome.TooSlow slow -> Optional.empty();
        case Parity.Outcome.Different d -> Optional.of(String.join("\n", Parity.lines(d)));
        case Parity.Outcome.Same s -> wrongJoin(asked, counts);
      };
    }

    private Optional<String> wrongJoin(Asked asked, Counts counts) {
      RandomQuery query = asked.query();
      var random = new Random(asked.seed());
      Node graph =
          asked.anyGraph() ? Node.ANY : query.graph().orElse(Quad.defaultGraphNodeGenerated);
      List<Expr> filters = query.filters().stream().map(f -> ExprUtils.parse(f.text())).toList();
      DatasetGraph over = asked.anyGraph() ? union : quads;
      String body = "{ " + RandomQuery.text(query.patterns()) + " }";
      String from =
          asked.anyGraph() || query.graph().isEmpty()
              ? body
              : "{ GRAPH <" + query.graph().get().getURI() + "> " + body + " }";
      List<Binding> all = new ArrayList<>();
      try (QueryExec exec =
          QueryExec.dataset(over).query("SELECT * " + from + " LIMIT 5001").build()) {
        exec.select().forEachRemaining(all::add);
      }
      if (all.size() > 5000) {
        return Optional.empty();
      }
      Map<Var, TermSet> values = values(query, all, random);
      var block = new JoinBlock(graph, query.patterns(), values, filters);
      var scanner = new JoinScanner(compiled, source, Set.of());
      Optional<Solutions> found;
      var given = new ArrayList<Binding>();
      try {
        found = scanner.find(block, Deadline.none(), Trace.NONE);
        if (found.isEmpty()) {
          return Optional.empty();
        }
        try (Solutions solutions = found.get()) {
          solutions.forEachRemaining(given::add);
        }
      } catch (RuntimeException e) {
        return Optional.of("joining fails: " + e + "\n" + block);
      }
      var expected = new HashSet<Binding>();
      all.stream()
          .filter(
              b ->
                  values.entrySet().stream()
                      .allMatch(e -> e.getValue().contains(b.get(e.getKey()))))
          .filter(b -> holds(filters, b))
          .forEach(expected::add);
      counts.blocks++;
      counts.joined += query.patterns().size() > 1 ? 1 : 0;
      counts.solutions += expected.size();
      var missing = new HashSet<>(expected);
      given.forEach(missing::remove);
      var seen = new HashSet<Binding>();
      List<Binding> twice = given.stream().filter(b -> !seen.add(b)).toList();
      List<Binding> added =
          given.stream().filter(b -> holds(filters, b) && !expected.contains(b)).toList();
      return missing.isEmpty() && twice.isEmpty() && added.isEmpty()
          ? Optional.empty()
          : Optional.of(
              "joined in SQL%s: %s\n  missing %s\n  twice %s\n  added %s\n%s"
                  .formatted(
                      asked.anyGraph() ? ", in any graph" : "",
                      block,
                      missing,
                      twice,
                      added,
                      scanner.statements(block)));
    }

    /** The terms that some variables must have: some that they have, and one of another place. */
    private static Map<Var, TermSet> values(
        RandomQuery query, List<Binding> solutions, Random random) {
      var values = new HashMap<Var, TermSet>();
      for (Var v : query.variables()) {
        if (solutions.isEmpty() || random.nextInt(4) > 0) {
          continue;
        }
        var terms = new HashSet<Node>();
        for (int i = random.nextInt(4); i >= 0; i--) {
          terms.add(solutions.get(random.nextInt(solutions.size())).get(v));
        }
        Var other = List.copyOf(query.variables()).get(random.nextInt(query.variables().size()));
        terms.add(solutions.getFirst().get(other));
        values.put(v, TermSet.of(terms));
      }
      return values;
    }

    private static boolean holds(List<Expr> filters, Binding row) {
      return filters.stream()
          .allMatch(f -> f.isSatisfied(row, new FunctionEnvBase(ARQ.getContext())));
    }
  }

  // ---- shrinking

  private static String shrunk(
      List<RandomMapping.Map> maps,
      Asked asked,
      Schema schema,
      Connection connection,
      JdbcSource source,
      QueryRunner runner)
      throws Exception {
    List<RandomMapping.Map> smallest = maps;
    Asked query = asked;
    boolean smaller = true;
    while (smaller) {
      smaller = false;
      Loaded loaded = Loaded.of(smallest, source, schema);
      for (RandomQuery candidate : query.query().smaller()) {
        if (loaded.wrong(query.with(candidate), runner, new Counts()).isPresent()) {
          query = query.with(candidate);
          smaller = true;
          break;
        }
      }
      for (List<RandomMapping.Map> candidate :
          smaller ? List.<List<RandomMapping.Map>>of() : RandomMapping.smaller(smallest)) {
        RandomMapping.create(candidate, connection, source.dialect());
        if (Loaded.of(candidate, source, schema).wrong(query, runner, new Counts()).isPresent()) {
          smallest = candidate;
          smaller = true;
          break;
        }
      }
      RandomMapping.create(smallest, connection, source.dialect());
    }
    return Loaded.of(smallest, source, schema)
            .wrong(query, runner, new Counts())
            .orElse("it is not wrong any more")
        + "\n"
        + RandomMapping.text(smallest);
  }
}
