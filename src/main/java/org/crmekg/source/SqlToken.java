package org.crmekg.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A word, name, literal or sign of an SQL text.
 *
 * @param kind what it is
 * @param text the name, without its quotes; a word in upper case; the sign; empty for a literal
 * @param written a word or name as it stands there, without quotes; a literal with them
 */
record SqlToken(Kind kind, String text, String written) {
  enum Kind {
    WORD,
    DELIMITED,
    STRING,
    NUMBER,
    SIGN
  }

  private static final String SIGNS = "(),.+-*/%=<>!|~^&";

  boolean isWord(String word) {
    return kind == Kind.WORD && text.equals(word);
  }

  boolean isWord(Set<String> words) {
    return kind == Kind.WORD && words.contains(text);
  }

  boolean isSign(String sign) {
    return kind == Kind.SIGN && text.equals(sign);
  }

  boolean isOneOf(Set<String> signs) {
    return kind == Kind.SIGN && signs.contains(text);
  }

  boolean isComma() {
    return isSign(",");
  }

  boolean isName() {
    return kind == Kind.WORD || kind == Kind.DELIMITED;
  }

  /** Returns how many parentheses it opens. */
  int nesting() {
    return isSign("(") ? 1 : isSign(")") ? -1 : 0;
  }

  /**
   * Reads a text, without its comments.
   *
   * <p>What databases, or their settings, read in different ways is not read at all: strings with a
   * backslash, dollar quotes, names outside ASCII without quotes, comments inside comments,
   * MariaDB's double quotes.
   *
   * @return empty if it holds something that is not read
   */
  static Optional<List<SqlToken>> read(String sql, Dialect dialect) {
    var tokens = new ArrayList<SqlToken>();
    int at = 0;
    while (at < sql.length()) {
      char c = sql.charAt(at);
      if (isSpace(c)) {
        at++;
        continue;
      }
      int end;
      if (sql.startsWith("--", at)) {
        boolean isComment =
            dialect != Dialect.MARIADB || at + 2 == sql.length() || isSpace(sql.charAt(at + 2));
        if (!isComment) {
          return Optional.empty();
        }
        end = endOfLine(sql, at);
      } else if (sql.startsWith("/*", at)) {
        end = endOfComment(sql, at);
      } else if (sql.startsWith("//", at)) {
        // A comment of H2, a division of DuckDB.
        return Optional.empty();
      } else if (c == '\'') {
        end = endOfQuoted(sql, at);
        if (end > 0) {
          if (sql.substring(at, end).indexOf('\\') >= 0) {
            return Optional.empty();
          }
          tokens.add(new SqlToken(Kind.STRING, "", sql.substring(at, end)));
        }
      } else if (c == (dialect == Dialect.MARIADB ? '`' : '"')) {
        end = endOfQuoted(sql, at);
        if (end > 0) {
          String name = sql.substring(at + 1, end - 1).replace("" + c + c, "" + c);
          tokens.add(new SqlToken(Kind.DELIMITED, name, name));
        }
      } else if (isLetter(c)) {
        end = endOfWord(sql, at);
        String word = sql.substring(at, end);
        tokens.add(new SqlToken(Kind.WORD, word.toUpperCase(Locale.ROOT), word));
      } else if (isDigit(c)) {
        end = endOfNumber(sql, at);
        if (end > 0) {
          tokens.add(new SqlToken(Kind.NUMBER, "", sql.substring(at, end)));
        }
      } else if (sql.startsWith("||", at) || sql.startsWith("::", at)) {
        end = at + 2;
        tokens.add(new SqlToken(Kind.SIGN, sql.substring(at, end), ""));
      } else if (SIGNS.indexOf(c) >= 0) {
        end = at + 1;
        tokens.add(new SqlToken(Kind.SIGN, String.valueOf(c), ""));
      } else {
        return Optional.empty();
      }
      if (end < 0) {
        return Optional.empty();
      }
      at = end;
    }
    return Optional.of(List.copyOf(tokens));
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** Returns -1 if a carriage return stands alone in it: it ends a comment for some. */
  private static int endOfLine(String sql, int from) {
    int feed = sql.indexOf('\n', from);
    int end = feed < 0 ? sql.length() : feed;
    int carriage = sql.indexOf('\r', from);
    return carriage >= 0 && carriage < end - (feed < 0 ? 0 : 1) ? -1 : end;
  }

  /** Returns -1 for a comment that does not end, holds another one, or is run by MariaDB. */
  private static int endOfComment(String sql, int from) {
    int end = sql.indexOf("*/", from + 2);
    if (end < 0) {
      return -1;
    }
    String comment = sql.substring(from + 2, end);
    return comment.contains("/*") || comment.startsWith("!") || comment.startsWith("M!")
        ? -1
        : end + 2;
  }

  /** Returns -1 if the quotes do not close. */
  private static int endOfQuoted(String sql, int from) {
    char quote = sql.charAt(from);
    int at = from + 1;
    while (true) {
      int close = sql.indexOf(quote, at);
      if (close < 0) {
        return -1;
      }
      if (close + 1 == sql.length() || sql.charAt(close + 1) != quote) {
        return close + 1;
      }
      at = close + 2;
    }
  }

  private static int endOfWord(String sql, int from) {
    int at = from;
    while (at < sql.length() && (isLetter(sql.charAt(at)) || isDigit(sql.charAt(at)))) {
      at++;
    }
    return at;
  }

  /**
   * Returns -1 where a letter follows: PostgreSQL reads {@code 1a} as 1 AS a, MariaDB as a name.
   */
  private static int endOfNumber(String sql, int from) {
    int at = from;
    while (at < sql.length() && (isDigit(sql.charAt(at)) || sql.charAt(at) == '.')) {
      at++;
    }
    return at < sql.length() && isLetter(sql.charAt(at)) ? -1 : at;
  }
}
