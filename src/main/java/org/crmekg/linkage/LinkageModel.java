package org.crmekg.linkage;

import java.time.Instant;
import java.util.List;

/**
 * What was learned of how much each agreement says: an artefact with a version, made once and used
 * by every run until the next training.
 *
 * @param version a digest of everything that scores depend on
 * @param trained when
 * @param priorBits log-odds that two records chosen blindly are the same
 * @param comparisons in the order of the specification
 * @param records that the frequencies of values were counted in
 * @param frequencies of values and words, by field of the specification
 * @param largestBlocks by blocking rule, how many pairs a key may give; larger blocks are skipped
 * @param diagnostics what the training saw, and what it did not trust
 */
public record LinkageModel(
    String version,
    Instant trained,
    double priorBits,
    List<Learned> comparisons,
    long records,
    List<Frequencies> frequencies,
    List<Long> largestBlocks,
    Diagnostics diagnostics) {

  /**
   * What was learned of one comparison.
   *
   * @param m the share of true pairs at each level
   * @param u the share of other pairs at each level
   * @param bits of evidence at each level
   * @param given the comparison that says in part what this one would say; empty: none
   * @param bitsGiven by level of that one, the bits at each level of this; none, where they are as
   *     ever
   * @param together values that stand for each other, two and two with a line feed between them
   * @param fromData whether the data taught it, or it is what one expects beforehand
   */
  public record Learned(
      String name,
      List<Double> m,
      List<Double> u,
      List<Double> bits,
      String given,
      List<List<Double>> bitsGiven,
      List<String> together,
      boolean fromData) {
    public Learned {
      m = List.copyOf(m);
      u = List.copyOf(u);
      bits = List.copyOf(bits);
      bitsGiven = bitsGiven.stream().map(List::copyOf).toList();
      together = together.stream().sorted().toList();
    }
  }

  /** How one session of expectation maximisation went. */
  public record Session(String rule, long pairs, double matches, double share, String outcome) {}

  /**
   * How the training went.
   *
   * @param expectedMatches among all pairs
   * @param warnings what a person should know before trusting the model
   */
  public record Diagnostics(
      long pairs, double expectedMatches, List<Session> sessions, List<String> warnings) {
    public Diagnostics {
      sessions = List.copyOf(sessions);
      warnings = List.copyOf(warnings);
    }
  }

  public LinkageModel {
    comparisons = List.copyOf(comparisons);
    frequencies = List.copyOf(frequencies);
    largestBlocks = List.copyOf(largestBlocks);
  }
}
