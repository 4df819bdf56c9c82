package org.crmekg.virtual;

import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Quad;
import org.crmekg.rdf.Literals;

/**
 * The quads of many patterns at once: each term is one of a set.
 *
 * @param graph a graph, or {@link Node#ANY}
 */
public record QuadBlock(Node graph, TermSet subjects, TermSet predicates, TermSet objects) {

  /** Returns the block of one pattern, whose variable places are {@link Node#ANY}. */
  public static QuadBlock of(Quad pattern) {
    return new QuadBlock(
        pattern.getGraph(),
        TermSet.of(pattern.getSubject()),
        TermSet.of(pattern.getPredicate()),
        TermSet.of(pattern.getObject()));
  }

  /** Returns whether no quad can be meant. */
  public boolean isEmpty() {
    return subjects.isEmpty() || predicates.isEmpty() || objects.isEmpty();
  }

  /** Returns whether the quad is one of those that are meant. */
  public boolean matches(Quad quad) {
    return (!graph.isConcrete() || graph.equals(quad.getGraph())) && matches(quad.asTriple());
  }

  /** Returns whether the triple is one of those that are meant, in whatever graph. */
  public boolean matches(Triple triple) {
    return subjects.contains(triple.getSubject())
        && predicates.contains(triple.getPredicate())
        && objects.contains(triple.getObject());
  }

  /** Returns the block with its literals in normal form. */
  public QuadBlock normal() {
    return new QuadBlock(graph, subjects, predicates, objects.map(Literals::normal));
  }
}
