package org.crmekg.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.crmekg.Problem;
import org.crmekg.UsageException;

/** What {@code -o} can ask for. */
enum Format {
  TABLE,
  CSV,
  TSV,
  JSON,
  NDJSON,
  TTL,
  TRIG,
  NQ,
  MD;

  /** Formats that rows can be written in. */
  static final List<Format> OF_ROWS = List.of(TABLE, CSV, TSV, JSON, NDJSON, MD);

  /** Returns this, if it is one of those that apply. */
  Format among(List<Format> allowed, String what) {
    if (allowed.contains(this)) {
      return this;
    }
    throw new UsageException(
        Problem.USAGE,
        "-o %s does not fit %s; use one of %s"
            .formatted(
                this,
                what,
                allowed.stream().map(Format::toString).collect(Collectors.joining(" "))));
  }

  static List<String> names() {
    return Arrays.stream(values()).map(Format::toString).toList();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
