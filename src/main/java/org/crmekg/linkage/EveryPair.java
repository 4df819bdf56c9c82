package org.crmekg.linkage;

import java.util.List;

/** All pairs of a small set of records. */
final class EveryPair implements Candidates {
  private static final int BATCH = 4096;

  private final RecordTable table;
  private final BlockingKeys keys;

  EveryPair(RecordTable table, BlockingKeys keys) {
    this.table = table;
    this.keys = keys;
  }

  @Override
  public long size() {
    return table.pairs();
  }

  @Override
  public List<RuleReport> reports() {
    return List.of();
  }

  @Override
  public List<Long> largestBlocks() {
    return List.of();
  }

  @Override
  public void forEach(List<? extends PairWorker> workers, int oneIn) {
    try (var pool =
        new WorkerPool(
            workers,
            (batch, worker) -> {
              for (int i = 0; i < batch.size(); i++) {
                int left = batch.left(i);
                int right = batch.right(i);
                worker.accept(left, right, keys.mask(left, right));
              }
            })) {
      long[] pairs = new long[BATCH];
      int size = 0;
      for (int left = 0; left < table.size(); left++) {
        for (int right = left + 1; right < table.size(); right++) {
          if (!table.mayLink(left, right)
              || (oneIn > 1
                  && Long.remainderUnsigned(
                          Hashing.combine(
                              Hashing.of(table.id(left)) + Hashing.of(table.id(right)), 7),
                          oneIn)
                      != 0)) {
            continue;
          }
          pairs[size++] = ((long) left << 32) | right;
          if (size == BATCH) {
            pool.put(new WorkerPool.Batch(-1, pairs, size));
            pairs = new long[BATCH];
            size = 0;
          }
        }
      }
      pool.put(new WorkerPool.Batch(-1, pairs, size));
      pool.finish();
    }
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
