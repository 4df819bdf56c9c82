package org.crmekg.linkage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.crmekg.Problem;
import org.crmekg.SourceException;
import org.jspecify.annotations.Nullable;

/**
 * All records of a run, each value of a field stored and prepared once.
 *
 * <p>A record is a row of numbers, so that a million of them fit into memory beside their values.
 * Immutable once built, but for {@link #add}, which one thread may call while nobody reads.
 */
public final class RecordTable {
  private static final Set<String> NOTHING =
      Set.of(
          "null", "NULL", "Null", "NaN", "nan", "\\N", "N/A", "n/a", "#N/A", "-", "--", "?", ".",
          "<NA>", "NONE");

  /** These are also names of people and countries, so they must be frequent to mean nothing. */
  private static final Set<String> PERHAPS_NOTHING =
      Set.of("NA", "None", "none", "Unknown", "unknown", "UNKNOWN", "nil", "missing");

  /** Stands between several values that a record has of one column; each of them may agree. */
  public static final char SEVERAL = '\u001f';

  private final LinkageSpec spec;
  private final List<String> sources;
  private final List<String> ids = new ArrayList<>();
  private byte[] sourceOf = new byte[1024];
  private final Column[] columns;
  private int[] sampleOrder = {};

  /** One field of all records. */
  static final class Column {
    final FieldKind kind;
    final Vocabulary vocabulary;
    private final Map<String, Integer> rawIds = new HashMap<>();
    final List<String> raws = new ArrayList<>();
    int[] rows = new int[1024];
    int[] rawCounts = new int[1024];

    /** By raw text: the value, the number of its canonical text, and how many records have that. */
    @Nullable Value[] values = {};

    int[] canonical = {};
    int[] counts = {};

    /** By raw text that is several: the raw texts of each. */
    private final Map<Integer, int[]> several = new HashMap<>();

    private final Map<String, Integer> canonicalIds = new HashMap<>();

    /** How many values there are that mean something of their own. */
    int distinct;

    Column(FieldKind kind) {
      this.kind = kind;
      this.vocabulary = new Vocabulary(kind);
    }

    private int intern(String raw) {
      Integer known = rawIds.get(raw);
      if (known != null) {
        return known;
      }
      int id = raws.size();
      rawIds.put(raw, id);
      raws.add(raw);
      if (id == rawCounts.length) {
        rawCounts = Arrays.copyOf(rawCounts, id * 2);
      }
      return id;
    }

    private void put(int row, @Nullable String raw) {
      if (row >= rows.length) {
        rows = Arrays.copyOf(rows, row * 2);
      }
      if (raw == null) {
        rows[row] = -1;
        return;
      }
      rows[row] = intern(raw);
      for (int each : each(rows[row])) {
        rawCounts[each]++;
      }
    }

    /** Returns the raw texts of a raw text: of several those that there are, else itself. */
    int[] each(int raw) {
      int[] known = several.get(raw);
      if (known != null) {
        return known;
      }
      String text = raws.get(raw);
      if (text.indexOf(SEVERAL) < 0) {
        return new int[] {raw};
      }
      int[] parts =
          Arrays.stream(text.split(String.valueOf(SEVERAL)))
              .map(RecordTable::known)
              .filter(Objects::nonNull)
              .distinct()
              .mapToInt(this::intern)
              .toArray();
      several.put(raw, parts);
      return parts;
    }

    /** Returns whether some record has several values. */
    boolean hasSeveral() {
      return !several.isEmpty();
    }

    private void prepare(int records) {
      int n = raws.size();
      values = new @Nullable Value[n];
      canonical = new int[n];
      counts = new int[n];
      long known = IntStream.range(0, n).mapToLong(i -> rawCounts[i]).sum();
      long total = 0;
      var perCanonical = new int[n];
      for (int i = 0; i < n; i++) {
        if (several.containsKey(i)) {
          canonical[i] = -1;
          continue;
        }
        String raw = raws.get(i);
        boolean nothing =
            PERHAPS_NOTHING.contains(raw)
                && (rawCounts[i] * 200L >= known || rawCounts[i] * 200L >= records);
        Value value = nothing ? null : Preparation.value(kind, raw, vocabulary);
        values[i] = value;
        canonical[i] =
            value == null ? -1 : canonicalIds.computeIfAbsent(key(value), k -> canonicalIds.size());
        if (value != null) {
          perCanonical[canonical[i]] += rawCounts[i];
          total += rawCounts[i];
          countWords(value, rawCounts[i]);
        }
      }
      for (int i = 0; i < n; i++) {
        counts[i] = canonical[i] < 0 ? 0 : perCanonical[canonical[i]];
      }
      several.replaceAll((raw, parts) -> prepared(parts));
      several.forEach((raw, parts) -> takeFirst(raw, parts));
      vocabulary.weigh(total);
      distinct = canonicalIds.size();
      // A third of the memory of a million records; who adds one later gets them again.
      rawIds.clear();
      canonicalIds.clear();
      for (int row = 0; row < records; row++) {
        if (rows[row] >= 0 && values[rows[row]] == null) {
          rows[row] = -1;
        }
      }
    }

