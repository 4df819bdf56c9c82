package org.crmekg.linkage;

import java.util.Optional;

/**
 * When two groups of records may become one: the rule of files and of sources alike.
 *
 * <p>They are joined only if their records, each with each, do not speak against it as a whole, so
 * that one wrong link does not chain strangers.
 */
public final class GroupRule {
  /** A group that grows beyond this is no party but a mistake. */
  public static final int MOST = 200;

  private static final double LEAST_VOTE = -10;
  private static final double MOST_VOTE = 15;

  private GroupRule() {}

  /** What is known of records, which are numbers here. */
  public interface Records {
    /** Returns whether something forbids both in one group, whatever they look like. */
    boolean areApart(int a, int b);

    /** Returns the bits that comparing both adds to what is known before. */
    double evidence(int a, int b);
  }

  /** Why two groups stay two. */
  public enum Refusal {
    /** Together they would be larger than a party is. */
    TOO_LARGE,
    /** Two of their records must not be in one group. */
    APART,
    /** More speaks against it than for it. */
    OUTVOTED
  }

  /** Returns why the groups must not be joined over two of their records that look the same. */
  public static Optional<Refusal> refusal(int[] left, int[] right, Records records) {
    if (left.length + right.length > MOST) {
      return Optional.of(Refusal.TOO_LARGE);
    }
    for (int a : left) {
      for (int b : right) {
        if (records.areApart(a, b)) {
          return Optional.of(Refusal.APART);
        }
      }
    }
    if (left.length == 1 && right.length == 1) {
      return Optional.empty();
    }
    double sum = 0;
    for (int a : left) {
      for (int b : right) {
        sum += Math.min(MOST_VOTE, Math.max(LEAST_VOTE, records.evidence(a, b)));
      }
    }
    return sum >= 0 ? Optional.empty() : Optional.of(Refusal.OUTVOTED);
  }
}
