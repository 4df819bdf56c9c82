package org.crmekg.linkage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.crmekg.Problem;
import org.crmekg.SourceException;
import org.jspecify.annotations.Nullable;

/**
 * Records by their blocking keys, so that a new one is scored against all in milliseconds.
 *
 * <p>After any additions and removals, in whatever order, the pairs that were found and not lost
 * are those that a whole run over the records finds with the same model. What a record changes for
 * pairs of others is in {@link Change#others}: a block that has grown too large finds nobody any
 * more, and who stands between two neighbours of a sorted rule parts them. Used by one thread.
 */
public final class RecordIndex {
  private final RecordTable table;
  private final List<BlockingRule> rules;
  private final List<Long> largestBlocks;
  private final Scorer scorer;
  private final KeyOrder[] orders;
  private final List<Map<Long, List<Integer>>> added = new ArrayList<>();
  private final List<@Nullable NavigableSet<Integer>> sorted = new ArrayList<>();
  private final BitSet removed = new BitSet();
  private @Nullable Map<String, Integer> rowOf;

  /** A record that may be the same, with its score. */
  public record Match(String id, String source, double score) {}

  /**
   * Two records, neither of them new.
   *
   * @param isFound whether they are looked at now, or no longer
   */
  public record Other(
      String leftSource,
      String left,
      String rightSource,
      String right,
      double score,
      boolean isFound) {}

  /**
   * What came of a record that was added or removed.
   *
   * @param matches that reach the review threshold, the likeliest first
   * @param others pairs of other records that reach it and are looked at now, or no longer
   */
  public record Change(List<Match> matches, List<Other> others) {
    public Change {
      matches = List.copyOf(matches);
      others = List.copyOf(others);
    }
  }

  private record Pair(int left, int right) {}

  private RecordIndex(RecordTable table, LinkageModel model) {
    this.table = table;
    table.use(model.frequencies());
    this.rules = table.spec().blocking();
    this.largestBlocks = model.largestBlocks();
    this.scorer = new Scorer(table, model);
    orders = new KeyOrder[rules.size()];
    var keys = new BlockingKeys(table);
    IntStream.range(0, rules.size()).parallel().forEach(k -> fill(keys, k));
    for (BlockingRule rule : rules) {
      added.add(new HashMap<>());
      sorted.add(rule.window() > 0 ? ordered(rule) : null);
    }
  }

  /** Indexes the records of a table, whose values are weighed as the model has it. */
  public static RecordIndex of(RecordTable table, LinkageModel model) {
    return new RecordIndex(table, model);
  }

  private NavigableSet<Integer> ordered(BlockingRule rule) {
    var order = new TreeSet<Integer>(BlockingKeys.order(table, rule));
    IntStream.range(0, table.size()).forEach(order::add);
    return order;
  }

  private void fill(BlockingKeys keys, int k) {
    orders[k] = new KeyOrder(new long[0], new int[0]);
    if (rules.get(k).window() > 0 || table.spec().everyPair()) {
      return;
    }
    orders[k] = KeyOrder.of(keys, k, table.size());
  }

  /**
   * Adds a record and scores it against those that were there.
   *
   * @return those that reach the review threshold, the likeliest first
   */
  public List<Match> add(LinkRecord next) {
    return put(next).matches();
  }

  /** Adds a record, in place of the one that has its identifier, if there is one. */
  public Change put(LinkRecord next) {
    var others = new ArrayList<Other>();
    if (rowOf().containsKey(key(next.source(), next.id()))) {
      others.addAll(remove(next.source(), next.id()).others());
    }
    int row = table.add(next);
    rowOf().put(key(next.source(), next.id()), row);
    Set<Integer> candidates = new HashSet<>();
    Set<Pair> parted = new HashSet<>();
    if (table.spec().everyPair()) {
      IntStream.range(0, row).filter(r -> !removed.get(r)).forEach(candidates::add);
    } else {
      for (int k = 0; k < rules.size(); k++) {
        NavigableSet<Integer> order = sorted.get(k);
        if (order != null) {
          order.add(row);
          List<Integer> before = neighbours(order.headSet(row, false).descendingIterator(), k);
          List<Integer> after = neighbours(order.tailSet(row, false).iterator(), k);
          candidates.addAll(before);
          candidates.addAll(after);
          parted.addAll(across(before, after, k));
        }
        for (long key : BlockingKeys.keysOf(table, rules.get(k), row)) {
          List<Integer> block = block(k, key);
          boolean wasSkipped = isSkipped(k, block);
          added.get(k).computeIfAbsent(key, x -> new ArrayList<>()).add(row);
          if (wasSkipped) {
            continue;
          }
          if (isSkipped(k, block(k, key))) {
            parted.addAll(pairs(block));
          } else {
            candidates.addAll(block);
          }
        }
      }
    }
    parted.removeIf(p -> finds(p.left(), p.right()));
    others.addAll(others(parted, false));
    return new Change(matches(row, candidates), others);
  }

