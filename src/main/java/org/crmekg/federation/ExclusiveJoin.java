package org.crmekg.federation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.jena.atlas.iterator.Iter;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.engine.QueryIterator;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.binding.BindingFactory;
import org.apache.jena.sparql.engine.iterator.QueryIter1;
import org.apache.jena.sparql.engine.iterator.QueryIterNullIterator;
import org.apache.jena.sparql.engine.iterator.QueryIterPlainWrapper;
import org.apache.jena.sparql.expr.Expr;
import org.crmekg.member.Member;
import org.crmekg.virtual.JoinBlock;
import org.crmekg.virtual.TermSet;
import org.jspecify.annotations.Nullable;

/**
 * A bind join of rows with an exclusive group: its member joins the patterns, once for each batch,
 * or each of its members does.
 *
 * <p>The member joins what it names alike. A thing that it knows under several names is one thing
 * here, so solutions that need two of its names are added: the patterns are joined once more on
 * this side, for such things only. These solutions may repeat and are remembered; others need not
 * be.
 */
final class ExclusiveJoin extends QueryIter1 {
  /** Batches that are looked at together where all of the right side may be read instead. */
  private static final int AHEAD = 15;

  private final ReadOnlyDataset dataset;
  private final Node graph;
  private final View view;
  private final ExclusiveGroup group;
  private final JoinBlock block;
  private final RowBatches batches;
  private final Set<Var> variables;

  /** Variables that stand in several places. */
  private final Set<Var> joined;

  /** Those of the group, and how they are asked. */
  private final List<Side> sides;

  /** Variables of the block that stand for a constant with several names. */
  private final Set<Var> named;

  /**
   * A member of the group.
   *
   * @param merged what it may know under several names
   */
  private record Side(Member member, WholeSide whole, Set<Node> merged) {}

  private final Deque<Part> parts = new ArrayDeque<>();
  private final Deque<Binding> ready = new ArrayDeque<>();
  private @Nullable Part part;
  private boolean closed;

  ExclusiveJoin(
      QueryIterator left,
      ReadOnlyDataset dataset,
      Node graph,
      View view,
      ExclusiveGroup group,
      List<Expr> filters,
      ExecutionContext context) {
    super(left, context);
    this.dataset = dataset;
    this.graph = graph;
    this.view = view;
    this.group = group;
    this.block = block(view, group.patterns(), filters);
    this.batches = new RowBatches(left, context);
    this.sides =
        group.members().stream()
            .map(
                m ->
                    new Side(
                        m,
                        WholeSide.of(dataset, m, group.patterns(), block, context),
                        view.merged(m)))
            .toList();
    this.variables = JoinOrder.variables(group.patterns());
    this.named = block.values().keySet();
    Set<Var> once = new HashSet<>();
    this.joined =
        group.patterns().stream()
            .flatMap(t -> Stream.of(t.getSubject(), t.getObject()))
            .filter(Var::isVar)
            .map(Var::alloc)
            .filter(v -> !once.add(v))
            .collect(Collectors.toSet());
  }

  /** Returns the block that the member is asked: a constant with several names is one of them. */
  static JoinBlock block(View view, List<Triple> patterns, List<Expr> filters) {
    Map<Var, TermSet> values = new HashMap<>();
    List<Triple> local =
        patterns.stream()
            .map(
                t ->
                    Triple.create(
                        local(view, t.getSubject(), values),
                        t.getPredicate(),
                        local(view, t.getObject(), values)))
            .toList();
    return new JoinBlock(view.graph(), local, values, filters);
  }

  private static Node local(View view, Node node, Map<Var, TermSet> values) {
    if (!node.isConcrete()) {
      return node;
    }
    Set<Node> locals = view.locals(node);
    if (locals.equals(Set.of(node))) {
      return node;
    }
    Var name = Var.alloc("/name" + values.size());
    values.put(name, TermSet.of(locals));
    return name;
  }

  /** Some rows that bind the same variables, and a member's solutions that go with them. */
  private record Part(
      Side side,
      List<Var> shared,
      List<Var> added,
      Map<List<Node>, List<Binding>> rows,
      Lazy<Binding> solutions) {}

