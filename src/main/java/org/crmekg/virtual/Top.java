package org.crmekg.virtual;

import java.util.List;
import java.util.Optional;
import org.apache.jena.graph.Node;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.binding.Binding;

/**
 * The first solutions in the order of a number or a day.
 *
 * @param variable whose values are ordered
 * @param descending whether the greatest come first
 * @param most how many are read at most of each statement
 */
public record Top(Var variable, boolean descending, int most) {

  /**
   * What was found.
   *
   * @param solutions each once, in no order
   * @param reached all solutions that come before one with this value were found; empty if all were
   */
  public record Found(List<Binding> solutions, Optional<Node> reached) {
    public Found {
      solutions = List.copyOf(solutions);
    }
  }
}
