package org.crmekg.identity;

import java.util.Comparator;
import java.util.List;
import org.crmekg.linkage.PairExplanation;

/**
 * Two records of sources that a rule compared, and what it made of them.
 *
 * @param left source IRI of a record
 * @param right source IRI of the other, which sorts after the first
 * @param bits logarithm of the odds that both are one party, to base 2
 * @param parts what each comparison added, with both values as they were at the time
 * @param rule the version of the model that compared them
 */
public record ScoredPair(
    String left, String right, double bits, List<PairExplanation.Part> parts, String rule) {

  /** By the first record, then by the second. */
  static final Comparator<ScoredPair> BY_RECORDS =
      Comparator.comparing(ScoredPair::left).thenComparing(ScoredPair::right);

  public ScoredPair {
    if (left.compareTo(right) >= 0) {
      throw new IllegalArgumentException(
          "the records of a pair come in order: %s before %s".formatted(right, left));
    }
    if (!Double.isFinite(bits)) {
      throw new IllegalArgumentException("%s and %s: bits are %s".formatted(left, right, bits));
    }
    parts = List.copyOf(parts);
  }

  /** Makes a pair of two records in any order. */
  public static ScoredPair of(
      String one, String other, double bits, List<PairExplanation.Part> parts, String rule) {
    return one.compareTo(other) < 0
        ? new ScoredPair(one, other, bits, parts, rule)
        : new ScoredPair(other, one, bits, parts.stream().map(ScoredPair::turned).toList(), rule);
  }

  private static PairExplanation.Part turned(PairExplanation.Part part) {
    return new PairExplanation.Part(
        part.comparison(),
        /* leftValue= */ part.rightValue(),
        /* rightValue= */ part.leftValue(),
        part.level(),
        part.bits(),
        part.rarityBits());
  }
}
