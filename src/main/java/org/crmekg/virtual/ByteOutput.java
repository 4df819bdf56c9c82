package org.crmekg.virtual;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.crmekg.rdf.Iris;

/**
 * A growing array of UTF-8 bytes that knows how N-Quads writes text.
 *
 * <p>Literals are escaped as canonical N-Quads (RDF 1.2) has them: a backslash before quote,
 * backslash, tab, line ends and the like, a numeric escape for other controls, everything else as
 * it is. Blank node labels hold ASCII letters and digits only and differ wherever the identifiers
 * do. Not for use by several threads.
 */
public final class ByteOutput {
  private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

  /** Room is looked for once for so many characters or bytes. */
  private static final int PIECE = 256;

  /** The longest form of a piece: six bytes each (a numeric escape), and one code point beyond. */
  private static final int ROOM = 6 * PIECE + 24;

  /** What a text becomes: the ASCII characters that stay, and how the others are written. */
  enum Form {
    /** Inside of the quotes of a literal. */
    LITERAL,
    /** IRI-safe (R2RML §7.3): all but {@code iunreserved} percent-encoded. */
    IRI_SAFE,
    /** Part of a blank node label. */
    LABEL
  }

  private static final boolean[] IN_LITERALS = new boolean[128];
  private static final boolean[] IN_IRIS = new boolean[128];
  private static final boolean[] IN_LABELS = new boolean[128];

