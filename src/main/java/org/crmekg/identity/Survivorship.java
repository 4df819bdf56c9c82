package org.crmekg.identity;

import java.util.List;

/**
 * Which of several values comes first where the records of a party differ; the others stay visible.
 *
 * @param name IRI of the property, or name of the field of the specification
 * @param values where they stand
 * @param sources in the order of trust, for {@link Rule#MOST_TRUSTED}
 * @param dated where it stands how recent a record is, the latest of all counts; for {@link
 *     Rule#MOST_RECENT}
 */
public record Survivorship(
    String name, List<ValuePath> values, Rule rule, List<String> sources, List<ValuePath> dated) {

  /** How one is chosen. */
  public enum Rule {
    MOST_RECENT("MostRecent"),
    MOST_TRUSTED("MostTrusted"),
    MOST_COMPLETE("MostComplete"),
    MOST_FREQUENT("MostFrequent");

    private final String term;

    Rule(String term) {
      this.term = term;
    }

    /** Returns the name in specifications. */
    public String term() {
      return term;
    }
  }

  public Survivorship {
    values = List.copyOf(values);
    sources = List.copyOf(sources);
    dated = List.copyOf(dated);
  }
}
