package org.crmekg.store;

import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.jena.atlas.iterator.Iter;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.DatasetGraph;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.engine.QueryIterator;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.tdb2.sys.TDBInternal;
import org.crmekg.Deadline;

/**
 * One snapshot of the store, in logical names.
 *
 * <p>Manifest and quads are of the same transaction: a load that becomes visible meanwhile is not
 * seen. It belongs to the thread that opened it; readers opened on a thread that reads already
 * share its snapshot. Close it soon: old versions stay on disk while it is open, and compaction
 * waits. Iterators end with it.
 */
public final class StoreReader implements AutoCloseable {
  private final GraphStore store;
  private final DatasetGraph dataset;
  private final Manifest manifest;
  private final Thread thread;
  private boolean closed;

  StoreReader(GraphStore store, DatasetGraph dataset, Manifest manifest) {
    this.store = store;
    this.dataset = dataset;
    this.manifest = manifest;
    this.thread = Thread.currentThread();
  }

  /**
   * Finds quads; {@link Node#ANY} is a wildcard in each place.
   *
   * <p>A graph that the store does not have is empty here; whether it exists is {@link #graph}'s
   * answer. With any graph, the graphs come in the order of their names.
   */
  public Iterator<Quad> find(Node graph, Node subject, Node predicate, Node object) {
    check();
    Node stored = StoredTerms.stored(object);
    if (!graph.equals(Node.ANY)) {
      Manifest.Entry entry = manifest.entries().get(graph);
      return entry == null
          ? Collections.emptyIterator()
          : new Guarded(findIn(entry, subject, predicate, stored));
    }
    Iterator<Manifest.Entry> entries = sorted().iterator();
    return new Guarded(Iter.flatMap(entries, entry -> findIn(entry, subject, predicate, stored)));
  }

  private Iterator<Quad> findIn(Manifest.Entry entry, Node subject, Node predicate, Node object) {
    Node name = entry.graph().name();
    return Iter.map(
        dataset.find(entry.physical(), subject, predicate, object),
        // TDB2 keeps numbers and times by value and prints them its own way: 1.0e0 for 1.0E0.
        quad ->
            new Quad(
                name, quad.getSubject(), quad.getPredicate(), StoredTerms.read(quad.getObject())));
  }

  /**
   * Joins rows with triple patterns in one graph, within this snapshot.
   *
   * @param filters conditions on these rows, none of which looks into a graph
   * @param rows which the result closes
   * @throws IllegalArgumentException if there is no such graph
   */
  public QueryIterator join(
      Node graph,
      List<Triple> patterns,
      List<Expr> filters,
      QueryIterator rows,
      Deadline deadline,
      ExecutionContext context) {
    check();
    Manifest.Entry entry = manifest.entries().get(graph);
    if (entry == null) {
      throw new IllegalArgumentException("there is no graph " + graph);
    }
    var join =
        new StoredJoin(TDBInternal.requireStorage(dataset), entry.physical(), deadline, context);
    return join.rows(patterns, filters, rows);
  }

  /** Returns whether {@link #find} would find something. */
  public boolean contains(Node graph, Node subject, Node predicate, Node object) {
    return find(graph, subject, predicate, object).hasNext();
  }

  /** Returns all graphs, in the order of their names. */
  public List<StoredGraph> graphs() {
    check();
    return sorted().stream().map(Manifest.Entry::graph).toList();
  }

  /** Returns the owners whose graphs are incomplete, and how many rows their loads left out. */
  public Map<String, Long> leftOut() {
    var leftOut = new TreeMap<String, Long>();
    for (StoredGraph graph : graphs()) {
      if (!graph.complete()) {
        String rows = graph.attributes().getOrDefault(StoredGraph.LEFT_OUT, "0");
        leftOut.merge(graph.owner(), Long.parseLong(rows), Math::max);
      }
    }
    return leftOut;
  }

  /** Returns when what is there of each owner became visible. */
  public Map<String, Instant> loadedAt() {
    check();
    var loadedAt = new HashMap<String, Instant>();
    for (Manifest.Entry entry : manifest.entries().values()) {
      loadedAt.putIfAbsent(entry.graph().owner(), entry.graph().loadedAt());
    }
    return loadedAt;
  }

  /** Returns what is known of one graph, or empty if there is none of that name. */
  public Optional<StoredGraph> graph(Node name) {
    check();
    return Optional.ofNullable(manifest.entries().get(name)).map(Manifest.Entry::graph);
  }

  /** Returns a number that grows with every change that a reader could see, as a key of caches. */
  public long generation() {
    check();
    return manifest.generation();
  }

  /** Returns the base IRI that the store was loaded with, or empty before the first load. */
  public Optional<String> base() {
    check();
    return manifest.base();
  }

  private List<Manifest.Entry> sorted() {
    return manifest.entries().values().stream()
        .sorted(Comparator.comparing(entry -> entry.graph().name().getURI()))
        .toList();
  }

  private void check() {
    if (Thread.currentThread() != thread) {
      throw new IllegalStateException(
          "a reader belongs to the thread that opened it, %s; open one on %s"
              .formatted(thread.getName(), Thread.currentThread().getName()));
    }
    if (closed) {
      throw new IllegalStateException("the reader is closed");
    }
    store.requireUsable();
  }

  /** Ends the snapshot; closing twice does nothing. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    if (Thread.currentThread() != thread) {
      throw new IllegalStateException("a reader is closed on the thread that opened it");
    }
    closed = true;
    store.endRead();
  }

  /** Ends with the reader: TDB2's own iterators would read pages that may be gone. */
  private final class Guarded implements Iterator<Quad> {
    private final Iterator<Quad> quads;

    Guarded(Iterator<Quad> quads) {
      this.quads = quads;
    }

    @Override
    public boolean hasNext() {
      check();
      return quads.hasNext();
    }

    @Override
    public Quad next() {
      check();
      if (!quads.hasNext()) {
        throw new NoSuchElementException();
      }
      return quads.next();
    }
  }
}
