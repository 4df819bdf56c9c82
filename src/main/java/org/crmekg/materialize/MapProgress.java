package org.crmekg.materialize;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * How far the writing of a mapping's output is.
 *
 * @param table the logical table that is being read
 * @param rows rows read so far, of all scans; a table that a join needs again counts again
 * @param expectedRows rows of all scans, as the database estimates without counting them
 * @param quads statements written so far
 * @param elapsed time since the start
 */
public record MapProgress(
    String table, long rows, OptionalLong expectedRows, long quads, Duration elapsed) {

  /** Hears how far it is. */
  @FunctionalInterface
  public interface Listener {
    /** Ignores it. */
    Listener NONE = progress -> {};

    /** Is told a few times a second, and at the end. */
    void at(MapProgress progress);
  }

  /** Returns statements per second. */
  public long rate() {
    long millis = Math.max(1, elapsed.toMillis());
    return Math.round(quads * 1000.0 / millis);
  }

  /** Returns the time that the rest will take if it goes on like this; empty if nobody knows. */
  public OptionalLong secondsLeft() {
    if (expectedRows.isEmpty() || rows == 0 || expectedRows.getAsLong() <= rows) {
      return OptionalLong.empty();
    }
    double left = (double) (expectedRows.getAsLong() - rows) / rows;
    return OptionalLong.of(Math.round(Math.ceil(left * elapsed.toMillis() / 1000.0)));
  }

  /** Returns it as one line for people. */
  public String shown() {
    var out = new StringBuilder("%s: %,d".formatted(table, rows));
    expectedRows.ifPresent(n -> out.append(" of about %,d".formatted(Math.max(n, rows))));
    out.append(" rows, %,d statements, %,d/s".formatted(quads, rate()));
    secondsLeft().ifPresent(s -> out.append(", %d s left".formatted(s)));
    return out.toString();
  }
}
