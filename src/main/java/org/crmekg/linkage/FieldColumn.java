package org.crmekg.linkage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One field of all records: each text once, with its value and how often that occurs. */
final class FieldColumn {
  /** These are also names of people and countries, so they must be frequent to mean nothing. */
  private static final Set<String> PERHAPS_NOTHING =
      Set.of("NA", "None", "none", "Unknown", "unknown", "UNKNOWN", "nil", "missing");

  /** Values that at most two records have say all they can. */
  private static final int LEAST_VALUE = 3;

  private static final int LEAST_WORD = 2;
  private static final int NO_VALUE = Integer.MIN_VALUE;
  private static final int SEVERAL_VALUES = NO_VALUE + 1;

  private final Field field;
  final FieldKind kind;
  final Vocabulary vocabulary;
  private final TextNumbers rawIds = new TextNumbers();
  final List<String> raws = rawIds.texts();

  /** The text of each record, or -1. */
  int[] rows = new int[1024];

  private int[] rawCounts = new int[1024];

  /** By text: the value, the number of its normal form (negative: no value), and how frequent. */
  @Nullable Value[] values = {};

  int[] canonical = {};
  int[] counts = {};

  /** By text: what it is written in. */
  byte[] scripts = {};

  /** Whether some text is not written in an alphabet; hardly ever, so this is looked at first. */
  boolean isOfManyScripts;

  /** By text: how many other records have the value and are yet about something else. */
  int[] strangers = {};

  /** By text that is several: the texts of each, and those of them that mean something. */
  private final Map<Integer, int[]> several = new HashMap<>();

  private final Map<Integer, int[]> meant = new HashMap<>();

  private TextNumbers canonicalIds = new TextNumbers();
  private Frequencies frequencies;

  /** By normal form: what often decides a comparison. */
  private long[] marks = {};

  /** How many values there are that mean something of their own. */
  int distinct;

  FieldColumn(Field field) {
    this.field = field;
    this.kind = field.kind();
    this.vocabulary = new Vocabulary(kind);
    this.frequencies =
        new Frequencies(field.name(), 0, List.of(), Map.of(), 1, Map.of(), Map.of(), 1);
  }

  static boolean isPerhapsNothing(String text) {
    return PERHAPS_NOTHING.contains(text);
  }

  private int intern(String raw) {
    int id = rawIds.number(raw);
    if (id == rawCounts.length) {
      rawCounts = Arrays.copyOf(rawCounts, id * 2);
    }
    return id;
  }

  void put(int row, @Nullable String raw) {
    if (row >= rows.length) {
      rows = Arrays.copyOf(rows, row * 2);
    }
    if (raw == null) {
      rows[row] = -1;
      return;
    }
    int id = intern(raw);
    rows[row] = id;
    rawCounts[id]++;
    if (raw.indexOf(RecordTable.SEVERAL) >= 0) {
      for (int part : parts(id, raw)) {
        rawCounts[part]++;
      }
    }
  }

  private int[] parts(int raw, String text) {
    return several.computeIfAbsent(
        raw,
        x ->
            Arrays.stream(text.split(String.valueOf(RecordTable.SEVERAL)))
                .map(RecordTable::known)
                .filter(Objects::nonNull)
                .distinct()
                .sorted()
                .mapToInt(this::intern)
                .toArray());
  }

  private boolean isSeveral(int raw) {
    return !several.isEmpty() && several.containsKey(raw);
  }

  /** Returns whether some record has several values. */
  boolean hasSeveral() {
    return !several.isEmpty();
  }

  /** Returns the texts of a text: of several those that mean something, else itself. */
  int[] each(int raw) {
    int[] some = several.isEmpty() ? null : meant.get(raw);
    return some == null ? new int[] {raw} : some;
  }

  /** Makes values of texts, once all records are there. */
  void prepare() {
    int n = raws.size();
    values = new @Nullable Value[n];
    canonical = new int[n];
    counts = new int[n];
    strangers = new int[n];
    scripts = new byte[n];
    for (int i = 0; i < n; i++) {
      make(i);
    }
    distinct = canonicalIds.size();
    marks = new long[distinct];
    for (int i = 0; i < n; i++) {
      Value value = values[i];
      if (value != null && canonical[i] >= 0) {
        marks[canonical[i]] = Marks.of(kind, value);
      }
    }
    // A third of the memory of a million records; who adds one later gets them again.
    rawIds.release();
    canonicalIds = new TextNumbers();
  }

