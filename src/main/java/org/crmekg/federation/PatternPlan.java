package org.crmekg.federation;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.expr.Expr;

/**
 * How a basic graph pattern is joined.
 *
 * @param view what its graph is made of, where that is known
 * @param selection which members can answer which of its patterns, where that is known
 * @param steps what is joined, in order; none where some pattern surely has no answer
 */
record PatternPlan(
    Optional<View> view, Optional<SourceSelection> selection, List<JoinOrder.Step> steps) {
  PatternPlan {
    steps = List.copyOf(steps);
  }

  /**
   * Plans.
   *
   * @param bound variables that each row binds already
   */
  static PatternPlan of(
      ReadOnlyDataset dataset,
      Node graph,
      List<Triple> patterns,
      List<Expr> filters,
      Set<Var> bound) {
    Optional<View> view = dataset.view(graph);
    Optional<SourceSelection> selection =
        view.map(v -> new SourceSelection(patterns, v.members(), v::locals, v::canMeet));
    if (selection.flatMap(SourceSelection::unanswerable).isPresent()) {
      return new PatternPlan(view, selection, List.of());
    }
    List<ExclusiveGroup> groups =
        view.isEmpty() || selection.isEmpty()
            ? List.of()
            : groups(dataset, view.get(), selection.get(), filters);
    return new PatternPlan(
        view,
        selection,
        JoinOrder.of(patterns, groups, bound, (t, known) -> dataset.estimate(graph, t, known)));
  }

  /** A pattern alone is worth a statement of its own if that can leave rows out. */
  private static List<ExclusiveGroup> groups(
      ReadOnlyDataset dataset, View view, SourceSelection selection, List<Expr> filters) {
    return selection
        .groups((m, g) -> m.canJoin(ExclusiveJoin.block(view, g, List.of()), dataset.context()))
        .stream()
        .filter(g -> g.patterns().size() > 1 || isFiltered(g.patterns().getFirst(), filters))
        .toList();
  }

  private static boolean isFiltered(Triple pattern, List<Expr> filters) {
    return filters.stream()
        .map(Expr::getVarsMentioned)
        .anyMatch(vars -> !vars.isEmpty() && JoinOrder.variables(pattern).containsAll(vars));
  }
}
