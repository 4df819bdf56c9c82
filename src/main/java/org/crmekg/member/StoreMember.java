package org.crmekg.member;

import java.util.Iterator;
import java.util.List;
import org.apache.jena.graph.Node;
import org.apache.jena.sparql.core.Quad;
import org.crmekg.RequestContext;
import org.crmekg.rdf.Literals;
import org.crmekg.store.GraphStore;
import org.crmekg.store.StoreReader;
import org.crmekg.store.StoredGraph;
import org.crmekg.virtual.Quads;

/** Graphs that an owner has in the store: a source in materialised mode, or reference data. */
public final class StoreMember implements Member {
  private final String id;
  private final Descriptor descriptor;
  private final GraphStore store;

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
  public Quads request(Quad pattern, RequestContext context) {
    StoreReader reader = store.reader();
    List<Node> graphs =
        reader.graphs().stream()
            .filter(g -> g.owner().equals(id))
            .map(StoredGraph::name)
            .filter(g -> !pattern.getGraph().isConcrete() || pattern.getGraph().equals(g))
            .toList();
    return new Found(reader, graphs.iterator(), Literals.normal(pattern), context);
  }

  private static final class Found implements Quads {
    private final StoreReader reader;
    private final Iterator<Node> graphs;
    private final Quad pattern;
    private final RequestContext context;
    private Iterator<Quad> current = List.<Quad>of().iterator();
    private boolean closed;
    private int steps;

    Found(StoreReader reader, Iterator<Node> graphs, Quad pattern, RequestContext context) {
      this.reader = reader;
      this.graphs = graphs;
      this.pattern = pattern;
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
        if (!graphs.hasNext()) {
          close();
          return false;
        }
        current =
            reader.find(
                graphs.next(), pattern.getSubject(), pattern.getPredicate(), pattern.getObject());
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
