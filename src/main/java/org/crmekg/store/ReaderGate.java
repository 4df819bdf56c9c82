package org.crmekg.store;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Counts readers, and lets the compaction in only while there is none.
 *
 * <p>TDB2's compaction waits, without a limit, for readers of the old files; one leaked reader
 * would hang the writer for ever (Jena issue 3488). Here it never waits: it runs when nobody reads,
 * and otherwise later; new readers wait while it runs.
 */
final class ReaderGate {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private int readers;
  private boolean exclusive;
  private boolean closed;

  /** Lets a reader in, as soon as no compaction runs. */
  void enter() {
    lock.lock();
    try {
      while (exclusive) {
        changed.awaitUninterruptibly();
      }
      if (closed) {
        throw new IllegalStateException("the store is closed");
      }
      readers++;
    } finally {
      lock.unlock();
    }
  }

  /** Lets a reader out; returns whether it was the last one. */
  boolean leave() {
    lock.lock();
    try {
      readers--;
      changed.signalAll();
      return readers == 0;
    } finally {
      lock.unlock();
    }
  }

  /** Runs the work alone and returns true, or returns false at once if somebody reads. */
  boolean tryAlone(Runnable work) {
    lock.lock();
    try {
      if (readers > 0 || exclusive || closed) {
        return false;
      }
      exclusive = true;
    } finally {
      lock.unlock();
    }
    try {
      work.run();
      return true;
    } finally {
      lock.lock();
      try {
        exclusive = false;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  int readers() {
    lock.lock();
    try {
      return readers;
    } finally {
      lock.unlock();
    }
  }

  /** Lets nobody in any more; returns whether all readers left in time. */
  boolean close(Duration patience) {
    boolean interrupted = false;
    lock.lock();
    try {
      closed = true;
      long left = patience.toNanos();
      while (readers > 0 && left > 0) {
        try {
          left = changed.awaitNanos(left);
        } catch (InterruptedException e) {
          interrupted = true;
          left = Math.min(left, TimeUnit.SECONDS.toNanos(1));
        }
      }
      return readers == 0;
    } finally {
      lock.unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
