package org.crmekg.app;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a validation of the sources found; the JSON of {@code POST /api/validate}.
 *
 * @param counts severity ({@code Violation}, {@code Warning}, {@code Info}) to number, worst first
 * @param findings one each, worst first
 * @param shapes names of the shapes that ran
 * @param skipped names of the shapes that are switched off or not in force
 * @param leftOut sources whose loaded copies are incomplete, and how many rows were not judged
 * @param millis how long it took
 */
public record ValidationView(
    Map<String, Long> counts,
    List<FindingView> findings,
    List<String> shapes,
    List<String> skipped,
    Map<String, Long> leftOut,
    long millis) {

  /**
   * A finding.
   *
   * @param id stable over runs
   * @param view what was judged: a source's id, or {@code golden}
   * @param focus the node, in N-Triples syntax
   * @param path the property path, or null
   * @param value the value in N-Triples syntax, or null where something is missing
   * @param rule where the rule comes from
   * @param cells the source cells behind it
   */
  public record FindingView(
      String id,
      String severity,
      String message,
      String shape,
      String view,
      String focus,
      @Nullable String path,
      @Nullable String value,
      String rule,
      String state,
      List<CellView> cells) {}

  /** A source cell: where it stands and whose it is. */
  public record CellView(
      String source,
      String owner,
      String table,
      Map<String, String> key,
      @Nullable String column,
      @Nullable String value) {}
}
