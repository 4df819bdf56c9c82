package org.crmekg.linkage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.crmekg.ConfigException;
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

  /** Stands between several values that a record has of one column; each of them may agree. */
  public static final char SEVERAL = '\u001f';

  /** Begins a value that nobody could tell the meaning of: it may agree, but never differs. */
  static final char LOOSE = '\u0002';

  private final LinkageSpec spec;
  private final List<String> sources;
  private final List<String> ids = new ArrayList<>();
  private byte[] sourceOf = new byte[1024];
  private final FieldColumn[] columns;
  private final boolean[] isWithin;
  private int[] sampleOrder = {};
  private volatile Forms forms = Forms.NONE;

  /** Of values by record and field: numbers of normal forms, and what is known of them at once. */
  private static final class Forms {
    static final Forms NONE = new Forms(0);

    private final int[] numbers;
    private final long[] marks;

    Forms(int size) {
      numbers = new int[size];
      marks = new long[size];
    }
  }

  private RecordTable(LinkageSpec spec, List<String> sources) {
    this.spec = spec;
    this.sources = List.copyOf(sources);
    this.isWithin = new boolean[sources.size()];
    for (int s = 0; s < isWithin.length; s++) {
      isWithin[s] = mayLinkWithin(s);
    }
    this.columns = spec.fields().stream().map(FieldColumn::new).toArray(FieldColumn[]::new);
  }

  /**
   * Returns a value of a category that stands for something nobody knows, such as a misspelt
   * country among codes: another one has it or not, but no other value speaks against it.
   */
  public static String loose(String text) {
    return known(text) == null || FieldColumn.isPerhapsNothing(text) ? text : LOOSE + text;
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
      builder.add(next.id(), sourceOf(next, sources), c -> next.values().get(c));
    }
    return builder.build();
  }

  /** Collects records; used by one thread. */
  static final class Builder {
    private final RecordTable table;
    private final List<TextNumbers> seen = new ArrayList<>();

    Builder(LinkageSpec spec, List<String> sources) {
      table = new RecordTable(spec, sources);
      sources.forEach(s -> seen.add(new TextNumbers()));
    }

    void add(String id, int source, Function<String, @Nullable String> valueOf) {
      TextNumbers before = seen.get(source);
      int size = before.size();
      if (before.number(id) < size) {
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
      Arrays.stream(table.columns)
          .parallel()
          .forEach(
              c -> {
                c.prepare();
                c.count(n);
              });
      long[] drawn = new long[n];
      Arrays.parallelSetAll(
          drawn, i -> Hashing.combine(Hashing.of(table.ids.get(i)), table.sourceOf[i]));
      table.sampleOrder = KeyOrder.sorted(drawn, IntStream.range(0, n).toArray(), n).rows();
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
    return put(next.id(), sourceOf(next, sources), c -> next.values().get(c), true);
  }

  private static int sourceOf(LinkRecord next, List<String> sources) {
    int source = sources.indexOf(next.source());
    if (source < 0) {
      throw new SourceException(
          Problem.LINKAGE_DATA,
          "record %s is of source \"%s\"; the run has %s"
              .formatted(next.id(), next.source(), sources));
    }
    return source;
  }

  /** Returns how often values occur: in these records, or those that the model was learned from. */
  List<Frequencies> frequencies() {
    return Arrays.stream(columns).map(FieldColumn::frequencies).toList();
  }

  /** Weighs values by the frequencies that a model was learned with. */
  void use(List<Frequencies> learned) {
    if (learned.equals(frequencies())) {
      return;
    }
    List<String> fields = spec.fields().stream().map(Field::name).toList();
    if (!learned.stream().map(Frequencies::field).toList().equals(fields)) {
      throw new ConfigException(
          Problem.LINKAGE_MODEL,
          "the model knows the fields %s, the specification has %s; train it again"
              .formatted(learned.stream().map(Frequencies::field).toList(), fields));
    }
    IntStream.range(0, columns.length).parallel().forEach(f -> columns[f].use(learned.get(f)));
    forms = Forms.NONE;
  }

  /** Weighs values by their frequencies in these records. */
  void countFrequencies() {
    Arrays.stream(columns).parallel().forEach(c -> c.count(size()));
    forms = Forms.NONE;
  }

  private static @Nullable String joined(
      Field field, String source, Function<String, @Nullable String> valueOf) {
    List<String> from = field.columnsOf(source);
    if (from.size() == 1) {
      String text = known(valueOf.apply(from.getFirst()));
      return text != null && field.monthFirst().contains(source)
          ? Preparation.monthFirst(text)
          : text;
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

  static @Nullable String known(@Nullable String text) {
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
    return FieldColumn.isPerhapsNothing(text);
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

  /** Returns the numbers of normal forms, by record and field. */
  int[] forms() {
    return known().numbers;
  }

  /** Returns {@link Marks} of values, by record and field; 0 where there is no normal form. */
  long[] marks() {
    return known().marks;
  }

  private Forms known() {
    Forms known = forms;
    if (known == Forms.NONE) {
      int width = columns.length;
      int n = ids.size();
      var next = new Forms(Math.multiplyExact(n, width));
      IntStream.range(0, n)
          .parallel()
          .forEach(
              row -> {
                for (int f = 0; f < width; f++) {
                  int form = columns[f].normalForm(row);
                  next.numbers[row * width + f] = form;
                  next.marks[row * width + f] = form < 0 ? 0 : columns[f].marks()[form];
                }
              });
      forms = next;
      known = next;
    }
    return known;
  }

  FieldColumn column(int field) {
    return columns[field];
  }

  @Nullable Value value(int field, int row) {
    return columns[field].value(row);
  }

  /** Records in an order that depends on their identifiers alone. */
  int[] sampleOrder() {
    return sampleOrder;
  }

  /** Returns how many pairs there are that may be linked. */
  long pairs() {
    return pairs(IntStream.range(0, sources.size()).mapToLong(this::size).toArray());
  }

  /** Returns how many pairs may be linked of so many records of each source. */
  long pairs(long[] bySource) {
    long all = Arrays.stream(bySource).sum();
    long within = 0;
    for (int s = 0; s < bySource.length; s++) {
      within += mayLinkWithin(s) ? 0 : bySource[s] * (bySource[s] - 1) / 2;
    }
    return all * (all - 1) / 2 - within;
  }

  private boolean mayLinkWithin(int source) {
    return sources.size() == 1
        || (spec.within() && !spec.duplicateFree().contains(sources.get(source)));
  }

  /** Whether two records may be linked: those of different sources, or of one that allows it. */
  boolean mayLink(int left, int right) {
    return left != right && (sourceOf[left] != sourceOf[right] || isWithin[sourceOf[left]]);
  }
}
