package org.crmekg.app;

import java.util.List;
import java.util.Map;

/**
 * How identity stands; the JSON of {@code GET /api/link/stats}.
 *
 * @param records that are linked with others
 * @param parties that have several records
 * @param sizes how many parties have so many records
 * @param links pairs by what became of them
 * @param decisions decisions that count or wait, by what they say
 * @param contradictions how many there are
 * @param heldBack clusters that do not count before a person looked
 * @param review how many questions people are asked
 * @param models the runs whose results are in use
 */
public record LinkStatsView(
    int records,
    int parties,
    Map<Integer, Integer> sizes,
    Map<String, Integer> links,
    Map<String, Integer> decisions,
    int contradictions,
    int heldBack,
    int review,
    List<ModelView> models) {

  /** A result in use. */
  public record ModelView(
      String specification, String model, String at, double accept, double review) {}
}
