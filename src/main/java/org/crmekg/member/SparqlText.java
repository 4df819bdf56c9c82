package org.crmekg.member;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.jena.datatypes.RDFDatatype;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.graph.Node;
import org.apache.jena.sparql.expr.NodeValue;
import org.crmekg.rdf.Iris;

/**
 * Terms in the text of a query, so that an endpoint matches at least what matches here.
 *
 * <p>An endpoint compares terms by what is written: it may hold {@code "1.50"} where our normal
 * form is {@code "1.5"}. So numbers, booleans, times and texts with a language are never a term in
 * a pattern or VALUES, but a condition on values that may let more through; what comes back is
 * compared here again.
 */
final class SparqlText {
  private static final String XSD = "http://www.w3.org/2001/XMLSchema#";
  private static final Set<RDFDatatype> TIMES =
      Set.of(
          XSDDatatype.XSDdateTime,
          XSDDatatype.XSDdateTimeStamp,
          XSDDatatype.XSDtime,
          XSDDatatype.XSDdate);

  /** What normal forms of times change: the fraction and the zone. */
  private static final Pattern TIME_TAIL = Pattern.compile("(\\.\\d*)?(Z|[+-]\\d{2}:\\d{2})?$");

  /** Some read this as an escape before they read the text that it stands in. */
  private static final Pattern ESCAPE = Pattern.compile("\\\\[uU]");

  private SparqlText() {}

  /** Returns whether an endpoint has a term that is this one here only as this very term. */
  static boolean isTerm(Node node) {
    if (node.isURI()) {
      return Iris.isAbsolute(node.getURI());
    }
    if (!node.isLiteral() || !isWritable(node.getLiteralLexicalForm())) {
      return false;
    }
    String datatype = node.getLiteralDatatypeURI();
    return node.getLiteralLanguage().isEmpty()
        && (datatype.equals(XSDDatatype.XSDstring.getURI())
            || (!datatype.startsWith(XSD) && Iris.isAbsolute(datatype)));
  }

  private static boolean isWritable(String text) {
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int c = text.codePointAt(i);
      if (c == 0 || (c >= 0xD800 && c <= 0xDFFF)) {
        return false;
      }
    }
    return !ESCAPE.matcher(text).find();
  }

  /** Writes a term of {@link #isTerm}. */
  static String term(Node node) {
    if (node.isURI()) {
      return "<" + node.getURI() + ">";
    }
    String text = quoted(node.getLiteralLexicalForm());
    return XSDDatatype.XSDstring.equals(node.getLiteralDatatype())
        ? text
        : text + "^^<" + node.getLiteralDatatypeURI() + ">";
  }

  private static String quoted(String text) {
    var out = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> out.append(c);
      }
    }
    return out.append('"').toString();
  }

  /**
   * Returns a condition that holds for each term whose normal form is one of these, and perhaps for
   * others; empty if there is none but "any term".
   *
   * @param variable with its question mark
   */
  static Optional<String> condition(String variable, Collection<Node> nodes) {
    var equal = new ArrayList<String>();
    var texts = new ArrayList<String>();
    var others = new ArrayList<String>();
    for (Node node : nodes) {
      if (isTerm(node)) {
        equal.add(term(node));
        continue;
      }
      if (!node.isLiteral() || !isWritable(node.getLiteralLexicalForm())) {
        return Optional.empty();
      }
      String text = node.getLiteralLexicalForm();
      RDFDatatype type = node.getLiteralDatatype();
      if (!node.getLiteralLanguage().isEmpty()) {
        others.add(
            "(LCASE(LANG(%s)) = \"%s\" && STR(%s) = %s)"
                .formatted(
                    variable,
                    node.getLiteralLanguage().toLowerCase(Locale.ROOT),
                    variable,
                    quoted(text)));
      } else if (TIMES.contains(type)) {
        others.add(
            "CONTAINS(STR(%s), %s)"
                .formatted(variable, quoted(TIME_TAIL.matcher(text).replaceFirst(""))));
      } else {
        texts.add(quoted(text));
        value(node).ifPresent(equal::add);
      }
    }
    var parts = new ArrayList<String>();
    in(variable, equal).ifPresent(parts::add);
    in("STR(" + variable + ")", texts).ifPresent(parts::add);
    parts.addAll(others);
    return Optional.of(String.join(" || ", parts));
  }

  private static Optional<String> in(String what, List<String> values) {
    return values.isEmpty()
        ? Optional.empty()
        : Optional.of(
            values.size() == 1
                ? what + " = " + values.getFirst()
                : what + " IN (" + String.join(", ", values) + ")");
  }

  /** Writes a number or truth value that is one; others are compared as texts only. */
  static Optional<String> value(Node node) {
    NodeValue value = NodeValue.makeNode(node);
    return value.isNumber() || value.isBoolean() ? typed(node) : Optional.empty();
  }

  /** Writes a literal with its datatype. */
  static Optional<String> typed(Node node) {
    return Optional.of(
        quoted(node.getLiteralLexicalForm()) + "^^<" + node.getLiteralDatatypeURI() + ">");
  }
}
