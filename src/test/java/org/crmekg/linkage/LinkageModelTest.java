package org.crmekg.linkage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkageModelTest {
  private static final long SEED = Long.getLong("seed", 20261122L);
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);

  @TempDir Path folder;

  private static LinkageSpec spec() {
    return SpecReader.read(
        """
        @prefix link: <https://w3id.org/crm-ekg/ns/link/> .
        [] a link:Specification ;
          link:fields (
            [ link:name "a" ; link:kind link:Code ] [ link:name "b" ; link:kind link:Code ]
            [ link:name "c" ; link:kind link:Code ] [ link:name "d" ; link:kind link:Code ] ) ;
          link:blocking (
            [ link:keys ( [ link:field "a" ] ) ] [ link:keys ( [ link:field "b" ] ) ]
            [ link:keys ( [ link:field "c" ] ) ] ) .
        """,
        "spec");
  }

  /** Codes that are quite different unless they are the same, agreeing in a share that is known. */
  private static List<LinkRecord> records(double... agree) {
    var random = new Random(SEED);
    var records = new ArrayList<LinkRecord>();
    String[] names = {"a", "b", "c", "d"};
    int[] values = {3000, 1500, 800, 400};
    for (int i = 0; i < 30000; i++) {
      var left = new java.util.HashMap<String, String>();
      var right = new java.util.HashMap<String, String>();
      for (int f = 0; f < 4; f++) {
        String value = code(random.nextInt(values[f]) + f * 10_000);
        left.put(names[f], value);
        right.put(
            names[f],
            random.nextDouble() < agree[f] ? value : code(random.nextInt(values[f]) + f * 10_000));
      }
      records.add(new LinkRecord("L" + i, "s", left));
      if (i < 1500) {
        records.add(new LinkRecord("R" + i, "s", right));
      }
    }
    return records;
  }

  private static String code(int number) {
    long hash = Hashing.mix(number);
    var text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      text.append((char) ('a' + (int) Long.remainderUnsigned(hash >>> (i * 7), 26)));
    }
    return text.toString();
  }

  private LinkageModel model(double... agree) {
    RecordTable table = RecordTable.of(spec(), List.of("s"), records(agree).iterator());
    try (LinkageRun run = LinkageRun.of(table, new LinkageOptions(2, 400, folder, s -> {}))) {
      return run.train(CLOCK);
    }
  }

  @Test
  void trainingRecoversWhatMadeTheData() {
    double[] agree = {0.95, 0.9, 0.8, 0.9};
    LinkageModel model = model(agree);
    System.out.printf("seed %d%n", SEED);
    int[] values = {3000, 1500, 800, 400};
    for (int c = 0; c < 4; c++) {
      LinkageModel.Learned learned = model.comparisons().get(c);
      assertThat(learned.m().getFirst())
          .as("m of %s", learned.name())
          .isCloseTo(agree[c], within(0.06));
      assertThat(learned.u().getFirst())
          .as("u of %s", learned.name())
          .isCloseTo(1.0 / values[c], within(0.4 / values[c]));
    }
    assertThat(model.diagnostics().expectedMatches()).isBetween(1200.0, 1800.0);
    assertThat(model.trained()).isEqualTo(Instant.parse("2026-01-02T03:04:05Z"));
  }

  @Test
  void recordsWithoutPairsTeachNothingAndTheModelSaysSo() {
    LinkageModel model = model(0, 0, 0, 0);
    assertThat(model.diagnostics().expectedMatches()).isLessThan(100);
  }

  @Test
  void aModelThatIsWrittenAndReadIsTheSame() throws Exception {
    LinkageModel model = model(0.9, 0.9, 0.9, 0.9);
    Path file = Files.writeString(folder.resolve("model.json"), ModelJson.write(model));
    assertThat(ModelJson.read(file)).isEqualTo(model);
  }

  @Test
  void comparisonIsSymmetric() {
    var synthetic = new Synthetic(SEED);
    var random = new Random(SEED);
    System.out.printf("seed %d%n", SEED);
    for (FieldKind kind : FieldKind.values()) {
      var vocabulary = new Vocabulary(kind);
      var values = new ArrayList<Value>();
      String[] texts = {
        "Anna Maria Smith",
        "smith, anna",
        "Bob",
        "B",
        "robert",
        "Acme Trading GmbH",
        "ACME trading Ltd",
        "1980-02-03",
        "1980-03-02",
        "1981",
        "+49 30 1234567",
        "030 1234567",
        "a.smith@example.org",
        "asmith@example.org",
        "12.5",
        "13",
        "J. Brown; K. White",
        "Kate White and John Brown",
        "Иван Петров"
      };
      texts = Arrays.copyOf(texts, 120);
      for (int i = 0; i < texts.length; i++) {
        if (texts[i] == null) {
          texts[i] =
              switch (i % 4) {
                case 0 ->
                    "%04d-%02d-%02d"
                        .formatted(
                            1980 + random.nextInt(4),
                            1 + random.nextInt(12),
                            1 + random.nextInt(12));
                case 1 -> Long.toString(4930_100_000L + random.nextInt(2000));
                case 2 -> code(random.nextInt(50)).substring(0, 2 + random.nextInt(5));
                default -> synthetic.spoilt(texts[random.nextInt(19)]);
              };
        }
      }
      for (String text : texts) {
        for (String version :
            List.of(text, synthetic.spoilt(text.toLowerCase(java.util.Locale.ROOT)))) {
          Value value = Preparation.value(kind, version, vocabulary);
          if (value != null) {
            values.add(value);
          }
        }
      }
      vocabulary.use(
          new Frequencies("f", values.size(), List.of(), Map.of(), 1, Map.of(), Map.of(), 1));
      double[] steps = kind.steps().stream().mapToDouble(Double::doubleValue).toArray();
      for (int i = 0; i < 3000; i++) {
        Value a = values.get(random.nextInt(values.size()));
        Value b = values.get(random.nextInt(values.size()));
        assertThat(ValueComparison.level(kind, steps, a, b, 3, 9, vocabulary))
            .as("%s: %s and %s, seed %d", kind, a.raw, b.raw, SEED)
            .isEqualTo(ValueComparison.level(kind, steps, b, a, 9, 3, vocabulary));
        int quick =
            a.text.equals(b.text) ? -1 : Marks.level(kind, Marks.of(kind, a), Marks.of(kind, b));
        if (quick >= 0) {
          assertThat(quick)
              .as("%s: %s and %s by their marks, seed %d", kind, a.raw, b.raw, SEED)
              .isEqualTo(ValueComparison.level(kind, steps, a, b, 3, 9, vocabulary));
        }
      }
    }
  }

  @Test
  void aNewRecordFindsItsOwn() {
    List<LinkRecord> records = records(0.9, 0.9, 0.9, 0.9);
    RecordTable table = RecordTable.of(spec(), List.of("s"), records.iterator());
    LinkageModel model;
    try (LinkageRun run = LinkageRun.of(table, new LinkageOptions(2, 400, folder, s -> {}))) {
      model = run.train(CLOCK);
    }
    RecordIndex index = RecordIndex.of(table, model);
    LinkRecord known = records.get(10);
    List<RecordIndex.Match> matches =
        index.add(new LinkRecord("new", "s", Map.copyOf(known.values())));
    assertThat(matches.getFirst().id()).isEqualTo(known.id());
    assertThat(matches.getFirst().score()).isGreaterThan(5);
    assertThat(
            index.add(new LinkRecord("again", "s", known.values())).stream()
                .map(RecordIndex.Match::id))
        .contains("new", known.id());
  }
}
