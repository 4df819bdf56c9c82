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

  /** The share of each level among pairs that are not the same, where the parent agrees. */
  private final double[][] given;

  private Dependence(int n) {
    this.n = n;
    this.parents = new int[n];
    this.given = new double[n][0];
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
      double best = LEAST_RATIO;
      for (int parent = 0; parent < n; parent++) {
        // What agrees more rarely comes first, so that nothing depends on itself in a circle.
        boolean isRarer =
            u[parent][0] < u[child][0] || (u[parent][0] == u[child][0] && parent < child);
        if (parent == child || !isRarer) {
          continue;
        }
        double[] counts = new double[u[child].length];
        double total = 0;
        for (int i = 0; i < vectors.length; i++) {
          int level = Trainer.level(vectors[i], child);
          if (Trainer.level(vectors[i], parent) == 0 && level != FieldKind.MISSING) {
            counts[level] += weights[i];
            total += weights[i];
          }
        }
        double ratio = 0;
        for (int l = 0; l < counts.length; l++) {
          ratio += counts[l] > 0 ? 2 * counts[l] * Math.log(counts[l] / (total * u[child][l])) : 0;
        }
        boolean isMore = counts[0] >= LEAST_PAIRS && counts[0] >= LEAST_LIFT * total * u[child][0];
        if (isMore && ratio > best) {
          best = ratio;
          found.parents[child] = parent;
          found.given[child] = shares(counts, total, u[child]);
        }
      }
    }
    return found;
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
   * Returns the bits of each level where the parent agrees.
   *
   * <p>They are never more than without it, and what speaks against stays at most neutral: few pairs
   * teach what is rare among them.
   */
  double[][] bits(double[][] m, double[][] weights) {
    double[][] bits = new double[n][];
    for (int c = 0; c < n; c++) {
      bits[c] = weights[c];
      if (parents[c] < 0) {
        continue;
      }
      bits[c] = new double[weights[c].length];
      double most = Math.max(0, Trainer.log2(m[c][0] / given[c][0]));
      for (int l = 0; l < bits[c].length; l++) {
        bits[c][l] =
            weights[c][l] > 0
                ? Math.min(weights[c][l], most)
                : Math.clamp(Trainer.log2(m[c][l] / given[c][l]), weights[c][l], 0);
      }
    }
    return bits;
  }
}
