package org.crmekg.materialize;

import static org.assertj.core.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.sys.JenaSystem;
import org.crmekg.TestDatabases;
import org.crmekg.TestDatabases.Database;
import org.crmekg.mapping.MappingReader;
import org.crmekg.materialize.RandomMapping.Map;
import org.crmekg.rdf.Literals;
import org.crmekg.rdf.Schema;
import org.crmekg.source.JdbcSource;
import org.crmekg.virtual.CompiledMapping;
import org.crmekg.virtual.MappingCompiler;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random schemas, rows and mappings: what comes out, materialised or scanned live with any pattern,
 * is what {@link ReferenceMapper} says, each quad once. A failure is shrunk before it is shown.
 *
 * <p>{@code -Dseed=} repeats a run, {@code -Drounds=} makes it longer.
 */
class MappingFuzzTest {
  static {
    JenaSystem.init();
  }

  private static final int ROUNDS = Integer.getInteger("rounds", 300);

  @ParameterizedTest
  @EnumSource
  void whatComesOutIsWhatTheReferenceMapperSays(TestDatabases.Kind kind) throws Exception {
    run(kind.create(), kind == TestDatabases.Kind.H2 ? ROUNDS : ROUNDS / 3);
  }

  private static void run(Database database, int rounds) throws Exception {
    long seed = Long.getLong("seed", 20120927L);
    System.out.println(
        "MappingFuzzTest " + database.url().replaceFirst("(jdbc:\\w+).*", "$1") + " seed " + seed);
    try (Connection connection = database.connect();
        JdbcSource source = database.source("t")) {
      long quads = 0;
      for (int round = 0; round < rounds; round++) {
        // Each round has a seed of its own, so that one is found again without those before it.
        long own = seed + round;
        List<Map> maps =
            new RandomMapping(new Random(own), source.dialect(), "r" + round + "_").maps();
        RandomMapping.create(maps, connection, source.dialect());
        Outcome outcome = outcome(maps, connection, source, own);
        quads += outcome.quads();
        if (!outcome.wrong().isEmpty()) {
          fail("-Dseed=%d -Drounds=1\n%s".formatted(own, shrunk(maps, connection, source, own)));
        }
        RandomMapping.drop(maps, connection);
      }
      System.out.println(rounds + " rounds, " + quads + " quads");
    }
  }

  private record Outcome(String wrong, int quads) {}

  private static Outcome outcome(
      List<Map> maps, Connection connection, JdbcSource source, long seed) throws Exception {
    Random random = new Random(seed);
    boolean normalized = random.nextBoolean();
    Set<Quad> expected =
        ReferenceMapper.output(maps, connection).stream()
            .map(
                q ->
                    normalized
                        ? new Quad(
                            q.getGraph(),
                            q.getSubject(),
                            q.getPredicate(),
                            Literals.normal(q.getObject()))
                        : q)
            .collect(Collectors.toSet());
    List<Quad> given;
    CompiledMapping compiled;
    try {
      compiled = compiled(maps, source, normalized);
      given = MappedTables.quads(compiled, source);
    } catch (RuntimeException | AssertionError e) {
      return new Outcome("materialising fails: " + e, 0);
    }
    String wrong = difference("materialised", given, expected);
    for (int i = 0; i < 8 && wrong.isEmpty(); i++) {
      Quad pattern = pattern(random, List.copyOf(expected));
      try {
        wrong =
            difference(
                "found " + pattern,
                MappedTables.found(compiled, source, pattern),
                expected.stream().filter(q -> matches(pattern, q)).collect(Collectors.toSet()));
      } catch (RuntimeException | AssertionError e) {
        wrong = "finding " + pattern + " fails: " + e;
      }
    }
    return new Outcome(wrong, given.size());
  }

  private static CompiledMapping compiled(List<Map> maps, JdbcSource source, boolean normalized)
      throws Exception {
    Path file = Files.createTempFile("fuzz", ".ttl");
    try {
      Files.writeString(file, RandomMapping.turtle(maps));
      return MappingCompiler.compile(
          MappingReader.read(List.of(file), "http://unused.example/"),
          source,
          new MappingCompiler.Options(
              Quad.defaultGraphNodeGenerated, Schema.NONE, normalized, java.util.Map.of()));
    } finally {
      Files.delete(file);
    }
  }

  private static String difference(String what, List<Quad> given, Set<Quad> expected) {
    var missing = new HashSet<>(expected);
    given.forEach(missing::remove);
    var seen = new HashSet<Quad>();
    List<Quad> twice = given.stream().filter(q -> !seen.add(q)).toList();
    List<Quad> added = given.stream().filter(q -> !expected.contains(q)).toList();
    return missing.isEmpty() && twice.isEmpty() && added.isEmpty()
        ? ""
        : what
            + "\n  missing "
            + shown(missing)
            + "\n  twice "
            + shown(twice)
            + "\n  added "
            + shown(added);
  }

  private static Set<String> shown(java.util.Collection<Quad> quads) {
    return quads.stream()
        .map(Quad::toString)
        .limit(5)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** A quad of the answer, or two halves of two, with some places left open. */
  private static Quad pattern(Random random, List<Quad> quads) {
    Node other = NodeFactory.createURI("http://example.com/t/" + random.nextInt(3));
    Quad a =
        quads.isEmpty()
            ? new Quad(other, other, other, other)
            : quads.get(random.nextInt(quads.size()));
    Quad b = quads.isEmpty() || random.nextInt(3) > 0 ? a : quads.get(random.nextInt(quads.size()));
    return new Quad(
        random.nextInt(3) == 0 ? a.getGraph() : Node.ANY,
        random.nextInt(2) == 0 ? a.getSubject() : Node.ANY,
        random.nextInt(3) == 0 ? b.getPredicate() : Node.ANY,
        random.nextInt(2) == 0 ? b.getObject() : Node.ANY);
  }

  private static boolean matches(Quad pattern, Quad quad) {
    return (pattern.getGraph().equals(Node.ANY) || pattern.getGraph().equals(quad.getGraph()))
        && (pattern.getSubject().equals(Node.ANY) || pattern.getSubject().equals(quad.getSubject()))
        && (pattern.getPredicate().equals(Node.ANY)
            || pattern.getPredicate().equals(quad.getPredicate()))
        && (pattern.getObject().equals(Node.ANY) || pattern.getObject().equals(quad.getObject()));
  }

  // ---- shrinking

  private static String shrunk(List<Map> maps, Connection connection, JdbcSource source, long seed)
      throws Exception {
    List<Map> smallest = maps;
    boolean smaller = true;
    while (smaller) {
      smaller = false;
      for (List<Map> candidate : RandomMapping.smaller(smallest)) {
        RandomMapping.create(candidate, connection, source.dialect());
        if (!outcome(candidate, connection, source, seed).wrong().isEmpty()) {
          smallest = candidate;
          smaller = true;
          break;
        }
      }
    }
    RandomMapping.create(smallest, connection, source.dialect());
    return outcome(smallest, connection, source, seed).wrong()
        + "\n"
        + RandomMapping.text(smallest);
  }
}
