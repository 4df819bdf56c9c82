package org.crmekg.store;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.jena.atlas.lib.tuple.Tuple;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.BasicPattern;
import org.apache.jena.sparql.core.Substitute;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.engine.QueryIterator;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.binding.BindingBase;
import org.apache.jena.sparql.engine.binding.BindingFactory;
import org.apache.jena.sparql.engine.iterator.QueryIterConvert;
import org.apache.jena.sparql.engine.iterator.QueryIterPeek;
import org.apache.jena.sparql.engine.iterator.QueryIterProcessBinding;
import org.apache.jena.sparql.engine.optimizer.reorder.ReorderTransformation;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.tdb2.solver.PatternMatchTDB2;
import org.apache.jena.tdb2.store.DatasetGraphTDB;
import org.apache.jena.tdb2.store.NodeId;
import org.crmekg.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * Rows joined with triple patterns inside TDB2, which compares node ids and makes terms only of
 * what is looked at. Conditions, and whoever reads the rows, see terms in normal form.
 */
final class StoredJoin {
  private static final int LOOKS = 1023;

  private final DatasetGraphTDB dataset;
  private final Node graph;
  private final Deadline deadline;
  private final ExecutionContext context;
  private int looks;

  /**
   * Creates a join.
   *
   * @param graph the physical graph
   */
  StoredJoin(DatasetGraphTDB dataset, Node graph, Deadline deadline, ExecutionContext context) {
    this.dataset = dataset;
    this.graph = graph;
    this.deadline = deadline;
    this.context = context;
  }

  /**
   * Joins rows.
   *
   * @param filters each applied as soon as all of its variables that the patterns bind are bound
   */
  QueryIterator rows(List<Triple> patterns, List<Expr> filters, QueryIterator input) {
    Set<Var> variables = variables(patterns);
    QueryIterPeek peek =
        QueryIterPeek.create(new QueryIterConvert(input, StoredJoin::stored, context), context);
    var waiting = new ArrayList<>(filters);
    var done = new HashSet<Var>();
    QueryIterator rows = peek;
    var next = new BasicPattern();
    for (Triple pattern : ordered(patterns, peek)) {
      next.add(stored(pattern));
      done.addAll(variables(List.of(pattern)));
      List<Expr> ready =
          waiting.stream()
              .filter(
                  f ->
                      f.getVarsMentioned().stream()
                          .noneMatch(v -> variables.contains(v) && !done.contains(v)))
              .toList();
      if (!ready.isEmpty()) {
        rows = filtered(matched(next, rows), ready);
        next = new BasicPattern();
        waiting.removeAll(ready);
      }
    }
    rows = next.isEmpty() ? rows : matched(next, rows);
    return new QueryIterConvert(rows, Row::of, context);
  }

  private static Set<Var> variables(List<Triple> patterns) {
    Set<Var> variables = new HashSet<>();
    for (Triple t : patterns) {
      for (Node node : List.of(t.getSubject(), t.getPredicate(), t.getObject())) {
        if (Var.isVar(node)) {
          variables.add(Var.alloc(node));
        }
      }
    }
    return variables;
  }

  private List<Triple> ordered(List<Triple> patterns, QueryIterPeek rows) {
    ReorderTransformation transform = dataset.getReorderTransform();
    Binding first = rows.peek();
    if (patterns.size() < 2 || transform == null || first == null) {
      return patterns;
    }
    BasicPattern all = BasicPattern.wrap(patterns);
    return transform.reorderIndexes(Substitute.substitute(all, first)).reorder(all).getList();
  }

  private QueryIterator matched(BasicPattern patterns, QueryIterator rows) {
    Predicate<Tuple<NodeId>> look =
        tuple -> {
          if ((++looks & LOOKS) == 0) {
            deadline.check();
          }
          return true;
        };
    return PatternMatchTDB2.execute(dataset, graph, patterns, rows, look, context);
  }

  private QueryIterator filtered(QueryIterator rows, List<Expr> filters) {
    return new QueryIterProcessBinding(rows, context) {
      @Override
      public @Nullable Binding accept(Binding row) {
        Binding normal = Row.of(row);
        return filters.stream().allMatch(f -> f.isSatisfied(normal, getExecContext())) ? row : null;
      }
    };
  }

  private static Triple stored(Triple pattern) {
    Node object = pattern.getObject();
    return object.isLiteral()
        ? Triple.create(pattern.getSubject(), pattern.getPredicate(), StoredTerms.stored(object))
        : pattern;
  }

  /**
   * Returns a row with the terms that the store has, also of what only a later join compares: a row
   * that comes from a join is one already.
   */
  private static Binding stored(Binding row) {
    if (row instanceof Row known) {
      return known.row;
    }
    var builder = BindingFactory.builder();
    var differs = new boolean[1];
    row.forEach(
        (v, n) -> {
          Node stored = n.isLiteral() ? StoredTerms.stored(n) : n;
          differs[0] |= !stored.equals(n);
          builder.add(v, stored);
        });
    return differs[0] ? builder.build() : row;
  }

  /**
   * A row of the store; its terms are made, and brought into normal form, when they are asked for.
   */
  private static final class Row extends BindingBase {
    private final Binding row;

    private Row(Binding row) {
      super(null);
      this.row = row;
    }

    static Binding of(Binding row) {
      return new Row(row);
    }

    @Override
    protected Iterator<Var> vars1() {
      return row.vars();
    }

    @Override
    protected int size1() {
      int size = 0;
      for (Iterator<Var> all = row.vars(); all.hasNext(); all.next()) {
        size++;
      }
      return size;
    }

    @Override
    protected boolean isEmpty1() {
      return !row.vars().hasNext();
    }

    @Override
    protected boolean contains1(Var variable) {
      return row.contains(variable);
    }

    @Override
    protected @Nullable Node get1(Var variable) {
      Node node = row.get(variable);
      return node == null ? null : StoredTerms.read(node);
    }

    @Override
    public Binding detach() {
      return BindingFactory.copy(this);
    }

    @Override
    protected Binding detachWithNewParent(@Nullable Binding parent) {
      throw new IllegalStateException("a row has no parent");
    }
  }
}
