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

  /** The node that carries the day of a run, so that no rule has to ask for the time. */
  static final Node AS_OF = term("AsOf");

  static final Node AS_OF_DAY = NodeFactory.createURI("https://w3id.org/crm-ekg/ns/ref/asOf");

  private Gov() {}

  static Node term(String localName) {
    return NodeFactory.createURI(NS + localName);
  }
}
