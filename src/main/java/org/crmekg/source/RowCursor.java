package org.crmekg.source;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Rows of one request, streamed.
 *
 * <p>For one thread; must be closed, which gives the connection back. When the request's deadline
 * passes, the statement is cancelled in the database; where that does not help, its connection is
 * broken off.
 */
public final class RowCursor implements AutoCloseable {
  private final JdbcSource source;
  private final Lease lease;
  private final PreparedStatement statement;
  private final ResultSet rows;
  private boolean closed;
  private boolean finished;

  RowCursor(JdbcSource source, Lease lease, PreparedStatement statement, ResultSet rows) {
    this.source = source;
    this.lease = lease;
    this.statement = statement;
    this.rows = rows;
  }

  /**
   * Moves to the next row.
   *
   * @throws org.crmekg.SourceException if the source fails
   * @throws org.crmekg.ResourceException if the deadline has passed
   */
  public boolean next() {
    lease.deadline().check();
    lease.enter();
    try {
      finished = !rows.next();
      return !finished;
    } catch (SQLException | RuntimeException | AssertionError e) {
      // Some drivers answer a broken stream with whatever their code meets, assertions too.
      lease.failed();
      throw source.failure(lease, "while rows were read", e);
    } finally {
      lease.leave();
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
    // MariaDB sends the rest of a result before it lets go of it, the others do not.
    if (!finished && source.dialect() == Dialect.MARIADB) {
      lease.leaveUnread();
    }
    if (lease.isBroken() && source.isRemote()) {
      lease.close();
      return;
    }
    lease.enter();
    try (statement;
        rows) {
      finished = true;
    } catch (SQLException | RuntimeException | AssertionError e) {
      lease.failed();
      source.logCloseFailure(e);
    } finally {
      lease.leave();
      lease.close();
    }
  }
}
