package org.crmekg.virtual;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.crmekg.source.Column;
import org.crmekg.source.Dialect;
import org.crmekg.source.RowCursor;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows into batches with the cheapest getter that gives the natural lexical form.
 *
 * <p>PostgreSQL's driver hands out text as the bytes that came over the wire, which are UTF-8 and
 * need not be decoded to be encoded again. Integers are read as such where the type has no printed
 * form of its own (MariaDB's ZEROFILL has).
 */
public final class RowReader {
  /** The longest value that may become a term, in characters or bytes. */
  public static final int MAX_CELL = 1 << 24;

  /** How many rows a driver may hold before it is known how large they are. */
  public static final int FIRST_ROWS = 32;

  private static final int ROWS = 512;
  private static final int MAX_FETCHED_ROWS = 1000;
  private static final int MAX_FETCHED_BYTES = 8 << 20;
  private static final int MAX_BYTES = 1 << 20;

  /** PostgreSQL sends these alike in its text and its binary format. */
  private static final Set<String> POSTGRESQL_TEXT = Set.of("varchar", "text", "json", "xml");

  private static final Set<String> LONGS =
      Set.of(
          "int2",
          "int4",
          "int8",
          "smallserial",
          "serial",
          "bigserial",
          "tinyint",
          "smallint",
          "integer",
          "bigint");

  private enum Getter {
    UTF8,
    LONG,
    LEXICAL
  }

  private final Column[] columns;
  private final Getter[] getters;
  private long row;
  private long largest;
  private int fetched = FIRST_ROWS;

  /** Prepares for the columns of a request, in order. */
  public RowReader(List<ColumnRef> columns, Dialect dialect) {
    this.columns = columns.stream().map(ColumnRef::column).toArray(Column[]::new);
    this.getters = new Getter[this.columns.length];
    for (int i = 0; i < getters.length; i++) {
      getters[i] = getter(this.columns[i], dialect);
    }
  }

  private static Getter getter(Column column, Dialect dialect) {
    String type = column.typeName().toLowerCase(Locale.ROOT);
    return switch (column.type()) {
      case TEXT ->
          dialect == Dialect.POSTGRESQL && POSTGRESQL_TEXT.contains(type)
              ? Getter.UTF8
              : Getter.LEXICAL;
      case INTEGER ->
          dialect != Dialect.MARIADB && LONGS.contains(type) ? Getter.LONG : Getter.LEXICAL;
      case CHAR,
          DECIMAL,
          FLOAT,
          DOUBLE,
          BOOLEAN,
          DATE,
          TIME,
          TIME_WITH_ZONE,
          TIMESTAMP,
          TIMESTAMP_WITH_ZONE,
          BINARY,
          OTHER ->
          Getter.LEXICAL;
    };
  }

  /** Returns a batch that {@link #fill} can fill again and again. */
  public RowBatch newBatch() {
    var batch = new RowBatch(columns.length, ROWS);
    for (int i = 0; i < getters.length; i++) {
      batch.longs[i] = new long[getters[i] == Getter.LONG ? ROWS : 0];
    }
    return batch;
  }

  /** Returns how many rows were read. */
  public long rows() {
    return row;
  }

  /**
   * Reads the next rows.
   *
   * @return false if there were no more
   * @throws org.crmekg.SourceException if the source fails
   */
  public boolean fill(RowCursor cursor, RowBatch batch) {
    batch.size = 0;
    batch.firstRow = row + 1;
    ResultSet rows = cursor.row();
    long bytes = 0;
    while (batch.size < ROWS && bytes < MAX_BYTES && cursor.next()) {
      for (int i = 0; i < columns.length; i++) {
        bytes += read(rows, i, batch);
      }
      batch.size++;
      row++;
    }
    largest = Math.max(largest, batch.size == 0 ? 0 : bytes / batch.size);
    fetchWhatFits(rows);
    return batch.size > 0;
  }

  /** The driver holds all rows of a fetch, so wide rows must come in smaller ones. */
  private void fetchWhatFits(ResultSet rows) {
    int wanted = Math.clamp(MAX_FETCHED_BYTES / (largest + 1), 1, MAX_FETCHED_ROWS);
    if (wanted == fetched) {
      return;
    }
    try {
      rows.setFetchSize(wanted);
      fetched = wanted;
    } catch (SQLException e) {
      // A hint that the driver refuses; it keeps to the size that it has.
      fetched = wanted;
    }
  }

  private int read(ResultSet rows, int i, RowBatch batch) {
    @Nullable Object[] cells = batch.cells[i];
    try {
      switch (getters[i]) {
        case UTF8 -> {
          byte[] utf8 = rows.getBytes(i + 1);
          if (utf8 != null) {
            LexicalForms.requireBounded(utf8.length);
          }
          cells[batch.size] = utf8;
          return utf8 == null ? 0 : utf8.length;
        }
        case LONG -> {
          long value = rows.getLong(i + 1);
          batch.longs[i][batch.size] = value;
          cells[batch.size] = value == 0 && rows.wasNull() ? null : RowBatch.LONG;
          return 8;
        }
        case LEXICAL -> {
          String text = LexicalForms.read(rows, i + 1, columns[i]);
          cells[batch.size] = text;
          return text == null ? 0 : text.length();
        }
      }
    } catch (SQLException e) {
      cells[batch.size] = RowValues.unreadable(columns[i], String.valueOf(e.getMessage()), e);
    }
    return 0;
  }
}
