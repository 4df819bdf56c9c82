package org.crmekg.mapping;

/** What kind of RDF term a term map makes (R2RML §7.4). */
public enum TermType {
  IRI,
  BLANK_NODE,
  LITERAL
}
