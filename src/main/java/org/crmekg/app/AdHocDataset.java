package org.crmekg.app;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.jena.atlas.iterator.Iter;
import org.apache.jena.atlas.iterator.IteratorCloseable;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.query.ReadWrite;
import org.apache.jena.query.TxnType;
import org.apache.jena.riot.system.PrefixMap;
import org.apache.jena.riot.system.PrefixMapFactory;
import org.apache.jena.sparql.core.DatasetGraphBaseFind;
import org.apache.jena.sparql.core.GraphView;
import org.apache.jena.sparql.core.Quad;
import org.crmekg.Deadline;
import org.crmekg.Problem;
import org.crmekg.UsageException;
import org.crmekg.federation.FederatedQueryEngine;
import org.crmekg.rdf.Literals;
import org.crmekg.rdf.Prefixes;
import org.crmekg.rdf.Schema;
import org.crmekg.source.JdbcSource;
import org.crmekg.virtual.CompiledMapping;
import org.crmekg.virtual.QuadScanner;
import org.crmekg.virtual.Quads;
import org.crmekg.virtual.TermSpec;
import org.jspecify.annotations.Nullable;

/**
 * One database through one mapping, as a dataset: R2RML's default graph is the default graph, the
 * graphs that the mapping names are the named graphs.
 *
 * <p>Nothing is canonicalised and nothing inferred; literals are in normal form. Read-only, for one
 * request on one thread. What a reader leaves open is closed with the transaction.
 */
public final class AdHocDataset extends DatasetGraphBaseFind {
  private final CompiledMapping mapping;
  private final QuadScanner scanner;
  private final Deadline deadline;
  private final Set<Quads> open = new LinkedHashSet<>();
  private final PrefixMap prefixes = PrefixMapFactory.create(Prefixes.standard());
  private boolean inTransaction;

  /**
   * Creates the dataset.
   *
   * @param mapping compiled with {@link Quad#defaultGraphNodeGenerated} for the default graph
   */
  public AdHocDataset(CompiledMapping mapping, JdbcSource source, Deadline deadline) {
    this.mapping = mapping;
    this.scanner = new QuadScanner(mapping, source, Schema.NONE);
    this.deadline = deadline;
    FederatedQueryEngine.computeInNormalForm(getContext());
  }

  @Override
  protected Iterator<Quad> findInDftGraph(@Nullable Node s, @Nullable Node p, @Nullable Node o) {
    return find(mapping.defaultGraph(), s, p, o, true);
  }

  @Override
  protected Iterator<Quad> findInSpecificNamedGraph(
      Node g, @Nullable Node s, @Nullable Node p, @Nullable Node o) {
    return find(g, s, p, o, false);
  }

  @Override
  protected Iterator<Quad> findInAnyNamedGraphs(
      @Nullable Node s, @Nullable Node p, @Nullable Node o) {
    return Iter.filter(
        find(Node.ANY, s, p, o, false), q -> !q.getGraph().equals(mapping.defaultGraph()));
  }

  private Iterator<Quad> find(
      Node g, @Nullable Node s, @Nullable Node p, @Nullable Node o, boolean asDefault) {
    Quads quads =
        scanner.find(Literals.normal(new Quad(g, any(s), any(p), any(o))), Set.of(), deadline);
    open.add(quads);
    Iterator<Quad> tracked = new Tracked(quads);
    return asDefault
        ? Iter.map(tracked, q -> Quad.create(Quad.defaultGraphIRI, q.asTriple()))
        : tracked;
  }

  private static Node any(@Nullable Node node) {
    return node == null || node.isVariable() ? Node.ANY : node;
  }

  @Override
  public Iterator<Node> listGraphNodes() {
    return graphNames().iterator();
  }

  @Override
  public boolean containsGraph(Node graph) {
    return Quad.isDefaultGraph(graph) || Quad.isUnionGraph(graph) || graphNames().contains(graph);
  }

  /** A graph whose name is data exists where a row names it. */
  private Set<Node> graphNames() {
    var names = new LinkedHashSet<Node>();
    boolean constant =
        mapping.quadMaps().stream().allMatch(q -> q.graph() instanceof TermSpec.Constant);
    boolean allDefault =
        constant
            && mapping.quadMaps().stream()
                .allMatch(
                    q ->
                        q.graph() instanceof TermSpec.Constant c
                            && c.node().equals(mapping.defaultGraph()));
    if (!allDefault) {
      Iterator<Quad> quads = findInAnyNamedGraphs(Node.ANY, Node.ANY, Node.ANY);
      quads.forEachRemaining(q -> names.add(q.getGraph()));
    }
    return names;
  }

  @Override
  public Graph getDefaultGraph() {
    return GraphView.createDefaultGraph(this);
  }

  @Override
  public Graph getGraph(Node graph) {
    return GraphView.createNamedGraph(this, graph);
  }

  @Override
  public void addGraph(Node graphName, Graph graph) {
    throw readOnly();
  }

  @Override
  public void removeGraph(Node graphName) {
    throw readOnly();
  }

  @Override
  public void add(Quad quad) {
    throw readOnly();
  }

  @Override
  public void delete(Quad quad) {
    throw readOnly();
  }

  @Override
  public void clear() {
    throw readOnly();
  }

  private static UsageException readOnly() {
    return new UsageException(
        Problem.QUERY_REFUSED, "sources are read-only here; change the data at the source");
  }

  @Override
  public PrefixMap prefixes() {
    return prefixes;
  }

  @Override
  public void close() {
    end();
  }

  @Override
  public boolean supportsTransactions() {
    return true;
  }

  @Override
  public void begin(TxnType type) {
    if (type == TxnType.WRITE) {
      throw readOnly();
    }
    inTransaction = true;
  }

  @Override
  public boolean promote(Promote mode) {
    return false;
  }

  @Override
  public void commit() {
    end();
  }

  @Override
  public void abort() {
    end();
  }

  @Override
  public void end() {
    inTransaction = false;
    List<Quads> left = new ArrayList<>(open);
    open.clear();
    left.forEach(Quads::close);
  }

  @Override
  public @Nullable ReadWrite transactionMode() {
    return inTransaction ? ReadWrite.READ : null;
  }

  @Override
  public @Nullable TxnType transactionType() {
    return inTransaction ? TxnType.READ : null;
  }

  @Override
  public boolean isInTransaction() {
    return inTransaction;
  }

  private final class Tracked implements IteratorCloseable<Quad> {
    private final Quads quads;

    Tracked(Quads quads) {
      this.quads = quads;
    }

    @Override
    public boolean hasNext() {
      boolean more = quads.hasNext();
      if (!more) {
        close();
      }
      return more;
    }

    @Override
    public Quad next() {
      return quads.next();
    }

    @Override
    public void close() {
      quads.close();
      open.remove(quads);
    }
  }
}
