package org.crmekg.federation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.atlas.iterator.Iter;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.algebra.Op;
import org.apache.jena.sparql.algebra.op.OpBGP;
import org.apache.jena.sparql.algebra.op.OpFilter;
import org.apache.jena.sparql.algebra.op.OpGraph;
import org.apache.jena.sparql.algebra.op.OpGroup;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.core.VarExprList;
import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.engine.QueryIterator;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.binding.BindingFactory;
import org.apache.jena.sparql.engine.iterator.QueryIterConvert;
import org.apache.jena.sparql.engine.iterator.QueryIterFilterExpr;
import org.apache.jena.sparql.engine.iterator.QueryIterGroup;
import org.apache.jena.sparql.engine.iterator.QueryIterPlainWrapper;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.expr.ExprAggregator;
import org.apache.jena.sparql.expr.ExprVar;
import org.apache.jena.sparql.expr.NodeValue;
import org.apache.jena.sparql.expr.aggregate.AggAvg;
import org.apache.jena.sparql.expr.aggregate.AggCount;
import org.apache.jena.sparql.expr.aggregate.AggCountDistinct;
import org.apache.jena.sparql.expr.aggregate.AggCountVar;
import org.apache.jena.sparql.expr.aggregate.AggCountVarDistinct;
import org.apache.jena.sparql.expr.aggregate.AggMax;
import org.apache.jena.sparql.expr.aggregate.AggMaxDistinct;
import org.apache.jena.sparql.expr.aggregate.AggMin;
import org.apache.jena.sparql.expr.aggregate.AggMinDistinct;
import org.apache.jena.sparql.expr.aggregate.AggSum;
import org.apache.jena.sparql.expr.aggregate.Aggregator;
import org.apache.jena.sparql.expr.nodevalue.XSDFuncOp;
import org.crmekg.RequestContext.PushDown;
import org.crmekg.member.Member;
import org.crmekg.rdf.Literals;
import org.crmekg.virtual.GroupBlock;
import org.crmekg.virtual.Grouping;
import org.crmekg.virtual.JoinBlock;
import org.crmekg.virtual.Measure;

/**
 * GROUP BY that the one member does that can answer the pattern.
 *
 * <p>What comes from it are parts of groups: it may know one group under several names, and its own
 * statement leaves out solutions with things that it knows under several names. These solutions are
 * found on this side, as parts of one solution each; then the parts are grouped, with ARQ's own
 * arithmetic.
 */
final class PushedGroups {
  private final OpGroup op;
  private final ReadOnlyDataset dataset;
  private final Node graph;
  private final View view;
  private final Member member;
  private final List<Triple> patterns;
  private final List<Expr> filters;
  private final List<Var> keys;
  private final Parts parts;
  private final Grouping grouping;

  private PushedGroups(
      OpGroup op,
      ReadOnlyDataset dataset,
      Pattern pattern,
      View view,
      Member member,
      List<Var> keys,
      Parts parts,
      Grouping grouping) {
    this.op = op;
    this.dataset = dataset;
    this.graph = pattern.graph();
    this.view = view;
    this.member = member;
    this.patterns = pattern.patterns();
    this.filters = pattern.filters();
    this.keys = List.copyOf(keys);
    this.parts = parts;
    this.grouping = grouping;
  }

  /** A basic graph pattern with its filters. */
  private record Pattern(Node graph, List<Triple> patterns, List<Expr> filters) {}

  /** Returns how a member groups; empty if none does. */
  static Optional<PushedGroups> of(OpGroup op, ReadOnlyDataset dataset, Node graph) {
    Optional<Pattern> pattern = pattern(op.getSubOp(), graph, dataset);
    if (pattern.isEmpty() || dataset.context().pushDown() != PushDown.FULL) {
      return Optional.empty();
    }
    List<Triple> patterns = pattern.get().patterns();
    Set<Var> variables = new HashSet<>();
    patterns.forEach(t -> variables.addAll(JoinOrder.variables(t)));
    Optional<List<Var>> keys = keys(op.getGroupVars(), variables);
    Optional<Parts> parts = Parts.of(op, variables);
    PatternPlan plan =
        dataset.plan(pattern.get().graph(), patterns, pattern.get().filters(), Set.of());
    Optional<Member> member = plan.selection().flatMap(SourceSelection::sole);
    if (keys.isEmpty() || parts.isEmpty() || member.isEmpty() || plan.view().isEmpty()) {
      return Optional.empty();
    }
    View view = plan.view().get();
    JoinBlock block = ExclusiveJoin.block(view, patterns, pattern.get().filters());
    return dataset
        .grouping(
            member.get(),
            new GroupBlock(block, keys.get(), parts.get().measures, view.ambiguous(member.get())))
        .map(
            grouping ->
                new PushedGroups(
                    op,
                    dataset,
                    pattern.get(),
                    view,
                    member.get(),
                    keys.get(),
                    parts.get(),
                    grouping));
  }

