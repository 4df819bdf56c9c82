package org.crmekg.validation;

import java.util.Arrays;
import java.util.Optional;
import org.apache.jena.graph.Node;

/** What a shape judges, as it declares with {@code gov:judges}. */
public enum Judges {
  /** The record of one source. */
  SOURCE_VIEW("SourceView"),
  /** The union of all visible sources, conflicting values included. */
  GOLDEN_VIEW("GoldenView"),
  /** The value that survives among conflicting ones. */
  SURVIVING_VALUE("SurvivingValue");

  private final String localName;

  Judges(String localName) {
    this.localName = localName;
  }

  /** Returns the term of the governance vocabulary. */
  public Node iri() {
    return Gov.term(localName);
  }

  static Optional<Judges> of(Node node) {
    return Arrays.stream(values()).filter(j -> j.iri().equals(node)).findFirst();
  }
}
