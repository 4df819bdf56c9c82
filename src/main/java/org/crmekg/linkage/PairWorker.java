package org.crmekg.linkage;

/** Takes candidate pairs; each worker is used by one thread. */
interface PairWorker {
  /** Takes a pair and the rules that found it, one bit each. */
  void accept(int left, int right, int rules);
}