  private void make(int raw) {
    if (isSeveral(raw)) {
      canonical[raw] = SEVERAL_VALUES;
      return;
    }
    Value value = Preparation.value(kind, raws.get(raw), vocabulary);
    values[raw] = value;
    scripts[raw] = Scripts.of(raws.get(raw));
    isOfManyScripts |= scripts[raw] != 0;
    canonical[raw] = value == null ? NO_VALUE : canonicalIds.number(key(value));
  }

  private int canonical(int raw) {
    int id = canonical[raw];
    return id >= 0 || id <= SEVERAL_VALUES ? id : ~id;
  }

  /** Counts the frequencies of these records, and uses them. */
  void count(int records) {
    int n = raws.size();
    long known = 0;
    for (int i = 0; i < n; i++) {
      known += isSeveral(i) ? 0 : rawCounts[i];
    }
    var nothing = new ArrayList<String>();
    int[] perValue = new int[Math.max(1, distinct)];
    long total = 0;
    vocabulary.forget();
    for (int i = 0; i < n; i++) {
      String raw = raws.get(i);
      if (isSeveral(i)) {
        continue;
      }
      if (PERHAPS_NOTHING.contains(raw)
          && (rawCounts[i] * 200L >= known || rawCounts[i] * 200L >= records)) {
        nothing.add(raw);
      } else if (canonical(i) != NO_VALUE) {
        perValue[canonical(i)] += rawCounts[i];
        total += rawCounts[i];
        countWords(values[i], rawCounts[i]);
      }
    }
    for (Map.Entry<Integer, int[]> some : several.entrySet()) {
      total -= countOnce(some.getValue(), rawCounts[some.getKey()], nothing, perValue);
    }
    int cut = Frequencies.cut(perValue, distinct, LEAST_VALUE);
    int rest = Frequencies.rest(perValue, distinct, cut, LEAST_VALUE);
    var listed = new HashMap<String, Integer>();
    for (int i = 0; i < n; i++) {
      Value value = values[i];
      int id = canonical(i);
      if (value == null || id < 0) {
        continue;
      }
      boolean isNothing = !nothing.isEmpty() && nothing.contains(raws.get(i));
      canonical[i] = isNothing ? ~id : id;
      counts[i] = perValue[id] >= cut ? perValue[id] : rest;
      strangers[i] = counts[i] - 1;
      if (perValue[id] >= cut) {
        listed.putIfAbsent(key(value), perValue[id]);
      }
    }
    frequencies =
        new Frequencies(
            field.name(),
            total,
            nothing,
            listed,
            rest,
            Map.of(),
            vocabulary.listed(LEAST_WORD),
            vocabulary.rest(LEAST_WORD));
    vocabulary.use(frequencies);
    several.keySet().forEach(this::settle);
  }

  /**
   * Takes back what a record that writes one value or word in several ways was counted too often:
   * who has a name in two scripts is not two people of that name.
   *
   * @param times how many records have exactly these texts
   * @return by how much all counts together were too high
   */
  private long countOnce(int[] texts, int times, List<String> nothing, int[] perValue) {
    var seen = new HashSet<Integer>();
    var words = new HashSet<Integer>();
    long taken = 0;
    for (int text : texts) {
      if (canonical(text) == NO_VALUE || nothing.contains(raws.get(text))) {
        continue;
      }
      if (!seen.add(canonical(text))) {
        perValue[canonical(text)] -= times;
        taken += times;
      }
      words(values[text])
          .distinct()
          .filter(word -> !words.add(word))
          .forEach(word -> vocabulary.count(word, -times));
    }
    return taken;
  }

  /** Of several values the first stands for all where one is asked for. */
  private void settle(int raw) {
    int[] some =
        Arrays.stream(several.getOrDefault(raw, new int[0]))
            .filter(part -> canonical[part] >= 0)
            .toArray();
    meant.put(raw, some);
    canonical[raw] = some.length == 0 ? NO_VALUE : SEVERAL_VALUES;
    values[raw] = some.length == 0 ? null : values[some[0]];
    counts[raw] = some.length == 0 ? 0 : counts[some[0]];
  }