  static {
    for (int c = 0; c < 128; c++) {
      boolean alphanumeric =
          (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
      IN_LITERALS[c] = c >= 0x20 && c != 0x7F && c != '"' && c != '\\';
      IN_IRIS[c] = Iris.isUnreserved(c);
      IN_LABELS[c] = alphanumeric && c != 'X';
    }
  }

  /** Returns the ASCII characters that a form leaves as they are. */
  private static boolean[] staying(Form form) {
    return switch (form) {
      case LITERAL -> IN_LITERALS;
      case IRI_SAFE -> IN_IRIS;
      case LABEL -> IN_LABELS;
    };
  }

  private byte[] bytes;
  private int size;

  /** Creates an empty output. */
  public ByteOutput(int capacity) {
    bytes = new byte[capacity];
  }

  /** Returns the array; the first {@link #size} bytes are the content. */
  public byte[] array() {
    return bytes;
  }

  /** Returns the number of bytes. */
  public int size() {
    return size;
  }

  /** Cuts the content to a size that it had before. */
  public void truncate(int newSize) {
    size = newSize;
  }

  /** Returns the content as text. */
  @Override
  public String toString() {
    return new String(bytes, 0, size, StandardCharsets.UTF_8);
  }

  void append(byte[] other) {
    append(other, other.length);
  }

  void append(ByteOutput other) {
    append(other.bytes, other.size);
  }

  private void append(byte[] other, int length) {
    append(other, 0, length);
  }

  /** Appends some bytes as they are. */
  public void append(byte[] other, int offset, int length) {
    reserve(length);
    System.arraycopy(other, offset, bytes, size, length);
    size += length;
  }

  /** Appends the decimal digits of a number. */
  void appendLong(long value) {
    if (value == Long.MIN_VALUE) {
      append(Long.toString(value).getBytes(StandardCharsets.US_ASCII));
      return;
    }
    reserve(20);
    long rest = Math.abs(value);
    int digits = 1;
    for (long limit = 10; digits < 19 && rest >= limit; limit *= 10) {
      digits++;
    }
    if (value < 0) {
      bytes[size++] = '-';
    }
    for (int at = size + digits - 1; at >= size; at--) {
      bytes[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    size += digits;
  }

  /**
   * Appends text.
   *
   * @throws IllegalArgumentException if the text holds half a surrogate pair
   */
  void append(String text, Form form) {
    int length = text.length();
    int checked = 0;
    boolean[] stays = staying(form);
    byte[] out = bytes;
    int at = size;
    for (int i = 0; i < length; i++) {
      if (i >= checked) {
        size = at;
        reserve(ROOM);
        out = bytes;
        checked = i + PIECE;
      }
      char c = text.charAt(i);
      if (c < 0x80) {
        if (stays[c]) {
          out[at++] = (byte) c;
        } else {
          size = at;
          escapeAscii(c, form);
          at = size;
        }
        continue;
      }
      int codePoint = c;
      if (Character.isSurrogate(c)) {
        if (!Character.isHighSurrogate(c)
            || i + 1 == length
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          throw new IllegalArgumentException("lone surrogate U+%04X".formatted((int) c));
        }
        codePoint = Character.toCodePoint(c, text.charAt(++i));
      }
      size = at;
      appendNonAscii(codePoint, form);
      at = size;
    }
    size = at;
  }

  /**
   * Appends text that is UTF-8 already.
   *
   * @throws IllegalArgumentException if it is not well-formed UTF-8
   */
  void appendUtf8(byte[] text, Form form) {
    int length = text.length;
    int checked = 0;
    boolean[] stays = staying(form);
    byte[] out = bytes;
    int at = size;
    for (int i = 0; i < length; i++) {
      if (i >= checked) {
        size = at;
        reserve(ROOM);
        out = bytes;
        checked = i + PIECE;
      }
      byte b = text[i];
      if (b >= 0) {
        if (stays[b]) {
          out[at++] = b;
        } else {
          size = at;
          escapeAscii((char) b, form);
          at = size;
        }
        continue;
      }
      int codePoint = codePoint(text, i);
      i += codePoint < 0x800 ? 1 : codePoint < 0x10000 ? 2 : 3;
      size = at;
      appendNonAscii(codePoint, form);
      at = size;
    }
    size = at;
  }

  /** Decodes a sequence of two to four bytes (Unicode §3.9, table 3-7). */
  private static int codePoint(byte[] text, int i) {
    int first = text[i] & 0xFF;
    int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
    int value = first & (0x3F >> more);
    if (first >= 0xC2 && first <= 0xF4 && i + more < text.length) {
      boolean wellFormed = true;
      for (int k = 1; k <= more; k++) {
        wellFormed &= (text[i + k] & 0xC0) == 0x80;
        value = value << 6 | (text[i + k] & 0x3F);
      }
      int least = more == 1 ? 0x80 : more == 2 ? 0x800 : 0x10000;
      if (wellFormed && value >= least && value <= 0x10FFFF && (value < 0xD800 || value > 0xDFFF)) {
        return value;
      }
    }
    throw new IllegalArgumentException("byte %02X is not UTF-8".formatted(first));
  }

  private void appendNonAscii(int codePoint, Form form) {
    boolean raw =
        switch (form) {
          case LITERAL -> true;
          case IRI_SAFE -> Iris.isUnreserved(codePoint);
          case LABEL -> false;
        };
    byte escape = (byte) (form == Form.LABEL ? 'X' : '%');
    if (codePoint < 0x800) {
      appendByte(0xC0 | codePoint >> 6, raw, escape);
    } else {
      if (codePoint < 0x10000) {
        appendByte(0xE0 | codePoint >> 12, raw, escape);
      } else {
        appendByte(0xF0 | codePoint >> 18, raw, escape);
        appendByte(0x80 | (codePoint >> 12 & 0x3F), raw, escape);
      }
      appendByte(0x80 | (codePoint >> 6 & 0x3F), raw, escape);
    }
    appendByte(0x80 | (codePoint & 0x3F), raw, escape);
  }

  private void appendByte(int b, boolean raw, byte escape) {
    if (raw) {
      bytes[size++] = (byte) b;
    } else {
      bytes[size++] = escape;
      bytes[size++] = HEX[b >> 4 & 15];
      bytes[size++] = HEX[b & 15];
    }
  }

  private void escapeAscii(char c, Form form) {
    switch (form) {
      case IRI_SAFE -> appendByte(c, false, (byte) '%');
      case LABEL -> {
        if (c == 'X') {
          bytes[size++] = 'X';
          bytes[size++] = 'X';
        } else {
          appendByte(c, false, (byte) 'X');
        }
      }
      case LITERAL -> {
        bytes[size++] = '\\';
        switch (c) {
          case '"', '\\' -> bytes[size++] = (byte) c;
          case '\t' -> bytes[size++] = 't';
          case '\b' -> bytes[size++] = 'b';
          case '\n' -> bytes[size++] = 'n';
          case '\r' -> bytes[size++] = 'r';
          case '\f' -> bytes[size++] = 'f';
          default -> {
            bytes[size++] = 'u';
            bytes[size++] = '0';
            bytes[size++] = '0';
            bytes[size++] = HEX[c >> 4 & 15];
            bytes[size++] = HEX[c & 15];
          }
        }
      }
    }
  }

  private void reserve(int more) {
    if (bytes.length - size < more) {
      long wanted = (long) size + more;
      if (wanted > Integer.MAX_VALUE - 16) {
        throw new IllegalArgumentException("a line of more than 2 GB");
      }
      bytes =
          Arrays.copyOf(bytes, (int) Math.clamp(2L * bytes.length, wanted, Integer.MAX_VALUE - 16));
    }
  }
}
