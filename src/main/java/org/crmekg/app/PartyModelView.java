package org.crmekg.app;

import java.util.List;

/**
 * A model of linkage that was trained; the JSON of {@code POST /api/link/train}.
 *
 * @param specification its name
 * @param version a digest of everything that scores depend on
 * @param trained when, as ISO 8601
 * @param records that it was learned from
 * @param pairs of records
 * @param expectedMatches among all pairs
 * @param priorBits log-odds that two records chosen blindly are the same
 * @param comparisons what each comparison says, in bits by level
 * @param sessions how each session of learning went
 * @param warnings what a person should know before trusting the model
 * @param file where it was written, in the data folder
 */
public record PartyModelView(
    String specification,
    String version,
    String trained,
    long records,
    long pairs,
    double expectedMatches,
    double priorBits,
    List<Comparison> comparisons,
    List<Session> sessions,
    List<String> warnings,
    String file) {

  /** What one comparison says. */
  public record Comparison(
      String name, List<String> levels, List<Double> m, List<Double> u, List<Double> bits) {}

  /** How learning from the pairs of one blocking rule went. */
  public record Session(String rule, long pairs, double matches, double share, String outcome) {}
}
