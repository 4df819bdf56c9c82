package org.crmekg.linkage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The keys of all records by all rules, and so which rules a pair agrees on. */
final class BlockingKeys {
  private static final long[] NONE = {};

  /** Several words of several fields combine; more than this says no more. */
  private static final int MOST = 12;

  /** So many records are taken at once by a thread. */
  private static final int ROWS = 8192;

  private final RecordTable table;
  private final List<BlockingRule> rules;

  private final boolean[] isSingle;

  /** All keys of a record side by side, since a pair is looked at by all rules at once. */
  private final long[] single;

  private final long[] @Nullable [][] multiple;
  private final int[] @Nullable [] ranks;

  BlockingKeys(RecordTable table) {
    this.table = table;
    this.rules = table.spec().blocking();
    int n = rules.size();
    isSingle = new boolean[n];
    single = new long[Math.multiplyExact(n, table.size())];
    multiple = new long[n] @Nullable [][];
    ranks = new int[n] @Nullable [];
    IntStream.range(0, n).parallel().forEach(this::fill);
    fillSingle();
  }

  /**
   * Rules of one key a record: the parts of their keys are hashed once a text, since texts repeat
   * and rules share parts, and put together row by row.
   */
  private void fillSingle() {
    var places = new HashMap<List<Object>, Integer>();
    var columns = new ArrayList<FieldColumn>();
    var hashes = new ArrayList<long[]>();
    int[][] of = new int[rules.size()][0];
    for (int k = 0; k < rules.size(); k++) {
      if (!isSingle[k]) {
        continue;
      }
      of[k] = new int[rules.get(k).keys().size()];
      for (int i = 0; i < of[k].length; i++) {
        BlockingRule.Key key = rules.get(k).keys().get(i);
        int field = table.spec().indexOf(key.field());
        Integer known = places.putIfAbsent(List.of(field, key.part()), hashes.size());
        if (known == null) {
          columns.add(table.column(field));
          hashes.add(hashes(table.column(field), key.part()));
        }
        of[k][i] = known == null ? hashes.size() - 1 : known;
      }
    }
    long[][] byText = hashes.toArray(long[][]::new);
    int[][] texts = columns.stream().map(c -> c.rows).toArray(int[][]::new);
    boolean[] unordered = new boolean[rules.size()];
    for (int k = 0; k < unordered.length; k++) {
      unordered[k] = rules.get(k).unordered();
    }
    IntStream.range(0, (table.size() + ROWS - 1) / ROWS)
        .parallel()
        .forEach(
            part -> {
              long[] parts = new long[byText.length];
              int to = Math.min(table.size(), (part + 1) * ROWS);
              for (int row = part * ROWS; row < to; row++) {
                for (int p = 0; p < parts.length; p++) {
                  int text = texts[p][row];
                  parts[p] = text < 0 ? 0 : byText[p][text];
                }
                for (int k = 0; k < of.length; k++) {
                  if (isSingle[k]) {
                    single[row * of.length + k] = key(of[k], parts, unordered[k]);
                  }
                }
              }
            });
  }

  private static long key(int[] of, long[] parts, boolean unordered) {
    long key = of.length;
    for (int p : of) {
      long part = parts[p];
      if (part == 0) {
        return 0;
      }
      key = unordered ? key + Hashing.mix(part) : Hashing.combine(key, part);
    }
    return key == 0 ? 1 : key;
  }

  /** By text of a column the hash of a part of which values have one at most; 0: none. */
  private static long[] hashes(FieldColumn column, KeyPart part) {
    long[] hashes = new long[column.raws.size()];
    Arrays.parallelSetAll(
        hashes,
        raw -> {
          long[] one = hashes(column, part, raw);
          return one.length == 0 ? 0 : one[0];
        });
    return hashes;
  }

  private void fill(int k) {
    BlockingRule rule = rules.get(k);
    int size = table.size();
    if (rule.window() > 0) {
      ranks[k] = ranked(rule);
      return;
    }
    boolean many =
        rule.keys().stream()
            .anyMatch(
                key ->
                    isMany(key.part())
                        || table.column(table.spec().indexOf(key.field())).hasSeveral());
    if (many) {
      long[][] keys = new long[size][];
      for (int row = 0; row < size; row++) {
        keys[row] = keysOf(table, rule, row);
      }
      multiple[k] = keys;
      return;
    }
    isSingle[k] = true;
  }

  private static boolean isMany(KeyPart part) {
    return part == KeyPart.RARE_WORDS || part == KeyPart.WORD_SOUNDS;
  }

  private int[] ranked(BlockingRule rule) {
    List<Integer> sorted =
        IntStream.range(0, table.size()).boxed().sorted(order(table, rule)).toList();
    int[] rank = new int[table.size()];
    for (int i = 0; i < rank.length; i++) {
      rank[sorted.get(i)] = i;
    }
    return rank;
  }

