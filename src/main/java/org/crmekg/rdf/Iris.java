package org.crmekg.rdf;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Percent-encoding as R2RML defines it, and back. */
public final class Iris {
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private Iris() {}

  /**
   * Returns the IRI-safe version of a string: every character outside of RFC 3987 {@code
   * iunreserved} is percent-encoded as UTF-8 (R2RML §7.3).
   *
   * @throws IllegalArgumentException if the string holds a lone surrogate, which no IRI can
   */
  public static String encode(String text) {
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (!isUnreservedAscii(c)) {
        return encodeFrom(text, i);
      }
    }
    return text;
  }

  private static String encodeFrom(String text, int start) {
    var out = new StringBuilder(text.length() + 16).append(text, 0, start);
    int i = start;
    while (i < text.length()) {
      int c = text.codePointAt(i);
      if (c >= 0xD800 && c <= 0xDFFF) {
        throw new IllegalArgumentException("lone surrogate U+%04X".formatted(c));
      }
      if (isUnreserved(c)) {
        out.appendCodePoint(c);
      } else {
        for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
          out.append('%').append(HEX[(b >> 4) & 15]).append(HEX[b & 15]);
        }
      }
      i += Character.charCount(c);
    }
    return out.toString();
  }

  /**
   * Returns the string that {@link #encode} would have turned into this one, or empty if there is
   * none: a broken escape, or one that encode would not have written.
   */
  public static Optional<String> decode(String encoded) {
    if (encoded.indexOf('%') < 0) {
      return isEncoded(encoded) ? Optional.of(encoded) : Optional.empty();
    }
    var bytes = new ByteArrayOutputStream(encoded.length());
    int i = 0;
    while (i < encoded.length()) {
      int c = encoded.codePointAt(i);
      if (c == '%') {
        if (i + 2 >= encoded.length()) {
          return Optional.empty();
        }
        int high = Character.digit(encoded.charAt(i + 1), 16);
        int low = Character.digit(encoded.charAt(i + 2), 16);
        if (high < 0 || low < 0) {
          return Optional.empty();
        }
        bytes.write(high << 4 | low);
        i += 3;
      } else {
        bytes.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
        i += Character.charCount(c);
      }
    }
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes.toByteArray()))
              .toString();
      return encode(text).equals(encoded) ? Optional.of(text) : Optional.empty();
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static boolean isEncoded(String text) {
    return text.codePoints().allMatch(Iris::isUnreserved);
  }

  /** Returns whether the code point is in RFC 3987 {@code iunreserved}. */
  public static boolean isUnreserved(int c) {
    if (c < 0x80) {
      return isUnreservedAscii((char) c);
    }
    return (c >= 0xA0 && c <= 0xD7FF)
        || (c >= 0xF900 && c <= 0xFDCF)
        || (c >= 0xFDF0 && c <= 0xFFEF)
        || (c >= 0x10000
            && c <= 0xEFFFD
            && (c & 0xFFFF) <= 0xFFFD
            && !(c >= 0xE0000 && c < 0xE1000));
  }

  private static boolean isUnreservedAscii(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '.'
        || c == '_'
        || c == '~';
  }

  /**
   * Returns whether the text can stand between {@code <} and {@code >} in N-Quads: not empty, with
   * a scheme, without spaces, controls and {@code <>"{}|^`\}.
   */
  public static boolean isAbsolute(String iri) {
    int colon = iri.indexOf(':');
    if (colon <= 0 || !isLetter(iri.charAt(0))) {
      return false;
    }
    for (int i = 1; i < colon; i++) {
      char c = iri.charAt(i);
      if (!isLetter(c) && !(c >= '0' && c <= '9') && c != '+' && c != '-' && c != '.') {
        return false;
      }
    }
    return hasOnlyIriCharacters(iri);
  }

  /** Returns whether no character of the text is forbidden in an IRI. */
  public static boolean hasOnlyIriCharacters(String iri) {
    for (int i = 0; i < iri.length(); i++) {
      char c = iri.charAt(i);
      if (c <= 0x20 || (c >= 0x7F && c <= 0x9F) || "<>\"{}|^`\\".indexOf(c) >= 0) {
        return false;
      }
      if (Character.isSurrogate(c)) {
        if (!Character.isHighSurrogate(c)
            || i + 1 == iri.length()
            || !Character.isLowSurrogate(iri.charAt(i + 1))) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
