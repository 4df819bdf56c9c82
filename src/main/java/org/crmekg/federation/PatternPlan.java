package org.crmekg.federation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.expr.Expr;
import org.crmekg.RequestContext.PushDown;
import org.crmekg.member.Member;
import org.crmekg.virtual.TextCondition;

/**
 * How a basic graph pattern is joined.
 *
 * @param view what its graph is made of, where that is known
 * @param selection which members can answer which of its patterns, where that is known
 * @param steps what is joined, in order; none where some pattern surely has no answer
 * @param unconnected parts of the pattern that have no variable in common, with the rows of each
 */
record PatternPlan(
    Optional<View> view,
    Optional<SourceSelection> selection,
    List<JoinOrder.Step> steps,
    List<Part> unconnected) {
  PatternPlan {
    steps = List.copyOf(steps);
    unconnected = List.copyOf(unconnected);
  }

  /** Some of the patterns, and how many rows they have at least, as far as can be estimated. */
  record Part(List<Triple> patterns, double rows) {
    Part {
      patterns = List.copyOf(patterns);
    }
  }

  /**
   * Returns which members may answer the patterns of a step, with what the others leave of them.
   */
  Predicate<Member> among(JoinOrder.Step step) {
    if (selection.isEmpty() || step.patterns().stream().anyMatch(SourceSelection::isDerived)) {
      return m -> true;
    }
    Set<String> ids = new HashSet<>();
    for (Triple pattern : step.patterns()) {
      selection.get().members(pattern).forEach(m -> ids.add(m.id()));
    }
    return m -> ids.contains(m.id());
  }

  /** Returns how many rows the unconnected parts make together. */
  double product() {
    return unconnected.stream().mapToDouble(Part::rows).reduce(1, (a, b) -> a * b);
  }

  /** The part of rows that a condition on a text is expected to leave. */
  private static final double LEFT_BY_TEXT = 0.05;

  /** What a plan depends on, within one request. */
  private record Key(
      Node graph, List<Triple> patterns, Set<Set<Var>> filtered, Set<Var> texts, Set<Var> bound) {}

  /** The plans of one request: a pattern of an OPTIONAL is evaluated for many batches of rows. */
  static final class Cache {
    private static final int MOST_KEPT = 1_000;

    private final Map<Key, PatternPlan> plans = new ConcurrentHashMap<>();

    /**
     * Returns the plan of a basic graph pattern.
     *
     * @param bound variables that each row binds already
     */
    PatternPlan plan(
        ReadOnlyDataset dataset,
        Node graph,
        List<Triple> patterns,
        List<Expr> filters,
        Set<Var> bound) {
      Set<Var> known = JoinOrder.variables(patterns);
      known.retainAll(bound);
      Set<Set<Var>> filtered = new HashSet<>();
      filters.forEach(f -> filtered.add(Set.copyOf(f.getVarsMentioned())));
      var key = new Key(graph, List.copyOf(patterns), filtered, texts(filters), known);
      PatternPlan plan = plans.get(key);
      if (plan == null) {
        plan = of(dataset, graph, patterns, filters, known);
        if (plans.size() >= MOST_KEPT) {
          // A stock server has one dataset for all its requests.
          plans.clear();
        }
        plans.put(key, plan);
      }
      return plan;
    }
  }

  private static PatternPlan of(
      ReadOnlyDataset dataset,
      Node graph,
      List<Triple> patterns,
      List<Expr> filters,
      Set<Var> bound) {
    Optional<View> view = dataset.view(graph);
    Optional<SourceSelection> selection =
        view.map(
            v ->
                new SourceSelection(
                    patterns, v.members(), v::locals, v::canMeet, dataset::mayHave));
    if (selection.flatMap(SourceSelection::unanswerable).isPresent()) {
      return new PatternPlan(view, selection, List.of(), List.of());
    }
    List<ExclusiveGroup> groups =
        view.isEmpty() || selection.isEmpty() || dataset.context().pushDown() != PushDown.FULL
            ? List.of()
            : groups(dataset, view.get(), selection.get(), filters);
    JoinOrder.Estimates all = remembered((t, known) -> dataset.estimate(graph, t, known));
    JoinOrder.Estimates left = filtered(all, groups, filters);
    return new PatternPlan(
        view,
        selection,
        JoinOrder.of(patterns, groups, bound, left),
        unconnected(patterns, bound, all));
  }

  /**
   * Estimates how many triples of a step's pattern match, of those that its member is asked for.
   */
  static JoinOrder.Estimates estimates(
      ReadOnlyDataset dataset, Node graph, JoinOrder.Step step, List<Expr> filters) {
    return filtered(
        (t, known) -> dataset.estimate(graph, t, known), step.group().stream().toList(), filters);
  }

  /** Conditions on texts go to the member of a group, which leaves out what cannot meet them. */
  private static JoinOrder.Estimates filtered(
      JoinOrder.Estimates estimates, List<ExclusiveGroup> groups, List<Expr> filters) {
    Set<Var> texts = texts(filters);
    Set<Triple> asked = new HashSet<>();
    for (ExclusiveGroup group : groups) {
      group.patterns().stream()
          .filter(t -> Var.isVar(t.getObject()) && texts.contains(Var.alloc(t.getObject())))
          .forEach(asked::add);
    }
    return asked.isEmpty()
        ? estimates
        : (t, known) ->
            estimates.of(t, known)
                * (asked.contains(t) && !known.contains(Var.alloc(t.getObject()))
                    ? LEFT_BY_TEXT
                    : 1);
  }

  private static Set<Var> texts(List<Expr> filters) {
    return filters.stream()
        .flatMap(f -> TextCondition.of(f).stream())
        .map(TextCondition::variable)
        .collect(Collectors.toSet());
  }

  /** The same patterns are estimated again and again while their order is found. */
  private static JoinOrder.Estimates remembered(JoinOrder.Estimates estimates) {
    record Question(Triple pattern, Set<Var> known) {}
    var answers = new HashMap<Question, Double>();
    return (pattern, known) -> {
      Set<Var> relevant = JoinOrder.variables(pattern);
      relevant.retainAll(known);
      var question = new Question(pattern, relevant);
      Double answer = answers.get(question);
      if (answer == null) {
        answer = estimates.of(pattern, relevant);
        answers.put(question, answer);
      }
      return answer;
    };
  }

  private static List<Part> unconnected(
      List<Triple> patterns, Set<Var> bound, JoinOrder.Estimates estimates) {
    List<List<Triple>> parts = parts(patterns, bound);
    return parts.size() > 1
        ? parts.stream().map(p -> new Part(p, fewest(p, estimates))).toList()
        : List.of();
  }

  /** Returns whether patterns are no product. */
  static boolean areConnected(List<Triple> patterns, Set<Var> bound) {
    return patterns.size() == 1 || parts(patterns, bound).size() <= 1;
  }

  /** Returns the parts of patterns that nothing connects, but for those that rows bind. */
  private static List<List<Triple>> parts(List<Triple> patterns, Set<Var> bound) {
    var parts = new ArrayList<List<Triple>>();
    var left = new ArrayList<>(patterns);
    left.removeIf(t -> JoinOrder.variables(t).stream().allMatch(bound::contains));
    while (!left.isEmpty()) {
      var part = new ArrayList<>(List.of(left.removeFirst()));
      boolean grown = true;
      while (grown) {
        Set<Var> variables = JoinOrder.variables(part);
        List<Triple> more =
            left.stream()
                .filter(
                    t ->
                        JoinOrder.variables(t).stream()
                            .anyMatch(v -> variables.contains(v) && !bound.contains(v)))
                .toList();
        part.addAll(more);
        grown = left.removeAll(more);
      }
      // Only what is asked for: a part that rows bind is no product.
      if (JoinOrder.variables(part).stream().noneMatch(bound::contains)) {
        parts.add(part);
      }
    }
    return parts;
  }

  private static double fewest(List<Triple> patterns, JoinOrder.Estimates estimates) {
    return patterns.stream().mapToDouble(t -> estimates.of(t, Set.of())).min().orElse(1);
  }

  /** A pattern alone is worth a statement of its own if that can leave rows out. */
  private static List<ExclusiveGroup> groups(
      ReadOnlyDataset dataset, View view, SourceSelection selection, List<Expr> filters) {
    return selection
        .groups((m, g) -> dataset.canJoin(m, ExclusiveJoin.block(view, g, List.of())))
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
