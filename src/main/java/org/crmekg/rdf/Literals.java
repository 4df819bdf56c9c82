package org.crmekg.rdf;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.jena.datatypes.RDFDatatype;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Quad;

/**
 * The one normal form of literals, applied at every boundary.
 *
 * <p>A store that keeps {@code 2} and {@code 2.0} as two terms, or that reads back {@code 1.5} for
 * {@code 1.50} and then finds no row for it, gives different answers in different modes. So each
 * literal that enters (from a source, a query, a file, an expression) is brought into XSD's
 * canonical form: decimals and integers as XSD 1.0 prints them, doubles and floats as {@code
 * 8.025E1}, booleans as words, dates and times with {@code Z} for UTC and without trailing zeros in
 * the fraction, language tags in RFC 5646's case. The function is idempotent; ill-typed literals
 * are left alone.
 */
public final class Literals {
  private static final Set<RDFDatatype> INTEGERS =
      Set.of(
          XSDDatatype.XSDinteger,
          XSDDatatype.XSDint,
          XSDDatatype.XSDlong,
          XSDDatatype.XSDshort,
          XSDDatatype.XSDbyte,
          XSDDatatype.XSDunsignedInt,
          XSDDatatype.XSDunsignedLong,
          XSDDatatype.XSDunsignedShort,
          XSDDatatype.XSDunsignedByte,
          XSDDatatype.XSDnonNegativeInteger,
          XSDDatatype.XSDnonPositiveInteger,
          XSDDatatype.XSDpositiveInteger,
          XSDDatatype.XSDnegativeInteger);
  private static final Set<RDFDatatype> TIMES =
      Set.of(
          XSDDatatype.XSDdateTime,
          XSDDatatype.XSDdateTimeStamp,
          XSDDatatype.XSDtime,
          XSDDatatype.XSDdate);
  private static final Pattern TIME_TAIL =
      Pattern.compile("^(.*?)(?:(\\.\\d*?)0*)?(Z|[+-]\\d{2}:\\d{2})?$", Pattern.DOTALL);

  private Literals() {}

  /** Returns the quad with all its literals in normal form. */
  public static Quad normal(Quad quad) {
    Node object = normal(quad.getObject());
    return object.equals(quad.getObject())
        ? quad
        : new Quad(quad.getGraph(), quad.getSubject(), quad.getPredicate(), object);
  }

  /** Returns the triple with its object in normal form. */
  public static Triple normal(Triple triple) {
    Node object = normal(triple.getObject());
    return object.equals(triple.getObject())
        ? triple
        : Triple.create(triple.getSubject(), triple.getPredicate(), object);
  }

  /** Returns the node in normal form; the same object where it is in that form already. */
  public static Node normal(Node node) {
    if (!node.isLiteral()) {
      return node;
    }
    String language = node.getLiteralLanguage();
    if (!language.isEmpty()) {
      return normalLanguage(node, language);
    }
    RDFDatatype type = node.getLiteralDatatype();
    if (XSDDatatype.XSDstring.equals(type)) {
      return node;
    }
    String lexical = node.getLiteralLexicalForm();
    String normal = normalLexical(lexical, type);
    return normal.equals(lexical) ? node : NodeFactory.createLiteralDT(normal, type);
  }

  /** Returns the normal lexical form under a datatype; ill-typed text comes back unchanged. */
  public static String normalLexical(String lexical, RDFDatatype type) {
    if (INTEGERS.contains(type)) {
      // Most are; and one that is ill-typed stays as it is, too.
      if (isCanonicalInteger(lexical)) {
        return lexical;
      }
      return type.isValid(lexical.strip()) && isAsciiNumber(lexical.strip())
          ? new BigInteger(withoutPlus(lexical.strip())).toString()
          : lexical;
    }
    if (XSDDatatype.XSDdecimal.equals(type)) {
      if (isCanonicalDecimal(lexical)) {
        return lexical;
      }
      String text = lexical.strip();
      return type.isValid(text) && isAsciiNumber(text) ? decimal(new BigDecimal(text)) : lexical;
    }
    if (XSDDatatype.XSDdouble.equals(type)) {
      return type.isValid(lexical.strip()) ? floating(lexical.strip(), false) : lexical;
    }
    if (XSDDatatype.XSDfloat.equals(type)) {
      return type.isValid(lexical.strip()) ? floating(lexical.strip(), true) : lexical;
    }
    if (XSDDatatype.XSDboolean.equals(type)) {
      return switch (lexical.strip()) {
        case "1", "true" -> "true";
        case "0", "false" -> "false";
        default -> lexical;
      };
    }
    if (TIMES.contains(type)) {
      return type.isValid(lexical.strip()) ? time(lexical.strip()) : lexical;
    }
    return lexical;
  }

