package org.crmekg.source;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicLong;
import org.crmekg.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * A connection while somebody uses it, and what is seen of its use from outside.
 *
 * <p>Its user says when the driver is at work ({@link #enter}, {@link #leave}). A driver that is at
 * work after the deadline, or for too long, is asked to cancel; where that does not help, because
 * the database is not there any more, the connection is broken off, which ends the driver's wait.
 * Used by one thread at a time, and given back by another one, so that nobody waits for the end of
 * its transaction; {@link #tick} belongs to the watch, which never waits for a driver itself.
 */
final class Lease implements AutoCloseable {
  /** Ticks that a cancelled statement has to end. */
  private static final int CANCEL_TICKS = 5;

  /** Ticks that giving a connection back may take. */
  private static final int CLOSING_TICKS = 10;

  private final ConnectionPool pool;
  private final Connection connection;
  private final Deadline deadline;
  private final boolean fresh;
  private final long patience;

  /** Odd while the driver is at work. */
  private final AtomicLong calls = new AtomicLong();

  private volatile @Nullable Statement statement;
  private volatile boolean interrupted;
  private volatile boolean unresponsive;
  private volatile boolean closing;
  private boolean failed;
  private boolean closed;

  private long seen;
  private int busyTicks;
  private int interruptedTicks;

  /**
   * Creates a lease.
   *
   * @param fresh whether the connection was made for it
   * @param patience ticks that one call of the driver may take
   */
  Lease(
      ConnectionPool pool, Connection connection, Deadline deadline, boolean fresh, long patience) {
    this.pool = pool;
    this.connection = connection;
    this.deadline = deadline;
    this.fresh = fresh;
    this.patience = patience;
  }

  Connection connection() {
    return connection;
  }

  /** Returns whether the connection was made for this lease, so that it cannot be an old one. */
  boolean isFresh() {
    return fresh;
  }

  /** Names the statement that is cancelled when it takes too long. */
  void runs(Statement newStatement) {
    statement = newStatement;
  }

  void enter() {
    calls.lazySet(calls.getPlain() + 1);
  }

  void leave() {
    calls.lazySet(calls.getPlain() + 1);
  }

  /** Notes that the driver failed: what the connection is worth then, nobody knows. */
  void failed() {
    failed = true;
  }

  /** Returns whether a call was interrupted since it took longer than the source may take. */
  boolean isTooSlow() {
    return interrupted && !deadline.isOver();
  }

  /** Returns whether the source reacted to nothing, so that the connection was broken off. */
  boolean isUnresponsive() {
    return unresponsive;
  }

  Deadline deadline() {
    return deadline;
  }

  /** Interrupts a call that is over its time, without waiting. */
  void tick() {
    long now = calls.get();
    boolean atWork = (now & 1) == 1;
    busyTicks = atWork && now == seen ? busyTicks + 1 : 0;
    seen = now;
    if (!atWork) {
      interruptedTicks = 0;
      return;
    }
    long most = closing ? Math.min(CLOSING_TICKS, patience) : patience;
    boolean late = deadline.isOver();
    if (late) {
      deadline.blame("source " + pool.id());
    }
    if (!late && busyTicks <= most) {
      return;
    }
    interruptedTicks++;
    if (interruptedTicks == 1) {
      interrupted = true;
      pool.run(this::cancel);
    }
    // A database in this process has no connection that could be broken off.
    if (interruptedTicks == CANCEL_TICKS && pool.isRemote()) {
      unresponsive = true;
      pool.distrust();
      pool.run(this::abort);
    }
  }

  /** Notes that nobody reads the result to its end, which the driver would do before it closes. */
  void leaveUnread() {
    interrupted = true;
  }

  /** Returns whether the driver should not be asked to close what it holds. */
  boolean isBroken() {
    return interrupted || failed;
  }

  private void cancel() {
    Statement running = statement;
    if (running == null) {
      return;
    }
    try {
      running.cancel();
    } catch (SQLException | RuntimeException | AssertionError e) {
      pool.logCloseFailure(e);
    }
  }

  private void abort() {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException | RuntimeException | AssertionError e) {
      pool.logCloseFailure(e);
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    closing = true;
    boolean atWork = (calls.getPlain() & 1) == 1;
    if (!atWork) {
      enter();
    }
    if (interrupted || failed || !hasTransaction()) {
      giveBack(false);
    } else if (!pool.giveBackLater(() -> giveBack(true))) {
      giveBack(true);
    }
  }

  private void giveBack(boolean announced) {
    // A late cancel would hit the next statement on this connection.
    boolean reusable = !interrupted && !failed && rolledBack() && !interrupted;
    leave();
    if (interrupted && pool.isRemote()) {
      breakOff();
    }
    pool.giveBack(this, reusable, announced);
  }

  /** Ends whatever the driver does, at the database too, without waiting for it. */
  void breakOff() {
    pool.run(
        () -> {
          cancel();
          abort();
        });
  }

  private boolean hasTransaction() {
    try {
      return !connection.getAutoCommit();
    } catch (SQLException | RuntimeException | AssertionError e) {
      failed = true;
      return false;
    }
  }

  private boolean rolledBack() {
    try {
      if (!connection.getAutoCommit()) {
        connection.rollback();
      }
      return !connection.isClosed();
    } catch (SQLException | RuntimeException | AssertionError e) {
      pool.logCloseFailure(e);
      return false;
    }
  }
}
