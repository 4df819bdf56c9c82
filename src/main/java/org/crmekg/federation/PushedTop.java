package org.crmekg.federation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import org.apache.jena.atlas.iterator.Iter;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.query.Query;
import org.apache.jena.query.SortCondition;
import org.apache.jena.sparql.algebra.Op;
import org.apache.jena.sparql.algebra.op.OpBGP;
import org.apache.jena.sparql.algebra.op.OpConditional;
import org.apache.jena.sparql.algebra.op.OpExtend;
import org.apache.jena.sparql.algebra.op.OpFilter;
import org.apache.jena.sparql.algebra.op.OpSequence;
import org.apache.jena.sparql.algebra.op.OpTopN;
import org.apache.jena.sparql.core.BasicPattern;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.engine.QueryIterator;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.binding.BindingFactory;
import org.apache.jena.sparql.engine.iterator.QueryIterPlainWrapper;
import org.apache.jena.sparql.engine.iterator.QueryIterTopN;
import org.apache.jena.sparql.engine.main.QC;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.expr.NodeValue;
import org.crmekg.RequestContext.PushDown;
import org.crmekg.member.Member;
import org.crmekg.virtual.JoinBlock;
import org.crmekg.virtual.Top;
import org.jspecify.annotations.Nullable;

/**
 * ORDER BY with LIMIT where one member joins and orders what is ordered by first: it is asked for
 * the first solutions, then for more, until all that could still come would come later.
 */
final class PushedTop {
  /** The next request asks for so many times as many. */
  private static final int GROWTH = 16;

  private static final int MOST_AT_ONCE = 50_000;

  private final OpTopN op;
  private final Op rest;
  private final ReadOnlyDataset dataset;
  private final Node graph;
  private final View view;
  private final ExclusiveGroup group;
  private final JoinBlock block;
  private final Var variable;
  private final boolean descending;

  private PushedTop(
      OpTopN op,
      Op rest,
      ReadOnlyDataset dataset,
      Node graph,
      View view,
      ExclusiveGroup group,
      JoinBlock block,
      Var variable) {
    this.op = op;
    this.rest = rest;
    this.dataset = dataset;
    this.graph = graph;
    this.view = view;
    this.group = group;
    this.block = block;
    this.variable = variable;
    this.descending = op.getConditions().getFirst().getDirection() == Query.ORDER_DESCENDING;
  }

  /** Returns how a member orders; empty if none does. */
  static Optional<PushedTop> of(OpTopN op, ReadOnlyDataset dataset, Node graph) {
    SortCondition first = op.getConditions().getFirst();
    Optional<Leading> leading =
        Linear.is(op.getSubOp()) ? leading(op.getSubOp()) : Optional.empty();
    if (dataset.context().pushDown() != PushDown.FULL
        || op.getLimit() <= 0
        || !first.getExpression().isVariable()
        || leading.isEmpty()) {
      return Optional.empty();
    }
    Var variable = first.getExpression().asVar();
    List<Triple> patterns = leading.get().pattern().getPattern().getList();
    List<Expr> filters = leading.get().filters();
    if (dataset.holding(graph, patterns).isPresent()) {
      return Optional.empty();
    }
    PatternPlan plan = dataset.plan(graph, patterns, filters, Set.of());
    Optional<ExclusiveGroup> group = group(plan, patterns, variable);
    if (group.isEmpty() || plan.view().isEmpty()) {
      return Optional.empty();
    }
    View view = plan.view().get();
    JoinBlock block = ExclusiveJoin.block(view, group.get().patterns(), filters);
    if (!dataset.canOrder(group.get().members().getFirst(), block, variable)) {
      return Optional.empty();
    }
    var others = new BasicPattern();
    patterns.stream().filter(t -> !group.get().patterns().contains(t)).forEach(others::add);
    Op rest = replaced(op.getSubOp(), new OpBGP(others));
    return Optional.of(new PushedTop(op, rest, dataset, graph, view, group.get(), block, variable));
  }

  /** Returns the group that binds a variable, or all patterns if one member alone answers them. */
  private static Optional<ExclusiveGroup> group(
      PatternPlan plan, List<Triple> patterns, Var variable) {
    Optional<Member> sole = plan.selection().flatMap(SourceSelection::sole);
    return sole.isPresent()
        ? Optional.of(new ExclusiveGroup(sole.get(), patterns))
        : plan.steps().stream()
            .flatMap(s -> s.group().stream())
            .filter(g -> JoinOrder.variables(g.patterns()).contains(variable))
            .filter(g -> g.sole().isPresent())
            .findFirst();
  }

  /** The basic graph pattern that is evaluated first, with its own filters. */
  private record Leading(OpBGP pattern, List<Expr> filters) {}

