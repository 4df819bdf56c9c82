package org.crmekg.virtual;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds a text that everything has in it that a regular expression (XPath and XQuery Functions 3.1,
 * section 5.6) is found in.
 *
 * <p>Read is only what is sure: characters and escaped punctuation outside of groups, unless a
 * quantifier makes them optional. Groups, classes and anchors end a text; what is an alternative,
 * or is not known here, makes the whole expression one of which nothing is said.
 */
final class RegexText {
  /** Classes, boundaries and control characters. */
  private static final String KNOWN_ESCAPES = "dDwWsSbBntr";

  private static final Pattern QUANTIFIER = Pattern.compile("([?*+]|\\{\\d+(,\\d*)?})[?+]?");

  private final String expression;
  private final StringBuilder run = new StringBuilder();
  private String longest = "";
  private int at;

  private RegexText(String expression) {
    this.expression = expression;
  }

  /** Returns the longest such text; empty if there is none, or it is not sure. */
  static Optional<String> longest(String expression) {
    var text = new RegexText(expression);
    return text.read() && !text.longest.isEmpty() ? Optional.of(text.longest) : Optional.empty();
  }

  /** Reads to the end; false if something is not known. */
  private boolean read() {
    while (at < expression.length()) {
      int c = expression.codePointAt(at);
      at += Character.charCount(c);
      boolean known =
          switch (c) {
            case '\\' -> {
              if (!isKnownEscape()) {
                yield false;
              }
              char escaped = expression.charAt(at++);
              if (isPunctuation(escaped)) {
                literal(escaped);
              } else {
                other();
              }
              yield true;
            }
            case '.', '^', '$' -> other();
            case '[' -> skipClass() && other();
            case '(' -> skipGroup() && other();
            // An alternative, or what stands where it should not.
            case '|', '?', '*', '+', '{', '}', ')', ']' -> false;
            default -> literal(c);
          };
      if (!known) {
        return false;
      }
    }
    end();
    return true;
  }

  private boolean isKnownEscape() {
    return at < expression.length()
        && (isPunctuation(expression.charAt(at))
            || KNOWN_ESCAPES.indexOf(expression.charAt(at)) >= 0);
  }

  private static boolean isPunctuation(char c) {
    return c > ' ' && c < 0x7F && !Character.isLetterOrDigit(c);
  }

  /** Adds a character, if no quantifier makes it optional. */
  private boolean literal(int c) {
    Matcher quantifier = quantifier();
    boolean quantified = quantifier.lookingAt();
    if (!quantified || expression.charAt(at) == '+') {
      run.appendCodePoint(c);
    }
    if (quantified) {
      at = quantifier.end();
      end();
    }
    return true;
  }

  /** Ends the text at what may be one of several. */
  private boolean other() {
    end();
    Matcher quantifier = quantifier();
    if (quantifier.lookingAt()) {
      at = quantifier.end();
    }
    return true;
  }

  private Matcher quantifier() {
    return QUANTIFIER.matcher(expression).region(at, expression.length());
  }

  private void end() {
    if (run.length() > longest.length()) {
      longest = run.toString();
    }
    run.setLength(0);
  }

  /** Skips to the end of a class that has no other one in it. */
  private boolean skipClass() {
    if (expression.startsWith("^", at)) {
      at++;
    }
    boolean first = true;
    while (at < expression.length()) {
      char c = expression.charAt(at);
      if (c == ']') {
        at++;
        return !first;
      }
      if (c == '[' || expression.startsWith("&&", at)) {
        return false;
      }
      at++;
      if (c == '\\') {
        if (!isKnownEscape()) {
          return false;
        }
        at++;
      }
      first = false;
    }
    return false;
  }

  /** Skips to the end of a group, and those in it. */
  private boolean skipGroup() {
    int depth = 1;
    boolean opened = true;
    while (at < expression.length()) {
      char c = expression.charAt(at++);
      boolean opens = c == '(';
      if (opened && c == '?') {
        return false;
      }
      if (c == '\\') {
        if (!isKnownEscape()) {
          return false;
        }
        at++;
      } else if (c == '[') {
        if (!skipClass()) {
          return false;
        }
      } else if (opens) {
        depth++;
      } else if (c == ')' && --depth == 0) {
        return true;
      }
      opened = opens;
    }
    return false;
  }
}
