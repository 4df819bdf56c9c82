package org.crmekg.demo;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/** Rows of a database as the values that were written. */
final class SqlRows {
  private SqlRows() {}

  static @Nullable Object[] values(TableDefinition table, ResultSet rows) throws SQLException {
    var values = new @Nullable Object[table.columns().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (table.columns().get(i).type()) {
            case "DATE" -> rows.getObject(i + 1, LocalDate.class);
            case "TIMESTAMP" -> rows.getObject(i + 1, LocalDateTime.class);
            case "DECIMAL" -> rows.getBigDecimal(i + 1);
            case "BIGINT" -> nullable(rows.getLong(i + 1), rows);
            case "INTEGER" -> nullable(rows.getInt(i + 1), rows);
            case "BOOLEAN" -> nullable(rows.getBoolean(i + 1), rows);
            default -> rows.getString(i + 1);
          };
    }
    return values;
  }

  private static @Nullable Object nullable(Object value, ResultSet rows) throws SQLException {
    return rows.wasNull() ? null : value;
  }
}
