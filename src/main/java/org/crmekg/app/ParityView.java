package org.crmekg.app;

import java.util.List;

/**
 * What came of comparing answers to random queries.
 *
 * @param seed repeats it over the same data
 * @param statements what sources and reference data say
 * @param queries how many queries were compared
 * @param skipped how many had too many rows, or took some way too long
 * @param slow of these, those that plain ARQ answered in time and another way did not: which way,
 *     and the query
 * @param rows how many rows were compared
 * @param difference the smallest query found whose answers differ, and how; empty if none does
 */
public record ParityView(
    long seed,
    long statements,
    int queries,
    int skipped,
    List<String> slow,
    long rows,
    List<String> difference) {
  public ParityView {
    slow = List.copyOf(slow);
    difference = List.copyOf(difference);
  }
}
