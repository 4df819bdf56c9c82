package org.crmekg.server;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * Whether an answer has all that its sources have.
 *
 * <p>The header is a structured field (RFC 8941 §3.3): {@code complete}, or {@code partial} with a
 * parameter for each source whose load left rows out, and their number.
 *
 * @param leftOut source to number of rows; empty where the answer is complete
 */
record Completeness(Map<String, Long> leftOut) {
  static final String HEADER = "Ekg-Completeness";
  static final Completeness COMPLETE = new Completeness(Map.of());

  /** The value of the header. */
  String header() {
    return leftOut.isEmpty()
        ? "complete"
        : leftOut.entrySet().stream()
            .map(e -> "; %s=%d".formatted(e.getKey(), e.getValue()))
            .collect(Collectors.joining("", "partial", ""));
  }

  boolean isPartial() {
    return !leftOut.isEmpty();
  }

  /** Marks a page. */
  void note(Html html) {
    leftOut.forEach(
        (source, rows) ->
            Layout.note(
                html,
                "warning",
                "This is partial: %s was loaded without %,d %s that cannot be mapped."
                    .formatted(source, rows, rows == 1 ? "row" : "rows")));
  }
}
