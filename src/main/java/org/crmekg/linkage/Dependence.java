package org.crmekg.linkage;

import java.util.Arrays;

/**
 * Which comparisons say again what another one has said, as a town says again what a postcode did.
 *
 * <p>Evidence of independent comparisons adds up. Among pairs that are not the same a common town
 * is rare, but not among those with a common postcode; whoever adds both counts one accident twice,
 * and in a million records such accidents outnumber the true pairs. So of each comparison it is
 * learned from random pairs how its levels are spread where a rarer agreement is given; at most one
 * such agreement a comparison, which makes a tree.
 */
final class Dependence {
  /** Dependence of a child is taken for chance below this likelihood ratio (in nats, doubled). */
  private static final double LEAST_RATIO = 40;

  private static final double LEAST_PAIRS = 8;
  private static final double LEAST_LIFT = 1.5;
  private static final double HELD_BY = 10;

  private final int n;
  private final int[] parents;

  /** By level of the parent: the share of each level there; nothing where it is as anywhere. */
  private final double[][][] given;

  private Dependence(int n) {
    this.n = n;
    this.parents = new int[n];
    this.given = new double[n][0][];
    Arrays.fill(parents, -1);
  }

  static Dependence none(int comparisons) {
    return new Dependence(comparisons);
  }

  /**
   * Learns from pairs that are not the same.
   *
   * @param u the share of each level among all of them
   * @param weights how much each vector counts
   */
  static Dependence of(double[][] u, long[] vectors, double[] weights) {
    int n = u.length;
    var found = new Dependence(n);
    for (int child = 0; child < n; child++) {
      double best = 0;
      for (int parent = 0; parent < n; parent++) {
        // What agrees more rarely comes first, so that nothing depends on itself in a circle.
        boolean isRarer =
            u[parent][0] < u[child][0] || (u[parent][0] == u[child][0] && parent < child);
        if (parent == child || !isRarer) {
          continue;
        }
        double[][] counts = counts(u, parent, child, vectors, weights);
        double[][] shares = new double[counts.length][0];
        double sum = 0;
        // The last level is to differ, which nearly all pairs do.
        for (int level = 0; level + 1 < counts.length; level++) {
          double ratio = ratio(counts[level], u[child]);
          if (ratio > 0) {
            shares[level] = shares(counts[level], Arrays.stream(counts[level]).sum(), u[child]);
            sum += ratio;
          }
        }
        if (sum > best) {
          best = sum;
          found.parents[child] = parent;
          found.given[child] = shares;
        }
      }
    }
    return found;
  }

  private static double[][] counts(
      double[][] u, int parent, int child, long[] vectors, double[] weights) {
    double[][] counts = new double[u[parent].length][u[child].length];
    for (int i = 0; i < vectors.length; i++) {
      int of = Trainer.level(vectors[i], parent);
      int level = Trainer.level(vectors[i], child);
      if (of != FieldKind.MISSING && level != FieldKind.MISSING) {
        counts[of][level] += weights[i];
      }
    }
    return counts;
  }

  /** How much the spread of levels differs from that of all pairs; 0 if by chance, or by less. */
  private static double ratio(double[] counts, double[] u) {
    double total = Arrays.stream(counts).sum();
    if (counts[0] < LEAST_PAIRS || counts[0] < LEAST_LIFT * total * u[0]) {
      return 0;
    }
    double ratio = 0;
    for (int l = 0; l < counts.length; l++) {
      ratio += counts[l] > 0 ? 2 * counts[l] * Math.log(counts[l] / (total * u[l])) : 0;
    }
    return ratio > LEAST_RATIO ? ratio : 0;
  }

  private static double[] shares(double[] counts, double total, double[] u) {
    double[] shares = new double[counts.length];
    for (int l = 0; l < shares.length; l++) {
      shares[l] = (counts[l] + HELD_BY * u[l]) / (total + HELD_BY);
    }
    return shares;
  }

  int parent(int child) {
    return parents[child];
  }

  /** Returns whether some comparison depends on this one. */
  boolean isParent(int comparison) {
    return Arrays.stream(parents).anyMatch(p -> p == comparison);
  }

  /**
   * Returns the bits of each level by the level of the parent; nothing where they are as ever.
   *
   * <p>They are never more than without it, and what speaks against stays at most neutral: few
   * pairs teach what is rare among them.
   */
  double[][][] bits(double[][] m, double[][] weights) {
    double[][][] bits = new double[n][0][];
    for (int c = 0; c < n; c++) {
      bits[c] = new double[given[c].length][0];
      for (int of = 0; of < given[c].length; of++) {
        double[] shares = given[c][of];
        if (shares.length == 0) {
          continue;
        }
        bits[c][of] = new double[shares.length];
        double most = Math.max(0, Trainer.log2(m[c][0] / shares[0]));
        for (int l = 0; l < shares.length; l++) {
          bits[c][of][l] =
              weights[c][l] > 0
                  ? Math.min(weights[c][l], most)
                  : Math.clamp(Trainer.log2(m[c][l] / shares[l]), weights[c][l], 0);
        }
      }
    }
    return bits;
  }
}
