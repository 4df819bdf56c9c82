package org.crmekg.app;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.jena.query.QueryParseException;
import org.crmekg.EkgException;

/**
 * Where a query is wrong.
 *
 * @param line from 1
 * @param column from 1
 */
public record SyntaxPosition(int line, int column) {
  /**
   * The place is read from the message: the exception itself has that of the last good token, which
   * may be lines earlier.
   */
  private static final Pattern PLACE = Pattern.compile("at line (\\d+), column (\\d+)");

  /** The tokenizer gives the end of what it could not read; the word begins before it. */
  private static final Pattern UNREADABLE =
      Pattern.compile("Lexical error.*?after(?: prefix)? \"(.*)\"", Pattern.DOTALL);

  /** Returns the first place that is wrong, as far as the parser knows. */
  static SyntaxPosition of(QueryParseException error) {
    String message = String.valueOf(error.getMessage());
    Matcher place = PLACE.matcher(message);
    if (!place.find()) {
      return new SyntaxPosition(Math.max(1, error.getLine()), Math.max(1, error.getColumn()));
    }
    int line = Integer.parseInt(place.group(1));
    int column = Integer.parseInt(place.group(2));
    Matcher unreadable = UNREADABLE.matcher(message);
    int length = unreadable.find() ? unreadable.group(1).length() : 0;
    return new SyntaxPosition(line, Math.max(1, column - length));
  }

  /** Returns where the query of an error is wrong; empty for errors of other kinds. */
  public static Optional<SyntaxPosition> of(EkgException error) {
    return error.getCause() instanceof QueryParseException parse
        ? Optional.of(of(parse))
        : Optional.empty();
  }
}
