package org.crmekg.app;

import java.util.List;
import java.util.Map;

/**
 * Why a statement is in the graph; the JSON of {@code GET /api/why}.
 *
 * @param subject in N-Triples syntax, as are predicate and object
 * @param links the identity links behind its canonical IRIs: left, right and file
 */
public record WhyView(
    String subject,
    String predicate,
    String object,
    List<EvidenceView> evidence,
    List<LinkView> links) {

  /**
   * What stands behind it in one source.
   *
   * @param kind {@code exact}, {@code candidates}, {@code changed_since_load}, {@code derived},
   *     {@code reference} or {@code unverified}
   */
  public record EvidenceView(
      String kind,
      String source,
      String owner,
      String table,
      List<RowView> rows,
      long rowCount,
      List<String> columns,
      String rule,
      String detail) {}

  /** A row: its key, and the columns that the statement is made of. */
  public record RowView(Map<String, String> key, Map<String, String> values) {}

  /** An identity link. */
  public record LinkView(String left, String right, String file) {}
}
