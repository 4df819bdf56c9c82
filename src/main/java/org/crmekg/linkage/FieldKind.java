package org.crmekg.linkage;

import java.util.List;

/**
 * What a field holds, which decides how its values are prepared and how two of them compare.
 *
 * <p>The levels of a kind go from the strongest agreement to none. Each comes with the share of
 * true pairs (m) and of other pairs (u) that one expects at it without having seen the data:
 * training starts from them, and falls back to them where the data teach nothing.
 */
public enum FieldKind {
  GIVEN_NAME(
      "GivenName",
      false,
      level("same", 0.76, 0.008),
      level("nickname, part or other language", 0.06, 0.006),
      level("slip to a rare spelling", 0.08, 0.0008),
      level("two known names that look alike", 0.02, 0.006),
      level("sounds or looks similar", 0.02, 0.012),
      level("initial", 0.01, 0.01),
      level("first and last name swapped", 0.01, 0.00005),
      level("different", 0.04, 0.957)),
  FAMILY_NAME(
      "FamilyName",
      false,
      level("same", 0.80, 0.004),
      level("part of the other", 0.02, 0.001),
      level("slip to a rare spelling", 0.09, 0.0006),
      level("two known names that look alike", 0.02, 0.003),
      level("sounds or looks similar", 0.02, 0.012),
      level("initial", 0.005, 0.01),
      level("different", 0.045, 0.97)),
  WORD(
      "Word",
      false,
      level("same", 0.82, 0.02),
      level("part of the other", 0.03, 0.005),
      level("slip to a rare spelling", 0.06, 0.001),
      level("two known values that look alike", 0.01, 0.005),
      level("sounds or looks similar", 0.02, 0.02),
      level("different", 0.06, 0.949)),
  DATE(
      "Date",
      false,
      level("same", 0.86, 0.0002),
      level("one slip, or day and month swapped", 0.07, 0.002),
      level("two of year, month and day", 0.03, 0.01),
      level("year", 0.015, 0.02),
      level("different", 0.025, 0.968)),
  NUMBER(
      "Number",
      false,
      level("same", 0.90, 0.03),
      level("near", 0.05, 0.06),
      level("different", 0.05, 0.91)),
  CODE(
      "Code",
      false,
      level("same", 0.86, 0.001),
      level("one slip", 0.08, 0.003),
      level("two slips, or one begins as the other", 0.02, 0.01),
      level("different", 0.04, 0.986)),
  IDENTIFIER(
      "Identifier",
      false,
      level("same", 0.90, 0.000005),
      level("one slip", 0.05, 0.00002),
      level("two slips", 0.01, 0.0002),
      level("different", 0.04, 0.99977)),
  EMAIL(
      "Email",
      false,
      level("same", 0.80, 0.00001),
      level("slips", 0.08, 0.00003),
      level("same mailbox, other domain", 0.03, 0.0001),
      level("similar mailbox", 0.03, 0.002),
      level("different", 0.06, 0.9978)),
  PHONE(
      "Phone",
      false,
      level("same", 0.80, 0.00005),
      level("one slip", 0.05, 0.0001),
      level("different", 0.15, 0.99985)),
  CATEGORY(
      "Category",
      false,
      level("same", 0.90, 0.20),
      level("go together", 0.06, 0.10),
      level("different", 0.04, 0.70)),
  PERSON_NAME(
      "PersonName",
      true,
      level("same", 0.60, 0.00005),
      level("nearly the same", 0.18, 0.00005),
      level("close", 0.10, 0.0002),
      level("similar", 0.05, 0.001),
      level("somewhat similar", 0.03, 0.006),
      level("a part alike", 0.02, 0.02),
      level("different", 0.02, 0.97)),
  ORGANIZATION_NAME(
      "OrganizationName",
      true,
      level("same", 0.55, 0.00002),
      level("nearly the same", 0.15, 0.00004),
      level("close", 0.12, 0.0002),
      level("similar", 0.07, 0.001),
      level("somewhat similar", 0.05, 0.005),
      level("a part alike", 0.03, 0.02),
      level("different", 0.03, 0.97)),
  NAME(
      "Name",
      true,
      level("same", 0.57, 0.00003),
      level("nearly the same", 0.16, 0.00005),
      level("close", 0.11, 0.0002),
      level("similar", 0.06, 0.001),
      level("somewhat similar", 0.05, 0.005),
      level("a part alike", 0.03, 0.02),
      level("different", 0.02, 0.97)),
  TEXT(
      "Text",
      true,
      level("same", 0.68, 0.00002),
      level("nearly the same", 0.14, 0.00003),
      level("close", 0.07, 0.0001),
      level("similar", 0.04, 0.001),
      level("somewhat similar", 0.04, 0.005),
      level("a part alike", 0.02, 0.03),
      level("different", 0.01, 0.96)),
  PEOPLE(
      "People",
      true,
      level("same", 0.65, 0.0001),
      level("nearly the same", 0.15, 0.0001),
      level("most", 0.08, 0.0002),
      level("many", 0.05, 0.001),
      level("some", 0.04, 0.004),
      level("few", 0.02, 0.01),
      level("different", 0.01, 0.985)),
  ADDRESS(
      "Address",
      true,
      level("same", 0.60, 0.0001),
      level("nearly the same", 0.12, 0.0001),
      level("close", 0.08, 0.0004),
      level("similar", 0.06, 0.002),
      level("somewhat similar", 0.05, 0.01),
      level("a part alike", 0.04, 0.05),
      level("different", 0.05, 0.94));

  /** What one expects of a level before the data are seen. */
  public record Level(String name, double m, double u) {}

  /** No value on one side or both: says nothing either way. */
  static final int MISSING = 15;

  private final String term;
  private final boolean graded;

  // Error Prone does not know List.of for what it is: immutable.
  @SuppressWarnings("ImmutableEnumChecker")
  private final List<Level> levels;

  FieldKind(String term, boolean graded, Level... levels) {
    this.term = term;
    this.graded = graded;
    this.levels = List.of(levels);
  }

  private static Level level(String name, double m, double u) {
    return new Level(name, m, u);
  }

  /** Returns the name in specifications, such as {@code GivenName}. */
  public String term() {
    return term;
  }

  /** Returns the levels, from the strongest agreement to none. */
  public List<Level> levels() {
    return levels;
  }

  /**
   * Returns whether levels are steps of a similarity from 0 to 1, which a specification may set.
   */
  boolean isGraded() {
    return graded;
  }

  /** Returns where the steps are unless the specification says otherwise, from high to low. */
  List<Double> steps() {
    return switch (this) {
      case PERSON_NAME, ORGANIZATION_NAME, NAME -> List.of(0.985, 0.93, 0.86, 0.77, 0.65, 0.45);
      case TEXT, PEOPLE, ADDRESS -> List.of(0.985, 0.90, 0.78, 0.62, 0.45, 0.25);
      case GIVEN_NAME, FAMILY_NAME, WORD, DATE, NUMBER, CODE, IDENTIFIER, EMAIL, PHONE, CATEGORY ->
          List.of();
    };
  }

  /** Returns whether a shared value counts by how rare it is. */
  boolean hasTermFrequency() {
    return this != NUMBER && this != CATEGORY;
  }

  /** Returns whether values are names or texts, which may be written in several scripts. */
  boolean isWritten() {
    return graded || this == GIVEN_NAME || this == FAMILY_NAME || this == WORD;
  }

  /** Returns whether values are lists of words that have weights. */
  boolean isWorded() {
    return graded;
  }
}
