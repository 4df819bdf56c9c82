package org.crmekg.demo;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.crmekg.InternalException;
import org.crmekg.Problem;
import org.crmekg.SourceException;
import org.jspecify.annotations.Nullable;

/** Where the rows of one table go; counts them. */
final class TableOutput {
  private final TableDefinition table;
  private final RowSink sink;
  private final Map<String, Integer> positions = new HashMap<>();
  private final @Nullable Object[] values;
  private long rows;

  TableOutput(TableDefinition table, RowSink sink) {
    this.table = table;
    this.sink = sink;
    for (TableDefinition.Column column : table.columns()) {
      positions.put(column.name(), positions.size());
    }
    this.values = new @Nullable Object[positions.size()];
  }

  /** Returns the same table with something between it and where its rows go. */
  TableOutput through(UnaryOperator<RowSink> between) {
    return new TableOutput(table, between.apply(sink));
  }

  TableDefinition table() {
    return table;
  }

  long rows() {
    return rows;
  }

  /** Writes a row; one value for each column, in their order. */
  void row(@Nullable Object... row) {
    if (row.length != table.columns().size()) {
      throw new InternalException(
          Problem.INTERNAL,
          "a row of %s.%s has %d values; the table has %d columns"
              .formatted(table.source(), table.name(), row.length, table.columns().size()));
    }
    try {
      sink.write(row);
    } catch (IOException | SQLException e) {
      throw new SourceException(
          Problem.SOURCE_FAILED,
          "row %d of %s.%s cannot be written: %s; it is %s"
              .formatted(
                  rows + 1, table.source(), table.name(), e.getMessage(), Arrays.toString(row)),
          e);
    }
    rows++;
  }

  /** Sets a value of the row that {@link #end} writes; what is not set is NULL. */
  TableOutput put(String column, @Nullable Object value) {
    Integer position = positions.get(column);
    if (position == null) {
      throw new InternalException(
          Problem.INTERNAL,
          "%s.%s has no column %s".formatted(table.source(), table.name(), column));
    }
    values[position] = value;
    return this;
  }

  void end() {
    row(values);
    Arrays.fill(values, null);
  }

  void finish() {
    try {
      sink.finish();
    } catch (IOException | SQLException e) {
      throw new SourceException(
          Problem.SOURCE_FAILED,
          "%s.%s cannot be completed: %s".formatted(table.source(), table.name(), e.getMessage()),
          e);
    }
  }
}
