package org.crmekg.linkage;

/**
 * What agreement says among pairs that somebody chose because they look alike: less than among
 * random ones. Used where there is too little to learn from.
 */
final class Expectations {
  private static final double[] GRADED = {8, 5.5, 2.5, -1.5, -4.5, -7, -9};

  private Expectations() {}

  static double[] bitsAmongChosen(FieldKind kind) {
    return switch (kind) {
      case PERSON_NAME, ORGANIZATION_NAME, NAME, TEXT, PEOPLE, ADDRESS -> GRADED.clone();
      case GIVEN_NAME -> new double[] {3, 2, 2, 0, -1, 0.5, 3, -5};
      case FAMILY_NAME -> new double[] {4, 2.5, 2.5, 0, -2, 0, -6};
      case WORD -> new double[] {3, 2, 1.5, 0, -1, -4};
      case DATE -> new double[] {6, 2, 0, -2, -6};
      case NUMBER -> new double[] {2, 0, -3};
      case CODE -> new double[] {6, 2, -1, -4};
      case IDENTIFIER -> new double[] {12, 4, 0, -5};
      case EMAIL -> new double[] {9, 5, 3, 0, -3};
      case PHONE -> new double[] {8, 3, -1.5};
      case CATEGORY -> new double[] {1, 0.5, -2.5};
    };
  }

  /** A similarity between two steps counts between their levels. */
  static double graded(double[] steps, double similarity, double[] bits) {
    if (similarity >= steps[0]) {
      return bits[0];
    }
    int level = 1;
    while (level < steps.length && similarity < steps[level]) {
      level++;
    }
    double upper = steps[level - 1];
    double lower = level < steps.length ? steps[level] : 0;
    double share = (similarity - lower) / (upper - lower);
    double above = bits[level - 1];
    return bits[level] + share * (above - bits[level]);
  }
}
