package org.crmekg.identity;

import org.apache.jena.graph.Node;

/** Where the values of a field stand in the graph of a source. */
public sealed interface ValuePath {
  /** A property of the record. */
  record Property(Node iri) implements ValuePath {}

  /**
   * A group of patterns in SPARQL, in which {@code ?record} is the record and {@code ?value} the
   * value.
   */
  record Pattern(String text) implements ValuePath {}
}
