package org.crmekg.validation;

/** How much a shapes file has to say. */
public enum Strictness {
  /** Any SHACL file: every shape is checked against the same graph. */
  PLAIN,
  /** A file of the product: every shape with a target also says what it judges. */
  PRODUCT
}
