package org.crmekg.app;

import java.util.List;

/**
 * A SPARQL query and the dataset that the protocol names for it (SPARQL 1.1 Protocol §2.1.4).
 *
 * @param text the query
 * @param defaultGraphs IRIs that replace its FROM clauses; with namedGraphs both empty to keep them
 * @param namedGraphs IRIs that replace its FROM NAMED clauses
 */
public record QueryRequest(String text, List<String> defaultGraphs, List<String> namedGraphs) {
  public QueryRequest {
    defaultGraphs = List.copyOf(defaultGraphs);
    namedGraphs = List.copyOf(namedGraphs);
  }

  /** Returns the request of a query as it stands. */
  public static QueryRequest of(String text) {
    return new QueryRequest(text, List.of(), List.of());
  }
}
