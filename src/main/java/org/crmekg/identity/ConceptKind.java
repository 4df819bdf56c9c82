package org.crmekg.identity;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Kinds of reference things that names and codes are looked up as. */
public enum ConceptKind {
  COUNTRY("country"),
  SUBDIVISION("subdivision"),
  JURISDICTION("jurisdiction"),
  GROUPING("grouping"),
  REGION("region"),
  CURRENCY("currency"),
  LEGAL_FORM("legal-form");

  private final String label;

  ConceptKind(String label) {
    this.label = label;
  }

  /** Returns the name of the kind, which is also a part of its IRIs. */
  public String label() {
    return label;
  }

  /** Finds a kind by its name. */
  public static Optional<ConceptKind> of(String label) {
    return Arrays.stream(values())
        .filter(k -> k.label.equals(label.toLowerCase(Locale.ROOT)))
        .findFirst();
  }

  @Override
  public String toString() {
    return label;
  }
}
