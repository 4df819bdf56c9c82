package org.crmekg.member;

import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.jena.atlas.iterator.Iter;
import org.apache.jena.graph.Node;
import org.apache.jena.sparql.core.Quad;
import org.crmekg.RequestContext;
import org.crmekg.rdf.Literals;
import org.crmekg.store.GraphStore;
import org.crmekg.store.StoreReader;
import org.crmekg.store.StoredGraph;
import org.crmekg.virtual.QuadBlock;
import org.crmekg.virtual.Quads;
import org.crmekg.virtual.TermSet;

/** Graphs that an owner has in the store: a source in materialised mode, or reference data. */
public final class StoreMember implements Member {
  private static final int MOST_COUNTED = 100;

  /** With more objects than these, a subject's statements are read and compared. */
  private static final int MOST_OBJECTS = 8;

  private final String id;
  private final Descriptor descriptor;
  private final GraphStore store;
  private final StoredCounts counts = new StoredCounts();

  /** Creates a member for the graphs of an owner. */
  public StoreMember(String id, Descriptor descriptor, GraphStore store) {
    this.id = id;
    this.descriptor = descriptor;
    this.store = store;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public Descriptor descriptor() {
    return descriptor;
  }

  @Override
  public Quads request(QuadBlock block, RequestContext context) {
    StoreReader reader = store.reader();
    List<Node> graphs =
        reader.graphs().stream()
            .filter(g -> g.owner().equals(id))
            .map(StoredGraph::name)
            .filter(g -> !block.graph().isConcrete() || block.graph().equals(g))
            .toList();
    return new Found(reader, graphs, block.normal(), context);
  }

  @Override
  public double estimate(
      QuadBlock block, boolean subjectBound, boolean objectBound, RequestContext context) {
    try (StoreReader reader = store.reader()) {
      double sum = 0;
      for (StoredGraph g : reader.graphs()) {
        if (g.owner().equals(id)
            && (!block.graph().isConcrete() || block.graph().equals(g.name()))) {
          sum += estimate(reader, g, block, subjectBound, objectBound);
        }
      }
      return sum;
    }
  }

  private double estimate(
      StoreReader reader,
      StoredGraph graph,
      QuadBlock block,
      boolean subjectBound,
      boolean objectBound) {
    StoredCounts.Counts all =
        block.predicates().isAny()
            ? StoredCounts.Counts.guessed((double) graph.quads())
            : block.predicates().terms().stream()
                .map(p -> counts.of(reader, graph, p))
                .reduce(StoredCounts.Counts.NONE, StoredCounts.Counts::plus);
    boolean constant = !block.subjects().isAny() || !block.objects().isAny();
    return all.forOne(
        constant ? counted(reader, graph.name(), block, all) : all.statements(),
        subjectBound,
        objectBound);
  }

  /** Looks into the store's own indexes, which is cheaper than to be wrong. */
  private static double counted(
      StoreReader reader, Node graph, QuadBlock block, StoredCounts.Counts all) {
    Iterator<Quad> found =
        reader.find(
            graph,
            block.subjects().onlyOrAny(),
            block.predicates().onlyOrAny(),
            block.objects().onlyOrAny());
    int n = 0;
    while (n < MOST_COUNTED && found.hasNext()) {
      found.next();
      n++;
    }
    Iter.close(found);
    return n < MOST_COUNTED
        ? n
        : Math.max(
            2.0 * MOST_COUNTED,
            all.forOne(all.statements(), !block.subjects().isAny(), !block.objects().isAny()));
  }

  /** Each combination of terms, since the store's indexes answer one look-up at a time. */
  private static Stream<Quad> lookUps(List<Node> graphs, QuadBlock block) {
    return graphs.stream()
        .flatMap(
            g ->
                places(block.subjects())
                    .flatMap(
                        s ->
                            places(block.predicates())
                                .flatMap(p -> objects(block).map(o -> new Quad(g, s, p, o)))));
  }

  private static Stream<Node> objects(QuadBlock block) {
    boolean readAll =
        !block.subjects().isAny()
            && !block.objects().isAny()
            && block.objects().terms().size() > MOST_OBJECTS;
    return readAll ? Stream.of(Node.ANY) : places(block.objects());
  }

  private static Stream<Node> places(TermSet terms) {
    return terms.isAny() ? Stream.of(Node.ANY) : terms.terms().stream();
  }

  private static final class Found implements Quads {
    private final StoreReader reader;
    private final QuadBlock block;
    private final Iterator<Quad> lookUps;
    private final RequestContext context;
    private Iterator<Quad> current = List.<Quad>of().iterator();
    private boolean closed;
    private int steps;

    Found(StoreReader reader, List<Node> graphs, QuadBlock block, RequestContext context) {
      this.reader = reader;
      this.block = block;
      this.lookUps = lookUps(graphs, block).iterator();
      this.context = context;
    }

    @Override
    public boolean hasNext() {
      if (closed) {
        return false;
      }
      if ((++steps & 1023) == 0) {
        context.deadline().check();
      }
      while (!current.hasNext()) {
        if (!lookUps.hasNext()) {
          close();
          return false;
        }
        Quad next = lookUps.next();
        current =
            Iter.filter(
                reader.find(
                    next.getGraph(), next.getSubject(), next.getPredicate(), next.getObject()),
                quad -> block.objects().contains(Literals.normal(quad.getObject())));
      }
      return true;
    }

    @Override
    public Quad next() {
      return Literals.normal(current.next());
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        reader.close();
      }
    }
  }
}
