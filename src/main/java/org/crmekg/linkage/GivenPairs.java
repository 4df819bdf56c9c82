package org.crmekg.linkage;

import java.util.List;

/** Pairs that somebody else chose. */
final class GivenPairs implements Candidates {
  private final List<int[]> pairs;

  GivenPairs(List<int[]> pairs) {
    this.pairs = List.copyOf(pairs);
  }

  @Override
  public long size() {
    return pairs.size();
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
    for (int i = 0; i < pairs.size(); i += Math.max(1, oneIn)) {
      workers.getFirst().accept(pairs.get(i)[0], pairs.get(i)[1], 0);
    }
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
