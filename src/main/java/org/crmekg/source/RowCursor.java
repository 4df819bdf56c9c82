package org.crmekg.source;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.crmekg.Deadline;

/**
 * Rows of one request, streamed.
 *
 * <p>For one thread; must be closed, which gives the connection back. When the request's deadline
 * passes, the statement is cancelled in the database.
 */
public final class RowCursor implements AutoCloseable {
  private final JdbcSource source;
  private final Connection connection;
  private final PreparedStatement statement;
  private final ResultSet rows;
  private final Deadline deadline;
  private boolean closed;
  private boolean finished;
  private volatile boolean cancelled;

  RowCursor(
      JdbcSource source,
      Connection connection,
      PreparedStatement statement,
      ResultSet rows,
      Deadline deadline) {
    this.source = source;
    this.connection = connection;
    this.statement = statement;
    this.rows = rows;
    this.deadline = deadline;
  }

  /**
   * Moves to the next row.
   *
   * @throws org.crmekg.SourceException if the source fails
   * @throws org.crmekg.ResourceException if the deadline has passed
   */
  public boolean next() {
    deadline.check();
    try {
      finished = !rows.next();
      return !finished;
    } catch (SQLException e) {
      deadline.check();
      throw source.failed("while rows were read", e);
    }
  }

  /** Returns the current row. */
  public ResultSet row() {
    return rows;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    source.forget(this);
    // MariaDB sends the rest of a result before it lets go of it, the others do not.
    if (!finished && source.dialect() == Dialect.MARIADB) {
      cancel();
    }
    if (cancelled) {
      // H2 cancels the session, which would hit the next statement on this connection.
      source.discard(connection);
    }
    try (connection;
        statement;
        rows) {
      if (!cancelled && !connection.getAutoCommit()) {
        connection.rollback();
      }
    } catch (SQLException e) {
      source.logCloseFailure(e);
    }
  }

  boolean isOverdue() {
    return deadline.isOver();
  }

  void cancel() {
    cancelled = true;
    try {
      statement.cancel();
    } catch (SQLException e) {
      source.logCloseFailure(e);
    }
  }
}