  /** Uses frequencies that were counted in other records. */
  void use(Frequencies next) {
    frequencies = next;
    vocabulary.use(next);
    for (int i = 0; i < raws.size(); i++) {
      weigh(i);
    }
    several.keySet().forEach(this::settle);
  }

  private void weigh(int raw) {
    Value value = values[raw];
    int id = canonical(raw);
    if (value == null || id < 0) {
      return;
    }
    counts[raw] = frequencies.ofValue(key(value));
    strangers[raw] = frequencies.strangersOf(key(value));
    canonical[raw] = frequencies.nothing().contains(raws.get(raw)) ? ~id : id;
  }

  /** Returns what is known of values by the numbers of their normal forms. */
  long[] marks() {
    return marks;
  }

  /**
   * Returns the number of the normal form of a record's value; -1 if there is none, -2 if there are
   * several, or one that came later.
   */
  int normalForm(int row) {
    int raw = rows[row];
    int id = raw < 0 ? NO_VALUE : canonical[raw];
    return id == SEVERAL_VALUES || id >= marks.length ? -2 : Math.max(-1, id);
  }

  /** Returns the number of a text's value among the {@link #distinct}; negative, if none. */
  int number(int raw) {
    return canonical[raw];
  }

  /**
   * Learns how many of those who share a frequent value are strangers.
   *
   * @param matches by the number of a value, pairs that share it and are the same, in 1024ths
   */
  void learnStrangers(long[] matches) {
    var learned = new HashMap<String, Integer>();
    for (int i = 0; i < raws.size(); i++) {
      Value value = values[i];
      int id = canonical[i];
      if (value == null || id < 0 || !frequencies.values().containsKey(key(value))) {
        continue;
      }
      long count = counts[i];
      double pairs = count * (count - 1) / 2.0;
      double others = Math.max(0, pairs - matches[id] / 1024.0);
      learned.put(key(value), (int) Math.rint(2 * others / count));
    }
    use(frequencies.withStrangers(learned));
  }

  Frequencies frequencies() {
    return frequencies;
  }

  @Nullable Value value(int row) {
    int raw = rows[row];
    return raw < 0 ? null : meaning(raw);
  }

  /** Returns the value of a text; null, if the text means nothing. */
  @Nullable Value meaning(int raw) {
    return canonical[raw] < 0 && canonical[raw] != SEVERAL_VALUES ? null : values[raw];
  }

  private static String key(Value value) {
    return value instanceof Value.Words words && words.legalForm >= 0
        ? value.text + "\u0001" + words.legalForm
        : value instanceof Value.People people && people.isCut ? value.text + "\u0001" : value.text;
  }

  private void countWords(@Nullable Value value, int times) {
    words(value).distinct().forEach(id -> vocabulary.count(id, times));
  }

  private static IntStream words(@Nullable Value value) {
    return switch (value) {
      case Value.Words words -> Arrays.stream(words.ids);
      case Value.People people -> Arrays.stream(people.people).flatMapToInt(Arrays::stream);
      case null, default -> IntStream.empty();
    };
  }

  /** Adds a value after the preparation; frequencies stay as they were. */
  void append(int row, @Nullable String raw) {
    if (canonicalIds.size() == 0) {
      // In the order in which they were numbered first, so that they get the same numbers.
      for (int i = 0; i < raws.size(); i++) {
        Value value = values[i];
        if (value != null && canonical(i) >= 0) {
          canonicalIds.number(key(value));
        }
      }
    }
    int before = raws.size();
    put(row, raw);
    if (raws.size() > values.length) {
      values = Arrays.copyOf(values, Math.max(16, raws.size() * 2));
      canonical = Arrays.copyOf(canonical, values.length);
      counts = Arrays.copyOf(counts, values.length);
      strangers = Arrays.copyOf(strangers, values.length);
      scripts = Arrays.copyOf(scripts, values.length);
    }
    for (int i = before; i < raws.size(); i++) {
      make(i);
      weigh(i);
    }
    if (raws.size() > before && several.containsKey(rows[row])) {
      settle(rows[row]);
    }
  }
}