  @Override
  protected boolean hasNextBinding() {
    while (ready.isEmpty() && !closed) {
      Part current = part;
      if (current != null && current.solutions().hasNext()) {
        join(current, current.solutions().next());
      } else if (current != null) {
        Iter.close(current.solutions());
        part = null;
      } else if (!parts.isEmpty()) {
        expectRows(parts.element().side());
        part = parts.remove();
        askOthers(part.side());
      } else if (!nextBatch()) {
        return false;
      }
    }
    return !ready.isEmpty();
  }

  private void expectRows(Side side) {
    side.whole()
        .expect(
            parts.stream().filter(p -> p.side().equals(side)).mapToInt(p -> p.rows().size()).sum());
  }

  /** Asks other members for what comes next, while this one answers. */
  private void askOthers(Side current) {
    AheadOfNeed ahead = dataset.ahead(!batches.areFew() && sides.size() > 1);
    Set<Side> busy = new HashSet<>(Set.of(current));
    boolean made = false;
    for (Part next : parts) {
      if (busy.size() > ahead.most() || !busy.add(next.side())) {
        break;
      }
      if (!next.solutions().isMade()) {
        expectRows(next.side());
        next.solutions().make();
        made = true;
      }
    }
    if (made) {
      ahead.send();
    }
  }

  private void join(Part current, Binding solution) {
    for (Binding row : current.rows().getOrDefault(key(current.shared(), solution), List.of())) {
      var builder = BindingFactory.builder(row);
      for (Var v : current.added()) {
        builder.add(v, solution.get(v));
      }
      ready.add(builder.build());
    }
  }

  private static List<Node> key(List<Var> shared, Binding row) {
    if (shared.size() == 1) {
      return List.of(row.get(shared.getFirst()));
    }
    var key = new ArrayList<Node>(shared.size());
    for (Var v : shared) {
      key.add(row.get(v));
    }
    return key;
  }

  private boolean nextBatch() {
    List<Binding> batch = batches.next();
    if (sides.stream().anyMatch(s -> s.whole().isPossible()) && batches.isFull(batch)) {
      batch.addAll(batches.more(AHEAD * batch.size()));
    }
    dataset.context().deadline().check();
    for (int from = 0; from < batch.size(); from += RowBatches.LARGEST) {
      plan(batch.subList(from, Math.min(batch.size(), from + RowBatches.LARGEST)));
    }
    return !batch.isEmpty();
  }

  private void plan(List<Binding> batch) {
    // Rows that bind the same variables of the group can share a request.
    Map<List<Var>, Map<List<Node>, List<Binding>>> byShape = new LinkedHashMap<>();
    for (Binding row : batch) {
      List<Var> shared = variables.stream().filter(row::contains).toList();
      byShape
          .computeIfAbsent(shared, k -> new LinkedHashMap<>())
          .computeIfAbsent(key(shared, row), k -> new ArrayList<>())
          .add(row);
    }
    for (Side side : sides) {
      byShape.forEach(
          (shared, rows) ->
              parts.add(
                  new Part(
                      side,
                      shared,
                      variables.stream().filter(v -> !shared.contains(v)).toList(),
                      rows,
                      new Lazy<>(() -> solutions(side, shared, rows)))));
    }
  }

  // ---- Solutions

  private Iterator<Binding> solutions(
      Side side, List<Var> shared, Map<List<Node>, List<Binding>> rows) {
    Map<Var, Set<Node>> known = new HashMap<>();
    for (int i = 0; i < shared.size(); i++) {
      int place = i;
      known.put(
          shared.get(i),
          rows.keySet().stream()
              .map(k -> k.get(place))
              .collect(Collectors.toCollection(LinkedHashSet::new)));
    }
    Iterator<Binding> fromMember = asked(side, known);
    if (side.merged().isEmpty() && named.isEmpty()) {
      return fromMember;
    }
    Iterator<Binding> all =
        new Concatenated<>(
            List.of(fromMember, new Lazy<>(() -> acrossNames(side, known, rows))).iterator());
    Set<Binding> given = new HashSet<>();
    return Iter.filter(all, s -> !mayRepeat(side, s) || given.add(s));
  }

  private boolean mayRepeat(Side side, Binding solution) {
    return !named.isEmpty() || variables.stream().anyMatch(v -> isMerged(side, solution.get(v)));
  }

  private static boolean isMerged(Side side, @Nullable Node node) {
    return node != null && side.merged().contains(node);
  }

