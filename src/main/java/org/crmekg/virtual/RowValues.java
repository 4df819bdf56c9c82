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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.crmekg.Problem;
import org.crmekg.SourceException;
import org.crmekg.rdf.Literals;
import org.jspecify.annotations.Nullable;

/**
 * The values of one row in their natural lexical forms (R2RML §10.2), read when first asked for.
 *
 * <p>One object serves all rows of a cursor; call {@link #nextRow} before each.
 */
public final class RowValues {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private static final Pattern DATE = Pattern.compile("([+-]?)(\\d{4,})(-\\d\\d-\\d\\d)( BC)?");
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

  private static final long MAX_LENGTH = 1L << 24;

  private final ResultSet rows;
  private final Map<ColumnRef, Integer> positions = new LinkedHashMap<>();
  private final @Nullable String[] texts;
  private final boolean[] read;

  /** Prepares for a result whose columns are these, in this order. */
  public RowValues(ResultSet rows, List<ColumnRef> columns) {
    this.rows = rows;
    for (ColumnRef column : columns) {
      positions.put(column, positions.size());
    }
    this.texts = new String[columns.size()];
    this.read = new boolean[columns.size()];
  }

  /** Forgets the values of the row before. */
  public void nextRow() {
    java.util.Arrays.fill(read, false);
  }

  /**
   * Returns the natural lexical form of a column's value.
   *
   * @return the text, or null for NULL
   */
  public @Nullable String text(ColumnRef column) {
    Integer position = positions.get(column);
    if (position == null) {
      throw new IllegalArgumentException("column " + column + " was not selected");
    }
    if (!read[position]) {
      try {
        texts[position] = read(position + 1, column);
      } catch (SQLException e) {
        throw new SourceException(
            Problem.DATA_ERROR,
            "column \"%s\" (%s) cannot be read: %s"
                .formatted(column.column().name(), column.column().typeName(), e.getMessage()),
            e);
      }
      read[position] = true;
    }
    return texts[position];
  }

  private @Nullable String read(int i, ColumnRef ref) throws SQLException {
    switch (ref.column().type()) {
      case TEXT, OTHER -> {
        return bounded(i, ref);
      }
      case INTEGER -> {
        return rows.getString(i);
      }
      case CHAR -> {
        String text = rows.getString(i);
        return text == null ? null : padded(text, ref.column().length());
      }
      case DECIMAL -> {
        return decimal(i);
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
        return date(i);
      }
      case TIME -> {
        return time(i);
      }
      case TIME_WITH_ZONE -> {
        OffsetTime time = rows.getObject(i, OffsetTime.class);
        return time == null ? null : zoned(time);
      }
      case TIMESTAMP -> {
        LocalDateTime time = rows.getObject(i, LocalDateTime.class);
        if (time == null) {
          return noValue(i);
        }
        if (NO_TIMESTAMPS.contains(time)) {
          throw new SQLException(INFINITY);
        }
        return withoutZeros(year(DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time)));
      }
      case TIMESTAMP_WITH_ZONE -> {
        OffsetDateTime time = rows.getObject(i, OffsetDateTime.class);
        if (time != null && NO_TIMESTAMPS.contains(time.toLocalDateTime())) {
          throw new SQLException(INFINITY);
        }
        return time == null ? null : zoned(time);
      }
      case BINARY -> {
        return binary(i, ref);
      }
    }
    throw new IllegalStateException();
  }

  /** A cell is a term in memory: one that is too long for that is refused before it is read. */
  private @Nullable String bounded(int i, ColumnRef ref) throws SQLException {
    if (ref.column().typeName().equals("CHARACTER LARGE OBJECT")) {
      Clob clob = rows.getClob(i);
      if (clob == null) {
        return null;
      }
      long length = clob.length();
      requireBounded(length);
      return clob.getSubString(1, (int) length);
    }
    String text = rows.getString(i);
    if (text != null) {
      requireBounded(text.length());
    }
    return text;
  }

  private @Nullable String binary(int i, ColumnRef ref) throws SQLException {
    if (ref.column().typeName().equals("BINARY LARGE OBJECT")) {
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

  private static void requireBounded(long length) throws SQLException {
    if (length > MAX_LENGTH) {
      throw new SQLException(
          ("its length of %,d is longer than the %,d that a term may have; cut it in an"
                  + " rr:sqlQuery, or leave the column out")
              .formatted(length, MAX_LENGTH));
    }
  }

  /**
   * Dates are read as text: drivers turn the zero date into NULL, infinity into a day, and years
   * before Christ into years after.
   */
  private @Nullable String date(int i) throws SQLException {
    String text = rows.getString(i);
    if (text == null) {
      return null;
    }
    Matcher m = DATE.matcher(text);
    if (!m.matches() || text.endsWith("-00") || NO_DATES.contains(text)) {
      throw new SQLException(
          NO_DATES.contains(text) || text.endsWith("infinity")
              ? INFINITY
              : "\"%s\" is not a day".formatted(text));
    }
    if (m.group(4) != null) {
      // The year before year 1 is the year 0 (ISO 8601, XML Schema 1.1).
      return year(LocalDate.of(1 - Integer.parseInt(m.group(2)), 1, 1).toString())
              .replaceFirst("-01-01$", "")
          + m.group(3);
    }
    return year(text);
  }

  /** Times are read as text: drivers wrap those beyond a day, and cut 24:00:00. */
  private @Nullable String time(int i) throws SQLException {
    String text = rows.getString(i);
    if (text == null) {
      return null;
    }
    if (!TIME.matcher(text).matches()) {
      throw new SQLException("\"%s\" is not a time of day".formatted(text));
    }
    return withoutZeros(text.length() == 5 ? text + ":00" : text);
  }

  /** MariaDB's driver gives NULL for the zero date; it is a value, and no dateTime. */
  private @Nullable String noValue(int i) throws SQLException {
    String text = rows.getString(i);
    if (text != null) {
      throw new SQLException("\"%s\" is not a point in time".formatted(text));
    }
    return null;
  }

  private @Nullable String decimal(int i) throws SQLException {
    String text = rows.getString(i);
    if (text == null || text.equals("NaN") || text.endsWith("Infinity")) {
      return text;
    }
    BigDecimal value = new BigDecimal(text);
    return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
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
    return time.getOffset().equals(ZoneOffset.UTC) ? local + "Z" : local + time.getOffset();
  }

  private static String zoned(OffsetDateTime time) {
    String local =
        withoutZeros(year(DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time.toLocalDateTime())));
    return time.getOffset().equals(ZoneOffset.UTC) ? local + "Z" : local + time.getOffset();
  }
}
