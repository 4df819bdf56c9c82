package org.crmekg.app;

import java.util.List;
import java.util.Map;
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
 * @param golden what its records say, as far as the caller sees them
 */
public record HowView(
    String iri,
    List<MemberView> members,
    @Nullable String doubt,
    List<LinkView> links,
    List<LinkView> open,
    List<String> contradictions,
    List<DecisionView> decisions,
    GoldenView golden) {

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

  /**
   * The values of a party.
   *
   * @param properties those with a rule first, in the order of the rules
   * @param missing sources that do not answer, and why: what they say is not among the values
   */
  public record GoldenView(List<PropertyView> properties, Map<String, String> missing) {}

  /**
   * What the records say of one property.
   *
   * @param property its IRI, or the name of a field of the specification
   * @param rule MostRecent, MostTrusted, MostComplete or MostFrequent; null where none is declared
   * @param why what put the first value there, in words
   * @param conflict whether two records have values and none in common, writing habits aside
   * @param values the one that is shown first, then the losing ones
   */
  public record PropertyView(
      String property,
      @Nullable String rule,
      String why,
      boolean conflict,
      List<ValueView> values) {}

  /**
   * A value.
   *
   * @param value the text of a literal, or an IRI, canonical where it is linked
   * @param resource whether it is an IRI
   */
  public record ValueView(String value, boolean resource, List<StatedView> stated) {}

  /**
   * Who says so.
   *
   * @param written the IRI that the source has, where it is linked to the value; null if it is the
   *     value
   * @param date how recent the record is, where the rule asks; else empty
   */
  public record StatedView(String record, String source, @Nullable String written, String date) {}
}
