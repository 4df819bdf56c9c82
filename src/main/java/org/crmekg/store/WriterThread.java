package org.crmekg.store;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.crmekg.InternalException;
import org.crmekg.Problem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes, behind a queue.
 *
 * <p>Nobody else knows the thread, so nobody can interrupt it: an interrupt inside a transaction
 * closes TDB2's file channels. Those who wait for it can be interrupted, but wait on, since their
 * write happens anyway. A write that takes long is reported with where it is; it is never cut off.
 */
final class WriterThread {
  private static final Logger LOG = LoggerFactory.getLogger(WriterThread.class);

  private final Thread thread;
  private final ExecutorService queue;
  private final ScheduledExecutorService watchdog;
  private final Duration slowWrite;

  WriterThread(Duration slowWrite) {
    this.slowWrite = slowWrite;
    var threads = new Thread[1];
    this.queue =
        Executors.newSingleThreadExecutor(
            work -> {
              threads[0] = daemon(work, "ekg-store-writer");
              return threads[0];
            });
    join(queue.submit(() -> {}));
    this.thread = threads[0];
    this.watchdog =
        Executors.newSingleThreadScheduledExecutor(work -> daemon(work, "ekg-store-watchdog"));
  }

  private static Thread daemon(Runnable work, String name) {
    var thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Puts work into the queue; what it throws is thrown by {@link #join}. */
  <T> Future<T> submit(String what, Callable<T> work) {
    try {
      return queue.submit(() -> watched(what, work));
    } catch (RejectedExecutionException e) {
      throw new IllegalStateException("the store is closed", e);
    }
  }

  private <T> T watched(String what, Callable<T> work) throws Exception {
    ScheduledFuture<?> alarm =
        watchdog.schedule(() -> report(what), slowWrite.toNanos(), TimeUnit.NANOSECONDS);
    try {
      return work.call();
    } finally {
      alarm.cancel(false);
    }
  }

  private void report(String what) {
    String stack =
        Arrays.stream(thread.getStackTrace())
            .map(frame -> "\n  at " + frame)
            .collect(Collectors.joining());
    LOG.warn(
        "writing ({}) has taken more than {} ms; it goes on. It is{}",
        what,
        slowWrite.toMillis(),
        stack);
  }

  /** Waits for the work, whatever happens to the waiting thread. */
  static <T> T join(Future<T> work) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return work.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new InternalException(Problem.INTERNAL, "writing failed", e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  boolean isCurrentThread() {
    return Thread.currentThread() == thread;
  }

  /** Takes no more work; what is queued is still done, and waited for if asked. */
  void close(boolean wait) {
    queue.shutdown();
    boolean interrupted = false;
    while (wait && !queue.isTerminated()) {
      try {
        queue.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    watchdog.shutdownNow();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
