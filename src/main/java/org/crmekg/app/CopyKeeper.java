package org.crmekg.app;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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

  private final GoldenCopy copy;
  private final Supplier<IdentityIndex> identity;
  private final Deadline closing = Deadline.none();
  private final AtomicBoolean wanted = new AtomicBoolean();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("ekg-golden-copy").factory());

  CopyKeeper(GoldenCopy copy, Supplier<IdentityIndex> identity) {
    this.copy = copy;
    this.identity = identity;
  }

  /** Makes it again soon, unless it is current then. */
  void later() {
    if (wanted.compareAndSet(false, true)) {
      try {
        thread.execute(
            () -> {
              wanted.set(false);
              now(closing);
            });
      } catch (RejectedExecutionException e) {
        LOG.debug("closed");
      }
    }
  }

  /** Makes it again, unless it is current. */
  void now(Deadline deadline) {
    try {
      copy.refresh(identity.get(), deadline);
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