  private static Optional<Pattern> pattern(Op op, Node graph, ReadOnlyDataset dataset) {
    return switch (op) {
      case OpBGP bgp when !bgp.getPattern().isEmpty() ->
          Optional.of(new Pattern(graph, bgp.getPattern().getList(), List.of()));
      case OpFilter filter when filter.getSubOp() instanceof OpBGP bgp ->
          Optional.of(new Pattern(graph, bgp.getPattern().getList(), filter.getExprs().getList()));
      case OpGraph in
          when in.getNode().isURI()
              && !Quad.isUnionGraph(in.getNode())
              && !Quad.isDefaultGraph(in.getNode())
              && dataset.containsGraph(in.getNode()) ->
          pattern(in.getSubOp(), in.getNode(), dataset);
      default -> Optional.empty();
    };
  }

  /** Returns the variables that groups depend on, if they do on nothing else. */
  private static Optional<List<Var>> keys(VarExprList by, Set<Var> variables) {
    Set<Var> keys = new HashSet<>();
    for (Var v : by.getVars()) {
      Expr expr = by.getExpr(v);
      if (expr == null) {
        keys.add(v);
      } else if (isFunction(expr)) {
        keys.addAll(Linear.mentioned(expr));
      } else {
        return Optional.empty();
      }
    }
    return variables.containsAll(keys) ? Optional.of(List.copyOf(keys)) : Optional.empty();
  }

  /** Whether equal arguments give equal values. */
  private static boolean isFunction(Expr expr) {
    if (expr.isVariable() || expr.isConstant()) {
      return true;
    }
    return expr.isFunction()
        && DETERMINED.contains(
            expr.getFunction().getFunctionSymbol().getSymbol().toLowerCase(Locale.ROOT))
        && expr.getFunction().getArgs().stream().allMatch(PushedGroups::isFunction);
  }

  /** Functions of which equal arguments give equal values, as most do. */
  private static final Set<String> DETERMINED =
      Set.of("year", "month", "day", "str", "lang", "datatype", "lcase", "ucase", "strlen");

  /** What is known of the parts of groups, and how they are put together. */
  private static final class Parts {
    private final Map<Var, Measure> measures = new LinkedHashMap<>();
    private final List<ExprAggregator> aggregators = new ArrayList<>();

    /** The sum and the number of values of each average. */
    private final Map<Var, List<Var>> averages = new HashMap<>();

    static Optional<Parts> of(OpGroup op, Set<Var> variables) {
      var parts = new Parts();
      for (ExprAggregator aggregator : op.getAggregators()) {
        if (!parts.add(aggregator.getVar(), aggregator.getAggregator(), variables)) {
          return Optional.empty();
        }
      }
      boolean plain = op.getGroupVars().getExprs().isEmpty();
      return plain
              || parts.measures.values().stream().noneMatch(Measure.CountDistinct.class::isInstance)
          ? Optional.of(parts)
          : Optional.empty();
    }

    private boolean add(Var result, Aggregator aggregator, Set<Var> variables) {
      return switch (aggregator) {
        case AggCount a -> addSum(result, new Measure.Count());
        // The solutions of a basic graph pattern are different.
        case AggCountDistinct a -> addSum(result, new Measure.Count());
        default -> {
          Optional<Var> measured = measured(aggregator, variables);
          yield measured.isPresent() && add(result, aggregator, measured.get());
        }
      };
    }

    private static Optional<Var> measured(Aggregator aggregator, Set<Var> variables) {
      if (aggregator.getExprList() == null || aggregator.getExprList().size() != 1) {
        return Optional.empty();
      }
      Expr expr = aggregator.getExprList().get(0);
      return expr.isVariable() && variables.contains(expr.asVar())
          ? Optional.of(expr.asVar())
          : Optional.empty();
    }

    private boolean add(Var result, Aggregator aggregator, Var measured) {
      return switch (aggregator) {
        case AggCountVar a -> addSum(result, new Measure.Count());
        case AggCountVarDistinct a -> addSum(result, new Measure.CountDistinct(measured));
        case AggSum a -> addSum(result, new Measure.Sum(measured));
        case AggAvg a -> {
          Var sum = Var.alloc("/sum" + averages.size());
          Var count = Var.alloc("/count" + averages.size());
          averages.put(result, List.of(sum, count));
          yield addSum(sum, new Measure.Sum(measured)) && addSum(count, new Measure.Count());
        }
        case AggMin a -> addLeast(result, measured);
        case AggMinDistinct a -> addLeast(result, measured);
        case AggMax a -> addGreatest(result, measured);
        case AggMaxDistinct a -> addGreatest(result, measured);
        default -> false;
      };
    }

    private boolean addSum(Var result, Measure measure) {
      aggregators.add(new ExprAggregator(result, new AggSum(new ExprVar(measure(measure)))));
      return true;
    }

