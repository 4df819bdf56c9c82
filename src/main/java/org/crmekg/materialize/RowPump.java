package org.crmekg.materialize;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.crmekg.Deadline;
import org.crmekg.Problem;
import org.crmekg.ResourceException;
import org.crmekg.SourceException;
import org.crmekg.source.JdbcSource;
import org.crmekg.source.RowCursor;
import org.crmekg.virtual.RowBatch;
import org.crmekg.virtual.RowReader;

/**
 * Reads scans ahead in a thread of its own, so that the database works while rows are written.
 *
 * <p>A cursor fetches some rows, then waits for the next request; with one thread, either the
 * database or the writer would always be idle. A few batches go round between the two threads,
 * which bounds what is in memory.
 */
final class RowPump implements AutoCloseable {
  private static final int BATCHES = 4;

  /** What the reading thread says. */
  sealed interface Item {
    /** Rows; to be given back with {@link #recycle}. */
    record Rows(int scan, RowBatch batch) implements Item {}

    /** A scan is complete. */
    record End(int scan) implements Item {}

    /** Reading failed; nothing follows. */
    record Failed(Throwable cause) implements Item {
      /** Throws it in the thread that waits for rows. */
      RuntimeException rethrown() {
        if (cause instanceof Error error) {
          throw error;
        }
        return (RuntimeException) cause;
      }
    }
  }

  private final JdbcSource source;
  private final List<ScanPlan.Scan> scans;
  private final Deadline callers;
  private final Deadline own = Deadline.none();
  private final ArrayBlockingQueue<Item> filled = new ArrayBlockingQueue<>(BATCHES);
  private final List<ArrayBlockingQueue<RowBatch>> free;
  private final Thread thread;

  RowPump(JdbcSource source, List<ScanPlan.Scan> scans, Deadline deadline) {
    this.source = source;
    this.scans = scans;
    this.callers = deadline;
    this.free = scans.stream().map(s -> new ArrayBlockingQueue<RowBatch>(BATCHES)).toList();
    this.thread =
        Thread.ofPlatform().daemon().name("ekg-read-" + source.id()).unstarted(this::readAll);
    thread.start();
  }

  /** Returns the next item, waiting for it. */
  Item take() {
    try {
      while (true) {
        callers.check();
        Item item = filled.poll(100, TimeUnit.MILLISECONDS);
        if (item != null) {
          return item;
        }
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Gives a batch back that was read. */
  void recycle(Item.Rows rows) {
    if (!free.get(rows.scan()).offer(rows.batch())) {
      throw new IllegalStateException("more batches than were made");
    }
  }

  private void readAll() {
    try {
      for (int i = 0; i < scans.size(); i++) {
        read(i);
      }
    } catch (RuntimeException | Error e) {
      put(new Item.Failed(e));
    }
  }

  private void read(int scan) {
    ScanPlan.Scan s = scans.get(scan);
    var reader = new RowReader(s.request().columns(), source.dialect());
    try (RowCursor cursor =
        source.query(s.request().sql(), s.request().parameters(), RowReader.FIRST_ROWS, own)) {
      for (int made = 0; ; made++) {
        RowBatch batch = made < BATCHES ? reader.newBatch() : takeFree(scan);
        if (!reader.fill(cursor, batch)) {
          break;
        }
        put(new Item.Rows(scan, batch));
      }
    } catch (OutOfMemoryError e) {
      throw LongCells.refused(source, s, "after row " + reader.rows(), e);
    } catch (SourceException e) {
      throw LongCells.isCauseOf(e)
          ? LongCells.refused(source, s, "after row " + reader.rows(), e)
          : e;
    }
    put(new Item.End(scan));
  }

  private RowBatch takeFree(int scan) {
    try {
      while (true) {
        own.check();
        RowBatch batch = free.get(scan).poll(100, TimeUnit.MILLISECONDS);
        if (batch != null) {
          return batch;
        }
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private void put(Item item) {
    try {
      while (!own.isOver() && !filled.offer(item, 100, TimeUnit.MILLISECONDS)) {
        // The writer is busy, or has stopped.
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static ResourceException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new ResourceException(Problem.QUERY_TIMEOUT, "the request was interrupted", e);
  }

  @Override
  public void close() {
    own.cancel();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }
}
