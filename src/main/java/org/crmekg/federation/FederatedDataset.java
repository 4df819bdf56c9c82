package org.crmekg.federation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.DatasetDescription;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.engine.QueryIterator;
import org.apache.jena.sparql.expr.Expr;
import org.crmekg.Problem;
import org.crmekg.RequestContext;
import org.crmekg.RequestContext.Completeness;
import org.crmekg.RequestContext.PushDown;
import org.crmekg.SourceException;
import org.crmekg.UsageException;
import org.crmekg.identity.IdentityIndex;
import org.crmekg.identity.IdentityLens;
import org.crmekg.member.Member;
import org.crmekg.member.StoreMember;
import org.crmekg.store.StoreReader;
import org.crmekg.store.StoredGraph;
import org.crmekg.virtual.QuadBlock;
import org.jspecify.annotations.Nullable;

/**
 * The dataset that one request sees.
 *
 * <p>The default graph is the golden view; the named graphs are the source views, reference data
 * and what the system derives. {@code FROM} selects other default graphs ({@link #select}).
 * Read-only. A read transaction is bound to its thread, as the store's is; cursors that a reader
 * leaves open are closed with it.
 */
public final class FederatedDataset extends ReadOnlyDataset {
  private static final int MOST_KEPT = 1_000;

  /** {@code FROM <urn:x-arq:DefaultGraph>}: the golden view, for use beside FROM NAMED. */
  public static final Node GOLDEN_VIEW = Quad.defaultGraphIRI;

  private final Federation federation;
  private final IdentityIndex index;
  private final IdentityLens lens;
  private final GoldenView golden;
  private final List<Node> defaultGraphs;
  private final Optional<Set<Node>> namedGraphs;
  private final LeftOut leftOut;

  /**
   * Which sources were asked, what their loads left out and when these were, and which sources
   * failed.
   */
  private static final class LeftOut {
    private final Map<String, Long> asked = new ConcurrentHashMap<>();
    private final Set<String> sources = ConcurrentHashMap.newKeySet();
    private final Map<String, Problem> missing = new ConcurrentHashMap<>();

    /** Whether the store's copy answers golden patterns. */
    private final Map<List<Triple>, Boolean> covered = new ConcurrentHashMap<>();

    private volatile Map<String, Long> loaded = Map.of();
    private volatile Map<String, Instant> loadedAt = Map.of();
  }

  FederatedDataset(Federation federation, RequestContext context, IdentityIndex index) {
    super(context);
    this.federation = federation;
    this.index = index;
    this.lens = index.lens(context.visible());
    this.defaultGraphs = List.of(GOLDEN_VIEW);
    this.namedGraphs = Optional.empty();
    this.leftOut = new LeftOut();
    this.golden = new GoldenView(federation, context, lens, this::request);
  }

  private FederatedDataset(
      FederatedDataset other, List<Node> defaultGraphs, Set<Node> namedGraphs) {
    super(other);
    this.federation = other.federation;
    this.index = other.index;
    this.lens = other.lens;
    this.golden = other.golden;
    this.leftOut = other.leftOut;
    this.defaultGraphs = List.copyOf(defaultGraphs);
    this.namedGraphs = Optional.of(Set.copyOf(namedGraphs));
  }

  /** Returns the identity links as this request sees them. */
  public IdentityLens lens() {
    return lens;
  }

  /**
   * Returns which of the sources that were asked so far are incomplete, and how many rows their
   * loads left out: the answer is partial. Members that cannot hold any part of it are not asked.
   */
  public SortedMap<String, Long> leftOut() {
    noteCovered();
    return new TreeMap<>(leftOut.asked);
  }

  /** Returns which of the sources that were asked so far failed, where the caller allows that. */
  public SortedMap<String, Problem> missing() {
    return new TreeMap<>(leftOut.missing);
  }

