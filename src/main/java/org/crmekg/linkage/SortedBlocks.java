package org.crmekg.linkage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Pairs of records that share a key: keys are sorted, and those that are equal stand together.
 *
 * <p>Of each rule the records in blocks of two and more are kept, four bytes each; pairs are never
 * stored. A pair that several rules find is given by the first of them. Blocks whose pairs would be
 * too many are skipped, the largest first, and reported: a value that everybody shares says nothing
 * of anybody.
 */
final class SortedBlocks implements Candidates {
  /** A block of 1,500 records. */
  private static final long MOST_PER_BLOCK = 1_125_000;

  /** About so many pairs are taken at once by a thread. */
  private static final long SLICE = 20_000;

  private final RecordTable table;
  private final BlockingKeys keys;
  private final Blocks[] blocks;
  private final long size;

  /**
   * The blocks of a rule: the rows of block after block, where each ends, its key and its pairs.
   */
  private static final class Blocks {
    private final RuleReport report;
    private final long largest;
    private final int[] rows;
    private final int[] ends;
    private final long[] keys;
    private final long[] pairs;

    Blocks(RuleReport report, long largest, int[] rows, int[] ends, long[] keys, long[] pairs) {
      this.report = report;
      this.largest = largest;
      this.rows = rows;
      this.ends = ends;
      this.keys = keys;
      this.pairs = pairs;
    }

    RuleReport report() {
      return report;
    }

    long largest() {
      return largest;
    }

    int[] rows() {
      return rows;
    }

    int[] ends() {
      return ends;
    }

    long[] keys() {
      return keys;
    }

    long[] pairs() {
      return pairs;
    }
  }

  /** Blocks of one rule, or places in its order. */
  private record Slice(int rule, int from, int to) {}

  /**
   * Sorts keys.
   *
   * @param largest by rule how many pairs a block may have, as a model has it; empty: as many as
   *     these records allow
   */
  SortedBlocks(RecordTable table, BlockingKeys keys, List<Long> largest) {
    this.table = table;
    this.keys = keys;
    int rules = keys.rules().size();
    long each = Math.max(2_000_000, 40L * table.size()) / Math.max(1, rules);
    blocks = new Blocks[rules];
    IntStream.range(0, rules)
        .parallel()
        .forEach(
            k ->
                blocks[k] =
                    sort(
                        k, largest.isEmpty() ? -1 : largest.get(k), Math.max(3_000_000, 4 * each)));
    size = Arrays.stream(blocks).mapToLong(b -> b.report().pairs()).sum();
  }

  private Blocks sort(int k, long given, long most) {
    BlockingRule rule = keys.rules().get(k);
    if (rule.window() > 0) {
      return new Blocks(
          new RuleReport(rule, (long) table.size() * rule.window(), 0, 0),
          given < 0 ? MOST_PER_BLOCK : given,
          new int[0],
          new int[0],
          new long[0],
          new long[0]);
    }
    KeyOrder order = KeyOrder.of(keys, k, table.size());
    int n = order.keys().length;
    long[] pairs = new long[16];
    int[] starts = new int[16];
    int count = 0;
    for (int from = 0, to; from < n; from = to) {
      to = order.end(from);
      long of = pairs(order, from, to);
      if (of > 0) {
        if (count == pairs.length) {
          pairs = Arrays.copyOf(pairs, count * 2);
          starts = Arrays.copyOf(starts, count * 2);
        }
        pairs[count] = of;
        starts[count++] = from;
      }
    }
    long cap = given >= 0 ? given : largest(Arrays.copyOf(pairs, count), most);
    Set<Long> skipped = new HashSet<>();
    long largestSkipped = 0;
    long total = 0;
    int kept = 0;
    int rows = 0;
    for (int b = 0; b < count; b++) {
      if (pairs[b] > cap) {
        skipped.add(order.keys()[starts[b]]);
        largestSkipped = Math.max(largestSkipped, pairs[b]);
      } else {
        total += pairs[b];
        kept++;
        rows += order.end(starts[b]) - starts[b];
      }
    }
    if (!skipped.isEmpty()) {
      keys.forget(k, skipped);
    }
    var result =
        new Blocks(
            new RuleReport(rule, total, skipped.size(), largestSkipped),
            cap,
            new int[rows],
            new int[kept],
            new long[kept],
            new long[kept]);
    int at = 0;
    int block = 0;
    for (int b = 0; b < count; b++) {
      if (pairs[b] <= cap) {
        int length = order.end(starts[b]) - starts[b];
        System.arraycopy(order.rows(), starts[b], result.rows(), at, length);
        at += length;
        result.ends()[block] = at;
        result.keys()[block] = order.keys()[starts[b]];
        result.pairs()[block++] = pairs[b];
      }
    }
    return result;
  }

