package org.crmekg.rdf;

import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;

/** The terms of the vocabulary that the code itself speaks of. */
public final class Ekg {
  /** Where all terms of the ontologies live. */
  public static final String NS = "https://w3id.org/crm-ekg/ns/";

  /** Terms of the configuration file. */
  public static final String CONFIG = NS + "config/";

  /** Where reference things live, whatever the deployment. */
  public static final String REFERENCE_BASE = "https://w3id.org/crm-ekg/id/";

  /** The base of data IRIs where the configuration names none. */
  public static final String DEFAULT_BASE = REFERENCE_BASE;

  public static final Node PARTY = term("party/Party");
  public static final Node PARTY_NAME = term("party/name");
  public static final Node LEI_CODE = term("party/leiCode");
  public static final Node COUNTRY = term("ref/Country");

  public static final Node SOURCE_IRI = term("gov/sourceIri");
  public static final Node SOURCE_CODE = term("gov/sourceCode");
  public static final Node IDENTITY_LINK = term("gov/IdentityLink");
  public static final Node LEFT = term("gov/left");
  public static final Node RIGHT = term("gov/right");
  public static final Node LINK_KIND = term("gov/linkKind");
  public static final Node LINK_METHOD = term("gov/linkMethod");
  public static final Node LINK_CONFIDENCE = term("gov/linkConfidence");
  public static final Node SAME = term("gov/same");
  public static final Node DIFFERENT = term("gov/different");
  public static final Node POSSIBLY_SAME = term("gov/possiblySame");
  public static final Node LINK_STATE = term("gov/linkState");
  public static final Node LINK_BITS = term("gov/linkBits");
  public static final Node LINK_AUTHOR = term("gov/linkAuthor");
  public static final Node LINK_REASON = term("gov/linkReason");
  public static final Node LINK_DECIDED_AT = term("gov/linkDecidedAt");
  public static final Node LINK_EVIDENCE = term("gov/linkEvidence");
  public static final Node LINK_EVIDENCE_CLASS = term("gov/LinkEvidence");
  public static final Node COMPARED_ON = term("gov/comparedOn");
  public static final Node COMPARED_LEFT_VALUE = term("gov/comparedLeftValue");
  public static final Node COMPARED_RIGHT_VALUE = term("gov/comparedRightValue");
  public static final Node COMPARISON_LEVEL = term("gov/comparisonLevel");
  public static final Node EVIDENCE_BITS = term("gov/evidenceBits");

  private Ekg() {}

  private static Node term(String name) {
    return NodeFactory.createURI(NS + name);
  }

  /** Returns the graph of a source, {@code {base}graph/{source}}. */
  public static Node graph(String base, String name) {
    return NodeFactory.createURI(base + "graph/" + Iris.encode(name));
  }
}
