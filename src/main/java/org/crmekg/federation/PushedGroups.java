package org.crmekg.federation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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
import org.apache.jena.sparql.core.BasicPattern;
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
import org.apache.jena.sparql.engine.main.QC;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.expr.ExprAggregator;
import org.apache.jena.sparql.expr.ExprList;
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
 * GROUP BY that a member does: the one that can answer the whole pattern, or one that groups what
 * it joins before its groups are joined with what others have, each for all its solutions (eager
 * aggregation; Yan and Larson, VLDB 1995).
 *
 * <p>What comes from it are parts of groups: it may know one group under several names, and its own
 * statement leaves out solutions with things that it knows under several names. These solutions are
 * found on this side, as parts of one solution each; then the parts are grouped, with ARQ's own
 * arithmetic.
 */
final class PushedGroups {
  private final OpGroup op;
  private final ReadOnlyDataset dataset;
  private final View view;
  private final Share share;
  private final Member member;
  private final Parts parts;
  private final Grouping grouping;

  private PushedGroups(
      OpGroup op, ReadOnlyDataset dataset, Share share, View view, Parts parts, Grouping grouping) {
    this.op = op;
    this.dataset = dataset;
    this.share = share;
    this.view = view;
    this.member = share.member();
    this.parts = parts;
    this.grouping = grouping;
  }

  /** A basic graph pattern with its filters. */
  private record Pattern(Node graph, List<Triple> patterns, List<Expr> filters) {
    Pattern {
      patterns = List.copyOf(patterns);
      filters = List.copyOf(filters);
    }
  }

  private static final String HELPER = "%";

  /** Other patterns that make fewer rows than this share of what is grouped come first. */
  private static final double MUCH_FEWER = 0.25;

  /** Returns how a member groups all of a pattern, or what it joins of it; empty if none does. */
  static Optional<PushedGroups> of(OpGroup op, ReadOnlyDataset dataset, Node graph) {
    Optional<Pattern> pattern = pattern(op.getSubOp(), graph, dataset);
    if (pattern.isEmpty()
        || dataset.context().pushDown() != PushDown.FULL
        || dataset.holding(pattern.get().graph(), pattern.get().patterns()).isPresent()) {
      return Optional.empty();
    }
    Set<Var> variables = JoinOrder.variables(pattern.get().patterns());
    Optional<List<Var>> by = keys(op.getGroupVars(), variables);
    Optional<Parts> parts = Parts.of(op, variables);
    PatternPlan plan =
        dataset.plan(
            pattern.get().graph(), pattern.get().patterns(), pattern.get().filters(), Set.of());
    if (by.isEmpty() || parts.isEmpty() || plan.view().isEmpty()) {
      return Optional.empty();
    }
    Optional<Share> share =
        plan.selection()
            .flatMap(SourceSelection::sole)
            .map(m -> Share.whole(m, pattern.get(), by.get()))
            .or(() -> parts.get().share(op, pattern.get(), plan, by.get(), dataset));
    if (share.isEmpty()) {
      return Optional.empty();
    }
    View view = plan.view().get();
    Member member = share.get().member();
    JoinBlock block =
        ExclusiveJoin.block(
            view, share.get().grouped().patterns(), share.get().grouped().filters());
    return dataset
        .grouping(
            member,
            new GroupBlock(block, share.get().keys(), parts.get().measures, view.ambiguous(member)))
        .map(grouping -> new PushedGroups(op, dataset, share.get(), view, parts.get(), grouping));
  }

  /**
   * What of a pattern a member groups.
   *
   * @param keys variables of what is grouped, on which the groups depend, or the rest
   * @param rest what its groups are joined with; no patterns where it groups all
   */
  private record Share(Member member, Pattern grouped, List<Var> keys, Pattern rest) {
    Share {
      keys = List.copyOf(keys);
    }

    static Share whole(Member member, Pattern pattern, List<Var> keys) {
      return new Share(member, pattern, keys, new Pattern(pattern.graph(), List.of(), List.of()));
    }

    /** Returns how a member groups what it joins: each of its groups counts for all that it has. */
    static Share part(ExclusiveGroup group, Pattern pattern, List<Var> by) {
      Set<Var> variables = JoinOrder.variables(group.patterns());
      Map<Boolean, List<Expr>> filters =
          pattern.filters().stream()
              .collect(Collectors.partitioningBy(f -> variables.containsAll(Linear.mentioned(f))));
      var rest = new ArrayList<>(pattern.patterns());
      rest.removeAll(group.patterns());
      Set<Var> keys = JoinOrder.variables(rest);
      filters.getOrDefault(false, List.of()).forEach(f -> keys.addAll(Linear.mentioned(f)));
      keys.addAll(by);
      keys.retainAll(variables);
      return new Share(
          group.members().getFirst(),
          new Pattern(pattern.graph(), group.patterns(), filters.getOrDefault(true, List.of())),
          List.copyOf(keys),
          new Pattern(pattern.graph(), rest, filters.getOrDefault(false, List.of())));
    }

    /** Returns how many variables less the groups have than the solutions. */
    int dropped() {
      return JoinOrder.variables(grouped.patterns()).size() - keys.size();
    }
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

