package org.crmekg.federation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.jena.atlas.iterator.Iter;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.sparql.core.Substitute;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.engine.QueryIterator;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.binding.BindingFactory;
import org.apache.jena.sparql.engine.iterator.QueryIter1;
import org.apache.jena.sparql.engine.iterator.QueryIterPlainWrapper;
import org.crmekg.member.Member;
import org.crmekg.virtual.QuadBlock;
import org.crmekg.virtual.TermSet;
import org.jspecify.annotations.Nullable;

/**
 * A bind join: rows from the left are joined with triple patterns in batches.
 *
 * <p>Each batch is one {@link QuadBlock}, so that a member gets one request for a thousand rows and
 * not a thousand requests. Batches begin small, since a LIMIT may end the query soon. Several
 * patterns are a star: they have the subject in common, and constant predicates; what they ask of
 * one table is one request.
 */
final class PatternJoin extends QueryIter1 {
  private final ReadOnlyDataset dataset;
  private final Node graph;
  private final List<Triple> patterns;
  private final Predicate<Member> among;
  private final RowBatches batches;
  private final Deque<Binding> ready = new ArrayDeque<>();
  private final Deque<Part> parts = new ArrayDeque<>();
  private @Nullable Part part;
  private boolean closed;

  /**
   * Creates a join.
   *
   * @param graph which graph the patterns speak of
   * @param patterns one, or a star
   * @param among which members need to be asked
   */
  PatternJoin(
      QueryIterator left,
      ReadOnlyDataset dataset,
      Node graph,
      List<Triple> patterns,
      Predicate<Member> among,
      ExecutionContext context) {
    super(left, context);
    this.dataset = dataset;
    this.graph = graph;
    this.patterns = List.copyOf(patterns);
    this.among = among;
    this.batches = new RowBatches(left, context);
  }

  /** What a batch became: rows that come while it is read. */
  private interface Part {
    /** Adds the next rows; false at the end. */
    boolean advance(Deque<Binding> out);

    void close();
  }

  @Override
  protected boolean hasNextBinding() {
    while (ready.isEmpty() && !closed) {
      Part current = part;
      if (current != null) {
        if (!current.advance(ready)) {
          current.close();
          part = null;
        }
      } else if (!parts.isEmpty()) {
        part = parts.remove();
      } else if (!nextBatch()) {
        return false;
      }
    }
    return !ready.isEmpty();
  }

  @Override
  protected Binding moveToNextBinding() {
    return ready.remove();
  }

  private boolean nextBatch() {
    List<Binding> batch = batches.next();
    dataset.context().deadline().check();
    if (batch.isEmpty()) {
      return false;
    }
    if (patterns.size() == 1) {
      addSingle(patterns.getFirst(), batch);
    } else {
      addStar(batch);
    }
    return true;
  }

  private ReadOnlyDataset.Asked asked() {
    return new ReadOnlyDataset.Asked(among, !batches.areFew());
  }

  // ---- One pattern

  private void addSingle(Triple pattern, List<Binding> batch) {
    // Rows that bind the same places of the pattern can share a request.
    Map<Integer, Map<Triple, List<Binding>>> byShape = new LinkedHashMap<>();
    for (Binding row : batch) {
      Triple bound = Substitute.substitute(pattern, row);
      if (bound.getSubject().isLiteral() || !isPredicate(bound.getPredicate())) {
        continue;
      }
      int shape = shape(bound);
      byShape
          .computeIfAbsent(shape, k -> new LinkedHashMap<>())
          .computeIfAbsent(key(bound, shape), k -> new ArrayList<>())
          .add(row);
    }
    byShape.forEach((shape, rows) -> parts.add(new Single(pattern, shape, rows)));
  }

  private static boolean isPredicate(Node node) {
    return node.isURI() || !node.isConcrete();
  }

  private static int shape(Triple t) {
    return (t.getSubject().isConcrete() ? 1 : 0)
        | (t.getPredicate().isConcrete() ? 2 : 0)
        | (t.getObject().isConcrete() ? 4 : 0);
  }

  private static Triple key(Triple t, int shape) {
    return Triple.create(
        (shape & 1) == 0 ? Node.ANY : t.getSubject(),
        (shape & 2) == 0 ? Node.ANY : t.getPredicate(),
        (shape & 4) == 0 ? Node.ANY : t.getObject());
  }

  private final class Single implements Part {
    private final Triple pattern;
    private final int shape;
    private final Map<Triple, List<Binding>> rows;
    private @Nullable Iterator<Quad> right;

    Single(Triple pattern, int shape, Map<Triple, List<Binding>> rows) {
      this.pattern = pattern;
      this.shape = shape;
      this.rows = rows;
    }

    @Override
    public boolean advance(Deque<Binding> out) {
      Iterator<Quad> found = right;
      if (found == null) {
        found = dataset.find(graph, block(), asked());
        right = found;
      }
      if (!found.hasNext()) {
        return false;
      }
      Triple triple = found.next().asTriple();
      for (Binding row : rows.getOrDefault(key(triple, shape), List.of())) {
        Binding joined = joined(row, pattern, triple);
        if (joined != null) {
          out.add(joined);
        }
      }
      return true;
    }