  /**
   * Returns the sources that were asked so far and answered: when their copies were loaded, and
   * empty where they were asked live.
   */
  public SortedMap<String, Optional<Instant>> asked() {
    noteCovered();
    var asked = new TreeMap<String, Optional<Instant>>();
    leftOut.sources.stream()
        .filter(s -> !leftOut.missing.containsKey(s))
        .forEach(s -> asked.put(s, Optional.ofNullable(leftOut.loadedAt.get(s))));
    return asked;
  }

  @Override
  protected boolean tolerates(Member member, SourceException failure) {
    if (context().completeness() != Completeness.PARTIAL_ALLOWED) {
      return false;
    }
    leftOut.missing.putIfAbsent(member.id(), failure.problem());
    return true;
  }

  @Override
  protected boolean isMissing(Member member) {
    // A source that says that its own answers are partial can be asked on.
    Problem why = leftOut.missing.get(member.id());
    return why != null && why != Problem.SOURCE_PARTIAL;
  }

  @Override
  protected void asked(Member member) {
    if (federation.sources().contains(member)) {
      leftOut.sources.add(member.id());
    }
    Long rows = leftOut.loaded.get(member.id());
    if (rows != null) {
      leftOut.asked.put(member.id(), rows);
    }
  }

  /** Returns the base of data IRIs. */
  String base() {
    return federation.base();
  }

  /** Returns whether the default graph is the golden view, and so speaks of canonical IRIs. */
  public boolean isGolden() {
    return defaultGraphs.contains(GOLDEN_VIEW);
  }

  /**
   * Returns this dataset with other default and named graphs (SPARQL 1.1 §13.2).
   *
   * @throws UsageException if a graph is not one that the caller can see, listing those
   */
  public FederatedDataset select(DatasetDescription description) {
    List<Node> from = nodes(description.getDefaultGraphURIs());
    List<Node> named = nodes(description.getNamedGraphURIs());
    Set<Node> known = graphNames();
    for (Node graph : from) {
      if (!graph.equals(GOLDEN_VIEW) && !known.contains(graph)) {
        throw unknownGraph(graph, "FROM", known);
      }
    }
    for (Node graph : named) {
      if (!known.contains(graph)) {
        throw unknownGraph(graph, "FROM NAMED", known);
      }
    }
    return new FederatedDataset(this, from, new LinkedHashSet<>(named));
  }

  private static List<Node> nodes(List<String> iris) {
    return iris.stream().map(NodeFactory::createURI).distinct().toList();
  }

  private static UsageException unknownGraph(Node graph, String clause, Set<Node> known) {
    return new UsageException(
        Problem.QUERY_GRAPH,
        "%s <%s>: there is no such graph here; there are %s"
            .formatted(
                clause, graph.getURI(), known.stream().map(g -> "<" + g + ">").sorted().toList()));
  }

  private List<Member> visibleMembers() {
    var members = new ArrayList<Member>();
    federation.sources().stream().filter(m -> context().sees(m.id())).forEach(members::add);
    members.addAll(federation.shared());
    members.add(new LinksMember(federation.identityGraph(), index));
    members.add(new FindingsMember(federation.findings(), federation.store()));
    return members;
  }

  /** Returns the names of all graphs that the caller can see, whatever FROM NAMED selects. */
  public Set<Node> graphNames() {
    var names = new LinkedHashSet<Node>();
    try (StoreReader reader = federation.store().reader()) {
      for (Member member : visibleMembers()) {
        names.addAll(member.descriptor().graphs());
        if (member.descriptor().openGraphs()) {
          reader.graphs().stream()
              .filter(g -> g.owner().equals(member.id()))
              .map(StoredGraph::name)
              .forEach(names::add);
          addGraphsOf(member, names);
        }
      }
    }
    return names;
  }

  /** Graph names that are data are read from the data. */
  private void addGraphsOf(Member member, Set<Node> names) {
    Iterator<Quad> quads = request(member, new Quad(Node.ANY, Node.ANY, Node.ANY, Node.ANY));
    while (quads.hasNext()) {
      names.add(quads.next().getGraph());
    }
  }

