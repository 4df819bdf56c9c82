package org.crmekg.federation;

/**
 * How requests are sent before their answers are needed, where all of them will be: those to other
 * members, while one is read.
 *
 * @param most how many
 * @param sending sends those that were made and not sent yet
 */
record AheadOfNeed(int most, Runnable sending) {
  /** Each request is sent when its answer is needed. */
  static final AheadOfNeed NONE = new AheadOfNeed(0, () -> {});

  void send() {
    sending.run();
  }
}
