package org.crmekg.identity;

import java.util.Comparator;

/** Two records by their IRIs, the one that sorts first on the left. */
public record RecordPair(String left, String right) implements Comparable<RecordPair> {
  private static final Comparator<RecordPair> ORDER =
      Comparator.comparing(RecordPair::left).thenComparing(RecordPair::right);

  public RecordPair {
    if (left.compareTo(right) >= 0) {
      throw new IllegalArgumentException(
          "the records of a pair come in order: %s before %s".formatted(right, left));
    }
  }

  /** Makes a pair of two records in any order. */
  public static RecordPair of(String one, String other) {
    return one.compareTo(other) < 0 ? new RecordPair(one, other) : new RecordPair(other, one);
  }

  @Override
  public int compareTo(RecordPair other) {
    return ORDER.compare(this, other);
  }
}