    private QuadBlock block() {
      return new QuadBlock(
          Node.ANY,
          terms(1, rows.keySet().stream().map(Triple::getSubject).collect(Collectors.toList())),
          terms(2, rows.keySet().stream().map(Triple::getPredicate).collect(Collectors.toList())),
          terms(4, rows.keySet().stream().map(Triple::getObject).collect(Collectors.toList())));
    }

    private TermSet terms(int place, List<Node> nodes) {
      return (shape & place) == 0 ? TermSet.ANY : TermSet.of(nodes);
    }

    @Override
    public void close() {
      if (right != null) {
        Iter.close(right);
      }
    }
  }

  private static @Nullable Binding joined(Binding row, Triple pattern, Triple triple) {
    var builder = BindingFactory.builder(row);
    boolean fits =
        bind(builder, pattern.getSubject(), triple.getSubject())
            && bind(builder, pattern.getPredicate(), triple.getPredicate())
            && bind(builder, pattern.getObject(), triple.getObject());
    return fits ? builder.build() : null;
  }

  private static boolean bind(
      org.apache.jena.sparql.engine.binding.BindingBuilder builder, Node place, Node term) {
    if (!Var.isVar(place)) {
      return !place.isConcrete() || place.equals(term);
    }
    Var variable = Var.alloc(place);
    Node before = builder.get(variable);
    if (before != null) {
      return before.equals(term);
    }
    builder.add(variable, term);
    return true;
  }

  // ---- A star

  private void addStar(List<Binding> batch) {
    Node subject = patterns.getFirst().getSubject();
    var bound = new ArrayList<Binding>();
    var unbound = new ArrayList<Binding>();
    for (Binding row : batch) {
      (Var.isVar(subject) && !row.contains(Var.alloc(subject)) ? unbound : bound).add(row);
    }
    if (!bound.isEmpty()) {
      parts.add(new Star(bound));
    }
    if (!unbound.isEmpty()) {
      parts.add(new Chain(unbound));
    }
  }

  /** Rows without the subject, as an OPTIONAL may leave them: pattern by pattern. */
  private final class Chain implements Part {
    private final QueryIterator rows;

    Chain(List<Binding> batch) {
      QueryIterator chain = QueryIterPlainWrapper.create(batch.iterator(), getExecContext());
      for (Triple pattern : patterns) {
        chain = new PatternJoin(chain, dataset, graph, List.of(pattern), among, getExecContext());
      }
      this.rows = chain;
    }

    @Override
    public boolean advance(Deque<Binding> out) {
      if (!rows.hasNext()) {
        return false;
      }
      out.add(rows.next());
      return true;
    }

    @Override
    public void close() {
      rows.close();
    }
  }

  private final class Star implements Part {
    private final List<Binding> batch;
    private @Nullable Map<Node, Map<Node, List<Node>>> values;
    private int next;

    Star(List<Binding> batch) {
      this.batch = batch;
    }

    @Override
    public boolean advance(Deque<Binding> out) {
      Map<Node, Map<Node, List<Node>>> fetched = values;
      if (fetched == null) {
        fetched = fetch();
        values = fetched;
      }
      if (next >= batch.size()) {
        return false;
      }
      Binding row = batch.get(next++);
      Map<Node, List<Node>> ofSubject = fetched.getOrDefault(subject(row), Collections.emptyMap());
      combine(row, 0, ofSubject, out);
      return true;
    }

    private Node subject(Binding row) {
      return Substitute.substitute(patterns.getFirst(), row).getSubject();
    }

    private Map<Node, Map<Node, List<Node>>> fetch() {
      Set<Node> subjects = new HashSet<>();
      batch.forEach(row -> subjects.add(subject(row)));
      subjects.removeIf(Node::isLiteral);
      var block =
          new QuadBlock(
              Node.ANY,
              TermSet.of(subjects),
              TermSet.of(patterns.stream().map(Triple::getPredicate).toList()),
              TermSet.ANY);
      Map<Node, Map<Node, List<Node>>> fetched = new HashMap<>();
      if (block.isEmpty()) {
        return fetched;
      }
      Iterator<Quad> found = dataset.find(graph, block, asked());
      try {
        while (found.hasNext()) {
          Triple t = found.next().asTriple();
          fetched
              .computeIfAbsent(t.getSubject(), k -> new HashMap<>())
              .computeIfAbsent(t.getPredicate(), k -> new ArrayList<>())
              .add(t.getObject());
        }
      } finally {
        Iter.close(found);
      }
      return fetched;
    }

    private void combine(
        Binding row, int pattern, Map<Node, List<Node>> ofSubject, Deque<Binding> out) {
      if (pattern == patterns.size()) {
        out.add(row);
        return;
      }
      Triple t = patterns.get(pattern);
      for (Node object : ofSubject.getOrDefault(t.getPredicate(), List.of())) {
        var builder = BindingFactory.builder(row);
        if (bind(builder, t.getObject(), object)) {
          combine(builder.build(), pattern + 1, ofSubject, out);
        }
      }
    }

    @Override
    public void close() {}
  }

  @Override
  protected void requestSubCancel() {}

  @Override
  protected void closeSubIterator() {
    closed = true;
    if (part != null) {
      part.close();
    }
    parts.forEach(Part::close);
    parts.clear();
    ready.clear();
  }
}
