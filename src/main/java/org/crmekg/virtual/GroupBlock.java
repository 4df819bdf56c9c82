package org.crmekg.virtual;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.sparql.core.Var;

/**
 * Groups of the solutions of a basic graph pattern.
 *
 * @param pattern all its filters have to hold
 * @param keys variables of the pattern; solutions that agree in them are a group
 * @param measures what is to be known of a group, by the variables that stand for it
 * @param ambiguous names of things that the source knows under several names
 */
public record GroupBlock(
    JoinBlock pattern, List<Var> keys, Map<Var, Measure> measures, Set<Node> ambiguous) {
  public GroupBlock {
    keys = List.copyOf(keys);
    measures = Map.copyOf(measures);
  }
}
