package org.crmekg.linkage;

import java.util.List;
import java.util.Locale;

/**
 * Why two records are linked, or not: what each comparison adds, in bits, with the two values.
 *
 * @param priorBits what is against any two records before they are looked at
 * @param foundBy the blocking rules that the pair agrees on
 */
public record PairExplanation(
    String left,
    String right,
    double score,
    double accept,
    double priorBits,
    List<Part> parts,
    List<String> foundBy) {

  /**
   * One comparison.
   *
   * @param bits of the level
   * @param rarityBits added because the shared value is rarer, or more common, than most
   */
  public record Part(
      String comparison,
      String leftValue,
      String rightValue,
      String level,
      double bits,
      double rarityBits) {}

  public PairExplanation {
    parts = List.copyOf(parts);
    foundBy = List.copyOf(foundBy);
  }

  /** Returns the waterfall in words, one line each. */
  public String words() {
    var out = new StringBuilder();
    out.append(
        "%s and %s: %s (%s bits; linked from %s)%n"
            .formatted(
                left,
                right,
                score >= accept ? "the same" : "not the same",
                signed(score),
                signed(accept)));
    double sum = priorBits;
    out.append("  %8s  %8s  before looking%n".formatted(signed(priorBits), signed(sum)));
    for (Part part : parts) {
      sum += part.bits() + part.rarityBits();
      out.append(
          "  %8s  %8s  %s: %s%s%n"
              .formatted(
                  signed(part.bits() + part.rarityBits()),
                  signed(sum),
                  part.comparison(),
                  part.level(),
                  part.level().equals("not known")
                      ? ""
                      : " (\"%s\", \"%s\"%s)"
                          .formatted(
                              part.leftValue(),
                              part.rightValue(),
                              part.rarityBits() > 0.5
                                  ? "; a rare value, %s".formatted(signed(part.rarityBits()))
                                  : part.rarityBits() < -0.5
                                      ? "; a common value, %s".formatted(signed(part.rarityBits()))
                                      : "")));
    }
    out.append(
        foundBy.isEmpty()
            ? "  no blocking rule finds this pair%n".formatted()
            : "  found by: %s%n".formatted(String.join("; ", foundBy)));
    return out.toString();
  }

  private static String signed(double bits) {
    return String.format(Locale.ROOT, "%+.2f", bits);
  }
}
