package org.crmekg.reference;

import java.util.Arrays;
import java.util.Optional;

/** By which rule a code or a name stands for a thing, the best reason first, and how sure it is. */
public enum NameRule {
  /** The name to show; not a rule to find by. */
  LABEL("label", 0),
  /** The jurisdiction that a legal form is of; not a rule to find by. */
  IN("in", 0),
  ALPHA_2("ISO 3166-1 alpha-2 code", 1),
  ALPHA_3("ISO 3166-1 alpha-3 code", 1),
  NUMERIC("ISO 3166-1 numeric code", 1),
  ISO_3166_2("ISO 3166-2 code", 1),
  ISO_4217("ISO 4217 code", 1),
  ISO_4217_NUMERIC("ISO 4217 numeric code", 0.97),
  M49("UN M49 code", 1),
  ELF("ELF code (ISO 20275)", 1),
  GROUPING_CODE("code of the grouping", 0.99),
  USER_ASSIGNED("user-assigned code", 0.97),
  EU_CODE("code of the European Union", 0.96),
  IOC("IOC code", 0.93),
  FIFA("FIFA code", 0.93),
  RESERVED("code reserved in ISO 3166-1", 0.92),
  WITHDRAWN("withdrawn code", 0.91),
  /** Written where nothing, or no one thing, is meant. */
  NOTHING("not a thing", 0),
  /** Stands for several things, or for one that it is not safe to choose. */
  AMBIGUOUS("ambiguous", 1),
  /** The law of other places, which may not be in the list, has forms of this name, too. */
  ELSEWHERE("also elsewhere", 0),
  ENGLISH("English name", 1),
  OFFICIAL("official name", 0.99),
  LOCAL("local name", 0.98),
  OTHER_NAME("other name", 0.95),
  ABBREVIATION("abbreviation", 0.92),
  PART("part of the country", 0.9),
  FORMER_NAME("former name", 0.9),
  FORMER_COUNTRY("former country", 0.85),
  LANGUAGE("name", 0.96),
  OTHER_LANGUAGE("name", 0.92),
  TRANSLITERATION("transliteration", 0.92);

  private final String label;
  private final double score;

  NameRule(String label, double score) {
    this.label = label;
    this.score = score;
  }

  /** Returns the rule in plain words. */
  public String label() {
    return label;
  }

  /** Returns how sure it is that what is written so means the thing: at most 1. */
  public double score() {
    return score;
  }

  /** Returns whether it is about codes, whose letters all count. */
  public boolean isCode() {
    return compareTo(ALPHA_2) >= 0 && compareTo(WITHDRAWN) <= 0;
  }

  /** Returns whether things are found by it. */
  public boolean finds() {
    return this != LABEL && this != IN && this != NOTHING && this != ELSEWHERE;
  }

  static Optional<NameRule> ofLabel(String label) {
    return Arrays.stream(values())
        .filter(r -> r.label.equals(label) && r != OTHER_LANGUAGE)
        .findFirst();
  }
}
