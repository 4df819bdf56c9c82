package org.crmekg.app;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.atlas.iterator.Iter;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.sparql.core.Var;
import org.crmekg.RequestContext;
import org.crmekg.federation.FederatedQueryEngine;
import org.crmekg.federation.ReadOnlyDataset;
import org.crmekg.federation.View;
import org.crmekg.mapping.R2rmlMapping;
import org.crmekg.member.Descriptor;
import org.crmekg.member.LiveMapping;
import org.crmekg.member.Member;
import org.crmekg.member.SqlMember;
import org.crmekg.rdf.Schema;
import org.crmekg.source.JdbcSource;
import org.crmekg.virtual.CompiledMapping;
import org.crmekg.virtual.QuadBlock;
import org.jspecify.annotations.Nullable;

/**
 * One database through one mapping, as a dataset: R2RML's default graph is the default graph, the
 * graphs that the mapping names are the named graphs.
 *
 * <p>Nothing is canonicalised and nothing inferred; literals are in normal form.
 */
public final class AdHocDataset extends ReadOnlyDataset {
  private final Member member;
  private final Node defaultGraph;

  /**
   * Creates the dataset.
   *
   * @param mapping the mapping
   * @param compiled the same, compiled without an ontology
   */
  public AdHocDataset(
      R2rmlMapping mapping, CompiledMapping compiled, JdbcSource source, RequestContext context) {
    super(context);
    this.defaultGraph = compiled.defaultGraph();
    this.member =
        new SqlMember(
            source,
            Descriptor.of(mapping, defaultGraph, Schema.NONE),
            Schema.NONE,
            LiveMapping.fixed(compiled));
    FederatedQueryEngine.computeInNormalForm(getContext());
  }

  @Override
  protected Iterator<Quad> find(Node graph, QuadBlock block, Asked asked) {
    Node name = Quad.isDefaultGraph(graph) ? defaultGraph : graph;
    return request(
        member, new QuadBlock(name, block.subjects(), block.predicates(), block.objects()));
  }

  @Override
  protected Optional<View> view(Node graph) {
    return Optional.of(
        new View.Source(List.of(member), Quad.isDefaultGraph(graph) ? defaultGraph : graph));
  }

  @Override
  protected double estimate(Node graph, Triple pattern, Set<Var> bound) {
    return estimate(member, Quad.isDefaultGraph(graph) ? defaultGraph : graph, pattern, bound);
  }

  @Override
  protected Iterator<Quad> findInAnyNamedGraphs(
      @Nullable Node s, @Nullable Node p, @Nullable Node o) {
    return Iter.filter(
        request(member, pattern(Node.ANY, s, p, o)), q -> !q.getGraph().equals(defaultGraph));
  }

  /** A graph exists where a row puts something into it. */
  @Override
  protected Set<Node> namedGraphs() {
    var names = new LinkedHashSet<Node>();
    boolean onlyDefault =
        !member.descriptor().openGraphs()
            && member.descriptor().graphs().equals(Set.copyOf(List.of(defaultGraph)));
    if (!onlyDefault) {
      findInAnyNamedGraphs(Node.ANY, Node.ANY, Node.ANY)
          .forEachRemaining(q -> names.add(q.getGraph()));
    }
    return names;
  }

  @Override
  protected Runnable beginRead() {
    return () -> {};
  }
}
