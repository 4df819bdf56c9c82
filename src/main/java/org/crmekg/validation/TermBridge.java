package org.crmekg.validation;

import org.apache.jena.datatypes.RDFDatatype;
import org.apache.jena.datatypes.TypeMapper;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.eclipse.rdf4j.model.BNode;
import org.eclipse.rdf4j.model.IRI;
import org.eclipse.rdf4j.model.Literal;
import org.eclipse.rdf4j.model.Resource;
import org.eclipse.rdf4j.model.Statement;
import org.eclipse.rdf4j.model.Value;
import org.eclipse.rdf4j.model.ValueFactory;
import org.eclipse.rdf4j.model.impl.SimpleValueFactory;

/**
 * Carries terms between Jena and RDF4J without loss: lexical forms, ill-typed ones included,
 * language tags and blank node labels arrive as they left.
 *
 * <p>Blank nodes stay blank nodes, by their labels: made into IRIs they would pass {@code
 * sh:nodeKind sh:IRI}.
 */
final class TermBridge {
  private static final ValueFactory VALUES = SimpleValueFactory.getInstance();

  private TermBridge() {}

  /** Returns whether RDF4J can hold the triple; relative IRIs, for one, it cannot. */
  static boolean canCarry(Triple t) {
    return canCarry(t.getSubject()) && canCarry(t.getPredicate()) && canCarry(t.getObject());
  }

  private static boolean canCarry(Node node) {
    if (node.isURI()) {
      return node.getURI().indexOf(':') >= 0;
    }
    if (node.isLiteral()) {
      return node.getLiteralBaseDirection() == null;
    }
    return node.isBlank();
  }

  static Statement statement(Triple t) {
    return VALUES.createStatement(
        (Resource) value(t.getSubject()), (IRI) value(t.getPredicate()), value(t.getObject()));
  }

  static Value value(Node node) {
    if (node.isURI()) {
      return VALUES.createIRI(node.getURI());
    }
    if (node.isBlank()) {
      return VALUES.createBNode(node.getBlankNodeLabel());
    }
    String language = node.getLiteralLanguage();
    if (!language.isEmpty()) {
      return VALUES.createLiteral(node.getLiteralLexicalForm(), language);
    }
    return VALUES.createLiteral(
        node.getLiteralLexicalForm(), VALUES.createIRI(node.getLiteralDatatypeURI()));
  }

  static Node node(Value value) {
    if (value instanceof BNode blank) {
      return NodeFactory.createBlankNode(blank.getID());
    }
    if (value instanceof Literal literal) {
      return literal
          .getLanguage()
          .map(language -> NodeFactory.createLiteralLang(literal.getLabel(), language))
          .orElseGet(() -> NodeFactory.createLiteralDT(literal.getLabel(), datatype(literal)));
    }
    return NodeFactory.createURI(value.stringValue());
  }

  private static RDFDatatype datatype(Literal literal) {
    return TypeMapper.getInstance().getSafeTypeByName(literal.getDatatype().stringValue());
  }
}
