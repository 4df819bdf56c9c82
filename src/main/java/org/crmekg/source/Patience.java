package org.crmekg.source;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.crmekg.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * How long somebody still waits for an answer. Only waiting counts, not what is done with what came
 * meanwhile. For one thread at a time.
 */
final class Patience {
  /** A cancelled request is noticed within this time. */
  private static final long SLICE = TimeUnit.MILLISECONDS.toNanos(50);

  private final Deadline deadline;
  private final LongSupplier nanoTime;
  private long leftNanos;

  /**
   * Begins with all of it.
   *
   * @param deadline of the caller's request
   * @param nanoTime a monotonic clock in nanoseconds
   */
  Patience(Duration limit, Deadline deadline, LongSupplier nanoTime) {
    this.deadline = deadline;
    this.nanoTime = nanoTime;
    this.leftNanos = limit.toNanos();
  }

  /** Something that can be waited for. */
  @FunctionalInterface
  interface Awaited<T> {
    /** Waits for so long at most, and returns null if there is nothing yet. */
    @Nullable T poll(long nanos) throws InterruptedException;
  }

  /**
   * Waits.
   *
   * @return what came; null if patience is at its end
   * @throws org.crmekg.ResourceException if the caller's request is over
   */
  <T> @Nullable T await(Awaited<T> awaited) throws InterruptedException {
    while (true) {
      deadline.check();
      long before = nanoTime.getAsLong();
      T came = awaited.poll(Math.max(0, Math.min(SLICE, leftNanos)));
      leftNanos -= nanoTime.getAsLong() - before;
      if (came != null) {
        return came;
      }
      if (leftNanos <= 0) {
        deadline.check();
        return null;
      }
    }
  }

  /** Returns whether what is waited for is not needed yet. */
  boolean isAhead() {
    return deadline.isAhead();
  }

  /** Returns whether there is as much left. */
  boolean allows(Duration time) {
    return time.toNanos() < leftNanos && time.compareTo(deadline.remaining()) < 0;
  }
}
