package org.crmekg.virtual;

import java.util.List;
import java.util.Map;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.expr.Expr;

/**
 * A basic graph pattern for one source, with what is known of its variables.
 *
 * @param graph a graph, or {@link Node#ANY}
 * @param patterns triple patterns; their predicates are IRIs
 * @param values the terms that some variables must have
 * @param filters conditions on its rows: they may be used to read less, and decide nothing
 */
public record JoinBlock(
    Node graph, List<Triple> patterns, Map<Var, TermSet> values, List<Expr> filters) {
  public JoinBlock {
    patterns = List.copyOf(patterns);
    values = Map.copyOf(values);
    filters = List.copyOf(filters);
  }

  /** Returns the block with other restrictions of its variables. */
  public JoinBlock withValues(Map<Var, TermSet> newValues) {
    return new JoinBlock(graph, patterns, newValues, filters);
  }

  /** Returns the terms that may stand in the place of a node. */
  public TermSet terms(Node node) {
    return node.isVariable() ? values.getOrDefault(Var.alloc(node), TermSet.ANY) : TermSet.of(node);
  }
}
