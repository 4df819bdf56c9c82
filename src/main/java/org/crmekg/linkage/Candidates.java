package org.crmekg.linkage;

import java.util.List;

/** The pairs that are looked at, each once, in no order. */
interface Candidates extends AutoCloseable {

  /**
   * What a rule found.
   *
   * @param pairs found by it, also if by others, too
   * @param skippedBlocks groups of records that share a key which says too little
   */
  record RuleReport(BlockingRule rule, long pairs, long skippedBlocks, long largestSkipped) {}

  /** Returns about how many pairs there are. */
  long size();

  List<RuleReport> reports();

  /** Returns by rule how many pairs a block may have; larger ones are skipped. Empty: any. */
  List<Long> largestBlocks();

  /**
   * Gives every pair to one of the workers.
   *
   * @param oneIn looks at every n-th part of the pairs only, chosen by hash
   */
  void forEach(List<? extends PairWorker> workers, int oneIn);

  @Override
  void close();
}
