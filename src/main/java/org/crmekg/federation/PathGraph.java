package org.crmekg.federation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.graph.impl.GraphBase;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.util.Symbol;
import org.apache.jena.util.iterator.ExtendedIterator;
import org.apache.jena.util.iterator.WrappedIterator;
import org.crmekg.Deadline;

/**
 * The graph that a property path is followed in: what was asked is remembered for the query, and a
 * property of which many nodes were asked is read whole, if it is not too large.
 *
 * <p>ARQ follows a path node by node. Each is a request; a thousand cost more than one that reads
 * all edges. So after a few nodes as many edges are read as the requests so far were worth.
 */
final class PathGraph extends GraphBase {
  private static final Symbol GRAPHS = Symbol.create("https://w3id.org/crm-ekg/ns/arq#pathGraphs");

  /** Nodes that are asked for one by one, before all edges are looked at. */
  private static final int FEW = 4;

  /** A request takes about as long as to read so many edges. */
  private static final double EDGES_PER_REQUEST = 100;

  /** So many edges fit into memory, for all paths of a query together. */
  private static final int MOST_KEPT = 300_000;

  private final Graph graph;
  private final ReadOnlyDataset dataset;
  private final Node name;
  private final Map<Node, Edges> properties = new HashMap<>();
  private int kept;

  private PathGraph(Graph graph, ReadOnlyDataset dataset, Node name) {
    this.graph = graph;
    this.dataset = dataset;
    this.name = name;
  }

  /**
   * Returns the graph for the paths of a query.
   *
   * @param name the active graph's name
   */
  static PathGraph of(ExecutionContext execution, ReadOnlyDataset dataset, Node name) {
    Map<Node, PathGraph> graphs = execution.getContext().get(GRAPHS);
    if (graphs == null) {
      graphs = new HashMap<>();
      execution.getContext().set(GRAPHS, graphs);
    }
    return graphs.computeIfAbsent(name, n -> new PathGraph(execution.getActiveGraph(), dataset, n));
  }

  /** What is known of a property. */
  private static final class Edges {
    private final Map<Node, List<Triple>> forwards = new HashMap<>();
    private final Map<Node, List<Triple>> backwards = new HashMap<>();
    private int asked;
    private boolean whole;

    void add(Triple t) {
      forwards.computeIfAbsent(t.getSubject(), k -> new ArrayList<>(1)).add(t);
      backwards.computeIfAbsent(t.getObject(), k -> new ArrayList<>(1)).add(t);
    }
  }

  @Override
  protected ExtendedIterator<Triple> graphBaseFind(Triple pattern) {
    boolean from = pattern.getSubject().isConcrete();
    boolean to = pattern.getObject().isConcrete();
    if (from && to) {
      return graph.find(pattern);
    }
    // A negated property set asks for all properties, as if they were one.
    Node property = pattern.getPredicate().isURI() ? pattern.getPredicate() : Node.ANY;
    Edges edges = properties.computeIfAbsent(property, k -> new Edges());
    if (!from && !to) {
      return edges.whole || mayKeep(property, MOST_KEPT)
          ? WrappedIterator.create(all(property, edges))
          : graph.find(pattern);
    }
    Map<Node, List<Triple>> known = from ? edges.forwards : edges.backwards;
    Node end = from ? pattern.getSubject() : pattern.getObject();
    List<Triple> found = known.get(end);
    if (found == null && !edges.whole) {
      edges.asked++;
      if (edges.asked > FEW && mayKeep(property, edges.asked * edgesPerRequest(property))) {
        read(property, edges);
        found = known.get(end);
      } else {
        found = graph.find(pattern).toList();
        keep(known, end, found);
      }
    }
    return WrappedIterator.create((found == null ? List.<Triple>of() : found).iterator());
  }

  /** The store answers one node about as fast as it reads one edge. */
  private double edgesPerRequest(Node property) {
    return dataset.holding(name, List.of(all(property))).isPresent() ? 1 : EDGES_PER_REQUEST;
  }

  private static Triple all(Node property) {
    Node predicate = property.isURI() ? property : Var.alloc("p");
    return Triple.create(Var.alloc("s"), predicate, Var.alloc("o"));
  }

  private boolean mayKeep(Node property, double most) {
    double rows = dataset.estimate(name, all(property), Set.of());
    return rows <= Math.min(most, MOST_KEPT - kept);
  }

  private void keep(Map<Node, List<Triple>> known, Node end, List<Triple> found) {
    if (kept + found.size() < MOST_KEPT) {
      kept += found.size() + 1;
      known.put(end, List.copyOf(found));
    }
  }

  private Iterator<Triple> all(Node property, Edges edges) {
    if (!edges.whole) {
      read(property, edges);
    }
    return edges.forwards.values().stream().flatMap(List::stream).iterator();
  }

  private void read(Node property, Edges edges) {
    // What was asked before is in it, too.
    edges.forwards.clear();
    edges.backwards.clear();
    Deadline deadline = dataset.context().deadline();
    ExtendedIterator<Triple> found = graph.find(Node.ANY, property, Node.ANY);
    try {
      while (found.hasNext()) {
        deadline.check();
        edges.add(found.next());
        kept++;
      }
    } finally {
      found.close();
    }
    edges.whole = true;
  }
}