  @Override
  protected double estimate(Node graph, Triple pattern, Set<Var> bound) {
    boolean isDefault = Quad.isDefaultGraph(graph);
    var cost = new PatternCost(pattern, bound);
    double sum = 0;
    for (Node from : isDefault ? defaultGraphs : List.of(graph)) {
      if (from.equals(GOLDEN_VIEW)) {
        sum += golden.estimate(cost, this::estimate);
      } else {
        for (Member member : visibleMembers()) {
          sum += estimate(cost, member, from);
        }
      }
    }
    return sum;
  }

  private double estimate(PatternCost cost, Member member, Node graph) {
    try {
      return isMissing(member) ? 0 : cost.at(member, graph, context());
    } catch (SourceException e) {
      if (tolerates(member, e)) {
        return 0;
      }
      throw e;
    }
  }

  @Override
  protected Optional<View> view(Node graph) {
    if (!Quad.isDefaultGraph(graph)) {
      return namedGraphs.isPresent() && !namedGraphs.get().contains(graph)
          ? Optional.empty()
          : Optional.of(source(graph));
    }
    if (defaultGraphs.size() != 1) {
      return Optional.empty();
    }
    Node from = defaultGraphs.getFirst();
    return Optional.of(from.equals(GOLDEN_VIEW) ? golden.view() : source(from));
  }

  private View source(Node graph) {
    return new View.Source(
        visibleMembers().stream()
            .filter(m -> m.descriptor().openGraphs() || m.descriptor().graphs().contains(graph))
            .toList(),
        graph);
  }

  @Override
  protected QueryIterator joinedInStore(
      Node held,
      List<Triple> patterns,
      List<Expr> filters,
      QueryIterator rows,
      ExecutionContext execution) {
    // The snapshot is the transaction's, and open until the rows are read.
    try (StoreReader reader = federation.store().reader()) {
      return reader.join(held, patterns, filters, rows, context().deadline(), execution);
    }
  }

  @Override
  protected Optional<Node> holding(Node graph, List<Triple> patterns) {
    if (!mayJoinInStore()) {
      return Optional.empty();
    }
    boolean isDefault = Quad.isDefaultGraph(graph);
    if (isDefault && defaultGraphs.size() != 1) {
      return Optional.empty();
    }
    Node name = isDefault ? defaultGraphs.getFirst() : graph;
    if (name.equals(GOLDEN_VIEW)) {
      return isDefault && seesCopy() && isCovered(patterns)
          ? Optional.of(GoldenCopy.GRAPH)
          : Optional.empty();
    }
    return isDefault || namedGraphs.isEmpty() || namedGraphs.get().contains(graph)
        ? stored(name)
        : Optional.empty();
  }

  /** Returns the graph itself if one stored member has all of it. */
  private Optional<Node> stored(Node graph) {
    List<Member> members = source(graph).members();
    if (members.size() != 1 || !(members.getFirst() instanceof StoreMember member)) {
      return Optional.empty();
    }
    try (StoreReader reader = federation.store().reader()) {
      if (reader.graph(graph).filter(g -> g.owner().equals(member.id())).isEmpty()) {
        return Optional.empty();
      }
    }
    asked(member);
    return Optional.of(graph);
  }

  private boolean mayJoinInStore() {
    return context().pushDown() == PushDown.FULL
        && context().maskedProperties().isEmpty()
        && isInTransaction();
  }

  /** Whether the copy is what this caller sees of loaded sources, by the links of this request. */
  private boolean seesCopy() {
    if (!federation.sources().stream().allMatch(m -> context().sees(m.id()))) {
      return false;
    }
    try (StoreReader reader = federation.store().reader()) {
      return federation.copy().isCurrent(reader, index);
    }
  }

  private boolean isCovered(List<Triple> patterns) {
    Boolean known = leftOut.covered.get(patterns);
    if (known == null) {
      known = federation.copy().holdsAll(federation.sources()) || coversAll(patterns);
      if (leftOut.covered.size() >= MOST_KEPT) {
        // A stock server has one dataset for all its requests.
        noteCovered();
        leftOut.covered.clear();
      }
      leftOut.covered.put(List.copyOf(patterns), known);
    }
    return known;
  }

