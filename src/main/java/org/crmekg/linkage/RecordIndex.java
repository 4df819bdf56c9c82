package org.crmekg.linkage;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Records by their blocking keys, so that a new one is scored against all in milliseconds.
 *
 * <p>The model and the frequencies of values stay as they were trained: a record gets the scores
 * that it would have had if it had been there from the start, but for its own part in frequencies.
 * Used by one thread.
 */
public final class RecordIndex {
  private final RecordTable table;
  private final List<BlockingRule> rules;
  private final Scorer scorer;
  private final long[][] keys;
  private final int[][] rows;
  private final List<Map<Long, List<Integer>>> added = new ArrayList<>();

  /** A block of more records than this says too little to be looked at. */
  private static final int MOST = 1500;

  /** A record that may be the same, with its score. */
  public record Match(String id, String source, double score) {}

  private RecordIndex(RecordTable table, LinkageModel model) {
    this.table = table;
    this.rules = table.spec().blocking().stream().filter(r -> r.window() == 0).toList();
    this.scorer = new Scorer(table, model);
    keys = new long[rules.size()][];
    rows = new int[rules.size()][];
    IntStream.range(0, rules.size()).parallel().forEach(this::fill);
    rules.forEach(r -> added.add(new HashMap<>()));
  }

  /** Indexes the records of a table. */
  public static RecordIndex of(RecordTable table, LinkageModel model) {
    return new RecordIndex(table, model);
  }

  private void fill(int k) {
    record Entry(long key, int row) {}
    var entries = new ArrayList<Entry>();
    for (int row = 0; row < table.size(); row++) {
      for (long key : BlockingKeys.keysOf(table, rules.get(k), row)) {
        entries.add(new Entry(key, row));
      }
    }
    entries.sort(Comparator.comparingLong(Entry::key).thenComparingInt(Entry::row));
    keys[k] = entries.stream().mapToLong(Entry::key).toArray();
    rows[k] = entries.stream().mapToInt(Entry::row).toArray();
  }

  /**
   * Adds a record and scores it against those that were there.
   *
   * @return those that reach the review threshold, the likeliest first
   */
  public List<Match> add(LinkRecord next) {
    int row = table.add(next);
    Set<Integer> candidates = new HashSet<>();
    if (table.spec().everyPair()) {
      IntStream.range(0, row).forEach(candidates::add);
    }
    for (int k = 0; k < rules.size(); k++) {
      for (long key : BlockingKeys.keysOf(table, rules.get(k), row)) {
        if (!table.spec().everyPair()) {
          find(k, key, candidates);
        }
        added.get(k).computeIfAbsent(key, x -> new ArrayList<>()).add(row);
      }
    }
    var matches = new ArrayList<Match>();
    for (int other : candidates) {
      if (table.mayLink(row, other)) {
        double score = scorer.score(other, row);
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

  private void find(int k, long key, Set<Integer> candidates) {
    int low = 0;
    int high = keys[k].length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (keys[k][middle] < key) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    int end = low;
    while (end < keys[k].length && keys[k][end] == key && end - low <= MOST) {
      end++;
    }
    if (end - low > MOST) {
      return;
    }
    for (int at = low; at < end; at++) {
      candidates.add(rows[k][at]);
    }
    candidates.addAll(added.get(k).getOrDefault(key, List.of()));
  }
}
