package org.crmekg.store;

import java.math.BigInteger;
import org.apache.jena.datatypes.RDFDatatype;
import org.apache.jena.datatypes.TypeMapper;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.sparql.core.Quad;
import org.crmekg.rdf.Literals;

/**
 * Terms as TDB2 can keep them, and back.
 *
 * <p>TDB2 5.6.0 writes integers as 64-bit values into its node table: one that is larger comes back
 * as another number, and an {@code xsd:long} beyond 56 bits comes back as {@code xsd:integer}
 * ({@code ThriftConvert.toThriftValue} calls {@code Number.longValue()} without a check). {@code
 * xsd:dateTimeStamp} is kept by a value that loses its text. Such literals are stored under a
 * private datatype, which TDB2 keeps as text, and get theirs back when they are read.
 */
final class StoredTerms {
  private static final String EXACT = "urn:crm-ekg:exact:";
  private static final BigInteger MIN_INTEGER = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger MAX_INTEGER = BigInteger.valueOf(Long.MAX_VALUE);

  /** TDB2 keeps integers of 56 bits in the place of a node id, with their datatype. */
  private static final BigInteger MIN_INLINE = BigInteger.ONE.shiftLeft(55).negate();

  private static final BigInteger MAX_INLINE =
      BigInteger.ONE.shiftLeft(55).subtract(BigInteger.ONE);

  private StoredTerms() {}

  /** Returns the quad in normal form, as it is stored. */
  static Quad stored(Quad quad) {
    Node object = stored(quad.getObject());
    return object.equals(quad.getObject())
        ? quad
        : new Quad(quad.getGraph(), quad.getSubject(), quad.getPredicate(), object);
  }

  /** Returns the node in normal form, as it is stored. */
  static Node stored(Node node) {
    Node normal = Literals.normal(node);
    if (!normal.isLiteral() || isKept(normal)) {
      return normal;
    }
    return NodeFactory.createLiteralDT(
        normal.getLiteralLexicalForm(),
        TypeMapper.getInstance().getSafeTypeByName(EXACT + normal.getLiteralDatatypeURI()));
  }

  /** Returns the node in normal form that was stored as this. */
  static Node read(Node node) {
    if (node.isLiteral() && node.getLiteralDatatypeURI().startsWith(EXACT)) {
      return NodeFactory.createLiteralDT(
          node.getLiteralLexicalForm(),
          TypeMapper.getInstance()
              .getSafeTypeByName(node.getLiteralDatatypeURI().substring(EXACT.length())));
    }
    return Literals.normal(node);
  }

  private static boolean isKept(Node literal) {
    RDFDatatype type = literal.getLiteralDatatype();
    if (XSDDatatype.XSDdateTimeStamp.equals(type)) {
      return false;
    }
    boolean integer = XSDDatatype.XSDinteger.equals(type);
    if (!integer && !XSDDatatype.XSDlong.equals(type)) {
      return true;
    }
    String text = literal.getLiteralLexicalForm();
    if (text.length() < 17 || !type.isValid(text)) {
      return true;
    }
    var value = new BigInteger(text);
    return integer
        ? value.compareTo(MIN_INTEGER) >= 0 && value.compareTo(MAX_INTEGER) <= 0
        : value.compareTo(MIN_INLINE) >= 0 && value.compareTo(MAX_INLINE) <= 0;
  }
}
