package org.crmekg.federation;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.jena.atlas.iterator.Iter;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.query.ReadWrite;
import org.apache.jena.query.TxnType;
import org.apache.jena.riot.system.PrefixMap;
import org.apache.jena.riot.system.PrefixMapFactory;
import org.apache.jena.sparql.JenaTransactionException;
import org.apache.jena.sparql.core.DatasetGraphBaseFind;
import org.apache.jena.sparql.core.GraphView;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.engine.QueryIterator;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.expr.Expr;
import org.crmekg.Problem;
import org.crmekg.RequestContext;
import org.crmekg.SourceException;
import org.crmekg.UsageException;
import org.crmekg.member.Member;
import org.crmekg.rdf.Prefixes;
import org.crmekg.virtual.GroupBlock;
import org.crmekg.virtual.Grouping;
import org.crmekg.virtual.JoinBlock;
import org.crmekg.virtual.QuadBlock;
import org.crmekg.virtual.Top;
import org.jspecify.annotations.Nullable;

/**
 * A dataset that answers from members, for reading.
 *
 * <p>A read transaction is bound to its thread; cursors that a reader leaves open are closed with
 * it.
 */
public abstract class ReadOnlyDataset extends DatasetGraphBaseFind {
  /** Requests that wait to be read. */
  private static final int MOST_AHEAD = 8;

  private final RequestContext context;
  private final OpenCursors cursors;
  private final ThreadLocal<@Nullable Runnable> transaction;

  /** Not shared with other views: their default graphs differ. */
  private final PatternPlan.Cache plans = new PatternPlan.Cache();

  private final PrefixMap prefixes = PrefixMapFactory.create(Prefixes.standard());

  /** Creates the dataset of a request. */
  protected ReadOnlyDataset(RequestContext context) {
    this.context = context;
    this.cursors = new OpenCursors(this::tolerates);
    this.transaction = ThreadLocal.withInitial(() -> null);
  }

  /** Creates another view of a dataset, in the same transactions. */
  protected ReadOnlyDataset(ReadOnlyDataset other) {
    this.context = other.context;
    this.cursors = other.cursors;
    this.transaction = other.transaction;
  }

  /** Returns whose view this is. */
  public final RequestContext context() {
    return context;
  }

  /** Begins to read on this thread and returns what ends it. */
  protected abstract Runnable beginRead();

  /** Returns the names of the graphs that GRAPH ranges over. */
  protected abstract Set<Node> namedGraphs();

  /**
   * Finds the triples of a block in a graph that patterns name.
   *
   * @param graph the default graph ({@link Quad#isDefaultGraph}) or a named one
   * @param block whose graph is ignored
   * @param asked which members
   * @return each triple once, as quads of whatever graph; to be closed
   */
  protected abstract Iterator<Quad> find(Node graph, QuadBlock block, Asked asked);

  /**
   * Which members are asked, and how.
   *
   * @param among those that need to be: the others surely have nothing that matters
   * @param whole whether all of the answer will be read, so that members are asked at once
   */
  public record Asked(Predicate<Member> among, boolean whole) {
    /** All members, one after the other. */
    static final Asked ALL = new Asked(m -> true, false);
  }

  /** Returns how requests to several members are sent. */
  final AheadOfNeed ahead(boolean whole) {
    return whole ? new AheadOfNeed(MOST_AHEAD, cursors::sendAhead) : AheadOfNeed.NONE;
  }

  /**
   * Returns what a graph that patterns name is made of; empty if that is not known for the whole of
   * it.
   */
  protected abstract Optional<View> view(Node graph);

  /**
   * Returns how a basic graph pattern is joined.
   *
   * @param bound variables that each row binds already
   */
  final PatternPlan plan(Node graph, List<Triple> patterns, List<Expr> filters, Set<Var> bound) {
    return plans.plan(this, graph, patterns, filters, bound);
  }

