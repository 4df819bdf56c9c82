package org.crmekg.app;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run over the records of one specification found; the JSON of {@code POST
 * /api/link/parties}.
 *
 * @param specification its name
 * @param model the version of the model that scored
 * @param trained whether the run made the model first
 * @param records by source
 * @param changed how many records are new or changed since the run before, or all
 * @param gone how many records are there no longer
 * @param pairs that are in the result: candidates from the review threshold on, and all pairs of
 *     small groups
 * @param accepted pairs from the accept threshold on
 * @param review pairs between the thresholds
 * @param version the number of the result, which stays the same if nothing changed
 * @param compared candidate pairs that were scored
 * @param completeness the estimated share of all true pairs that the blocking rules find, from 0 to
 *     1; null where only changes were looked at, or nothing was
 * @param rules what each blocking rule found
 * @param failed why sources could not be read, by source; their former pairs stay
 * @param notes what a person should know
 * @param millis how long it took
 */
public record PartyLinkView(
    String specification,
    String model,
    boolean trained,
    Map<String, Long> records,
    long changed,
    long gone,
    long pairs,
    long accepted,
    long review,
    int version,
    long compared,
    @Nullable Double completeness,
    List<Rule> rules,
    Map<String, String> failed,
    List<String> notes,
    long millis) {

  /**
   * What a blocking rule found.
   *
   * @param candidates pairs that agree by it
   * @param accepted those of them that are linked
   * @param only those of the accepted that no other rule finds
   * @param skipped blocks that were too large to be looked at
   */
  public record Rule(String rule, long candidates, long accepted, long only, long skipped) {}
}
