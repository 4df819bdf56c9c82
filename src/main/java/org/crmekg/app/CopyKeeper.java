package org.crmekg.app;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.crmekg.Deadline;
import org.crmekg.EkgException;
import org.crmekg.federation.GoldenCopy;
import org.crmekg.identity.IdentityIndex;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the store's copy of the golden view again after what it is made of has changed: beside, and
 * once for all changes meanwhile. Until then, and where that fails, it is not used.
 */
final class CopyKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CopyKeeper.class);

  /** So many times as long as it took the last time is it left alone. */
  private static final long PAUSES = 10;

  private static final Duration MOST_PAUSE = Duration.ofMinutes(10);

  private final GoldenCopy copy;
  private final Supplier<IdentityIndex> identity;
  private final Deadline closing = Deadline.none();
  private final AtomicBoolean wanted = new AtomicBoolean();
  private final AtomicLong took = new AtomicLong();
  private final LongSupplier nanoTime;
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().daemon().name("ekg-golden-copy").factory());

  CopyKeeper(GoldenCopy copy, Supplier<IdentityIndex> identity, LongSupplier nanoTime) {
    this.copy = copy;
    this.identity = identity;
    this.nanoTime = nanoTime;
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /**
   * Makes it again soon, unless it is current then: the longer that takes, the later, so that
   * somebody who decides link after link does not keep the disk busy.
   */
  void later() {
    if (wanted.compareAndSet(false, true)) {
      try {
        var unused =
            thread.schedule(
                () -> {
                  wanted.set(false);
                  now(closing);
                },
                Math.min(MOST_PAUSE.toNanos(), PAUSES * took.get()),
                TimeUnit.NANOSECONDS);
      } catch (RejectedExecutionException e) {
        LOG.debug("closed");
      }
    }
  }

  /** Makes it again, unless it is current. */
  void now(Deadline deadline) {
    long start = nanoTime.getAsLong();
    try {
      if (copy.refresh(identity.get(), deadline)) {
        took.set(nanoTime.getAsLong() - start);
      }
    } catch (EkgException e) {
      if (!closing.isOver()) {
        LOG.warn(
            "the copy of the golden view could not be made, so loaded sources are asked one by one: {}",
            e.coded());
      }
    }
  }

  @Override
  public void close() {
    closing.cancel();
    // Never interrupted, which would close the store's files.
    thread.shutdown();
    boolean interrupted = false;
    boolean ended = false;
    while (!ended) {
      try {
        ended = thread.awaitTermination(1, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
