package org.crmekg.virtual;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import org.crmekg.rdf.Literals;
import org.crmekg.source.Column;
import org.jspecify.annotations.Nullable;

/** The natural lexical forms of SQL values (R2RML §10.2), read from a result. */
final class LexicalForms {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private LexicalForms() {}

  /** Returns the natural lexical form of a column of the current row, or null for NULL. */
  static @Nullable String read(ResultSet rows, int i, Column column) throws SQLException {
    switch (column.type()) {
      case TEXT, OTHER, INTEGER -> {
        return rows.getString(i);
      }
      case CHAR -> {
        String text = rows.getString(i);
        return text == null ? null : padded(text, column.length());
      }
      case DECIMAL -> {
        String text = rows.getString(i);
        return text == null ? null : decimal(text);
      }
      case FLOAT -> {
        float value = rows.getFloat(i);
        return rows.wasNull() ? null : Literals.canonicalFloat(value);
      }
      case DOUBLE -> {
        double value = rows.getDouble(i);
        return rows.wasNull() ? null : Literals.canonicalDouble(value);
      }
      case BOOLEAN -> {
        boolean value = rows.getBoolean(i);
        return rows.wasNull() ? null : Boolean.toString(value);
      }
      case DATE -> {
        String text = rows.getString(i);
        if (text == null || isIsoDate(text)) {
          return text;
        }
        LocalDate date = rows.getObject(i, LocalDate.class);
        return date == null ? null : year(date.toString());
      }
      case TIME -> {
        LocalTime time = rows.getObject(i, LocalTime.class);
        return time == null ? null : withoutZeros(DateTimeFormatter.ISO_LOCAL_TIME.format(time));
      }
      case TIMESTAMP -> {
        LocalDateTime time = rows.getObject(i, LocalDateTime.class);
        return time == null
            ? null
            : withoutZeros(year(DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time)));
      }
      case TIMESTAMP_WITH_ZONE -> {
        OffsetDateTime time = rows.getObject(i, OffsetDateTime.class);
        return time == null ? null : zoned(time);
      }
      case BINARY -> {
        byte[] bytes = rows.getBytes(i);
        return bytes == null ? null : HEX.formatHex(bytes);
      }
    }
    throw new IllegalStateException();
  }

  /** R2RML has no zeros at the end of a fraction, and no point without one. */
  static String decimal(String text) {
    if (isPlain(text)) {
      int point = text.indexOf('.');
      int end = text.length();
      while (point >= 0 && text.charAt(end - 1) == '0') {
        end--;
      }
      return text.substring(0, end - 1 == point ? point : end);
    }
    if (text.equals("NaN") || text.endsWith("Infinity")) {
      return text;
    }
    BigDecimal value = new BigDecimal(text);
    return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
  }

  /** Returns whether the text is digits with no needless zero in front, with or without a point. */
  private static boolean isPlain(String text) {
    int first = text.startsWith("-") ? 1 : 0;
    if (text.length() == first || text.charAt(first) < '1' || text.charAt(first) > '9') {
      return false;
    }
    boolean point = false;
    for (int i = first + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.' && !point) {
        point = true;
      } else if (c < '0' || c > '9') {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns whether a driver's text of a date is the lexical form: for years that look the same in
   * the calendar of {@link java.sql.Date}, which some drivers go through.
   */
  static boolean isIsoDate(String text) {
    if (text.length() != 10 || text.charAt(4) != '-' || text.charAt(7) != '-') {
      return false;
    }
    for (int i = 0; i < 10; i++) {
      char c = text.charAt(i);
      if (i != 4 && i != 7 && (c < '0' || c > '9')) {
        return false;
      }
    }
    return text.compareTo("1583") >= 0;
  }

  private static String padded(String text, int length) {
    int have = text.codePointCount(0, text.length());
    return have >= length ? text : text + " ".repeat(length - have);
  }

  /** XSD writes years beyond 9999 without a plus sign. */
  private static String year(String iso) {
    return iso.startsWith("+") ? iso.substring(1) : iso;
  }

  private static String withoutZeros(String time) {
    return time.indexOf('.') < 0 ? time : time.replaceFirst("\\.?0+$", "");
  }

  private static String zoned(OffsetDateTime time) {
    String local =
        withoutZeros(year(DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time.toLocalDateTime())));
    return time.getOffset().equals(ZoneOffset.UTC) ? local + "Z" : local + time.getOffset();
  }
}