  /**
   * Removes a record; its pairs are lost.
   *
   * @return what that means for pairs of others; no matches
   */
  public Change remove(String source, String id) {
    Integer row = rowOf().remove(key(source, id));
    if (row == null) {
      throw new SourceException(
          Problem.LINKAGE_DATA, "there is no record \"%s\" of source \"%s\"".formatted(id, source));
    }
    Set<Pair> joined = new HashSet<>();
    if (!table.spec().everyPair()) {
      for (int k = 0; k < rules.size(); k++) {
        NavigableSet<Integer> order = sorted.get(k);
        if (order != null) {
          List<Integer> before = neighbours(order.headSet(row, false).descendingIterator(), k);
          List<Integer> after = neighbours(order.tailSet(row, false).iterator(), k);
          order.remove(row);
          joined.addAll(across(before, after, k));
        }
        for (long key : BlockingKeys.keysOf(table, rules.get(k), row)) {
          List<Integer> block = block(k, key);
          if (isSkipped(k, block)) {
            block.remove(row);
            if (!isSkipped(k, block)) {
              joined.addAll(pairs(block));
            }
          }
        }
      }
    }
    removed.set(row);
    return new Change(List.of(), others(joined, true));
  }

  private Map<String, Integer> rowOf() {
    Map<String, Integer> known = rowOf;
    if (known == null) {
      known = new HashMap<>(table.size() * 2);
      for (int row = 0; row < table.size(); row++) {
        known.put(key(table.source(row), table.id(row)), row);
      }
      rowOf = known;
    }
    return known;
  }

  private static String key(String source, String id) {
    return source + "\u0001" + id;
  }

  private List<Match> matches(int row, Set<Integer> candidates) {
    var matches = new ArrayList<Match>();
    for (int other : candidates) {
      if (table.mayLink(row, other)) {
        double score = LinkageRun.rounded(scorer.score(other, row));
        if (score >= table.spec().review()) {
          matches.add(new Match(table.id(other), table.source(other), score));
        }
      }
    }
    matches.sort(
        Comparator.comparingDouble((Match m) -> -m.score())
            .thenComparing(Match::source)
            .thenComparing(Match::id));
    return matches;
  }

  private List<Other> others(Set<Pair> pairs, boolean isFound) {
    var others = new ArrayList<Other>();
    for (Pair pair : pairs) {
      int left = pair.left();
      int right = pair.right();
      double score = LinkageRun.rounded(scorer.score(left, right));
      if (score >= table.spec().review()) {
        others.add(
            new Other(
                table.source(left),
                table.id(left),
                table.source(right),
                table.id(right),
                score,
                isFound));
      }
    }
    others.sort(
        Comparator.comparing(Other::leftSource)
            .thenComparing(Other::left)
            .thenComparing(Other::rightSource)
            .thenComparing(Other::right));
    return others;
  }

  /** Those that are near enough on one side, the nearest first. */
  private List<Integer> neighbours(java.util.Iterator<Integer> from, int k) {
    var near = new ArrayList<Integer>();
    while (from.hasNext() && near.size() < rules.get(k).window()) {
      near.add(from.next());
    }
    return near;
  }

  /** The pairs that one record between them puts too far apart. */
  private Set<Pair> across(List<Integer> before, List<Integer> after, int k) {
    int window = rules.get(k).window();
    Set<Pair> pairs = new HashSet<>();
    for (int i = 0; i < before.size(); i++) {
      // The i-th before and the (window - 1 - i)-th after were a window apart.
      int j = window - 1 - i;
      if (j >= 0 && j < after.size()) {
        put(pairs, before.get(i), after.get(j));
      }
    }
    return pairs;
  }

  private void put(Set<Pair> pairs, int a, int b) {
    if (table.mayLink(a, b)) {
      pairs.add(new Pair(Math.min(a, b), Math.max(a, b)));
    }
  }

  private Set<Pair> pairs(List<Integer> block) {
    Set<Pair> pairs = new HashSet<>();
    for (int i = 0; i < block.size(); i++) {
      for (int j = i + 1; j < block.size(); j++) {
        put(pairs, block.get(i), block.get(j));
      }
    }
    return pairs;
  }

  /** Whether some rule finds two records that are there. */
  private boolean finds(int left, int right) {
    for (int k = 0; k < rules.size(); k++) {
      NavigableSet<Integer> order = sorted.get(k);
      if (order != null) {
        boolean forward = BlockingKeys.order(table, rules.get(k)).compare(left, right) < 0;
        int first = forward ? left : right;
        if (neighbours(order.tailSet(first, false).iterator(), k)
            .contains(forward ? right : left)) {
          return true;
        }
      }
      long[] ofRight = BlockingKeys.keysOf(table, rules.get(k), right);
      for (long key : BlockingKeys.keysOf(table, rules.get(k), left)) {
        if (Arrays.stream(ofRight).anyMatch(r -> r == key) && !isSkipped(k, block(k, key))) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean isSkipped(int k, List<Integer> block) {
    long all = block.size();
    long pairs = all * (all - 1) / 2;
    if (pairs <= largestBlocks.get(k)) {
      return false;
    }
    if (table.sources().size() > 1) {
      var bySource = new long[table.sources().size()];
      block.forEach(row -> bySource[table.sourceIndex(row)]++);
      pairs = table.pairs(bySource);
    }
    return pairs > largestBlocks.get(k);
  }

  private List<Integer> block(int k, long key) {
    KeyOrder order = orders[k];
    var block = new ArrayList<Integer>();
    for (int at = order.find(key); at < order.keys().length && order.keys()[at] == key; at++) {
      if (!removed.get(order.rows()[at])) {
        block.add(order.rows()[at]);
      }
    }
    for (int row : added.get(k).getOrDefault(key, List.of())) {
      if (!removed.get(row)) {
        block.add(row);
      }
    }
    return block;
  }
}
