package org.crmekg.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.crmekg.identity.LinkDecision.Verdict;
import org.crmekg.store.ChildJvm;
import org.crmekg.store.DataFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a process with SIGKILL that publishes results of linkage and writes down decisions, again
 * and again in one data folder, and looks at what it left.
 *
 * <p>A result is there as a whole or not at all, a decision that was acknowledged stays, and
 * nothing that is half written keeps the folder from being opened. {@code -Dcrash.rounds=N}, {@code
 * -Dseed=N}.
 */
class LinkCrashTest {
  private static final Clock CLOCK = Clock.fixed(ScoredWorld.THEN, ZoneOffset.UTC);
  private static final String LAST_BREATH = "the end";

  @TempDir Path folder;
  private int published;
  private int decided;

  @Test
  void killedRunsAndDecisionsAreWholeOrNotThere() throws IOException {
    int rounds = Integer.getInteger("crash.rounds", 8);
    long seed = Long.getLong("seed", 20261122L);
    System.err.printf("LinkCrashTest: -Dcrash.rounds=%d -Dseed=%d%n", rounds, seed);
    var random = new Random(seed);
    for (int round = 0; round < rounds; round++) {
      runAndKill(random.nextInt(6), random.nextInt(60));
      check("round %d, seed %d".formatted(round, seed));
    }
    System.err.printf("LinkCrashTest: %d results, %d decisions, 0 lost%n", published, decided);
  }

  /** Kills it so many milliseconds after it acknowledged so many writes. */
  private void runAndKill(int writes, long millis) throws IOException {
    Process process = ChildJvm.start(LinkCrashTest.Child.class, folder.toString());
    try (BufferedReader lines = ChildJvm.lines(process)) {
      hear(lines, writes + 1);
      try {
        boolean unused = process.waitFor(millis, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      assertThat(process.isAlive()).as("the process works until it is killed").isTrue();
      assertThat(process.toHandle().destroyForcibly()).isTrue();
      // What it said before it died was acknowledged, too.
      hear(lines, Integer.MAX_VALUE);
    }
    assertThat(process.onExit().join().exitValue()).isEqualTo(128 + 9);
  }

  private void hear(BufferedReader lines, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      String line = lines.readLine();
      if (line == null) {
        return;
      }
      String[] words = line.split(" ", -1);
      switch (words[0]) {
        case "PUBLISHED" -> published = Integer.parseInt(words[1]);
        case "DECIDED" -> decided = Integer.parseInt(words[1]);
        default -> assertThat(words[0]).isEqualTo("OPENED");
      }
    }
  }

  private void check(String where) throws IOException {
    try (var claimed = DataFolder.claim(folder, LAST_BREATH, CLOCK)) {
      var store = new PartyLinkStore(claimed);
      List<PartyLinkStore.Version> versions = store.versions();
      int now = versions.isEmpty() ? 0 : versions.getFirst().number();
      assertThat(now).as(where).isBetween(published, published + 1);
      for (PartyLinkStore.Version version : versions) {
        assertThat(store.read(version)).as(where).isEqualTo(Child.result(version.number()));
      }
      try (Stream<Path> files = Files.list(claimed.file(PartyLinkStore.FOLDER))) {
        assertThat(files.count()).as(where).isEqualTo(versions.size() + (now == 0 ? 0 : 1));
      }
      List<LinkDecisions.Entry> entries =
          new LinkDecisions(claimed.decisions(LinkDecisions.LOG), ScoredWorld.BASE).entries();
      assertThat(entries.size()).as(where).isBetween(decided, decided + 1);
      for (LinkDecisions.Entry entry : entries) {
        assertThat(entry.reason()).as(where).isEqualTo("decision " + entry.number());
      }
      published = now;
      decided = entries.size();
    }
  }

  /** Publishes and decides until it is killed, and says what is done. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) {
      try (var claimed = DataFolder.claim(Path.of(args[0]), "linking", CLOCK)) {
        var store = new PartyLinkStore(claimed);
        var decisions = new LinkDecisions(claimed.decisions(LinkDecisions.LOG), ScoredWorld.BASE);
        int number = store.versions().stream().findFirst().map(v -> v.number()).orElse(0);
        ChildJvm.say("OPENED");
        while (true) {
          number++;
          assertThat(store.publish(result(number)).number()).isEqualTo(number);
          ChildJvm.say("PUBLISHED " + number);
          for (int i = 0; i < 3; i++) {
            int next = decisions.entries().size() + 1;
            LinkDecision made =
                decisions.decide(
                    Verdict.SAME,
                    RecordPair.of(record(next), record(next + 1)),
                    "ana",
                    ScoredWorld.THEN,
                    "decision " + next);
            ChildJvm.say("DECIDED " + made.number());
          }
        }
      }
    }

    private static String record(int key) {
      return ScoredWorld.record("crm", Integer.toString(key));
    }

    /** Each result has other pairs, and enough of them to be killed half-way. */
    static LinkageResult result(int number) {
      return ScoredWorld.result(
          Stream.iterate(0, i -> i + 1)
              .limit(1_000)
              .map(i -> ScoredWorld.pair(record(i), record(i + 1), number + i / 4.0))
              .toList());
    }
  }
}
