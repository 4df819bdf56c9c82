package org.crmekg.federation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.engine.QueryIterator;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.iterator.QueryIter1;
import org.apache.jena.sparql.engine.iterator.QueryIterFilterExpr;
import org.apache.jena.sparql.engine.iterator.QueryIterNullIterator;
import org.apache.jena.sparql.engine.iterator.QueryIterPeek;
import org.apache.jena.sparql.expr.Expr;
import org.jspecify.annotations.Nullable;

/**
 * A basic graph pattern with its filters: ordered when its first row is asked for, since rows say
 * what is bound.
 */
final class PatternGroup extends QueryIter1 {
  private final ReadOnlyDataset dataset;
  private final Node graph;
  private final List<Triple> patterns;
  private final List<Expr> filters;
  private @Nullable QueryIterator joined;

  PatternGroup(
      QueryIterator left,
      ReadOnlyDataset dataset,
      Node graph,
      List<Triple> patterns,
      List<Expr> filters,
      ExecutionContext context) {
    super(left, context);
    this.dataset = dataset;
    this.graph = graph;
    this.patterns = List.copyOf(patterns);
    this.filters = List.copyOf(filters);
  }

  @Override
  protected boolean hasNextBinding() {
    QueryIterator rows = joined;
    if (rows == null) {
      rows = join();
      joined = rows;
    }
    return rows.hasNext();
  }

  private QueryIterator join() {
    QueryIterPeek left = QueryIterPeek.create(getInput(), getExecContext());
    Set<Var> bound = new HashSet<>();
    Binding first = left.peek();
    if (first != null) {
      first.vars().forEachRemaining(bound::add);
    }
    var waiting = new ArrayList<>(filters);
    QueryIterator rows = left;
    PatternPlan plan = dataset.plan(graph, patterns, filters, bound);
    if (plan.steps().isEmpty()) {
      left.close();
      return QueryIterNullIterator.create(getExecContext());
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
              : new PatternJoin(rows, dataset, graph, step.patterns(), getExecContext());
      step.patterns().forEach(t -> bound.addAll(JoinOrder.variables(t)));
      rows = filtered(rows, waiting, bound);
    }
    for (Expr filter : waiting) {
      rows = new QueryIterFilterExpr(rows, filter, getExecContext());
    }
    return rows;
  }

  /** Applies the filters that can say something already. */
  private QueryIterator filtered(QueryIterator rows, List<Expr> waiting, Set<Var> bound) {
    QueryIterator passed = rows;
    for (Expr filter : List.copyOf(waiting)) {
      if (bound.containsAll(Linear.mentioned(filter))) {
        passed = new QueryIterFilterExpr(passed, filter, getExecContext());
        waiting.remove(filter);
      }
    }
    return passed;
  }

  @Override
  protected Binding moveToNextBinding() {
    QueryIterator rows = joined;
    if (rows == null) {
      throw new IllegalStateException("hasNext comes first");
    }
    return rows.next();
  }

  @Override
  protected void requestSubCancel() {
    if (joined != null) {
      joined.cancel();
    }
  }

  @Override
  protected void closeSubIterator() {
    if (joined != null) {
      joined.close();
    }
  }
}