    /**
     * Returns what one of several members may group before its groups are joined with what others
     * have: all that is counted or summed must be its own.
     */
    Optional<Share> share(
        OpGroup op, Pattern pattern, PatternPlan plan, List<Var> by, ReadOnlyDataset dataset) {
      if (measures.values().stream().anyMatch(Measure.CountDistinct.class::isInstance)) {
        return Optional.empty();
      }
      Set<Var> told = new HashSet<>();
      op.getAggregators()
          .forEach(
              a -> {
                if (a.getAggregator().getExprList() != null) {
                  a.getAggregator().getExprList().forEach(e -> told.addAll(Linear.mentioned(e)));
                }
              });
      return plan.steps().stream()
          .flatMap(s -> s.group().stream())
          .filter(g -> g.sole().isPresent())
          .filter(g -> JoinOrder.variables(g.patterns()).containsAll(told))
          .map(g -> Share.part(g, pattern, by))
          .filter(s -> s.dropped() > 0 && !s.rest().patterns().isEmpty())
          .filter(s -> isWorthwhile(s, dataset))
          .max(Comparator.comparingInt(Share::dropped));
    }

    /** What is grouped is read whole; rows of others may ask for a small part of it only. */
    private static boolean isWorthwhile(Share share, ReadOnlyDataset dataset) {
      return fewest(share.rest(), dataset) >= fewest(share.grouped(), dataset) * MUCH_FEWER;
    }

    private static double fewest(Pattern pattern, ReadOnlyDataset dataset) {
      return pattern.patterns().stream()
          .mapToDouble(t -> dataset.estimate(pattern.graph(), t, Set.of()))
          .min()
          .orElse(Double.POSITIVE_INFINITY);
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
          Var sum = helper("sum" + averages.size());
          Var count = helper("count" + averages.size());
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
      Var variable = helper("part" + measures.size());
      measures.put(variable, measure);
      return variable;
    }
  }

  /** A variable that no query has, nor what ARQ makes of one that a sub-select hides ("/x"). */
  private static Var helper(String name) {
    return Var.alloc(HELPER + name);
  }

  private static boolean isHelper(Var variable) {
    return variable.getVarName().startsWith(HELPER);
  }

  // ---- Execution

  QueryIterator execute(ExecutionContext context) {
    Iterator<Binding> all =
        new Concatenated<>(
            List.<Iterator<Binding>>of(
                    Iter.map(dataset.groups(member, grouping), this::named),
                    new Lazy<>(() -> ambiguous(context)))
                .iterator());
    QueryIterator counted = QueryIterPlainWrapper.create(all, context);
    QueryIterator rows = isWhole() ? counted : QC.execute(rest(), counted, context);
    boolean mayBeAlone =
        isWhole() && !op.getGroupVars().isEmpty() && op.getGroupVars().getExprs().isEmpty();
    QueryIterator groups =
        mayBeAlone
            ? new LateRows(rows, context) {
              @Override
              QueryIterator made() {
                return grouped(getInput(), getExecContext());
              }
            }
            : new QueryIterGroup(rows, op.getGroupVars(), parts.aggregators, context);
    return new QueryIterConvert(groups, this::finished, context);
  }

  /** Puts parts together; where each group has one part only, that is its value. */
  private QueryIterator grouped(QueryIterator rows, ExecutionContext context) {
    List<Var> by = op.getGroupVars().getVars();
    var all = new ArrayList<Binding>();
    Set<List<Node>> keys = new HashSet<>();
    while (rows.hasNext()) {
      Binding row = rows.next();
      all.add(row);
      keys.add(by.stream().map(row::get).toList());
    }
    QueryIterator read = QueryIterPlainWrapper.create(all.iterator(), context);
    return keys.size() < all.size()
        ? new QueryIterGroup(read, op.getGroupVars(), parts.aggregators, context)
        : new QueryIterConvert(read, this::alone, context);
  }

  /** Returns the group that has this part only. */
  private Binding alone(Binding part) {
    var builder = BindingFactory.builder();
    op.getGroupVars().getVars().forEach(v -> builder.add(v, part.get(v)));
    for (ExprAggregator aggregator : parts.aggregators) {
      Var measured = aggregator.getAggregator().getExprList().get(0).asVar();
      builder.add(aggregator.getVar(), part.get(measured));
    }
    return builder.build();
  }

  private Binding named(Binding group) {
    var builder = BindingFactory.builder();
    group.forEach((v, n) -> builder.add(v, share.keys().contains(v) ? view.name(n) : n));
    return builder.build();
  }

  private Binding finished(Binding group) {
    var builder = BindingFactory.builder();
    group.forEach(
        (v, n) -> {
          if (!isHelper(v)) {
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
            share.grouped().graph(),
            view,
            new ExclusiveGroup(member, share.grouped().patterns()),
            share.grouped().filters(),
            context);
    for (Expr filter : share.grouped().filters()) {
      rows = new QueryIterFilterExpr(rows, filter, context);
    }
    return rows;
  }

  private Binding part(Binding solution, Map<Var, Set<List<Node>>> counted) {
    var key = new ArrayList<Node>();
    var builder = BindingFactory.builder();
    for (Var v : share.keys()) {
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
    return share.grouped().patterns();
  }

  /** Returns the variables whose values the member's groups have. */
  List<Var> keys() {
    return share.keys();
  }

  /** Returns the patterns that its groups are joined with, and their filters. */
  Op rest() {
    Op patterns = new OpBGP(BasicPattern.wrap(share.rest().patterns()));
    Op filtered =
        share.rest().filters().isEmpty()
            ? patterns
            : OpFilter.filterBy(ExprList.create(share.rest().filters()), patterns);
    Node graph = share.rest().graph();
    return Quad.isDefaultGraph(graph) ? filtered : new OpGraph(graph, filtered);
  }

  /** Returns whether the member groups all of the pattern. */
  boolean isWhole() {
    return share.rest().patterns().isEmpty();
  }

  /** Returns how many things are looked at on this side, since their names are several. */
  int split() {
    return grouping.split().isEmpty() ? 0 : view.merged(member).size();
  }
}
