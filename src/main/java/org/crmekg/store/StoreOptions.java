package org.crmekg.store;

import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;

/**
 * How a store behaves at its limits.
 *
 * @param minimumFreeBytes from the size of the disk to the free space below which nothing is
 *     written
 * @param onFatal called once, on the store's writer thread, when an error met a write transaction;
 *     the store refuses everything from then on and the process has to end
 * @param clock the time that versions are stamped with
 * @param slowWrite after which a write transaction is reported in the log
 * @param batchQuads quads of one transaction, at most {@value #MAX_BATCH_QUADS}
 */
public record StoreOptions(
    LongUnaryOperator minimumFreeBytes,
    Consumer<Throwable> onFatal,
    Clock clock,
    Duration slowWrite,
    int batchQuads) {
  /** A batch above this would keep decisions and findings waiting for too long. */
  public static final int MAX_BATCH_QUADS = 100_000;

  private static final long TWO_GIGABYTES = 2_000_000_000L;

  public StoreOptions {
    if (batchQuads < 1 || batchQuads > MAX_BATCH_QUADS) {
      throw new IllegalArgumentException("batchQuads is 1 to " + MAX_BATCH_QUADS);
    }
  }

  /** Returns the options of normal work: 2 GB or 10 % of the disk stay free. */
  public static StoreOptions standard(Clock clock, Consumer<Throwable> onFatal) {
    return new StoreOptions(
        total -> Math.max(TWO_GIGABYTES, total / 10),
        onFatal,
        clock,
        Duration.ofSeconds(30),
        MAX_BATCH_QUADS);
  }

  /** Returns these options with another rule for free space. */
  public StoreOptions withMinimumFreeBytes(LongUnaryOperator rule) {
    return new StoreOptions(rule, onFatal, clock, slowWrite, batchQuads);
  }

  /** Returns these options with batches of another size. */
  public StoreOptions withBatchQuads(int quads) {
    return new StoreOptions(minimumFreeBytes, onFatal, clock, slowWrite, quads);
  }

  /** Returns these options with another time after which a write is reported. */
  public StoreOptions withSlowWrite(Duration limit) {
    return new StoreOptions(minimumFreeBytes, onFatal, clock, limit, batchQuads);
  }
}