  /** The order of records by the values of a rule, which does not hang on the order of reading. */
  static Comparator<Integer> order(RecordTable table, BlockingRule rule) {
    int[] fields =
        rule.keys().stream().mapToInt(key -> table.spec().indexOf(key.field())).toArray();
    Comparator<Integer> byValues =
        (left, right) -> {
          for (int field : fields) {
            Value a = table.value(field, left);
            Value b = table.value(field, right);
            int way = (a == null ? "" : a.text).compareTo(b == null ? "" : b.text);
            if (way != 0) {
              return way;
            }
          }
          return 0;
        };
    return byValues
        .thenComparingLong(row -> Hashing.of(table.id(row)))
        .thenComparing(table::id)
        .thenComparingInt(table::sourceIndex);
  }

  /** Returns the keys of a record by a rule; none where a value is missing. */
  static long[] keysOf(RecordTable table, BlockingRule rule, int row) {
    if (rule.window() > 0) {
      return NONE;
    }
    long[] keys = {rule.keys().size()};
    for (BlockingRule.Key key : rule.keys()) {
      int field = table.spec().indexOf(key.field());
      long[] parts = parts(table.column(field), key.part(), row);
      if (parts.length == 0) {
        return NONE;
      }
      long[] next = new long[Math.min(MOST, keys.length * parts.length)];
      int at = 0;
      for (long before : keys) {
        for (long part : parts) {
          if (at < next.length) {
            next[at++] =
                rule.unordered() ? before + Hashing.mix(part) : Hashing.combine(before, part);
          }
        }
      }
      keys = next;
    }
    for (int i = 0; i < keys.length; i++) {
      keys[i] = keys[i] == 0 ? 1 : keys[i];
    }
    return keys.length > 1 ? Arrays.stream(keys).distinct().toArray() : keys;
  }

  private static long[] parts(FieldColumn column, KeyPart part, int row) {
    int raw = column.rows[row];
    if (raw < 0) {
      return NONE;
    }
    int[] each = column.each(raw);
    if (each.length == 1) {
      return hashes(column, part, each[0]);
    }
    return Arrays.stream(each)
        .mapToObj(one -> hashes(column, part, one))
        .flatMapToLong(Arrays::stream)
        .distinct()
        .toArray();
  }

  private static long[] hashes(FieldColumn column, KeyPart part, int raw) {
    Value value = column.meaning(raw);
    return value == null ? NONE : part.hashes(value, column.vocabulary);
  }

  List<BlockingRule> rules() {
    return rules;
  }

  long[] keys(int rule, int row) {
    if (isSingle[rule]) {
      long one = single[row * rules.size() + rule];
      return one == 0 ? NONE : new long[] {one};
    }
    long[][] many = multiple[rule];
    return many == null ? NONE : many[row];
  }

  /** Returns the only key of a record, or 0. */
  long single(int rule, int row) {
    return isSingle[rule] ? single[row * rules.size() + rule] : 0;
  }

  /** Returns the first key that two records share. */
  long firstCommon(int rule, int left, int right) {
    for (long a : keys(rule, left)) {
      for (long b : keys(rule, right)) {
        if (a == b) {
          return a;
        }
      }
    }
    return 0;
  }

  /** Returns whether records may have several keys by this rule. */
  boolean hasSeveral(int rule) {
    return multiple[rule] != null;
  }

  /** Forgets a key that too many records have. */
  void forget(int rule, java.util.Set<Long> keys) {
    long[][] many = multiple[rule];
    for (int row = 0; row < table.size(); row++) {
      int at = row * rules.size() + rule;
      if (isSingle[rule] && keys.contains(single[at])) {
        single[at] = 0;
      }
      if (many != null) {
        many[row] = Arrays.stream(many[row]).filter(k -> !keys.contains(k)).toArray();
      }
    }
  }

  /** Returns a digest of all keys of a record that count. */
  long digest(int row) {
    long digest = 17;
    for (int k = 0; k < rules.size(); k++) {
      long sum = 0;
      for (long key : keys(k, row)) {
        sum += Hashing.mix(key);
      }
      digest = Hashing.combine(digest, sum);
    }
    return digest;
  }

  int @Nullable [] rank(int rule) {
    return ranks[rule];
  }

  /** Returns the rules that a pair agrees on, one bit each. */
  int mask(int left, int right) {
    int mask = 0;
    for (int k = 0; k < rules.size(); k++) {
      mask |= agrees(k, left, right) ? 1 << k : 0;
    }
    return mask;
  }

  private boolean agrees(int k, int left, int right) {
    if (isSingle[k]) {
      long key = single[left * rules.size() + k];
      return key != 0 && key == single[right * rules.size() + k];
    }
    int[] rank = ranks[k];
    if (rank != null) {
      return Math.abs(rank[left] - rank[right]) <= rules.get(k).window();
    }
    long[][] many = multiple[k];
    if (many != null) {
      for (long a : many[left]) {
        for (long b : many[right]) {
          if (a == b) {
            return true;
          }
        }
      }
    }
    return false;
  }
}
