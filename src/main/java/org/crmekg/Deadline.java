package org.crmekg;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When a request has to be over, and whether its caller has gone away.
 *
 * <p>Checked by every iterator and every loop over rows. Threads are never interrupted: an
 * interrupt closes the store's file channels. Safe for use by several threads.
 */
public final class Deadline {
  private static final long LOOK_MILLIS = 50;

  private final LongSupplier nanoTime;
  private final long endNanos;
  private final boolean bounded;
  private final Duration allowed;
  private final AtomicBoolean cancelled = new AtomicBoolean();
  private final Set<String> blamed = new ConcurrentSkipListSet<>();
  private final BooleanSupplier callerIsGone;
  private final @Nullable Deadline whole;
  private volatile boolean ahead;

  private Deadline(
      LongSupplier nanoTime,
      long endNanos,
      boolean bounded,
      Duration allowed,
      BooleanSupplier callerIsGone,
      @Nullable Deadline whole) {
    this.whole = whole;
    this.ahead = whole != null;
    this.nanoTime = nanoTime;
    this.endNanos = endNanos;
    this.bounded = bounded;
    this.allowed = allowed;
    this.callerIsGone = callerIsGone;
  }

  /** Returns a deadline that never passes, but can be cancelled. */
  public static Deadline none() {
    return new Deadline(() -> 0L, 0L, false, Duration.ZERO, () -> false, null);
  }

  /**
   * Returns a deadline that starts now.
   *
   * @param nanoTime a monotonic clock in nanoseconds
   */
  public static Deadline in(Duration allowed, LongSupplier nanoTime) {
    return in(allowed, nanoTime, () -> false);
  }

  /**
   * Returns a deadline that starts now.
   *
   * @param nanoTime a monotonic clock in nanoseconds
   * @param callerIsGone whether nobody waits for the answer any more; asked now and then by the
   *     thread that waits for it, and by no other
   */
  public static Deadline in(Duration allowed, LongSupplier nanoTime, BooleanSupplier callerIsGone) {
    return new Deadline(
        nanoTime, nanoTime.getAsLong() + allowed.toNanos(), true, allowed, callerIsGone, null);
  }

  /**
   * Returns the deadline of something that is asked before it is needed, on another thread: it is
   * over when this one is, and can be cancelled alone. Until it is needed, it takes what is free
   * and waits for nothing that others hold.
   */
  public Deadline ahead() {
    return new Deadline(nanoTime, endNanos, bounded, allowed, () -> false, this);
  }

  /**
   * Returns whether this is for something that is not needed yet, so that {@link NotNowException}
   * is thrown where others would have to be waited for.
   */
  public boolean isAhead() {
    return ahead;
  }

  /** Says that what was asked ahead is needed now. */
  public void needed() {
    ahead = false;
  }

  /** Returns whether there is a time limit. */
  public boolean isBounded() {
    return bounded;
  }

  /** Cancels the request if its caller has gone away: for the thread that waits for its answer. */
  public void cancelIfCallerIsGone() {
    if (!cancelled.get() && callerIsGone.getAsBoolean()) {
      cancel();
    }
  }

  /**
   * Notes who was being waited for when the time was over.
   *
   * @param who in words, such as {@code source crm}
   */
  public void blame(String who) {
    if (whole == null) {
      blamed.add(who);
    } else if (whole.isOver()) {
      whole.blame(who);
    }
  }

  /** Tells everybody who works on the request to stop. */
  public void cancel() {
    cancelled.set(true);
  }

  /** Returns whether the time is over or the request was cancelled. */
  public boolean isOver() {
    return cancelled.get()
        || (bounded && nanoTime.getAsLong() - endNanos >= 0)
        || (whole != null && whole.isOver());
  }

  /** Returns the time left, zero when over; a very long time when there is no limit. */
  public Duration remaining() {
    if (cancelled.get() || (whole != null && whole.cancelled.get())) {
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
      throw over();
    }
  }

  /**
   * Waits for something that others wait for, too.
   *
   * @param who what is waited for, in words
   * @return false if the time is over first
   */
  public boolean await(Future<?> future, String who) throws InterruptedException {
    while (!future.isDone()) {
      if (isOver()) {
        blame(who);
        return false;
      }
      looked(future);
    }
    return true;
  }

  private void looked(Future<?> future) throws InterruptedException {
    try {
      future.get(Math.min(LOOK_MILLIS, remaining().toMillis() + 1), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException | CancellationException e) {
      // Whoever waits looks himself whether it is done, and how.
    }
  }

  /** Returns the error of a request that is over. */
  public ResourceException over() {
    if (whole != null && !cancelled.get()) {
      return whole.over();
    }
    if (!bounded || cancelled.get()) {
      return new ResourceException(Problem.QUERY_TIMEOUT, "the request was cancelled" + waiting());
    }
    return new ResourceException(
        Problem.QUERY_TIMEOUT,
        "the time limit of %s ms is over%s; make the request more selective or raise the limit"
            .formatted(allowed.toMillis(), waiting()));
  }

  private String waiting() {
    return blamed.isEmpty() ? "" : " while it waited for " + String.join(", ", blamed);
  }
}
