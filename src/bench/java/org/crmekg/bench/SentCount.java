package org.crmekg.bench;

import java.util.concurrent.atomic.AtomicLong;
import org.crmekg.Trace;

/** Counts what is sent to sources, and what comes back. */
final class SentCount implements Trace {
  private final AtomicLong statements = new AtomicLong();
  private final AtomicLong rows = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  void clear() {
    bytes.set(0);
    statements.set(0);
    rows.set(0);
  }

  long statements() {
    return statements.get();
  }

  long rows() {
    return rows.get();
  }

  double megabytes() {
    return bytes.get() / 1e6;
  }

  @Override
  public Sent sent(String source, String statement) {
    statements.incrementAndGet();
    return new Sent() {
      @Override
      public void row() {
        rows.incrementAndGet();
      }

      @Override
      public void bytes(long number) {
        bytes.addAndGet(number);
      }

      @Override
      public void end() {}
    };
  }
}
