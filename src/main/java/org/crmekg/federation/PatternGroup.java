package org.crmekg.federation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.engine.QueryIterator;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.binding.BindingFactory;
import org.apache.jena.sparql.engine.iterator.QueryIterFilterExpr;
import org.apache.jena.sparql.engine.iterator.QueryIterNullIterator;
import org.apache.jena.sparql.engine.iterator.QueryIterPeek;
import org.apache.jena.sparql.engine.iterator.QueryIterProcessBinding;
import org.apache.jena.sparql.expr.Expr;
import org.crmekg.Problem;
import org.crmekg.UsageException;
import org.jspecify.annotations.Nullable;

/**
 * A basic graph pattern with its filters: ordered when its first row is asked for, since rows say
 * what is bound.
 */
final class PatternGroup extends LateRows {
  private final ReadOnlyDataset dataset;
  private final Node graph;
  private final List<Triple> patterns;
  private final List<Expr> filters;

  /** Whether it matters only which rows have results, and not how many. */
  private final boolean existing;

  PatternGroup(
      QueryIterator left,
      ReadOnlyDataset dataset,
      Node graph,
      List<Triple> patterns,
      List<Expr> filters,
      ExecutionContext context) {
    this(left, dataset, graph, patterns, filters, false, context);
  }

  private PatternGroup(
      QueryIterator left,
      ReadOnlyDataset dataset,
      Node graph,
      List<Triple> patterns,
      List<Expr> filters,
      boolean existing,
      ExecutionContext context) {
    super(left, context);
    this.dataset = dataset;
    this.graph = graph;
    this.patterns = List.copyOf(patterns);
    this.filters = List.copyOf(filters);
    this.existing = existing;
  }

  /**
   * Returns each row at least once if it has results, without some of their variables.
   *
   * <p>What is joined goes on only once for all values of variables that nothing further compares:
   * {@code ?a :p ?x . ?b :p ?x} takes as long as {@code ?b :p ?x}, and not the square of it.
   */
  static QueryIterator existing(
      QueryIterator left,
      ReadOnlyDataset dataset,
      Node graph,
      List<Triple> patterns,
      List<Expr> filters,
      ExecutionContext context) {
    return new PatternGroup(left, dataset, graph, patterns, filters, true, context);
  }

  @Override
  QueryIterator made() {
    QueryIterPeek left = QueryIterPeek.create(getInput(), getExecContext());
    try {
      return join(left);
    } catch (RuntimeException e) {
      left.close();
      throw e;
    }
  }

  private QueryIterator join(QueryIterPeek left) {
    Set<Var> bound = new HashSet<>();
    Set<Var> open = JoinOrder.variables(patterns);
    Binding first = left.peek();
    if (first != null) {
      first.vars().forEachRemaining(bound::add);
    }
    if (PatternPlan.areConnected(patterns, bound)) {
      Optional<Node> held = dataset.holding(graph, patterns);
      if (held.isPresent()) {
        return inStore(held.get(), left);
      }
    }
    var waiting = new ArrayList<>(filters);
    QueryIterator rows = left;
    PatternPlan plan = dataset.plan(graph, patterns, filters, bound);
    if (plan.steps().isEmpty()) {
      left.close();
      return QueryIterNullIterator.create(getExecContext());
    }
    if (first != null && plan.product() > dataset.context().maxProduct()) {
      throw product(plan);
    }
    for (JoinOrder.Step step : plan.steps()) {
      rows =
          step.group().isPresent()
              ? new ExclusiveJoin(
                  rows,
                  dataset,
                  graph,
                  plan.view().orElseThrow(),
                  step.group().get(),
                  filters,
                  getExecContext())
              : new PatternJoin(
                  rows, dataset, graph, step.patterns(), plan.among(step), getExecContext());
      open.removeAll(JoinOrder.variables(step.patterns()));
      rows = filtered(rows, waiting, open);
      rows = existing ? once(rows, joinedPatterns(plan, step), waiting) : rows;
    }
    for (Expr filter : waiting) {
      rows = new QueryIterFilterExpr(rows, filter, getExecContext());
    }
    return rows;
  }

  /** Joins inside the store what it has all of; conditions that look into graphs come after. */
  private QueryIterator inStore(Node held, QueryIterator left) {
    Map<Boolean, List<Expr>> looking =
        filters.stream().collect(Collectors.partitioningBy(Linear::hasPattern));
    QueryIterator rows =
        dataset.joinedInStore(
            held, patterns, looking.getOrDefault(false, List.of()), left, getExecContext());
    for (Expr filter : looking.getOrDefault(true, List.of())) {
      rows = new QueryIterFilterExpr(rows, filter, getExecContext());
    }
    return existing ? once(rows, patterns, List.of()) : rows;
  }

  /** Returns the patterns that are joined when a step is done. */
  private static List<Triple> joinedPatterns(PatternPlan plan, JoinOrder.Step last) {
    return plan.steps().subList(0, plan.steps().indexOf(last) + 1).stream()
        .flatMap(s -> s.patterns().stream())
        .toList();
  }

  /** Drops the variables that nothing further compares, and rows that are the same then. */
  private QueryIterator once(QueryIterator rows, List<Triple> done, List<Expr> waiting) {
    Set<Var> dropped = JoinOrder.variables(done);
    for (Triple t : patterns) {
      if (!done.contains(t)) {
        dropped.removeAll(JoinOrder.variables(t));
      }
    }
    waiting.forEach(f -> dropped.removeAll(Linear.mentioned(f)));
    if (dropped.isEmpty()) {
      return rows;
    }
    // ARQ's own DISTINCT would drop variables without a name, too, such as those within a path.
    Set<Binding> passed = new HashSet<>();
    return new QueryIterProcessBinding(rows, getExecContext()) {
      @Override
      public @Nullable Binding accept(Binding row) {
        Binding kept = without(row, dropped);
        return passed.add(kept) ? kept : null;
      }
    };
  }

  private static Binding without(Binding row, Set<Var> dropped) {
    var builder = BindingFactory.builder();
    row.forEach(
        (v, n) -> {
          if (!dropped.contains(v)) {
            builder.add(v, n);
          }
        });
    return builder.build();
  }

  private UsageException product(PatternPlan plan) {
    return new UsageException(
        Problem.QUERY_PRODUCT,
        "nothing connects %s: about %,.0f rows together, and %,.0f are the limit. Give them a variable in common, or ask for one after the other; --cross-product (cross-product=true) runs it all the same"
            .formatted(
                plan.unconnected().stream()
                    .map(
                        p ->
                            "%s (about %,.0f rows)"
                                .formatted(PlanText.shown(p.patterns().getFirst()), p.rows()))
                    .collect(Collectors.joining(" with ")),
                plan.product(),
                dataset.context().maxProduct()));
  }

  /** Applies the filters that mention no variable that is still open, perhaps in some rows only. */
  private QueryIterator filtered(QueryIterator rows, List<Expr> waiting, Set<Var> open) {
    QueryIterator passed = rows;
    for (Expr filter : List.copyOf(waiting)) {
      if (Linear.mentioned(filter).stream().noneMatch(open::contains)) {
        passed = new QueryIterFilterExpr(passed, filter, getExecContext());
        waiting.remove(filter);
      }
    }
    return passed;
  }
}
