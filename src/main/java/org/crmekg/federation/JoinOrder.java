package org.crmekg.federation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Var;

/**
 * The order in which the patterns of a basic graph pattern are joined: the smallest first, then
 * always one that is connected with what is bound already; patterns of one subject together.
 */
final class JoinOrder {
  private JoinOrder() {}

  /** Estimates how many triples match a pattern. */
  @FunctionalInterface
  interface Estimates {
    /**
     * Returns the expected number of triples for one row.
     *
     * @param bound variables that the row binds
     */
    double of(Triple pattern, Set<Var> bound);
  }

  /** Returns the steps: single patterns, and stars. */
  static List<List<Triple>> of(List<Triple> patterns, Set<Var> bound, Estimates estimates) {
    var left = new ArrayList<>(patterns);
    Set<Var> known = new HashSet<>(bound);
    var steps = new ArrayList<List<Triple>>();
    while (!left.isEmpty()) {
      Triple next = smallest(left, known, estimates);
      left.remove(next);
      var step = new ArrayList<>(List.of(next));
      if (isKnown(next.getSubject(), known) && isArm(next)) {
        for (Triple other : List.copyOf(left)) {
          if (isArm(other) && other.getSubject().equals(next.getSubject())) {
            step.add(other);
            left.remove(other);
          }
        }
      }
      step.forEach(t -> known.addAll(variables(t)));
      steps.add(step);
    }
    return steps;
  }

  private static Triple smallest(List<Triple> left, Set<Var> known, Estimates estimates) {
    List<Triple> connected =
        left.stream().filter(t -> variables(t).stream().anyMatch(known::contains)).toList();
    List<Triple> candidates = connected.isEmpty() ? left : connected;
    Triple best = candidates.getFirst();
    double least = Double.POSITIVE_INFINITY;
    for (Triple t : candidates) {
      double size = estimates.of(t, known);
      if (size < least) {
        least = size;
        best = t;
      }
    }
    return best;
  }

  /** An arm of a star reads a property of a known subject. */
  private static boolean isArm(Triple t) {
    return t.getPredicate().isURI() && Var.isVar(t.getObject());
  }

  private static boolean isKnown(Node node, Set<Var> known) {
    return !Var.isVar(node) || known.contains(Var.alloc(node));
  }

  static Set<Var> variables(Triple t) {
    var variables = new HashSet<Var>();
    for (Node node : List.of(t.getSubject(), t.getPredicate(), t.getObject())) {
      if (Var.isVar(node)) {
        variables.add(Var.alloc(node));
      }
    }
    return variables;
  }
}
