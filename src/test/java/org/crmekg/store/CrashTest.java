package org.crmekg.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.sparql.core.Quad;
import org.crmekg.Deadline;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a loading process with SIGKILL, again and again, and looks at what it left.
 *
 * <p>What was acknowledged is there, nothing is there in part, and the store always opens again.
 * The kills come while the store is created, at random moments, and at enumerated points of a load;
 * they share a store in groups, so that each crash meets the remains of the ones before. {@code
 * -Dcrash.rounds=N} (100 when {@code CI=true}), {@code -Dseed=N}.
 */
class CrashTest {
  private static final Node CRM = iri("https://example.org/graph/crm");
  private static final Node NOTES = iri("https://example.org/graph/notes");
  private static final Node FINDINGS = iri("https://example.org/graph/findings");
  private static final int ROUNDS_PER_STORE = 12;
  private static final int POINTS = 24;

  @TempDir private Path folder;
  private int kills;
  private long acknowledged;

  /** How a round ends. */
  private sealed interface Kill {
    /** So long after the process began to open the store. */
    record WhileOpening(long millis) implements Kill {}

    /** So long after it acknowledged so many writes. */
    record AtRandom(int writes, long millis) implements Kill {}

    /** At the n-th enumerated point of its work, where it stands still. */
    record AtPoint(int number) implements Kill {}
  }

  /** What the process acknowledged, over all rounds on one store. */
  static final class Acknowledged {
    private int loaded;
    private int decided;
    private int changed;

    long writes() {
      return (long) loaded + decided + changed;
    }

    void hear(String line) {
      String[] words = line.split(" ", -1);
      int number = Integer.parseInt(words[1]);
      switch (words[0]) {
        case "LOADED" -> loaded = number;
        case "DECIDED" -> decided = number;
        case "CHANGED" -> changed = number;
        default -> {} // it says where it is
      }
    }
  }

  @Test
  void killedProcessesLoseNothingThatWasAcknowledged() throws IOException {
    boolean isCi = "true".equals(System.getenv("CI"));
    int rounds = Integer.getInteger("crash.rounds", isCi ? 100 : 6);
    long seed = Long.getLong("seed", 20260301L);
    System.err.printf("CrashTest: -Dcrash.rounds=%d -Dseed=%d%n", rounds, seed);
    var random = new Random(seed);
    var expected = new Acknowledged();
    Path store = folder.resolve("store-0");
    for (int round = 0; round < rounds; round++) {
      if (round % ROUNDS_PER_STORE == 0) {
        store = folder.resolve("store-" + round);
        expected = new Acknowledged();
      }
      Kill kill = kill(round, random);
      long before = expected.writes();
      runAndKill(store, kill, expected);
      acknowledged += expected.writes() - before;
      check(store, expected, "round %d, %s, seed %d".formatted(round, kill, seed));
    }
    System.err.printf(
        "CrashTest: %d kills, %d acknowledged writes, 0 lost, 0 partial%n", kills, acknowledged);
    assertThat(kills).isEqualTo(rounds);
  }

  private static Kill kill(int round, Random random) {
    int inStore = round % ROUNDS_PER_STORE;
    if (inStore < 2) {
      return new Kill.WhileOpening(random.nextInt(400));
    }
    return inStore % 2 == 0
        ? new Kill.AtPoint(1 + (round / 2 * 7) % POINTS)
        : new Kill.AtRandom(random.nextInt(8), random.nextInt(120));
  }

  private void runAndKill(Path store, Kill kill, Acknowledged expected) throws IOException {
    int point = kill instanceof Kill.AtPoint at ? at.number() : 0;
    Process process = ChildJvm.start(LoadMain.class, store.toString(), Integer.toString(point));
    try (BufferedReader lines = ChildJvm.lines(process)) {
      switch (kill) {
        case Kill.WhileOpening opening -> {
          hearUntil(lines, "OPENING", 1, expected);
          wait(process, opening.millis());
        }
        case Kill.AtRandom at -> {
          hearUntil(lines, "OPENED", 1, expected);
          hearUntil(lines, "", at.writes(), expected);
          wait(process, at.millis());
        }
        case Kill.AtPoint at -> hearUntil(lines, "POINT", 1, expected);
      }
      assertThat(process.isAlive()).as("the process works until it is killed").isTrue();
      // By its handle: Process.destroyForcibly would throw away what it said last.
      assertThat(process.toHandle().destroyForcibly()).isTrue();
      kills++;
      // What it said before it died was acknowledged, too.
      hearUntil(lines, "the end", 1, expected);
    }
    assertThat(process.onExit().join().exitValue()).isEqualTo(128 + 9);
  }

