package org.crmekg.validation;

import org.apache.jena.graph.Node;

/** Which nodes a shape is about (SHACL §2.1.3). */
public sealed interface Target {

  /** The instances of a class, sub-classes included. */
  record ClassTarget(Node type) implements Target {}

  /** One node. */
  record NodeTarget(Node node) implements Target {}

  /** The subjects of a property. */
  record SubjectsOf(Node property) implements Target {}

  /** The objects of a property. */
  record ObjectsOf(Node property) implements Target {}
}
