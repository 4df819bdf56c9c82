package org.crmekg.identity;

import java.util.List;
import java.util.Optional;
import org.apache.jena.graph.Node;

/**
 * Which of several values of a property comes first where the records of a party differ; the others
 * stay visible.
 *
 * @param sources in the order of trust, for {@link Rule#MOST_TRUSTED}
 * @param dated the property that says how recent a record is, for {@link Rule#MOST_RECENT}
 */
public record Survivorship(Node property, Rule rule, List<String> sources, Optional<Node> dated) {

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
    sources = List.copyOf(sources);
  }
}