    private void prepareLate(int id) {
      Value value = Preparation.value(kind, raws.get(id), vocabulary);
      values[id] = value;
      canonical[id] =
          value == null ? -1 : canonicalIds.computeIfAbsent(key(value), k -> canonicalIds.size());
      counts[id] = 1;
    }

    /** What of several means something, in an order that does not depend on the source's. */
    private int[] prepared(int[] parts) {
      return Arrays.stream(parts)
          .filter(p -> values[p] != null)
          .boxed()
          .sorted(java.util.Comparator.comparing(raws::get))
          .mapToInt(Integer::intValue)
          .toArray();
    }

    private void takeFirst(int raw, int[] parts) {
      values[raw] = parts.length == 0 ? null : values[parts[0]];
      canonical[raw] = parts.length == 0 ? -1 : -2 - raw;
      counts[raw] = parts.length == 0 ? 0 : counts[parts[0]];
    }

    private static String key(Value value) {
      return value instanceof Value.Words words && words.legalForm >= 0
          ? value.text + "\u0001" + words.legalForm
          : value.text;
    }

    private void countWords(Value value, int times) {
      if (value instanceof Value.Words words) {
        Arrays.stream(words.ids).distinct().forEach(id -> vocabulary.count(id, times));
      } else if (value instanceof Value.People people) {
        Arrays.stream(people.people)
            .flatMapToInt(Arrays::stream)
            .distinct()
            .forEach(id -> vocabulary.count(id, times));
      }
    }

    /** Adds a value after the preparation; frequencies stay as they were. */
    private void append(int row, @Nullable String raw) {
      if (rawIds.isEmpty()) {
        for (int i = 0; i < raws.size(); i++) {
          rawIds.put(raws.get(i), i);
          Value value = values[i];
          if (value != null && !several.containsKey(i)) {
            canonicalIds.put(key(value), canonical[i]);
          }
        }
      }
      put(row, raw);
      int id = rows[row];
      if (id < 0) {
        return;
      }
      if (raws.size() > values.length) {
        values = Arrays.copyOf(values, Math.max(16, raws.size() * 2));
        canonical = Arrays.copyOf(canonical, values.length);
        counts = Arrays.copyOf(counts, values.length);
      }
      int[] parts = each(id);
      for (int part : parts) {
        if (rawCounts[part] == 1 && values[part] == null) {
          prepareLate(part);
        }
      }
      if (several.containsKey(id)) {
        int[] meant = prepared(parts);
        several.put(id, meant);
        takeFirst(id, meant);
      }
      if (values[id] == null) {
        rows[row] = -1;
      }
    }
  }

  private RecordTable(LinkageSpec spec, List<String> sources) {
    this.spec = spec;
    this.sources = List.copyOf(sources);
    this.columns = spec.fields().stream().map(f -> new Column(f.kind())).toArray(Column[]::new);
  }

  /**
   * Reads records of any origin.
   *
   * @throws SourceException if an identifier stands twice in one source
   */
  public static RecordTable of(
      LinkageSpec spec, List<String> sources, Iterator<LinkRecord> records) {
    Builder builder = new Builder(spec, sources);
    while (records.hasNext()) {
      LinkRecord next = records.next();
      int source = sources.indexOf(next.source());
      if (source < 0) {
        throw new SourceException(
            Problem.LINKAGE_DATA,
            "record %s is of source \"%s\"; the run has %s"
                .formatted(next.id(), next.source(), sources));
      }
      builder.add(next.id(), source, c -> next.values().get(c));
    }
    return builder.build();
  }

  /** Collects records; used by one thread. */
  static final class Builder {
    private final RecordTable table;
    private final List<Set<String>> seen = new ArrayList<>();

    Builder(LinkageSpec spec, List<String> sources) {
      table = new RecordTable(spec, sources);
      sources.forEach(s -> seen.add(new HashSet<>()));
    }

