package org.crmekg;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * When a request has to be over, and whether its caller has gone away.
 *
 * <p>Checked by every iterator and every loop over rows. Threads are never interrupted: an
 * interrupt closes the store's file channels. Safe for use by several threads.
 */
public final class Deadline {
  private final LongSupplier nanoTime;
  private final long endNanos;
  private final boolean bounded;
  private final Duration allowed;
  private final AtomicBoolean cancelled = new AtomicBoolean();

  private Deadline(LongSupplier nanoTime, long endNanos, boolean bounded, Duration allowed) {
    this.nanoTime = nanoTime;
    this.endNanos = endNanos;
    this.bounded = bounded;
    this.allowed = allowed;
  }

  /** Returns a deadline that never passes, but can be cancelled. */
  public static Deadline none() {
    return new Deadline(() -> 0L, 0L, false, Duration.ZERO);
  }

  /**
   * Returns a deadline that starts now.
   *
   * @param nanoTime a monotonic clock in nanoseconds
   */
  public static Deadline in(Duration allowed, LongSupplier nanoTime) {
    return new Deadline(nanoTime, nanoTime.getAsLong() + allowed.toNanos(), true, allowed);
  }

  /** Tells everybody who works on the request to stop. */
  public void cancel() {
    cancelled.set(true);
  }

  /** Returns whether the time is over or the request was cancelled. */
  public boolean isOver() {
    return cancelled.get() || (bounded && nanoTime.getAsLong() - endNanos >= 0);
  }

  /** Returns the time left, zero when over; a very long time when there is no limit. */
  public Duration remaining() {
    if (cancelled.get()) {
      return Duration.ZERO;
    }
    if (!bounded) {
      return Duration.ofDays(365);
    }
    return Duration.ofNanos(Math.max(0L, endNanos - nanoTime.getAsLong()));
  }

  /**
   * Returns normally while there is time.
   *
   * @throws ResourceException with {@link Problem#QUERY_TIMEOUT} when it is over
   */
  public void check() {
    if (isOver()) {
      throw new ResourceException(
          Problem.QUERY_TIMEOUT,
          bounded && !cancelled.get()
              ? "the time limit of %s ms is over; make the request more selective or raise the limit"
                  .formatted(allowed.toMillis())
              : "the request was cancelled");
    }
  }
}
