package org.crmekg.app;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a party came together; the JSON of {@code GET /api/link/how}.
 *
 * @param iri its canonical IRI; a record's own if it is alone
 * @param doubt why a person should look at it, or null
 * @param links what holds it together, the surest first
 * @param open links of its records that people are asked about, or that were turned down
 * @param contradictions decisions on its records that contradict each other, in words
 * @param decisions the decisions on its records, the oldest first
 */
public record HowView(
    String iri,
    List<MemberView> members,
    @Nullable String doubt,
    List<LinkView> links,
    List<LinkView> open,
    List<String> contradictions,
    List<DecisionView> decisions) {

  /** A record, and the sources that make it. */
  public record MemberView(String record, List<String> sources) {}

  /**
   * A link.
   *
   * @param state linked, implied, review, unsure, different, refused, quarantined, contradicted or
   *     waiting
   * @param bits logarithm to base 2 of the odds; null where no rule compared both
   * @param odds the same in words
   * @param by the rule and its model, or who decided
   * @param why the reason in words
   * @param ifWithdrawn what the party's records would be; empty if nothing would change
   */
  public record LinkView(
      String left,
      String right,
      String state,
      @Nullable Double bits,
      String odds,
      String by,
      String at,
      String why,
      @Nullable Integer decision,
      List<EvidenceView> evidence,
      List<DecisionView.PartyView> ifWithdrawn) {}

  /** What one comparison adds, with both values as they were then. */
  public record EvidenceView(
      String comparison, String level, String leftValue, String rightValue, double bits) {}
}