  private static Optional<Leading> leading(Op op) {
    return switch (op) {
      case OpBGP bgp ->
          bgp.getPattern().isEmpty() ? Optional.empty() : Optional.of(new Leading(bgp, List.of()));
      case OpFilter filter ->
          leading(filter.getSubOp())
              .map(
                  l ->
                      filter.getSubOp() instanceof OpBGP
                          ? new Leading(l.pattern(), filter.getExprs().getList())
                          : l);
      case OpExtend extend -> leading(extend.getSubOp());
      case OpConditional optional -> leading(optional.getLeft());
      case OpSequence sequence -> leading(sequence.get(0));
      default -> Optional.empty();
    };
  }

  /** Returns an operator with another leading pattern. */
  private static Op replaced(Op op, Op with) {
    return switch (op) {
      case OpFilter filter -> filter.copy(replaced(filter.getSubOp(), with));
      case OpExtend extend -> extend.copy(replaced(extend.getSubOp(), with));
      case OpConditional optional ->
          optional.copy(replaced(optional.getLeft(), with), optional.getRight());
      case OpSequence sequence -> {
        var elements = new ArrayList<>(sequence.getElements());
        elements.set(0, replaced(elements.getFirst(), with));
        yield sequence.copy(elements);
      }
      default -> with;
    };
  }

  private int mostAtFirst() {
    return 2 * op.getLimit() + 10;
  }

  QueryIterator execute(ExecutionContext context) {
    QueryIterator rows = QueryIterPlainWrapper.create(new Rows(context), context);
    return new QueryIterTopN(rows, op.getConditions(), op.getLimit(), false, context);
  }

  /** All rows that may be among the first, and some others. */
  private final class Rows implements Iterator<Binding> {
    private final ExecutionContext context;
    private final Comparator<NodeValue> order =
        descending ? (a, b) -> NodeValue.compareAlways(b, a) : NodeValue::compareAlways;

    /** The first values so far, the last of them at its head. */
    private final PriorityQueue<NodeValue> best = new PriorityQueue<>(order.reversed());

    private final Set<Binding> given = new HashSet<>();
    private int most = mostAtFirst();
    private boolean begun;
    private Optional<Node> reached = Optional.empty();
    private @Nullable QueryIterator rows;

    Rows(ExecutionContext context) {
      this.context = context;
    }

    @Override
    public boolean hasNext() {
      while (rows == null || !rows.hasNext()) {
        if (rows != null) {
          rows.close();
        }
        if (!begun) {
          // Few, and in no order.
          begun = true;
          reached = Optional.empty();
          rows = joined(Iter.concat(across(), more()));
        } else if (reached.isPresent() && !isEnough()) {
          rows = joined(more());
        } else {
          return false;
        }
      }
      return true;
    }

    private Iterator<Binding> across() {
      return ExclusiveJoin.acrossNames(dataset, graph, view, group, context);
    }

    private Iterator<Binding> more() {
      if (most > MOST_AT_ONCE) {
        reached = Optional.empty();
        return dataset.join(member(), block);
      }
      Top.Found found = dataset.top(member(), block, new Top(variable, descending, most));
      most = Math.multiplyExact(most, GROWTH);
      reached = found.reached();
      return found.solutions().iterator();
    }

    private QueryIterator joined(Iterator<Binding> solutions) {
      Iterator<Binding> once = Iter.filter(Iter.map(solutions, this::named), given::add);
      return QC.execute(rest, QueryIterPlainWrapper.create(once, context), context);
    }

    private Binding named(Binding local) {
      var builder = BindingFactory.builder();
      local.forEach((v, n) -> builder.add(v, view.name(n)));
      return builder.build();
    }

    /** Whether what is not read yet comes after the rows that there are. */
    private boolean isEnough() {
      NodeValue last = best.peek();
      if (last == null || best.size() < op.getLimit()) {
        return false;
      }
      int compared = order.compare(last, NodeValue.makeNode(reached.orElseThrow()));
      return compared < 0 || (compared == 0 && op.getConditions().size() == 1);
    }

    @Override
    public Binding next() {
      if (!hasNext() || rows == null) {
        throw new NoSuchElementException();
      }
      Binding row = rows.next();
      best.add(NodeValue.makeNode(row.get(variable)));
      if (best.size() > op.getLimit()) {
        best.remove();
      }
      return row;
    }
  }

  // ---- For people

  Member member() {
    return group.members().getFirst();
  }

  Var variable() {
    return variable;
  }

  List<Triple> patterns() {
    return group.patterns();
  }

  /** Returns what is done with the rows. */
  Op rest() {
    return rest;
  }

  List<String> statements() {
    return member()
        .statements(block, new Top(variable, descending, mostAtFirst()), dataset.context());
  }
}