    void add(String id, int source, Function<String, @Nullable String> valueOf) {
      if (!seen.get(source).add(id)) {
        throw new SourceException(
            Problem.LINKAGE_DATA,
            "%s: the identifier \"%s\" stands twice; name a column of unique values with --id"
                .formatted(table.sources.get(source), id));
      }
      table.put(id, source, valueOf, false);
    }

    RecordTable build() {
      seen.clear();
      int n = table.ids.size();
      Arrays.stream(table.columns).parallel().forEach(c -> c.prepare(n));
      record Drawn(long hash, int row) {}
      table.sampleOrder =
          IntStream.range(0, n)
              .mapToObj(
                  i ->
                      new Drawn(
                          Hashing.combine(Hashing.of(table.ids.get(i)), table.sourceOf[i]), i))
              .sorted(java.util.Comparator.comparingLong(Drawn::hash))
              .mapToInt(Drawn::row)
              .toArray();
      return table;
    }
  }

  private int put(
      String id, int source, Function<String, @Nullable String> valueOf, boolean isPrepared) {
    int row = ids.size();
    ids.add(id);
    if (row == sourceOf.length) {
      sourceOf = Arrays.copyOf(sourceOf, row * 2);
    }
    sourceOf[row] = (byte) source;
    for (int f = 0; f < columns.length; f++) {
      String raw = joined(spec.fields().get(f), sources.get(source), valueOf);
      if (isPrepared) {
        columns[f].append(row, raw);
      } else {
        columns[f].put(row, raw);
      }
    }
    return row;
  }

  /** Adds a record to a table that is built; the frequencies of values stay as they were. */
  int add(LinkRecord next) {
    return put(
        next.id(), Math.max(0, sources.indexOf(next.source())), c -> next.values().get(c), true);
  }

  private static @Nullable String joined(
      Field field, String source, Function<String, @Nullable String> valueOf) {
    List<String> from = field.columnsOf(source);
    if (from.size() == 1) {
      return known(valueOf.apply(from.getFirst()));
    }
    var text = new StringBuilder();
    boolean date = field.kind() == FieldKind.DATE;
    boolean any = false;
    boolean first = true;
    for (String column : from) {
      String part = known(valueOf.apply(column));
      any |= part != null && !part.equals("NA");
      if (date) {
        text.append(first ? "" : "-").append(part == null ? "" : part);
      } else if (part != null && !part.equals("NA")) {
        text.append(text.isEmpty() ? "" : " ").append(part);
      }
      first = false;
    }
    return any ? text.toString() : null;
  }

  private static @Nullable String known(@Nullable String text) {
    if (text == null) {
      return null;
    }
    String stripped = text.strip();
    return stripped.isEmpty() || NOTHING.contains(stripped) ? null : stripped;
  }

  /** Returns whether a text stands for no value, wherever it stands. */
  static boolean isNothing(String text) {
    return known(text) == null;
  }

  /** Returns whether a text stands for no value where it is frequent. */
  static boolean isPerhapsNothing(String text) {
    return PERHAPS_NOTHING.contains(text);
  }

  /** Returns the specification that the records were read by. */
  public LinkageSpec spec() {
    return spec;
  }

  /** Returns how many records there are. */
  public int size() {
    return ids.size();
  }

  /** Returns the identifier of a record. */
  public String id(int row) {
    return ids.get(row);
  }

  /** Returns the name of the source of a record. */
  public String source(int row) {
    return sources.get(sourceOf[row]);
  }

  List<String> sources() {
    return sources;
  }

  int sourceIndex(int row) {
    return sourceOf[row];
  }

  int size(int source) {
    int n = 0;
    for (int i = 0; i < ids.size(); i++) {
      n += sourceOf[i] == source ? 1 : 0;
    }
    return n;
  }

  Column column(int field) {
    return columns[field];
  }

  @Nullable Value value(int field, int row) {
    int raw = columns[field].rows[row];
    return raw < 0 ? null : columns[field].values[raw];
  }

  /** Records in an order that depends on their identifiers alone. */
  int[] sampleOrder() {
    return sampleOrder;
  }

  /** Returns how many pairs there are that may be linked. */
  long pairs() {
    if (sources.size() == 1) {
      return (long) size() * (size() - 1) / 2;
    }
    long all = 0;
    long squares = 0;
    for (int s = 0; s < sources.size(); s++) {
      long n = size(s);
      all += n;
      squares += n * n;
    }
    return (all * all - squares) / 2;
  }

  /** Whether two records may be linked: those of different sources, or any of the only source. */
  boolean mayLink(int left, int right) {
    return sources.size() == 1 ? left != right : sourceOf[left] != sourceOf[right];
  }
}
