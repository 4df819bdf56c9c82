package org.crmekg.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes lists of records. */
final class Views {
  private Views() {}

  /**
   * Writes records as JSON as they are, or as the table that shows them.
   *
   * @param format one of rows
   */
  static <T> void write(
      List<T> records, Format format, Function<List<T>, Table> table, PrintStream out) {
    switch (format) {
      case JSON -> out.print(Json.pretty(records) + "\n");
      case NDJSON -> records.forEach(r -> out.print(Json.line(r) + "\n"));
      case TABLE, CSV, TSV, MD -> table.apply(records).write(format, out);
      case TTL, TRIG, NQ -> throw new IllegalArgumentException(format.toString());
    }
  }

  /** Returns {@code 1 row} or {@code 2 rows}. */
  static String rows(long count) {
    return count == 1 ? "1 row" : "%,d rows".formatted(count);
  }

  static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }
}