    private boolean addLeast(Var result, Var measured) {
      Var value = measure(new Measure.Least(measured));
      aggregators.add(new ExprAggregator(result, new AggMin(new ExprVar(value))));
      return true;
    }

    private boolean addGreatest(Var result, Var measured) {
      Var value = measure(new Measure.Greatest(measured));
      aggregators.add(new ExprAggregator(result, new AggMax(new ExprVar(value))));
      return true;
    }

    private Var measure(Measure measure) {
      Var variable = Var.alloc("/part" + measures.size());
      measures.put(variable, measure);
      return variable;
    }
  }

  // ---- Execution

  QueryIterator execute(ExecutionContext context) {
    Iterator<Binding> all =
        new Concatenated<>(
            List.<Iterator<Binding>>of(
                    Iter.map(dataset.groups(member, grouping), this::named),
                    new Lazy<>(() -> ambiguous(context)))
                .iterator());
    QueryIterator groups =
        new QueryIterGroup(
            QueryIterPlainWrapper.create(all, context),
            op.getGroupVars(),
            parts.aggregators,
            context);
    return new QueryIterConvert(groups, this::finished, context);
  }

  private Binding named(Binding group) {
    var builder = BindingFactory.builder();
    group.forEach((v, n) -> builder.add(v, keys.contains(v) ? view.name(n) : n));
    return builder.build();
  }

  private Binding finished(Binding group) {
    var builder = BindingFactory.builder();
    group.forEach(
        (v, n) -> {
          if (!v.getVarName().startsWith("/")) {
            builder.add(v, Literals.normal(n));
          }
        });
    parts.averages.forEach(
        (result, of) -> {
          NodeValue sum = NodeValue.makeNode(group.get(of.getFirst()));
          NodeValue count = NodeValue.makeNode(group.get(of.getLast()));
          builder.add(
              result,
              NodeValue.nvZERO.equals(count)
                  ? NodeValue.nvZERO.asNode()
                  : Literals.normal(XSDFuncOp.numDivide(sum, count).asNode()));
        });
    return builder.build();
  }

  // ---- Things with several names

  /** Returns the solutions with things that the member knows under several names, each a part. */
  private Iterator<Binding> ambiguous(ExecutionContext context) {
    Set<Node> merged = view.merged(member);
    var found = new ArrayList<Iterator<Binding>>();
    var before = new ArrayList<Var>();
    for (Var v : grouping.split()) {
      List<Var> earlier = List.copyOf(before);
      found.add(
          new Lazy<>(
              () ->
                  Iter.filter(
                      solutions(v, merged, context),
                      s -> earlier.stream().noneMatch(e -> merged.contains(s.get(e))))));
      before.add(v);
    }
    Map<Var, Set<List<Node>>> counted = new HashMap<>();
    return Iter.map(new Concatenated<>(found.iterator()), s -> part(s, counted));
  }

  private Iterator<Binding> solutions(Var v, Set<Node> merged, ExecutionContext context) {
    Iterator<Binding> seeds =
        Iter.map(merged.iterator(), thing -> BindingFactory.binding(v, thing));
    QueryIterator rows =
        new ExclusiveJoin(
            QueryIterPlainWrapper.create(seeds, context),
            dataset,
            graph,
            view,
            new ExclusiveGroup(member, patterns),
            filters,
            context);
    for (Expr filter : filters) {
      rows = new QueryIterFilterExpr(rows, filter, context);
    }
    return rows;
  }

  private Binding part(Binding solution, Map<Var, Set<List<Node>>> counted) {
    var key = new ArrayList<Node>();
    var builder = BindingFactory.builder();
    for (Var v : keys) {
      builder.add(v, solution.get(v));
      key.add(solution.get(v));
    }
    parts.measures.forEach(
        (v, measure) ->
            builder.add(
                v,
                switch (measure) {
                  case Measure.Count c -> number(1);
                  case Measure.CountDistinct c -> {
                    var counting = new ArrayList<>(key);
                    counting.add(solution.get(c.variable()));
                    boolean first = counted.computeIfAbsent(v, k -> new HashSet<>()).add(counting);
                    yield number(first ? 1 : 0);
                  }
                  case Measure.Sum s -> solution.get(s.variable());
                  case Measure.Least l -> solution.get(l.variable());
                  case Measure.Greatest g -> solution.get(g.variable());
                }));
    return builder.build();
  }

  private static Node number(int value) {
    return NodeFactory.createLiteralDT(Integer.toString(value), XSDDatatype.XSDinteger);
  }

  // ---- For people

  Member member() {
    return member;
  }

  List<String> statements() {
    return grouping.statements();
  }

  List<Triple> patterns() {
    return patterns;
  }

  /** Returns how many things are looked at on this side, since their names are several. */
  int split() {
    return grouping.split().isEmpty() ? 0 : view.merged(member).size();
  }
}
