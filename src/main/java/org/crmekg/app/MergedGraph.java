package org.crmekg.app;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.query.TxnType;
import org.apache.jena.sparql.core.DatasetGraph;
import org.apache.jena.sparql.core.DatasetGraphFactory;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.vocabulary.RDF;
import org.crmekg.Problem;
import org.crmekg.RequestContext;
import org.crmekg.ResourceException;
import org.crmekg.config.SourceConfig.Mode;
import org.crmekg.federation.FederatedDataset;
import org.crmekg.identity.IdentityLens;
import org.crmekg.materialize.DataError;
import org.crmekg.materialize.Materializer;
import org.crmekg.rdf.Ekg;
import org.crmekg.store.StoreReader;
import org.crmekg.store.StoredGraph;

/**
 * All that a caller can see, in memory: the default graph is canon(all source graphs) ∪ reference ∪
 * { canon(x) gov:sourceIri x }, the named graphs are the source views, the reference data, and what
 * the system derived.
 *
 * <p>Built without members and plans, from whole tables and whole stored graphs, so that answers of
 * the federation can be compared with it.
 */
final class MergedGraph {
  private final KnowledgeGraph from;
  private final RequestContext context;
  private final IdentityLens lens;
  private final long most;
  private final DatasetGraph dataset = DatasetGraphFactory.createTxnMem();
  private final Map<Node, Set<Triple>> stated = new HashMap<>();
  private long statements;

  private MergedGraph(KnowledgeGraph from, RequestContext context, long most) {
    this.from = from;
    this.context = context;
    this.lens = from.dataset(context).lens();
    this.most = most;
  }

  /**
   * Reads everything.
   *
   * @param most how many statements are kept in memory
   * @throws ResourceException if there are more
   * @throws org.crmekg.SourceException if a source fails, or a row of a live one cannot be mapped
   */
  static MergedGraph of(KnowledgeGraph from, RequestContext context, long most) {
    var merged = new MergedGraph(from, context, most);
    merged.dataset.executeWrite(merged::read);
    return merged;
  }

  /** Returns the dataset, for plain ARQ. */
  DatasetGraph dataset() {
    return dataset;
  }

  /** Returns what sources say, by graph: of the default graph what canonicalised sources say. */
  Map<Node, Set<Triple>> stated() {
    return new LinkedHashMap<>(stated);
  }

  /** Returns how many statements sources and reference data make. */
  long statements() {
    return statements;
  }

  private void read() {
    for (RunningSource source : from.runtimes()) {
      String id = source.config().id();
      if (!context.sees(id)) {
        continue;
      }
      if (source.config().mode() == Mode.VIRTUAL) {
        Materializer.Result unused =
            source.read(
                this::add,
                Materializer.RowProgress.NONE,
                DataError.Handler.FAIL,
                context.deadline());
      } else {
        stored(id, this::add);
      }
    }
    stored(
        KnowledgeGraph.REFERENCE,
        q -> {
          count();
          dataset.add(q);
          dataset.add(Quad.create(Quad.defaultGraphIRI, q.asTriple()));
        });
    derived();
  }

  /** What the system itself states in graphs of its own: links and findings. */
  private void derived() {
    FederatedDataset own = from.dataset(context);
    own.begin(TxnType.READ);
    try {
      for (Node graph : own.graphNames()) {
        if (!dataset.containsGraph(graph)) {
          own.find(graph, Node.ANY, Node.ANY, Node.ANY).forEachRemaining(dataset::add);
        }
      }
    } finally {
      own.end();
    }
  }

  private void stored(String owner, Consumer<Quad> sink) {
    try (StoreReader reader = from.store().reader()) {
      List<Node> graphs =
          reader.graphs().stream()
              .filter(g -> g.owner().equals(owner))
              .map(StoredGraph::name)
              .toList();
      for (Node graph : graphs) {
        reader.find(graph, Node.ANY, Node.ANY, Node.ANY).forEachRemaining(sink);
      }
    }
  }

  private void add(Quad quad) {
    count();
    dataset.add(quad);
    stated.computeIfAbsent(quad.getGraph(), k -> new HashSet<>()).add(quad.asTriple());
    // gov:sourceIri keeps its object: that is its meaning.
    golden(
        quad.getPredicate().equals(Ekg.SOURCE_IRI)
            ? Triple.create(
                lens.canonical(quad.getSubject()), quad.getPredicate(), quad.getObject())
            : lens.canonical(quad.asTriple()));
    if (quad.getPredicate().equals(RDF.Nodes.type)
        && quad.getSubject().isURI()
        && KnowledgeGraph.LENS_CLASSES.contains(quad.getObject())) {
      golden(Triple.create(lens.canonical(quad.getSubject()), Ekg.SOURCE_IRI, quad.getSubject()));
    }
  }

  private void golden(Triple triple) {
    stated.computeIfAbsent(Quad.defaultGraphIRI, k -> new HashSet<>()).add(triple);
    dataset.add(Quad.create(Quad.defaultGraphIRI, triple));
  }

  private void count() {
    if (++statements > most) {
      throw new ResourceException(
          Problem.QUERY_TOO_LARGE,
          "there are more than %,d statements; plain ARQ holds them all in memory. Name some sources"
                  .formatted(most)
              + " with --source, or raise --statements and the heap");
    }
  }
}
