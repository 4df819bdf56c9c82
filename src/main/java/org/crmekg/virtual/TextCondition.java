package org.crmekg.virtual;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.graph.Node;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.expr.E_Equals;
import org.apache.jena.sparql.expr.E_Regex;
import org.apache.jena.sparql.expr.E_Str;
import org.apache.jena.sparql.expr.E_StrContains;
import org.apache.jena.sparql.expr.E_StrEndsWith;
import org.apache.jena.sparql.expr.E_StrLowerCase;
import org.apache.jena.sparql.expr.E_StrStartsWith;
import org.apache.jena.sparql.expr.E_StrUpperCase;
import org.apache.jena.sparql.expr.Expr;

/**
 * What an expression asks of the text of a variable. Where the expression holds and the variable is
 * a text, with a language or without, that text
 *
 * <ul>
 *   <li>has the part in it, code point by code point, where case matters;
 *   <li>has the part in it, upper case letters of ASCII taken as lower case ones, <em>or</em> has
 *       characters beyond ASCII, where case does not matter. What upper and lower case are to these
 *       differs between systems; to ASCII alone it does not.
 * </ul>
 *
 * Texts for which that is so are not all texts for which the expression holds.
 *
 * @param variable whose text it is
 * @param part never empty; without U+0000 and half surrogate pairs; of lower case ASCII where case
 *     does not matter
 * @param atStart whether the text begins with the part
 * @param anyCase whether case does not matter
 */
public record TextCondition(Var variable, String part, boolean atStart, boolean anyCase) {

  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

  /**
   * Reads CONTAINS, STRSTARTS, STRENDS, REGEX and equality, of a variable or of what STR, LCASE and
   * UCASE make of it, and a constant; empty for all else, and where nothing is asked of the text.
   */
  public static Optional<TextCondition> of(Expr expr) {
    return switch (expr) {
      case E_StrContains e -> of(e.getArg1(), constant(e.getArg2()), false, false);
      case E_StrEndsWith e -> of(e.getArg1(), constant(e.getArg2()), false, false);
      case E_StrStartsWith e -> of(e.getArg1(), constant(e.getArg2()), true, false);
      case E_Equals e when e.getArg1().isConstant() ->
          of(e.getArg2(), constant(e.getArg1()), true, false);
      case E_Equals e -> of(e.getArg1(), constant(e.getArg2()), true, false);
      case E_Regex e -> regex(e.getArgs());
      default -> Optional.empty();
    };
  }

  private static Optional<TextCondition> regex(List<Expr> arguments) {
    Optional<String> flags = arguments.size() > 2 ? constant(arguments.get(2)) : Optional.of("");
    if (flags.isEmpty() || !flags.get().matches("[ims]*")) {
      return Optional.empty();
    }
    boolean anyCase = flags.get().contains("i");
    return of(
        arguments.get(0), constant(arguments.get(1)).flatMap(RegexText::longest), false, anyCase);
  }

  /** Returns the text of a constant that is one. */
  private static Optional<String> constant(Expr expr) {
    if (!expr.isConstant()) {
      return Optional.empty();
    }
    Node node = expr.getConstant().asNode();
    return node.isLiteral()
            && (!node.getLiteralLanguage().isEmpty()
                || XSDDatatype.XSDstring.equals(node.getLiteralDatatype()))
        ? Optional.of(node.getLiteralLexicalForm())
        : Optional.empty();
  }

  private static Optional<TextCondition> of(
      Expr text, Optional<String> constant, boolean atStart, boolean foldsCase) {
    boolean anyCase = foldsCase;
    Expr at = text;
    while (!at.isVariable()) {
      switch (at) {
        case E_Str e -> at = e.getArg();
        case E_StrLowerCase e -> {
          anyCase = true;
          at = e.getArg();
        }
        case E_StrUpperCase e -> {
          anyCase = true;
          at = e.getArg();
        }
        default -> {
          return Optional.empty();
        }
      }
    }
    if (constant.isEmpty() || (anyCase && !foldsAsciiAsUsual())) {
      return Optional.empty();
    }
    String whole = constant.get();
    String part = anyCase ? longestAscii(whole).toLowerCase(Locale.ROOT) : whole;
    return part.isEmpty() || !SqlValues.isStorable(part)
        ? Optional.empty()
        : Optional.of(
            new TextCondition(
                at.asVar(), part, atStart && part.length() == whole.length(), anyCase));
  }

  /** ARQ's LCASE is that of the locale: "I" has another lower case letter in Turkish. */
  private static boolean foldsAsciiAsUsual() {
    Locale locale = Locale.getDefault();
    String lower = ALPHABET.toLowerCase(Locale.ROOT);
    return ALPHABET.toLowerCase(locale).equals(lower) && lower.toUpperCase(locale).equals(ALPHABET);
  }

  /** A text of ASCII alone that has a whole constant in it has each part of it in it. */
  private static String longestAscii(String text) {
    String longest = "";
    int from = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || text.charAt(i) >= 0x80) {
        longest = i - from > longest.length() ? text.substring(from, i) : longest;
        from = i + 1;
      }
    }
    return longest;
  }
}
