package org.crmekg.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.jspecify.annotations.Nullable;

/**
 * Source IRIs to canonical IRIs and back, as one caller may see them.
 *
 * <p>Total: what is not linked is its own canonical IRI. Immutable, so a query sees one version
 * from beginning to end.
 */
public final class IdentityLens {
  private final long version;
  private volatile @Nullable String fingerprint;
  private final Layers<Node, Node> canonical;
  private final Layers<Node, Set<Node>> members;

  private IdentityLens(
      long version, Layers<Node, Node> canonical, Layers<Node, Set<Node>> members) {
    this.version = version;
    this.canonical = canonical;
    this.members = members;
  }

  /** Returns the lens through which nothing is linked. */
  static IdentityLens empty() {
    return new IdentityLens(0, Layers.of(Map.of()), Layers.of(Map.of()));
  }

  /**
   * Returns the lens of another version.
   *
   * @param canonicalOf what other canonical IRI some IRIs have now; empty for their own
   * @param membersOf which source IRIs some canonical IRIs stand for now; empty for none
   */
  IdentityLens with(
      long next, Map<Node, Optional<Node>> canonicalOf, Map<Node, Optional<Set<Node>>> membersOf) {
    return new IdentityLens(next, canonical.with(canonicalOf), members.with(membersOf));
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
    var all = new LinkedHashSet<>(linked);
    all.add(golden);
    return all;
  }

  /** Hears of every canonical IRI that source IRIs are linked to, with these, in any order. */
  public void forEachLinked(BiConsumer<Node, Set<Node>> consumer) {
    members.forEach(consumer);
  }

  /** Returns a text that another lens has only if it names all IRIs alike. */
  public String fingerprint() {
    String known = fingerprint;
    if (known == null) {
      var sum = new long[2];
      MessageDigest digest = sha256();
      members.forEach(
          (name, iris) -> {
            for (Node iri : iris) {
              digest.update(name.toString().getBytes(StandardCharsets.UTF_8));
              digest.update((byte) 0);
              ByteBuffer hash =
                  ByteBuffer.wrap(digest.digest(iri.toString().getBytes(StandardCharsets.UTF_8)));
              // In any order.
              sum[0] += hash.getLong();
              sum[1] += hash.getLong();
            }
          });
      known = "%016x%016x".formatted(sum[0], sum[1]);
      fingerprint = known;
    }
    return known;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Returns the number of canonical IRIs that source IRIs are linked to. */
  public int clusters() {
    return members.size();
  }
}
