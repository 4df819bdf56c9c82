package org.crmekg.virtual;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.crmekg.Problem;
import org.crmekg.SourceException;
import org.crmekg.source.Column;
import org.jspecify.annotations.Nullable;

/**
 * The values of one row in their natural lexical forms (R2RML §10.2), read when first asked for.
 *
 * <p>One object serves all rows of a cursor; call {@link #nextRow} before each.
 */
public final class RowValues {
  private final Cells cells;
  private final Map<ColumnRef, Integer> positions;
  private final @Nullable String[] texts;
  private final boolean[] read;

  /** Where the values come from. */
  interface Cells {
    /** Returns the lexical form of a value of the current row, or null for NULL. */
    @Nullable String text(int position, Column column);
  }

  /** Prepares for a result whose columns are these, in this order. */
  public RowValues(ResultSet rows, List<ColumnRef> columns) {
    this((position, column) -> read(rows, position, column), positions(columns));
  }

  /** Prepares for a result of which some columns are at these positions, counted from zero. */
  public RowValues(ResultSet rows, Map<ColumnRef, Integer> positions) {
    this((position, column) -> read(rows, position, column), positions);
  }

  /** Prepares for rows of which some columns are at these positions, counted from zero. */
  RowValues(Cells cells, Map<ColumnRef, Integer> positions) {
    this.cells = cells;
    this.positions = positions;
    int size = positions.values().stream().mapToInt(p -> p + 1).max().orElse(0);
    this.texts = new String[size];
    this.read = new boolean[size];
  }

  static Map<ColumnRef, Integer> positions(List<ColumnRef> columns) {
    var positions = new LinkedHashMap<ColumnRef, Integer>();
    for (ColumnRef column : columns) {
      positions.put(column, positions.size());
    }
    return positions;
  }

  /** Forgets the values of the row before. */
  public void nextRow() {
    Arrays.fill(read, false);
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
      texts[position] = cells.text(position, column.column());
      read[position] = true;
    }
    return texts[position];
  }

  private static @Nullable String read(ResultSet rows, int position, Column column) {
    try {
      return LexicalForms.read(rows, position + 1, column);
    } catch (SQLException e) {
      throw unreadable(column, String.valueOf(e.getMessage()), e);
    }
  }

  static SourceException unreadable(Column column, String reason, Exception cause) {
    return new SourceException(
        Problem.DATA_ERROR,
        "column \"%s\" (%s) cannot be read: %s".formatted(column.name(), column.typeName(), reason),
        cause);
  }
}
