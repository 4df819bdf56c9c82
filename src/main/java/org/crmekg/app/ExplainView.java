package org.crmekg.app;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a query is answered; the JSON of {@code POST /api/explain}.
 *
 * @param plan lines for people, what is done first comes first
 * @param run what happened when it ran; null if it did not
 */
public record ExplainView(List<String> plan, @Nullable RunView run) {

  /**
   * A run.
   *
   * @param rows rows or statements of the answer
   * @param milliseconds from the beginning to the last row
   * @param planMilliseconds of these, for the plan, worked out once more
   * @param requests what was sent to live sources
   */
  public record RunView(
      long rows, double milliseconds, double planMilliseconds, List<RequestView> requests) {}

  /**
   * A statement that was sent.
   *
   * @param source the source's id
   * @param statement its text, with question marks where values were bound
   * @param times how often it was sent
   * @param rows rows that came back, over all times
   * @param bytes that came back, over all times; 0 where that is not known
   * @param milliseconds until they were read, over all times; work on the rows included
   */
  public record RequestView(
      String source, String statement, int times, long rows, long bytes, double milliseconds) {}
}
