package org.crmekg.app;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why two records are linked, or why not; the JSON of {@code GET /api/link/why}.
 *
 * @param leftSources the sources of the first record
 * @param specification whose records they are
 * @param model the version of the model that compared them
 * @param bits logarithm to base 2 of the odds that both are one party
 * @param accept bits from which a pair is linked
 * @param review bits from which people are asked
 * @param priorBits what is against any two records before they are looked at
 * @param parts what each comparison adds, with both values as they are now
 * @param foundBy blocking rules that find the pair; null where the caller does not see all sources
 * @param missedBy blocking rules that do not
 * @param isLinked whether the two are one party now, as the caller sees it
 * @param lastRun bits of the last run, where it compared the two and the caller sees all sources
 */
public record PairView(
    String left,
    List<String> leftSources,
    String right,
    List<String> rightSources,
    String specification,
    String model,
    double bits,
    double accept,
    double review,
    double priorBits,
    List<Part> parts,
    @Nullable List<String> foundBy,
    @Nullable List<String> missedBy,
    boolean isLinked,
    @Nullable Double lastRun) {

  /**
   * One comparison.
   *
   * @param bits of the level on which the values agree
   * @param rarityBits added because the value is rarer, or more common, than most
   */
  public record Part(
      String comparison,
      String leftValue,
      String rightValue,
      String level,
      double bits,
      double rarityBits) {}
}