  private static boolean isCanonicalInteger(String text) {
    int from = text.startsWith("-") ? 1 : 0;
    return text.equals("0")
        || (from < text.length()
            && text.charAt(from) != '0'
            && isDigits(text, from, text.length()));
  }

  private static boolean isCanonicalDecimal(String text) {
    int point = text.indexOf('.');
    int end = text.length();
    if (point < 1 || point == end - 1 || !isDigits(text, point + 1, end)) {
      return false;
    }
    String whole = text.substring(0, point);
    return text.equals("0.0")
        || (text.charAt(end - 1) == '0'
            ? point == end - 2 && isCanonicalInteger(whole) && !whole.equals("0")
            : isCanonicalInteger(whole) || whole.equals("-0"));
  }

  private static boolean isDigits(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  /** Returns XSD 1.0's canonical decimal: at least one digit on both sides of the point. */
  public static String decimal(BigDecimal value) {
    if (value.signum() == 0) {
      return "0.0";
    }
    String plain = value.stripTrailingZeros().toPlainString();
    return plain.indexOf('.') < 0 ? plain + ".0" : plain;
  }

  /** Returns XSD's canonical double: one digit, a point, the shortest fraction, an exponent. */
  public static String canonicalDouble(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "INF" : "-INF";
    }
    return value == 0 ? zero(1 / value) : scientific(new BigDecimal(Double.toString(value)));
  }

  /** Returns XSD's canonical float. */
  public static String canonicalFloat(float value) {
    if (Float.isNaN(value) || Float.isInfinite(value) || value == 0) {
      return canonicalDouble(value);
    }
    return scientific(new BigDecimal(Float.toString(value)));
  }

  private static String zero(double inverse) {
    return inverse < 0 ? "-0.0E0" : "0.0E0";
  }

  private static String floating(String text, boolean single) {
    return switch (text) {
      case "NaN" -> "NaN";
      case "INF", "+INF" -> "INF";
      case "-INF" -> "-INF";
      default ->
          single
              ? canonicalFloat(Float.parseFloat(text))
              : canonicalDouble(Double.parseDouble(text));
    };
  }

  private static String scientific(BigDecimal value) {
    BigDecimal stripped = value.stripTrailingZeros();
    String digits = stripped.unscaledValue().abs().toString();
    int exponent = digits.length() - 1 - stripped.scale();
    String fraction = digits.length() == 1 ? "0" : digits.substring(1);
    return (stripped.signum() < 0 ? "-" : "") + digits.charAt(0) + "." + fraction + "E" + exponent;
  }

  private static String time(String text) {
    Matcher m = TIME_TAIL.matcher(text);
    if (!m.matches()) {
      return text;
    }
    String fraction = m.group(2) == null || m.group(2).equals(".") ? "" : m.group(2);
    String zone = m.group(3) == null ? "" : m.group(3);
    if (zone.equals("+00:00") || zone.equals("-00:00")) {
      zone = "Z";
    }
    return m.group(1) + fraction + zone;
  }

  private static boolean isAsciiNumber(String text) {
    return text.chars().allMatch(c -> (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.');
  }

  private static String withoutPlus(String text) {
    return text.startsWith("+") ? text.substring(1) : text;
  }

  private static Node normalLanguage(Node node, String language) {
    String normal = languageTag(language);
    if (normal.equals(language)) {
      return node;
    }
    return node.getLiteralBaseDirection() == null
        ? NodeFactory.createLiteralLang(node.getLiteralLexicalForm(), normal)
        : NodeFactory.createLiteralDirLang(
            node.getLiteralLexicalForm(), normal, node.getLiteralBaseDirection());
  }

  /** Returns a language tag in the case that RFC 5646 §2.1.1 recommends. */
  public static String languageTag(String tag) {
    String[] parts = tag.split("-", -1);
    var out = new StringBuilder(tag.length());
    boolean afterSingleton = false;
    for (int i = 0; i < parts.length; i++) {
      String part = parts[i].toLowerCase(Locale.ROOT);
      if (i > 0) {
        out.append('-');
        if (!afterSingleton && part.length() == 2) {
          part = part.toUpperCase(Locale.ROOT);
        } else if (!afterSingleton && part.length() == 4 && Character.isLetter(part.charAt(0))) {
          part = Character.toUpperCase(part.charAt(0)) + part.substring(1);
        }
      }
      afterSingleton |= part.length() == 1;
      out.append(part);
    }
    return out.toString();
  }
}
