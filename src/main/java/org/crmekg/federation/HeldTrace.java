package org.crmekg.federation;

import java.util.ArrayList;
import java.util.List;
import org.crmekg.Trace;
import org.jspecify.annotations.Nullable;

/**
 * Tells what was sent ahead of need once its answer is needed, and nothing if it never is: how far
 * such a request comes before it is given up is chance, and what a query is told to have sent is
 * the same each time.
 */
final class HeldTrace implements Trace {
  private final Trace trace;
  private final List<Held> held = new ArrayList<>();
  private boolean needed;

  HeldTrace(Trace trace) {
    this.trace = trace;
  }

  /** Tells what happened so far, and from now on at once. */
  synchronized void needed() {
    needed = true;
    held.forEach(Held::tell);
    held.clear();
  }

  @Override
  public synchronized Sent sent(String source, String statement) {
    if (needed) {
      return trace.sent(source, statement);
    }
    var sent = new Held(source, statement);
    held.add(sent);
    return sent;
  }

  private final class Held implements Sent {
    private final String source;
    private final String statement;
    private @Nullable Sent told;
    private long rows;
    private long bytes;
    private boolean ended;

    Held(String source, String statement) {
      this.source = source;
      this.statement = statement;
    }

    private void tell() {
      Sent sent = trace.sent(source, statement);
      for (long i = 0; i < rows; i++) {
        sent.row();
      }
      if (bytes > 0) {
        sent.bytes(bytes);
      }
      if (ended) {
        sent.end();
      }
      told = sent;
    }

    @Override
    public void row() {
      synchronized (HeldTrace.this) {
        if (told != null) {
          told.row();
        } else {
          rows++;
        }
      }
    }

    @Override
    public void bytes(long count) {
      synchronized (HeldTrace.this) {
        if (told != null) {
          told.bytes(count);
        } else {
          bytes += count;
        }
      }
    }

    @Override
    public void end() {
      synchronized (HeldTrace.this) {
        if (told != null) {
          told.end();
        } else {
          ended = true;
        }
      }
    }
  }
}
