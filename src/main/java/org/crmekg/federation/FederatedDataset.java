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
import org.crmekg.Problem;
import org.crmekg.RequestContext;
import org.crmekg.RequestContext.Completeness;
import org.crmekg.SourceException;
import org.crmekg.UsageException;
import org.crmekg.identity.IdentityIndex;
import org.crmekg.identity.IdentityLens;
import org.crmekg.member.Member;
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
  protected Iterator<Quad> find(Node graph, QuadBlock block, Asked asked) {
    if (Quad.isDefaultGraph(graph)) {
      var parts = new ArrayList<Iterator<Quad>>();
      for (Node from : defaultGraphs) {
        parts.add(
            from.equals(GOLDEN_VIEW)
                ? golden.find(block, asked.among(), ahead(asked.whole()))
                : inGraph(from, block, asked));
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
