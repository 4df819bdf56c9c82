package org.crmekg.reference;

import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.crmekg.rdf.Ekg;
import org.crmekg.rdf.Iris;

/** The IRIs of reference things, which are made of codes and the same in every deployment. */
public final class ReferenceIris {
  private ReferenceIris() {}

  /** Returns the IRI of a country by its alpha-2 code. */
  public static Node country(String alpha2) {
    return of("country", alpha2);
  }

  /** Returns the IRI of a thing of some type by its code. */
  public static Node of(String type, String code) {
    return NodeFactory.createURI(Ekg.REFERENCE_BASE + type + "/" + Iris.encode(code));
  }
}
