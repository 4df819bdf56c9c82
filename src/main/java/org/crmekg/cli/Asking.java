package org.crmekg.cli;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * How somebody wants to be answered.
 *
 * @param limit when to give up
 * @param partial whether an answer without sources that fail is better than none
 * @param crossProduct whether large products of patterns that nothing connects are meant
 */
record Asking(Optional<Duration> limit, boolean partial, boolean crossProduct) {
  /** Without a limit, and whole. */
  static final Asking WHOLE = new Asking(Optional.empty(), false, false);

  /** Its options. */
  static final class Options {
    @Option(
        names = "--timeout",
        paramLabel = "TIME",
        converter = DurationConverter.class,
        description = "give up after this time, such as 500ms, 30s or 2m")
    @Nullable Duration timeout;

    @Option(
        names = "--partial",
        description = "answer without sources that fail, say which, and exit with 4")
    boolean partial;

    @Option(
        names = "--cross-product",
        description = "run it even if patterns that nothing connects make very many rows")
    boolean crossProduct;

    Asking asking() {
      return new Asking(Optional.ofNullable(timeout), partial, crossProduct);
    }
  }
}
