package org.crmekg.app;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the log of decisions; the JSON of {@code GET /api/link/decisions}.
 *
 * @param number by which it can be undone; 0 for callers who do not see all, since it counts
 * @param decision same, different, unsure, confirmed or withdrawn
 * @param withdraws the entry that a withdrawal takes back; null otherwise
 * @param state counts, overruled, withdrawn, waiting (for a record that no source has now) or
 *     contradicted
 * @param records what was confirmed to be one party; empty for decisions on two records
 * @param apart what was confirmed not to be of it
 */
public record DecisionView(
    int number,
    String decision,
    String left,
    String right,
    @Nullable Integer withdraws,
    String author,
    String at,
    String reason,
    String state,
    List<String> records,
    List<String> apart) {

  /**
   * What a decision changes, or would change; the JSON of {@code POST /api/link/decide}.
   *
   * @param decision what was written down; null for a preview
   * @param before the parties that are others now
   * @param after what their records are instead
   * @param notes what else the author should know
   */
  public record Outcome(
      @Nullable DecisionView decision,
      List<PartyView> before,
      List<PartyView> after,
      List<String> notes) {}

  /**
   * A party: its IRI, and the records that are it.
   *
   * @param iri of one record, its own
   */
  public record PartyView(String iri, List<String> records) {}
}
