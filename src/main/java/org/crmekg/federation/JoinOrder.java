package org.crmekg.federation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
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

  /**
   * What is joined next.
   *
   * @param patterns one, a star, or those of the group
   * @param group the group that they are, if they are one
   */
  record Step(List<Triple> patterns, Optional<ExclusiveGroup> group) {
    Step {
      patterns = List.copyOf(patterns);
    }
  }

  /**
   * Returns the steps: single patterns, stars, and exclusive groups.
   *
   * @param groups disjoint sets of the patterns
   */
  static List<Step> of(
      List<Triple> patterns, List<ExclusiveGroup> groups, Set<Var> bound, Estimates estimates) {
    var left = new ArrayList<Step>();
    var single = new ArrayList<>(patterns);
    for (ExclusiveGroup group : groups) {
      left.add(new Step(group.patterns(), Optional.of(group)));
      group.patterns().forEach(single::remove);
    }
    single.forEach(t -> left.add(new Step(List.of(t), Optional.empty())));
    Set<Var> known = new HashSet<>(bound);
    var steps = new ArrayList<Step>();
    while (!left.isEmpty()) {
      Step next = smallest(left, known, estimates);
      left.remove(next);
      if (next.group().isEmpty()) {
        next = star(next.patterns().getFirst(), left, known);
      }
      known.addAll(variables(next.patterns()));
      steps.add(next);
    }
    return steps;
  }

  /** Takes the patterns that read the same known subject out of those that are left. */
  private static Step star(Triple first, List<Step> left, Set<Var> known) {
    var star = new ArrayList<>(List.of(first));
    if (isKnown(first.getSubject(), known) && isArm(first)) {
      for (Step other : List.copyOf(left)) {
        Triple t = other.patterns().getFirst();
        if (other.group().isEmpty() && isArm(t) && t.getSubject().equals(first.getSubject())) {
          star.add(t);
          left.remove(other);
        }
      }
    }
    return new Step(star, Optional.empty());
  }

  private static Step smallest(List<Step> left, Set<Var> known, Estimates estimates) {
    List<Step> connected =
        left.stream()
            .filter(s -> variables(s.patterns()).stream().anyMatch(known::contains))
            .toList();
    List<Step> candidates = connected.isEmpty() ? left : connected;
    Step best = candidates.getFirst();
    double least = Double.POSITIVE_INFINITY;
    for (Step step : candidates) {
      // Each of a group's patterns can only make it smaller.
      double size =
          step.patterns().stream()
              .mapToDouble(t -> estimates.of(t, known))
              .min()
              .orElse(Double.POSITIVE_INFINITY);
      if (size < least) {
        least = size;
        best = step;
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

  static Set<Var> variables(List<Triple> patterns) {
    var variables = new HashSet<Var>();
    patterns.forEach(t -> variables.addAll(variables(t)));
    return variables;
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
