package org.crmekg.demo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Appends rows to a table of a database, in batches. */
final class SqlSink implements RowSink {
  private static final int BATCH = 1000;

  private final PreparedStatement insert;
  private int pending;

  SqlSink(TableDefinition table, Connection connection) throws SQLException {
    insert =
        connection.prepareStatement(
            "INSERT INTO \"%s\" (%s) VALUES (%s)"
                .formatted(
                    table.name(),
                    table.columns().stream()
                        .map(c -> '"' + c.name() + '"')
                        .collect(Collectors.joining(", ")),
                    table.columns().stream().map(c -> "?").collect(Collectors.joining(", "))));
  }

  @Override
  public void write(@Nullable Object[] values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      insert.setObject(i + 1, values[i]);
    }
    insert.addBatch();
    if (++pending == BATCH) {
      flush();
    }
  }

  private void flush() throws SQLException {
    insert.executeBatch();
    insert.getConnection().commit();
    pending = 0;
  }

  @Override
  public void finish() throws SQLException {
    if (pending > 0) {
      flush();
    }
    insert.close();
  }
}
