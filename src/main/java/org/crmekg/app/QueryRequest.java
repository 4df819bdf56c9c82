package org.crmekg.app;

import java.util.List;
import java.util.Map;
import org.apache.jena.graph.Node;

/**
 * A SPARQL query and the dataset that the protocol names for it (SPARQL 1.1 Protocol §2.1.4).
 *
 * @param text the query
 * @param defaultGraphs IRIs that replace its FROM clauses; with namedGraphs both empty to keep them
 * @param namedGraphs IRIs that replace its FROM NAMED clauses
 * @param bindings terms that replace variables before it runs
 */
public record QueryRequest(
    String text, List<String> defaultGraphs, List<String> namedGraphs, Map<String, Node> bindings) {
  public QueryRequest {
    defaultGraphs = List.copyOf(defaultGraphs);
    namedGraphs = List.copyOf(namedGraphs);
    bindings = Map.copyOf(bindings);
  }

  /** Returns the request of a query as it stands. */
  public static QueryRequest of(String text) {
    return new QueryRequest(text, List.of(), List.of(), Map.of());
  }
}