  private long pairs(KeyOrder order, int from, int to) {
    long all = (long) to - from;
    if (all == 1 || table.sources().size() == 1) {
      return all * (all - 1) / 2;
    }
    var bySource = new long[table.sources().size()];
    for (int i = from; i < to; i++) {
      bySource[table.sourceIndex(order.rows()[i])]++;
    }
    return table.pairs(bySource);
  }

  /** The largest block that there is room for, if the smaller ones come first. */
  private static long largest(long[] pairs, long most) {
    Arrays.sort(pairs);
    long total = 0;
    for (int from = 0, to; from < pairs.length; from = to) {
      long of = pairs[from];
      to = from;
      while (to < pairs.length && pairs[to] == of) {
        to++;
      }
      total += of * (to - from);
      if (of > MOST_PER_BLOCK || total > most) {
        return of - 1;
      }
    }
    return MOST_PER_BLOCK;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public List<RuleReport> reports() {
    return Arrays.stream(blocks).map(Blocks::report).toList();
  }

  @Override
  public List<Long> largestBlocks() {
    return Arrays.stream(blocks).map(Blocks::largest).toList();
  }

  @Override
  public void forEach(List<? extends PairWorker> workers, int oneIn) {
    var slices = new ArrayList<Slice>();
    for (int k = 0; k < blocks.length; k++) {
      int[] rank = keys.rank(k);
      int places = rank == null ? blocks[k].ends().length : rank.length;
      long pairs = 0;
      int from = 0;
      for (int i = 0; i < places; i++) {
        pairs += rank == null ? blocks[k].pairs()[i] : keys.rules().get(k).window();
        if (pairs >= SLICE || i + 1 == places) {
          slices.add(new Slice(k, from, i + 1));
          from = i + 1;
          pairs = 0;
        }
      }
    }
    int[][] orders = new int[blocks.length][];
    for (int k = 0; k < blocks.length; k++) {
      int[] rank = keys.rank(k);
      orders[k] = new int[rank == null ? 0 : rank.length];
      for (int row = 0; rank != null && row < rank.length; row++) {
        orders[k][rank[row]] = row;
      }
    }
    WorkerPool.share(
        slices,
        workers,
        (slice, worker) -> {
          if (keys.rank(slice.rule()) == null) {
            join(slice, worker, oneIn);
          } else {
            slide(slice, orders[slice.rule()], worker, oneIn);
          }
        });
  }

  private void join(Slice slice, PairWorker worker, int oneIn) {
    int k = slice.rule();
    Blocks of = blocks[k];
    boolean several = keys.hasSeveral(k);
    for (int b = slice.from(); b < slice.to(); b++) {
      long key = of.keys()[b];
      if (oneIn > 1 && (key >>> 17 & 1048575) % oneIn != 0) {
        continue;
      }
      int to = of.ends()[b];
      for (int i = b == 0 ? 0 : of.ends()[b - 1]; i < to; i++) {
        int a = of.rows()[i];
        for (int j = i + 1; j < to; j++) {
          int c = of.rows()[j];
          // Records that share two words would be a pair twice.
          if (table.mayLink(a, c) && (!several || keys.firstCommon(k, a, c) == key)) {
            give(k, Math.min(a, c), Math.max(a, c), worker);
          }
        }
      }
    }
  }

  private void slide(Slice slice, int[] order, PairWorker worker, int oneIn) {
    int window = keys.rules().get(slice.rule()).window();
    for (int at = slice.from(); at < slice.to(); at++) {
      if (oneIn > 1 && Long.remainderUnsigned(Hashing.mix(at), oneIn) != 0) {
        continue;
      }
      int to = Math.min(order.length - 1, at + window);
      for (int next = at + 1; next <= to; next++) {
        if (table.mayLink(order[at], order[next])) {
          give(
              slice.rule(),
              Math.min(order[at], order[next]),
              Math.max(order[at], order[next]),
              worker);
        }
      }
    }
  }

  private void give(int k, int left, int right, PairWorker worker) {
    int mask = keys.mask(left, right);
    // The first rule that finds a pair gives it.
    if ((mask & ((1 << k) - 1)) == 0) {
      worker.accept(left, right, mask);
    }
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