  /** Whether members whose statements are in the copy are all that may answer patterns. */
  private boolean coversAll(List<Triple> patterns) {
    if (patterns.stream().anyMatch(SourceSelection::isDerived)) {
      return false;
    }
    SourceSelection selection = selection(patterns);
    return selection.unanswerable().isEmpty()
        && patterns.stream()
            .flatMap(t -> selection.members(t).stream())
            .allMatch(federation.copy()::holds);
  }

  private SourceSelection selection(List<Triple> patterns) {
    View view = golden.view();
    return new SourceSelection(
        patterns, view.members(), view::locals, view::canMeet, this::mayHave);
  }

  /** Notes which sources the patterns depend on that the copy answered. */
  private void noteCovered() {
    leftOut.covered.forEach(
        (patterns, inCopy) -> {
          if (inCopy) {
            SourceSelection selection = selection(patterns);
            patterns.forEach(t -> selection.members(t).forEach(this::asked));
            if (patterns.stream().anyMatch(SourceSelection::isDerived)) {
              federation.sources().forEach(this::asked);
            }
          }
        });
  }

  /** Finds golden triples, in the copy where all sources are in it. */
  private Iterator<Quad> golden(QuadBlock block, Asked asked) {
    GoldenCopy copy = federation.copy();
    if (!copy.holdsAll(federation.sources()) || !mayJoinInStore() || !seesCopy()) {
      return golden.find(block, asked.among(), ahead(asked.whole()));
    }
    var inCopy =
        new QuadBlock(GoldenCopy.GRAPH, block.subjects(), block.predicates(), block.objects());
    golden.asked(block, asked.among()).forEach(this::asked);
    return inCopy.isEmpty() ? Collections.emptyIterator() : read(copy.member(), inCopy);
  }

  @Override
  protected Iterator<Quad> find(Node graph, QuadBlock block, Asked asked) {
    if (Quad.isDefaultGraph(graph)) {
      var parts = new ArrayList<Iterator<Quad>>();
      for (Node from : defaultGraphs) {
        parts.add(from.equals(GOLDEN_VIEW) ? golden(block, asked) : inGraph(from, block, asked));
      }
      return defaultGraphs.size() == 1
          ? parts.getFirst()
          : new DistinctTriples(parts.iterator(), AheadOfNeed.NONE);
    }
    return namedGraphs.isPresent() && !namedGraphs.get().contains(graph)
        ? Collections.emptyIterator()
        : inGraph(graph, block, asked);
  }

  private Iterator<Quad> inGraph(Node graph, QuadBlock block, Asked asked) {
    var inGraph = new QuadBlock(graph, block.subjects(), block.predicates(), block.objects());
    var parts = new ArrayList<Iterator<Quad>>();
    for (Member member : visibleMembers()) {
      if (asked.among().test(member)) {
        parts.add(new Lazy<>(() -> request(member, inGraph)));
      }
    }
    return parts.size() == 1
        ? parts.getFirst()
        : new DistinctTriples(parts.iterator(), ahead(asked.whole()));
  }

  @Override
  protected Iterator<Quad> findInAnyNamedGraphs(
      @Nullable Node s, @Nullable Node p, @Nullable Node o) {
    var parts = new ArrayList<Iterator<Quad>>();
    listGraphNodes()
        .forEachRemaining(g -> parts.add(inGraph(g, QuadBlock.of(pattern(g, s, p, o)), Asked.ALL)));
    return new Concatenated<>(parts.iterator());
  }

  @Override
  protected Set<Node> namedGraphs() {
    return namedGraphs.orElseGet(this::graphNames);
  }

  @Override
  protected Runnable beginRead() {
    StoreReader reader = federation.store().reader();
    leftOut.loaded = reader.leftOut();
    leftOut.loadedAt = reader.loadedAt();
    return reader::close;
  }
}
