package org.crmekg.validation;

/** Which SHACL engine judges a shape. */
public enum Engine {
  /** RDF4J SHACL: the shape uses only what is proven to give the standard's results there. */
  RDF4J,
  /** Jena SHACL: the shape uses something that RDF4J skips, or reports differently. */
  JENA
}
