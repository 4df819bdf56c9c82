package org.crmekg.validation;

import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;

/** The terms of the governance vocabulary that shapes use. */
final class Gov {
  static final String NS = "https://w3id.org/crm-ekg/ns/gov/";

  static final Node JUDGES = term("judges");
  static final Node VALID_FROM = term("validFrom");
  static final Node VALID_TO = term("validTo");
  static final Node JURISDICTION = term("jurisdiction");
  static final Node LEI_VALID = term("leiValid");

  private Gov() {}

  static Node term(String localName) {
    return NodeFactory.createURI(NS + localName);
  }
}
