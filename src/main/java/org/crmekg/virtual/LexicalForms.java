package org.crmekg.virtual;

import java.math.BigDecimal;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.Pattern;
import org.crmekg.rdf.Literals;
import org.crmekg.source.Column;
import org.jspecify.annotations.Nullable;

/** The natural lexical forms of SQL values (R2RML §10.2), read from a result. */
final class LexicalForms {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private static final Pattern TIME =
      Pattern.compile("(?:[01]\\d|2[0-3]):\\d\\d(?::\\d\\d(?:\\.\\d+)?)?|24:00:00(?:\\.0+)?");

  /** What drivers give for PostgreSQL's and DuckDB's infinity. */
  private static final Set<LocalDateTime> NO_TIMESTAMPS =
      Set.of(
          LocalDateTime.MAX,
          LocalDateTime.MIN,
          LocalDateTime.parse("+294247-01-10T04:00:54.775807"),
          LocalDateTime.parse("-290308-12-21T19:59:05.224193"));

  private static final Set<String> NO_DATES = Set.of("+5881580-07-11", "-5877641-06-24");
  private static final String INFINITY =
      "infinity has no form in RDF; leave it out with NULLIF in an rr:sqlQuery";

  private LexicalForms() {}

  /** Returns the natural lexical form of a column of the current row, or null for NULL. */
  static @Nullable String read(ResultSet rows, int i, Column column) throws SQLException {
    switch (column.type()) {
      case TEXT, OTHER -> {
        return bounded(rows, i, column);
      }
      case INTEGER -> {
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
        return date(rows, i);
      }
      case TIME -> {
        return time(rows.getString(i));
      }
      case TIME_WITH_ZONE -> {
        OffsetTime time = rows.getObject(i, OffsetTime.class);
        return time == null ? null : zoned(time);
      }
      case TIMESTAMP -> {
        LocalDateTime time = rows.getObject(i, LocalDateTime.class);
        return time == null
            ? noTimestamp(rows.getString(i))
            : withoutZeros(year(DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(finite(time))));
      }
      case TIMESTAMP_WITH_ZONE -> {
        OffsetDateTime time = rows.getObject(i, OffsetDateTime.class);
        return time == null ? null : zoned(time);
      }
      case BINARY -> {
        return binary(rows, i, column);
      }
    }
    throw new IllegalStateException();
  }

  // ---- Long values

  /** A cell is a term in memory: one that is too long for that is refused, if it can be unread. */
  private static @Nullable String bounded(ResultSet rows, int i, Column column)
      throws SQLException {
    if (column.typeName().equals("CHARACTER LARGE OBJECT")) {
      Clob clob = rows.getClob(i);
      if (clob == null) {
        return null;
      }
      return clob.getSubString(1, requireBounded(clob.length()));
    }
    String text = rows.getString(i);
    if (text != null) {
      requireBounded(text.length());
    }
    return text;
  }

  private static @Nullable String binary(ResultSet rows, int i, Column column) throws SQLException {
    if (column.typeName().equals("BINARY LARGE OBJECT")) {
      Blob blob = rows.getBlob(i);
      if (blob == null) {
        return null;
      }
      requireBounded(blob.length());
    }
    byte[] bytes = rows.getBytes(i);
    if (bytes == null) {
      return null;
    }
    requireBounded(bytes.length);
    return HEX.formatHex(bytes);
  }

  /** Returns the length, if a term may be that long. */
  static int requireBounded(long length) throws SQLException {
    if (length > RowReader.MAX_CELL) {
      throw new SQLException(
          ("its length of %,d is longer than the %,d that a term may have; cut it in an"
                  + " rr:sqlQuery, or leave the column out")
              .formatted(length, RowReader.MAX_CELL));
    }
    return (int) length;
  }

  // ---- Dates and times: drivers turn what Java does not know into other values

  /**
   * The zero date (MariaDB) would become NULL, infinity (PostgreSQL, DuckDB) a day, and years
   * before Christ (DuckDB) years after.
   */
  private static @Nullable String date(ResultSet rows, int i) throws SQLException {
    String text = rows.getString(i);
    if (text == null || (isIsoDate(text) && !text.contains("-00"))) {
      return text;
    }
    if (NO_DATES.contains(text) || text.endsWith("infinity")) {
      throw new SQLException(INFINITY);
    }
    if (text.contains("-00") && !text.startsWith("-00")) {
      throw new SQLException("\"%s\" is not a day".formatted(text));
    }
    if (text.startsWith("-")) {
      return text;
    }
    LocalDate date = rows.getObject(i, LocalDate.class);
    return date == null ? null : year(date.toString());
  }

  /** A time beyond a day (MariaDB) would be wrapped, 24:00:00 (PostgreSQL) cut. */
  private static @Nullable String time(@Nullable String text) throws SQLException {
    if (text == null) {
      return null;
    }
    if (!TIME.matcher(text).matches()) {
      throw new SQLException("\"%s\" is not a time of day".formatted(text));
    }
    return withoutZeros(text.length() == 5 ? text + ":00" : text);
  }

  private static @Nullable String noTimestamp(@Nullable String text) throws SQLException {
    if (text != null) {
      throw new SQLException("\"%s\" is not a point in time".formatted(text));
    }
    return null;
  }

  private static LocalDateTime finite(LocalDateTime time) throws SQLException {
    if (NO_TIMESTAMPS.contains(time)) {
      throw new SQLException(INFINITY);
    }
    return time;
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

  private static String zoned(OffsetTime time) {
    String local = withoutZeros(DateTimeFormatter.ISO_LOCAL_TIME.format(time.toLocalTime()));
    return local + zone(time.getOffset());
  }

  private static String zoned(OffsetDateTime time) throws SQLException {
    LocalDateTime local = finite(time.toLocalDateTime());
    return withoutZeros(year(DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(local)))
        + zone(time.getOffset());
  }

  private static String zone(ZoneOffset offset) {
    return offset.equals(ZoneOffset.UTC) ? "Z" : offset.toString();
  }
}
