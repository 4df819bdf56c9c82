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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
      case TEXT, OTHER, INTEGER -> {
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

  private static String zoned(OffsetDateTime time) {
    String local =
        withoutZeros(year(DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time.toLocalDateTime())));
    return time.getOffset().equals(ZoneOffset.UTC) ? local + "Z" : local + time.getOffset();
  }
}
