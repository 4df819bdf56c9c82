package org.crmekg.linkage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model decides, whatever records it is used on, and in whatever order they come. */
class FixedModelTest {
  private static final long SEED = Long.getLong("seed", 20261122L);
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);

  @TempDir Path folder;

  private LinkageOptions options() {
    return new LinkageOptions(2, 300, folder, s -> {});
  }

  private record Data(LinkageSpec spec, List<String> sources, List<LinkRecord> records) {}

  private static Data read(Synthetic.Data data, String blocking, FieldKind... kinds) {
    var records = new ArrayList<LinkRecord>();
    var samples = new ArrayList<SpecGuesser.Sample>();
    var sources = new ArrayList<String>();
    for (int s = 0; s < data.tables().size(); s++) {
      Synthetic.Table table = data.tables().get(s);
      String source = "file%d.csv".formatted(s);
      sources.add(source);
      var sample = new ArrayList<Map<String, String>>();
      for (List<String> row : table.rows()) {
        Map<String, String> values = new HashMap<>();
        for (int c = 1; c < table.header().size(); c++) {
          values.put(table.header().get(c), row.get(c));
        }
        sample.add(values);
        records.add(new LinkRecord(row.getFirst(), source, values));
      }
      List<String> columns = table.header().subList(1, table.header().size());
      samples.add(new SpecGuesser.Sample(source, columns, sample, sample.size()));
    }
    LinkageSpec guessed = SpecGuesser.guess(samples, null);
    Object[] names =
        Arrays.stream(kinds)
            .map(k -> guessed.fields().stream().filter(f -> f.kind() == k).findFirst())
            .map(f -> f.orElseThrow().name())
            .toArray();
    String turtle =
        SpecWriter.turtle(guessed)
            .replace("  link:everyPair true ;\n", "")
            .replaceFirst("(?s)link:blocking \\(.*?\n  \\) \\.", blocking.formatted(names));
    return new Data(SpecReader.read(turtle, "spec"), sources, records);
  }

  /** Every kind of rule: one key, several, crosswise, words, sorted neighbourhood. */
  private static Data persons() {
    return read(
        new Synthetic(SEED).births(900),
        """
        link:blocking (
          [ link:keys ( [ link:field "%1$s" ; link:part link:Same ] ) ]
          [ link:keys ( [ link:field "%2$s" ; link:part link:Start ] [ link:field "%3$s" ; link:part link:Start ] ) ]
          [ link:keys ( [ link:field "%2$s" ; link:part link:Sound ] [ link:field "%3$s" ; link:part link:Sound ] ) ; link:unordered true ]
          [ link:keys ( [ link:field "%3$s" ; link:part link:Same ] [ link:field "%2$s" ; link:part link:Same ] ) ; link:window 3 ] ) .
        """,
        FieldKind.DATE,
        FieldKind.GIVEN_NAME,
        FieldKind.FAMILY_NAME);
  }

  private static Data companies() {
    return read(
        new Synthetic(SEED).companies(300),
        """
        link:blocking (
          [ link:keys ( [ link:field "%1$s" ; link:part link:RareWords ] ) ]
          [ link:keys ( [ link:field "%1$s" ; link:part link:WordSounds ] ) ]
          [ link:keys ( [ link:field "%1$s" ; link:part link:Start ] ) ] ) .
        """,
        FieldKind.ORGANIZATION_NAME);
  }

  private LinkageModel model(Data data) {
    RecordTable table = RecordTable.of(data.spec(), data.sources(), data.records().iterator());
    try (LinkageRun run = LinkageRun.of(table, options())) {
      return run.train(CLOCK);
    }
  }

  private static String key(RecordTable table, int left, int right) {
    String a = table.source(left) + "/" + table.id(left);
    String b = table.source(right) + "/" + table.id(right);
    return a.compareTo(b) < 0 ? a + " " + b : b + " " + a;
  }

  /** All pairs of some records that a run finds, with their scores. */
  private Map<String, Double> run(Data data, List<LinkRecord> records, LinkageModel model) {
    RecordTable table = RecordTable.of(data.spec(), data.sources(), records.iterator());
    var all = new BitSet();
    all.set(0, table.size());
    var found = new TreeMap<String, Double>();
    try (LinkageRun run = LinkageRun.of(table, options())) {
      for (LinkageRun.Likely pair : run.likely(model, all).pairs()) {
        found.put(key(table, pair.left(), pair.right()), pair.bits());
      }
    }
    return found;
  }

  private void scoresAreOfTheModel(Data data) throws Exception {
    System.out.printf("seed %d%n", SEED);
    LinkageModel model = model(data);
    Path file = Files.writeString(folder.resolve("model.json"), ModelJson.write(model));
    LinkageModel reloaded = ModelJson.read(file);
    assertThat(reloaded).isEqualTo(model);
    Map<String, Double> whole = run(data, data.records(), model);
    assertThat(whole).isNotEmpty();
    var random = new Random(SEED);
    for (int round = 0; round < 4; round++) {
      var some = new ArrayList<LinkRecord>();
      for (LinkRecord next : data.records()) {
        if (random.nextInt(5) > round) {
          some.add(next);
        }
      }
      Collections.shuffle(some, random);
      RecordTable table = RecordTable.of(data.spec(), data.sources(), some.iterator());
      table.use(reloaded.frequencies());
      var scorer = new Scorer(table, reloaded);
      int compared = 0;
      for (int left = 0; left < table.size(); left++) {
        for (int right = left + 1; right < table.size(); right++) {
          Double expected = whole.get(key(table, left, right));
          if (expected != null) {
            compared++;
            assertThat(LinkageRun.rounded(scorer.score(left, right)))
                .as("%s with -Dseed=%d", key(table, left, right), SEED)
                .isEqualTo(expected);
            assertThat(scorer.score(right, left)).isEqualTo(scorer.score(left, right));
          }
        }
      }
      assertThat(compared).as("pairs compared").isPositive();
    }
  }

  @Test
  void scoresOfPersonsDependOnTheModelAlone() throws Exception {
    scoresAreOfTheModel(persons());
  }

  @Test
  void scoresOfCompaniesDependOnTheModelAlone() throws Exception {
    scoresAreOfTheModel(companies());
  }

  private void incrementIsWhole(Data data) {
    System.out.printf("seed %d%n", SEED);
    LinkageModel learned = model(data);
    for (long largest : List.of(1_125_000L, 10L)) {
      // Small blocks, so that records make them too large, and small again.
      LinkageModel model =
          new LinkageModel(
              learned.version(),
              learned.trained(),
              learned.priorBits(),
              learned.comparisons(),
              learned.records(),
              learned.frequencies(),
              Collections.nCopies(learned.largestBlocks().size(), largest),
              learned.diagnostics());
      var random = new Random(SEED + largest);
      var order = new ArrayList<>(data.records());
      Collections.shuffle(order, random);
      int start = order.size() / 3;
      var there = new ArrayList<>(order.subList(0, start));
      Map<String, Double> found = new TreeMap<>(run(data, there, model));
      RecordIndex index =
          RecordIndex.of(RecordTable.of(data.spec(), data.sources(), there.iterator()), model);
      for (LinkRecord next : order.subList(start, order.size())) {
        keep(found, next, index.put(next));
        there.add(next);
        if (random.nextInt(3) == 0) {
          LinkRecord gone = there.remove(random.nextInt(there.size()));
          String name = gone.source() + "/" + gone.id();
          found.keySet().removeIf(k -> List.of(k.split(" ")).contains(name));
          keep(found, gone, index.remove(gone.source(), gone.id()));
        }
      }
      assertThat(found)
          .as("blocks of up to %,d pairs, -Dseed=%d", largest, SEED)
          .isEqualTo(run(data, there, model));
    }
  }

  private static void keep(Map<String, Double> found, LinkRecord next, RecordIndex.Change change) {
    for (RecordIndex.Other other : change.others()) {
      String a = other.leftSource() + "/" + other.left();
      String b = other.rightSource() + "/" + other.right();
      String key = a.compareTo(b) < 0 ? a + " " + b : b + " " + a;
      if (other.isFound()) {
        found.put(key, other.score());
      } else {
        found.remove(key);
      }
    }
    for (RecordIndex.Match match : change.matches()) {
      String a = next.source() + "/" + next.id();
      String b = match.source() + "/" + match.id();
      found.put(a.compareTo(b) < 0 ? a + " " + b : b + " " + a, match.score());
    }
  }

  @Test
  void personsOneByOneInAnyOrderAreFoundAsInAWholeRun() {
    incrementIsWhole(persons());
  }

  @Test
  void companiesOneByOneInAnyOrderAreFoundAsInAWholeRun() {
    incrementIsWhole(companies());
  }

  @Test
  void runsOfOneModelOverPartsOfTheRecordsAgree() {
    Data data = persons();
    LinkageModel model = model(data);
    Map<String, Double> whole = run(data, data.records(), model);
    var shuffled = new ArrayList<>(data.records());
    Collections.shuffle(shuffled, new Random(SEED));
    assertThat(run(data, shuffled, model)).isEqualTo(whole);
  }
}
