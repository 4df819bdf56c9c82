package org.crmekg.source;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.crmekg.Deadline;
import org.crmekg.NotNowException;
import org.crmekg.Problem;
import org.crmekg.SourceException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections to one database, some of which wait for their next use.
 *
 * <h2>What a fault costs</h2>
 *
 * <p>A database that refuses connections is an error at once, after one more try; one that does not
 * answer is an error when the time for connecting is over, and for a short while afterwards it is
 * not asked again. Connections are made on threads of their own, so that nobody waits longer than
 * his deadline; a wrong password is tried once for each request and never in the background.
 *
 * <h2>A database that gives fewer connections</h2>
 *
 * <p>Where it refuses one more, those that there are have to do: the limit is taken over for a
 * while, requests wait for a connection that comes back, and {@link #isBusy} tells those who hold
 * some. Without any, they wait until others let go of theirs.
 *
 * <p>Time is counted in ticks of {@link #TICK}, which the source's watch gives.
 */
final class ConnectionPool implements AutoCloseable {
  static final Duration TICK = Duration.ofMillis(100);

  private static final Logger LOG = LoggerFactory.getLogger(ConnectionPool.class);
  private static final Duration RETRY_AFTER = Duration.ofMillis(100);
  private static final Duration MOMENT = Duration.ofMillis(100);
  private static final Duration CONNECTING = Duration.ofSeconds(5);

  /** From then on a waiting connection is looked at before it is used. */
  private static final long UNCHECKED_TICKS = ticks(Duration.ofMillis(500));

  private static final long IDLE_TICKS = ticks(Duration.ofSeconds(60));
  private static final long OLD_TICKS = ticks(Duration.ofMinutes(30));

  /** How long a limit that the database showed is believed. */
  private static final long LIMIT_TICKS = ticks(Duration.ofSeconds(30));

  /** How long a source that reacted to nothing is left alone. */
  private static final long DISTRUST_TICKS = ticks(Duration.ofSeconds(2));

  private final String id;
  private final boolean remote;
  private final int most;
  private final Duration timeout;
  private final Connector connector;
  private final ExecutorService threads;
  private final Set<Lease> leases = ConcurrentHashMap.newKeySet();

  private final ReentrantLock lock = new ReentrantLock(true);
  private final Condition changed = lock.newCondition();
  private final Deque<Idle> idle = new ArrayDeque<>();
  private final Map<Connection, Long> born = new ConcurrentHashMap<>();
  private int given;

  /** Of those, how many only wait for the database to end their transaction. */
  private int returning;

  /** How many of these somebody waits for. */
  private int awaited;

  private int opening;
  private int limit;
  private long limitUntil;
  private long distrustUntil;
  private final AtomicLong clock = new AtomicLong();
  private boolean closed;

  /** Makes a connection. */
  interface Connector {
    Connection connect() throws SQLException;
  }

  private record Idle(Connection connection, long since) {}

  /** A connection that is being made, and whether somebody still waits for it. */
  private static final class Opening {
    private boolean abandoned;
    private @Nullable Connection connection;
    private @Nullable SQLException failure;
    private @Nullable RuntimeException broken;

    boolean isDone() {
      return connection != null || failure != null || broken != null;
    }
  }

  /**
   * Creates an empty pool.
   *
   * @param remote whether the database is another process
   * @param most connections at once
   * @param timeout how long one call of the driver may take
   */
  ConnectionPool(String id, boolean remote, int most, Duration timeout, Connector connector) {
    this.id = id;
    this.remote = remote;
    this.most = most;
    this.limit = most;
    this.timeout = timeout;
    this.connector = connector;
    this.threads =
        Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("ekg-source-" + id + "-", 0).factory());
  }

  static long ticks(Duration duration) {
    return Math.max(1, duration.toMillis() / TICK.toMillis());
  }

  String id() {
    return id;
  }

  boolean isRemote() {
    return remote;
  }

  /** Returns whether the next request would wait for one that is under way. */
  boolean isBusy() {
    lock.lock();
    try {
      return isTaken();
    } finally {
      lock.unlock();
    }
  }

  private boolean isTaken() {
    return idle.isEmpty() && given - returning + opening >= limit;
  }

  /** Waits a moment for a connection to come back, and returns whether none has. */
  boolean staysBusy() {
    lock.lock();
    try {
      long left = MOMENT.toNanos();
      while (left > 0 && isTaken() && !closed) {
        left = slice(Deadline.none(), left);
      }
      return isTaken();
    } finally {
      lock.unlock();
    }
  }

  /** Takes a connection for a request. */
  Lease borrow(Deadline deadline) throws SQLException {
    // Somebody at a command line may wait for a sort of a large table; a server's query may not.
    Duration patience = deadline.isBounded() ? timeout : timeout.multipliedBy(20);
    return borrow(deadline, ticks(patience));
  }

  /**
   * Takes a connection.
   *
   * @param patience ticks that one call of the driver may take
   * @throws SQLException the driver's error, if no connection can be made
   * @throws SourceException if the source does not answer
   * @throws org.crmekg.ResourceException if the deadline passes
   */
  Lease borrow(Deadline deadline, long patience) throws SQLException {
    boolean retried = false;
    long waitedForOthers = 0;
    while (true) {
      Idle waiting = waitingOrPermit(deadline);
      if (waiting != null) {
        Lease lease = leased(waiting.connection(), deadline, false, patience);
        if (clock.get() - waiting.since() < UNCHECKED_TICKS || isAlive(lease)) {
          return lease;
        }
        // What the others wait for since is no better.
        lease.failed();
        lease.close();
        dropIdle();
        continue;
      }
      try {
        return leased(opened(deadline), deadline, true, patience);
      } catch (SQLException e) {
        if (isFull(e) && deadline.isAhead()) {
          hasLearnedLimit();
          throw new NotNowException();
        } else if (isFull(e)) {
          if (!hasLearnedLimit() && waitedForOthers++ * RETRY_AFTER.toNanos() > timeout.toNanos()) {
            throw e;
          }
        } else if (retried || !isRefused(e)) {
          throw e;
        } else {
          retried = true;
        }
        await(deadline, RETRY_AFTER);
      }
    }
  }

  private Lease leased(Connection connection, Deadline deadline, boolean fresh, long patience) {
    var lease = new Lease(this, connection, deadline, fresh, patience);
    leases.add(lease);
    return lease;
  }

  /** Returns a connection that waits for its next use, or null for the right to make one. */
  private @Nullable Idle waitingOrPermit(Deadline deadline) {
    long left = timeout.toNanos();
    lock.lock();
    try {
      while (true) {
        requireOpen();
        Idle found = idle.pollLast();
        if (found != null) {
          given++;
          return found;
        }
        if (clock.get() < distrustUntil) {
          throw new SourceException(
              Problem.SOURCE_TIMEOUT,
              "source %s did not react to the last request; it is asked again in a moment"
                  .formatted(id));
        }
        if (returning > awaited && left > 0) {
          // Sooner here than a new one is made.
          awaited++;
          try {
            left = Math.min(left, slice(deadline, left));
          } finally {
            awaited--;
          }
          continue;
        }
        if (given + opening < limit) {
          opening++;
          return null;
        }
        if (deadline.isAhead()) {
          throw new NotNowException();
        }
        if (left <= 0) {
          throw new SourceException(
              Problem.SOURCE_TIMEOUT,
              ("source %s has no connection free: all %d were in use for %d s; raise"
                      + " ekg:maxConnections if it can take more")
                  .formatted(id, limit, timeout.toSeconds()));
        }
        left = Math.min(left, slice(deadline, left));
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a change, no longer than a tick; returns what is left of a time. */
  @SuppressWarnings("WaitNotInLoop") // Its callers loop, each over what it waits for.
  private long slice(Deadline deadline, long left) {
    checkDeadline(deadline);
    long step = Math.min(left, TICK.toNanos());
    try {
      return left - step + Math.max(0, changed.awaitNanos(step));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SourceException(
          Problem.SOURCE_TIMEOUT, "the wait for source %s was interrupted".formatted(id), e);
    }
  }

  private void checkDeadline(Deadline deadline) {
    if (deadline.isOver()) {
      deadline.blame("source " + id);
      deadline.check();
    }
  }

  private void await(Deadline deadline, Duration time) {
    long left = time.toNanos();
    lock.lock();
    try {
      while (left > 0) {
        left = slice(deadline, left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Makes a connection on another thread and waits for it no longer than there is time. */
  private Connection opened(Deadline deadline) throws SQLException {
    var request = new Opening();
    try {
      threads.execute(() -> open(request));
    } catch (RejectedExecutionException e) {
      endOpening();
      throw closedPool();
    }
    long left = Math.min(CONNECTING.toNanos(), timeout.toNanos());
    lock.lock();
    try {
      while (!request.isDone()) {
        if (left <= 0) {
          distrustUntil = clock.get() + DISTRUST_TICKS;
          throw new SourceException(
              Problem.SOURCE_UNREACHABLE,
              "source %s cannot be reached while connecting: it did not answer within %d ms"
                  .formatted(id, Math.min(CONNECTING.toMillis(), timeout.toMillis())));
        }
        left = slice(deadline, left);
      }
      if (request.connection != null) {
        return request.connection;
      }
      if (request.failure != null) {
        throw request.failure;
      }
      throw Objects.requireNonNull(request.broken);
    } finally {
      request.abandoned = true;
      lock.unlock();
    }
  }

  private void open(Opening request) {
    Connection made = null;
    SQLException failure = null;
    RuntimeException broken = null;
    try {
      made = connector.connect();
    } catch (SQLException e) {
      failure = e;
    } catch (RuntimeException | AssertionError e) {
      // Some drivers answer rubbish with such.
      broken = e instanceof RuntimeException known ? known : new IllegalStateException(e);
    }
    boolean unwanted = false;
    lock.lock();
    try {
      opening--;
      request.connection = made;
      request.failure = failure;
      request.broken = broken;
      if (made != null && closed) {
        unwanted = true;
      } else if (made != null) {
        born.put(made, clock.get());
        if (request.abandoned) {
          idle.addLast(new Idle(made, clock.get()));
        } else {
          given++;
        }
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (unwanted && made != null) {
      closeQuietly(made);
    }
  }

  private void endOpening() {
    lock.lock();
    try {
      opening--;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  // ---- Limits that the database has

  private static boolean isFull(SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    // PostgreSQL; MariaDB: all of the server's, of the user's, of the user's at once.
    return state.equals("53300") || Set.of(1040, 1203, 1226).contains(e.getErrorCode());
  }

  private static boolean isRefused(SQLException e) {
    return e.getSQLState() != null && e.getSQLState().startsWith("08");
  }

  /** Takes over the limit that the database shows; without connections there is none to learn. */
  private boolean hasLearnedLimit() {
    lock.lock();
    try {
      int have = given + idle.size();
      if (have == 0) {
        return false;
      }
      if (limit == most) {
        LOG.info(
            "source {} gives {} connections and no more; ekg:maxConnections is {}", id, have, most);
      }
      limit = have;
      limitUntil = clock.get() + LIMIT_TICKS;
      return true;
    } finally {
      lock.unlock();
    }
  }

  // ---- Use

  private boolean isAlive(Lease lease) {
    if (!remote) {
      return true;
    }
    lease.enter();
    try {
      return lease.connection().isValid(1);
    } catch (SQLException | RuntimeException | AssertionError e) {
      return false;
    } finally {
      lease.leave();
    }
  }

  /** Closes the connections that wait for their next use. */
  void dropIdle() {
    var dropped = new ArrayList<Connection>();
    lock.lock();
    try {
      idle.forEach(i -> dropped.add(i.connection()));
      idle.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    dropped.forEach(this::drop);
  }

  private void drop(Connection connection) {
    born.remove(connection);
    if (remote) {
      run(() -> closeQuietly(connection));
    } else {
      closeQuietly(connection);
    }
  }

  /** Lets time go on: looks at what is under way, and closes what nobody needs. */
  void tick() {
    clock.incrementAndGet();
    leases.forEach(Lease::tick);
    var old = new ArrayList<Connection>();
    lock.lock();
    try {
      if (clock.get() >= limitUntil) {
        limit = most;
      }
      Iterator<Idle> waiting = idle.iterator();
      while (waiting.hasNext()) {
        Idle i = waiting.next();
        if (clock.get() - i.since() > IDLE_TICKS) {
          waiting.remove();
          old.add(i.connection());
        }
      }
    } finally {
      lock.unlock();
    }
    old.forEach(this::drop);
  }

  /** Runs something on a thread of its own. */
  void run(Runnable task) {
    try {
      threads.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("source {} is closed", id);
    }
  }

  /** Leaves the source alone for a while. */
  void distrust() {
    lock.lock();
    try {
      distrustUntil = clock.get() + DISTRUST_TICKS;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes a connection back when the database has ended its transaction, which nobody waits for.
   *
   * @param ending ends the transaction and gives the connection back
   * @return false if the pool is closed
   */
  boolean giveBackLater(Runnable ending) {
    lock.lock();
    try {
      returning++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      threads.execute(ending);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /**
   * Takes a connection back.
   *
   * @param announced whether {@link #giveBackLater} was told before
   */
  void giveBack(Lease lease, boolean reusable, boolean announced) {
    Connection connection = lease.connection();
    boolean kept;
    leases.remove(lease);
    lock.lock();
    try {
      given--;
      if (announced) {
        returning--;
      }
      kept =
          reusable
              && !closed
              && clock.get() - born.getOrDefault(connection, clock.get()) < OLD_TICKS;
      if (kept) {
        idle.addLast(new Idle(connection, clock.get()));
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (!kept) {
      drop(connection);
    }
  }

  private void requireOpen() {
    if (closed) {
      throw closedPool();
    }
  }

  private SourceException closedPool() {
    return new SourceException(Problem.SOURCE_UNREACHABLE, "source %s is closed".formatted(id));
  }

  /** A driver answers a broken stream with whatever its code meets, which says nothing here. */
  void logCloseFailure(Throwable e) {
    LOG.debug(
        "source {}: closing a request failed: {}",
        id,
        e instanceof SQLException sql ? sql.getSQLState() : e.getClass().getSimpleName());
  }

  private void closeQuietly(Connection connection) {
    try {
      connection.close();
    } catch (SQLException | RuntimeException | AssertionError e) {
      logCloseFailure(e);
    }
  }

  /** Closes what waits; what is in use is closed when it is given back, or broken off. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    dropIdle();
    if (remote) {
      leases.forEach(Lease::breakOff);
    }
    threads.shutdown();
  }
}
