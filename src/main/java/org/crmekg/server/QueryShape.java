package org.crmekg.server;

import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A short code for queries of one shape, for the log.
 *
 * <p>Literals, numbers and IRIs are taken out before the text is hashed: what a query looks for may
 * be personal, and a hash of few possible values can be guessed.
 */
final class QueryShape {
  private static final Pattern CONSTANTS =
      Pattern.compile(
          "\"\"\"(?s:.)*?\"\"\"|'''(?s:.)*?'''|\"(?:[^\"\\\\\n]|\\\\.)*\"|'(?:[^'\\\\\n]|\\\\.)*'"
              + "|<[^<>\"{}|^`\\s]*>|[+-]?\\d+(?:\\.\\d+)?");

  private QueryShape() {}

  static String of(String query) {
    String shape = CONSTANTS.matcher(query).replaceAll("_").replaceAll("\\s+", " ").strip();
    return HexFormat.of().formatHex(Token.hash(shape), 0, 4);
  }
}
