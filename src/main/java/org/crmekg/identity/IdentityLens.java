package org.crmekg.identity;

import java.util.Map;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;

/**
 * Source IRIs to canonical IRIs and back, as one caller may see them.
 *
 * <p>Total: what is not linked is its own canonical IRI. Immutable, so a query sees one version
 * from beginning to end.
 */
public final class IdentityLens {
  private final long version;
  private final Map<Node, Node> canonical;
  private final Map<Node, Set<Node>> members;

  IdentityLens(long version, Map<Node, Node> canonical, Map<Node, Set<Node>> members) {
    this.version = version;
    this.canonical = Map.copyOf(canonical);
    this.members = Map.copyOf(members);
  }

  /** Returns the version of the links that it follows from. */
  public long version() {
    return version;
  }

  /** Returns the canonical IRI; the node itself where it is not linked. */
  public Node canonical(Node node) {
    return node.isURI() ? canonical.getOrDefault(node, node) : node;
  }

  /** Returns the triple with its subject and object replaced; the predicate never is. */
  public Triple canonical(Triple triple) {
    Node s = canonical(triple.getSubject());
    Node o = canonical(triple.getObject());
    return s.equals(triple.getSubject()) && o.equals(triple.getObject())
        ? triple
        : Triple.create(s, triple.getPredicate(), o);
  }

  /** Returns whether the node stands in a golden view: it is not hidden behind a canonical IRI. */
  public boolean isGolden(Node node) {
    return !canonical.containsKey(node);
  }

  /** Returns whether the node is a canonical IRI that source IRIs are linked to. */
  public boolean isLinked(Node node) {
    return members.containsKey(node);
  }

  /**
   * Returns the IRIs under which sources may know what this golden IRI stands for: its members, and
   * itself, since sources may name reference things directly.
   */
  public Set<Node> sourceIris(Node golden) {
    Set<Node> linked = members.get(golden);
    if (linked == null) {
      return Set.of(golden);
    }
    var all = new java.util.LinkedHashSet<>(linked);
    all.add(golden);
    return all;
  }

  /** Returns the canonical IRIs that source IRIs are linked to, each with these. */
  public Map<Node, Set<Node>> linked() {
    return members;
  }

  /** Returns the number of canonical IRIs that source IRIs are linked to. */
  public int clusters() {
    return members.size();
  }
}