  /**
   * Returns the graph of the store that has all that can match connected patterns, so that they are
   * joined there; empty if none has.
   */
  protected Optional<Node> holding(Node graph, List<Triple> patterns) {
    return Optional.empty();
  }

  /**
   * Joins rows with patterns in a graph of the store that {@link #holding} named.
   *
   * @param filters conditions on these rows, none of which looks into a graph
   */
  protected QueryIterator joinedInStore(
      Node held,
      List<Triple> patterns,
      List<Expr> filters,
      QueryIterator rows,
      ExecutionContext execution) {
    throw new IllegalStateException("nothing is held by a store");
  }

  /** Lets a member join; its cursor is closed with the transaction. */
  final Iterator<Binding> join(Member member, JoinBlock block) {
    if (isMissing(member)) {
      return Collections.emptyIterator();
    }
    asked(member);
    return cursors.join(member, block, context);
  }

  /** Asks whether a member can group; empty if it cannot, or failed. */
  final Optional<Grouping> grouping(Member member, GroupBlock block) {
    try {
      return isMissing(member) ? Optional.empty() : member.group(block, context);
    } catch (SourceException e) {
      if (tolerates(member, e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Returns whether a member can order the solutions of patterns by a variable itself. */
  final boolean canOrder(Member member, JoinBlock block, Var variable) {
    try {
      return !isMissing(member) && member.canOrder(block, variable, context);
    } catch (SourceException e) {
      if (tolerates(member, e)) {
        return false;
      }
      throw e;
    }
  }

  /** Lets a member find the first solutions of patterns that it can order. */
  final Top.Found top(Member member, JoinBlock block, Top top) {
    var nothing = new Top.Found(List.of(), Optional.empty());
    if (isMissing(member)) {
      return nothing;
    }
    asked(member);
    try {
      cursors.makeRoom(member);
      return member.top(block, top, context);
    } catch (SourceException e) {
      if (tolerates(member, e)) {
        return nothing;
      }
      throw e;
    }
  }

  /** Lets a member group; its cursor is closed with the transaction. */
  final Iterator<Binding> groups(Member member, Grouping grouping) {
    if (isMissing(member)) {
      return Collections.emptyIterator();
    }
    asked(member);
    return cursors.groups(member, grouping, context);
  }

  /**
   * Estimates how many triples of a graph match a pattern for one row.
   *
   * @param bound variables whose value is known
   */
  protected abstract double estimate(Node graph, Triple pattern, Set<Var> bound);

  /** Estimates how many triples of a member's graph match a pattern for one row. */
  protected final double estimate(Member member, Node graph, Triple pattern, Set<Var> bound) {
    return new PatternCost(pattern, bound).at(member, graph, context);
  }

  /** Asks a member, which need not be asked when its descriptor says that it has no answer. */
  protected final Iterator<Quad> request(Member member, Quad pattern) {
    return request(member, QuadBlock.of(pattern));
  }

  /** Asks a member for what it may have of a block; where that is nothing, it is not asked. */
  protected final Iterator<Quad> request(Member member, QuadBlock block) {
    QuadBlock possible = member.descriptor().possible(block);
    if (possible.isEmpty() || isMissing(member)) {
      return Collections.emptyIterator();
    }
    asked(member);
    return cursors.request(member, possible, context);
  }

  /** Reads what a member has of a block, whatever its descriptor says. */
  protected final Iterator<Quad> read(Member member, QuadBlock block) {
    return cursors.request(member, block, context);
  }

  /**
   * Is told that a member failed, and returns whether the answer goes on without it. It is not
   * asked again, so that all parts of an answer see the same.
   */
  protected boolean tolerates(Member member, SourceException failure) {
    return false;
  }

  /** Returns whether a member is left out since it failed. */
  protected boolean isMissing(Member member) {
    return false;
  }

  /** Returns false only if a member surely has no statement that matches a pattern. */
  final boolean mayHave(Member member, Triple pattern) {
    try {
      if (isMissing(member)) {
        return false;
      }
      cursors.makeRoom(member);
      return member.mayHave(pattern, context);
    } catch (SourceException e) {
      if (tolerates(member, e)) {
        return false;
      }
      throw e;
    }
  }

  /** Returns whether a member can join patterns itself. */
  final boolean canJoin(Member member, JoinBlock block) {
    try {
      return !isMissing(member) && member.canJoin(block, context);
    } catch (SourceException e) {
      if (tolerates(member, e)) {
        return false;
      }
      throw e;
    }
  }

  /** Is told of each member that the answer depends on. */
  protected void asked(Member member) {}

  /** Returns a pattern whose variable places are {@link Node#ANY}. */
  protected static Quad pattern(Node g, @Nullable Node s, @Nullable Node p, @Nullable Node o) {
    return new Quad(g, any(s), any(p), any(o));
  }

  private static Node any(@Nullable Node node) {
    return node == null || node.isVariable() ? Node.ANY : node;
  }

  @Override
  protected final Iterator<Quad> findInDftGraph(
      @Nullable Node s, @Nullable Node p, @Nullable Node o) {
    QuadBlock block = QuadBlock.of(pattern(Node.ANY, s, p, o));
    return Iter.map(
        find(Quad.defaultGraphIRI, block, Asked.ALL),
        q -> Quad.create(Quad.defaultGraphIRI, q.asTriple()));
  }

  @Override
  protected final Iterator<Quad> findInSpecificNamedGraph(
      Node g, @Nullable Node s, @Nullable Node p, @Nullable Node o) {
    return find(g, QuadBlock.of(pattern(g, s, p, o)), Asked.ALL);
  }

  @Override
  public final Iterator<Node> listGraphNodes() {
    return namedGraphs().iterator();
  }

  @Override
  public final boolean containsGraph(Node graph) {
    return Quad.isDefaultGraph(graph) || Quad.isUnionGraph(graph) || namedGraphs().contains(graph);
  }

  @Override
  public final Graph getDefaultGraph() {
    return GraphView.createDefaultGraph(this);
  }

  @Override
  public final Graph getGraph(Node graph) {
    return GraphView.createNamedGraph(this, graph);
  }

  @Override
  public final PrefixMap prefixes() {
    return prefixes;
  }

  @Override
  public final void close() {
    end();
  }

  // ---- Nothing is written

  @Override
  public final void addGraph(Node graphName, Graph graph) {
    throw readOnly();
  }

  @Override
  public final void removeGraph(Node graphName) {
    throw readOnly();
  }

  @Override
  public final void add(Quad quad) {
    throw readOnly();
  }

  @Override
  public final void delete(Quad quad) {
    throw readOnly();
  }

  @Override
  public final void clear() {
    throw readOnly();
  }

  private static UsageException readOnly() {
    return new UsageException(
        Problem.QUERY_REFUSED, "sources are read-only here; change the data at the source");
  }

  // ---- Transactions

  @Override
  public final boolean supportsTransactions() {
    return true;
  }

  @Override
  public final void begin(TxnType type) {
    if (type == TxnType.WRITE) {
      throw readOnly();
    }
    if (transaction.get() != null) {
      throw new JenaTransactionException("already in a transaction");
    }
    transaction.set(beginRead());
  }

  @Override
  public final boolean promote(Promote mode) {
    return false;
  }

  @Override
  public final void commit() {
    end();
  }

  @Override
  public final void abort() {
    end();
  }

  @Override
  public final void end() {
    Runnable ending = transaction.get();
    if (ending != null) {
      transaction.remove();
      cursors.closeAll();
      ending.run();
    }
  }

  @Override
  public final @Nullable ReadWrite transactionMode() {
    return isInTransaction() ? ReadWrite.READ : null;
  }

  @Override
  public final @Nullable TxnType transactionType() {
    return isInTransaction() ? TxnType.READ : null;
  }

  @Override
  public final boolean isInTransaction() {
    return transaction.get() != null;
  }
}
