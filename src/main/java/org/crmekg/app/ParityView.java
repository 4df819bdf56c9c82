package org.crmekg.app;

import java.util.List;

/**
 * What came of comparing answers to random queries.
 *
 * @param seed repeats it over the same data
 * @param statements what sources and reference data say
 * @param queries how many queries were compared
 * @param skipped how many had too many rows, or took plain ARQ too long
 * @param rows how many rows were compared
 * @param difference the smallest query found whose answers differ, and how; empty if none does
 */
public record ParityView(
    long seed, long statements, int queries, int skipped, long rows, List<String> difference) {
  public ParityView {
    difference = List.copyOf(difference);
  }
}