  private Iterator<Binding> asked(Side side, Map<Var, Set<Node>> known) {
    Map<Var, TermSet> values = new HashMap<>(block.values());
    known.forEach(
        (v, terms) ->
            values.put(
                v, TermSet.of(terms.stream().flatMap(t -> view.locals(t).stream()).toList())));
    if (values.values().stream().anyMatch(TermSet::isEmpty)) {
      return Iter.nullIterator();
    }
    int keys = known.values().stream().mapToInt(Set::size).max().orElse(0);
    return Iter.map(
        side.whole()
            .solutions(values)
            .orElseGet(
                () ->
                    side.whole()
                        .counted(keys, dataset.join(side.member(), block.withValues(values)))),
        this::named);
  }

  private Binding named(Binding local) {
    if (named.isEmpty() && isNamed(local)) {
      return local;
    }
    var builder = BindingFactory.builder();
    local.forEach(
        (v, n) -> {
          if (!named.contains(v)) {
            builder.add(v, view.name(n));
          }
        });
    return builder.build();
  }

  private boolean isNamed(Binding local) {
    for (Var v : variables) {
      Node node = local.get(v);
      if (node != null && !view.name(node).equals(node)) {
        return false;
      }
    }
    return true;
  }

  /** Returns the solutions in which a thing with several names stands in several places. */
  static Iterator<Binding> acrossNames(
      ReadOnlyDataset dataset,
      Node graph,
      View view,
      ExclusiveGroup group,
      ExecutionContext context) {
    var join =
        new ExclusiveJoin(
            QueryIterNullIterator.create(context), dataset, graph, view, group, List.of(), context);
    Iterator<Binding> solutions =
        new Concatenated<>(
            join.sides.stream().map(s -> join.acrossNames(s, Map.of(), Map.of())).iterator());
    join.close();
    return solutions;
  }

  /** Solutions in which a thing with several names stands in several places. */
  private Iterator<Binding> acrossNames(
      Side side, Map<Var, Set<Node>> known, Map<List<Node>, List<Binding>> rows) {
    Set<Node> merged = side.merged();
    Set<Binding> seeds = new LinkedHashSet<>();
    for (Var v : joined) {
      Set<Node> values = known.get(v);
      Stream<Node> things =
          values == null
              ? merged.stream()
              : values.size() < merged.size()
                  ? values.stream().filter(merged::contains)
                  : merged.stream().filter(values::contains);
      things.forEach(n -> seeds.add(BindingFactory.binding(v, n)));
    }
    if (seeds.size() > rows.size() && !known.isEmpty()) {
      // Fewer rows than things: begin with the rows.
      seeds.clear();
      for (List<Binding> alike : rows.values()) {
        var builder = BindingFactory.builder();
        alike
            .getFirst()
            .forEach(
                (v, n) -> {
                  if (variables.contains(v)) {
                    builder.add(v, n);
                  }
                });
        seeds.add(builder.build());
      }
    }
    var parts = new ArrayList<Iterator<Binding>>();
    seeds.stream()
        .collect(
            Collectors.groupingBy(ExclusiveJoin::bound, LinkedHashMap::new, Collectors.toList()))
        .forEach((bound, alike) -> parts.add(new Lazy<>(() -> onThisSide(side, bound, alike))));
    return Iter.filter(
        new Concatenated<>(parts.iterator()),
        s -> joined.stream().anyMatch(v -> isMerged(side, s.get(v))));
  }

  private static Set<Var> bound(Binding row) {
    Set<Var> bound = new HashSet<>();
    row.vars().forEachRemaining(bound::add);
    return bound;
  }

  private Iterator<Binding> onThisSide(Side side, Set<Var> bound, List<Binding> seeds) {
    QueryIterator rows = QueryIterPlainWrapper.create(seeds.iterator(), getExecContext());
    List<JoinOrder.Step> steps =
        JoinOrder.of(
            group.patterns(), List.of(), bound, (t, known) -> dataset.estimate(graph, t, known));
    for (JoinOrder.Step step : steps) {
      rows =
          new PatternJoin(
              rows,
              dataset,
              graph,
              step.patterns(),
              m -> m.id().equals(side.member().id()),
              getExecContext());
    }
    return rows;
  }

  @Override
  protected Binding moveToNextBinding() {
    return ready.remove();
  }

  @Override
  protected void requestSubCancel() {}

  @Override
  protected void closeSubIterator() {
    closed = true;
    if (part != null) {
      Iter.close(part.solutions());
    }
    parts.forEach(p -> Iter.close(p.solutions()));
    parts.clear();
    ready.clear();
  }
}
