package org.crmekg.finding;

/** How grave a finding is, the gravest first (SHACL §2.1.4). */
public enum Severity {
  /** The data must not be used as they are. */
  VIOLATION("Violation"),
  /** The data are probably wrong. */
  WARNING("Warning"),
  /** Something to know. */
  INFO("Info");

  private final String label;

  Severity(String label) {
    this.label = label;
  }

  /** Returns SHACL's name of it, such as {@code Violation}. */
  public String label() {
    return label;
  }

  /** Returns whether it is as grave as the other one, or graver. */
  public boolean isAtLeast(Severity other) {
    return compareTo(other) <= 0;
  }
}