  private static void wait(Process process, long millis) {
    try {
      boolean unused = process.waitFor(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void hearUntil(
      BufferedReader lines, String start, int times, Acknowledged expected) throws IOException {
    int left = times;
    while (left > 0) {
      String line = lines.readLine();
      if (line == null) {
        return;
      }
      expected.hear(line);
      if (line.startsWith(start)) {
        left--;
      }
    }
  }

  static void check(Path folder, Acknowledged expected, String where) {
    try (var store = GraphStore.open(folder, options())) {
      store.settle(Deadline.none());
      try (var reader = store.reader()) {
        int version =
            reader.graph(CRM).map(g -> Integer.parseInt(g.attributes().get("round"))).orElse(0);
        assertThat(version).as(where).isBetween(expected.loaded, expected.loaded + 1);
        assertThat(quads(reader, CRM)).as(where).isEqualTo(quadsOf(CRM, version));
        assertThat(quads(reader, NOTES)).as(where).isEqualTo(quadsOf(NOTES, version));
        assertThat(reader.graph(CRM).map(StoredGraph::quads).orElse(0L))
            .as(where)
            .isEqualTo(quadsOf(CRM, version).size());
        int changes = quads(reader, FINDINGS).size();
        assertThat(changes).as(where).isBetween(expected.changed, expected.changed + 1);
        expected.loaded = version;
        expected.changed = changes;
      }
      assertThat(physicalGraphs(store)).as(where).isLessThanOrEqualTo(3);
    }
    try (var log = DecisionLog.open(folder.resolve("decisions/links.jsonl"))) {
      List<LoadMain.Decision> decisions = log.replay(LoadMain.Decision.class);
      assertThat(decisions.size()).as(where).isBetween(expected.decided, expected.decided + 1);
      for (int i = 0; i < decisions.size(); i++) {
        assertThat(decisions.get(i).number()).as(where).isEqualTo(i + 1);
      }
      expected.decided = decisions.size();
    }
    assertThat(filesIn(folder.resolve("staging"))).as(where).isZero();
    assertThat(filesIn(folder.resolve("store"))).as(where).isEqualTo(2);
  }

  private static long filesIn(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long physicalGraphs(GraphStore store) {
    return store.write(
        "looking",
        () -> {
          var names = new ArrayList<Node>();
          store.database().dataset().listGraphNodes().forEachRemaining(names::add);
          return names.stream().filter(name -> Manifest.versionIn(name) > 0).count();
        });
  }

  private static Set<Quad> quads(StoreReader reader, Node graph) {
    var quads = new HashSet<Quad>();
    reader.find(graph, Node.ANY, Node.ANY, Node.ANY).forEachRemaining(quads::add);
    return quads;
  }

  /** Every version has other quads, and most of them in several batches. */
  private static Set<Quad> quadsOf(Node graph, int version) {
    var quads = new HashSet<Quad>();
    int size = version == 0 ? 0 : graph.equals(CRM) ? 300 + version * 37 % 400 : 50;
    for (int i = 0; i < size; i++) {
      quads.add(quad(graph, i, "value %d of %d".formatted(i, version)));
    }
    return quads;
  }

  private static Quad quad(Node graph, int number, String text) {
    return new Quad(
        graph,
        iri("https://example.org/customer/" + number),
        iri("https://example.org/name"),
        NodeFactory.createLiteralString(text));
  }

  private static StoreOptions options() {
    return StoreOptions.standard(Clock.systemUTC(), e -> Runtime.getRuntime().halt(3))
        .withMinimumFreeBytes(total -> 0)
        .withBatchQuads(150);
  }

  private static Node iri(String iri) {
    return NodeFactory.createURI(iri);
  }

  /** Loads, decides and changes, and acknowledges each, until it is killed. */
  static final class LoadMain {
    record Decision(int number) {}

    private final int stopAt;
    private int point;

    private LoadMain(int stopAt) {
      this.stopAt = stopAt;
    }

    public static void main(String[] arguments) throws IOException {
      new LoadMain(Integer.parseInt(arguments[1])).work(Path.of(arguments[0]));
    }

    private void work(Path folder) throws IOException {
      ChildJvm.say("OPENING 0");
      try (var store = GraphStore.open(folder, options());
          var log = DecisionLog.open(folder.resolve("decisions/links.jsonl"))) {
        ChildJvm.say("OPENED 0");
        point();
        int version;
        int changes;
        try (var reader = store.reader()) {
          version =
              reader.graph(CRM).map(g -> Integer.parseInt(g.attributes().get("round"))).orElse(0);
          changes = quads(reader, FINDINGS).size();
        }
        int decisions = log.replay(Decision.class).size();
        while (true) {
          version++;
          load(store, version);
          ChildJvm.say("LOADED " + version);
          point();
          decisions++;
          log.append(new Decision(decisions));
          ChildJvm.say("DECIDED " + decisions);
          point();
          changes++;
          store.change("findings", List.of(), List.of(quad(FINDINGS, changes, "found")));
          ChildJvm.say("CHANGED " + changes);
          point();
          if (version % 3 == 0) {
            compact(store);
            point();
          }
        }
      }
    }

    private void load(GraphStore store, int version) throws IOException {
      try (var writer = store.stage("crm")) {
        quadsOf(CRM, version).forEach(writer::add);
        point();
        quadsOf(NOTES, version).forEach(writer::add);
        try (var staged = writer.finish()) {
          point();
          LoadRequest request =
              LoadRequest.of(CRM, NOTES).with(Map.of("round", Integer.toString(version)));
          store.load("crm", staged, request, (loaded, total) -> point(), Deadline.none());
        }
      }
    }

    private static void compact(GraphStore store) {
      WriterThread.join(
          store.submit(
              "compaction",
              () -> {
                store.compact(List.of());
                return store;
              }));
    }

    /** Stands still at the point that is to be tried, until the parent kills. */
    private void point() {
      point++;
      if (point == stopAt) {
        ChildJvm.say("POINT " + point);
        try {
          int unused = System.in.read();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }
}
