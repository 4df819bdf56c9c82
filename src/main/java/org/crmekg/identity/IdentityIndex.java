package org.crmekg.identity;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.crmekg.ConfigException;
import org.crmekg.Problem;
import org.crmekg.Visibility;

/**
 * One version of all links, from which the lens of each caller follows.
 *
 * <p>A caller's clusters are the components over links whose two records they may both see, so that
 * a hidden record neither merges nor renames anything. Immutable; lenses are cached.
 */
public final class IdentityIndex {
  private final long version;
  private final List<IdentityLink> links;
  private final List<IdentityLink> inert;
  private final CanonicalIds ids;
  private final Function<String, Set<String>> sourcesOf;
  private final Map<Visibility, IdentityLens> lenses = new ConcurrentHashMap<>();

  /**
   * Builds a version.
   *
   * @param sourcesOf the ids of the sources that may mint an IRI; empty for others
   * @param isReference whether an IRI names a reference thing
   * @throws ConfigException if the links make two reference things one
   */
  public IdentityIndex(
      long version,
      List<IdentityLink> links,
      CanonicalIds ids,
      Function<String, Set<String>> sourcesOf,
      Predicate<String> isReference) {
    this.version = version;
    Set<String> references =
        links.stream()
            .flatMap(l -> Stream.of(l.left().getURI(), l.right().getURI()))
            .distinct()
            .filter(isReference)
            .collect(Collectors.toUnmodifiableSet());
    // A source that names reference things by their own IRIs does not make them its records.
    this.sourcesOf = iri -> references.contains(iri) ? Set.of() : sourcesOf.apply(iri);
    Map<Boolean, List<IdentityLink>> byUse =
        links.stream()
            .collect(
                Collectors.partitioningBy(
                    l ->
                        Stream.of(l.left().getURI(), l.right().getURI())
                            .allMatch(
                                i -> references.contains(i) || !sourcesOf.apply(i).isEmpty())));
    this.links = List.copyOf(byUse.getOrDefault(true, List.of()));
    this.inert = List.copyOf(byUse.getOrDefault(false, List.of()));
    this.ids = ids;
    for (IdentityLink link : this.links) {
      for (Node node : List.of(link.left(), link.right())) {
        if (!this.sourcesOf.apply(node.getURI()).isEmpty()) {
          ids.register(node.getURI());
        }
      }
    }
    IdentityLens unused = lens(new Visibility.AllSources());
  }

  /** Returns the number of this version. */
  public long version() {
    return version;
  }

  /**
   * Returns the links that do nothing here, because no configured source makes one of their IRIs
   * and it is no reference thing: misspelt, or of a source that is not configured.
   */
  public List<IdentityLink> inert() {
    return inert;
  }

  /** Returns the lens of callers who may see this. */
  public IdentityLens lens(Visibility visible) {
    return lenses.computeIfAbsent(visible, this::build);
  }

  /** Returns the links whose two ends the caller may both see. */
  public List<IdentityLink> links(Visibility visible) {
    return links.stream()
        .filter(l -> isVisible(l.left(), visible) && isVisible(l.right(), visible))
        .toList();
  }

  private boolean isVisible(Node iri, Visibility visible) {
    return visible.seesAll(sourcesOf.apply(iri.getURI()));
  }

  private IdentityLens build(Visibility visible) {
    Map<Node, Node> parent = new HashMap<>();
    for (IdentityLink link : links(visible)) {
      Node left = root(parent, link.left());
      Node right = root(parent, link.right());
      if (!left.equals(right)) {
        parent.put(left, right);
      }
    }
    Map<Node, Set<Node>> components = new HashMap<>();
    for (Node node : new ArrayList<>(parent.keySet())) {
      components
          .computeIfAbsent(
              root(parent, node), k -> new TreeSet<>(Comparator.comparing(Node::getURI)))
          .add(node);
    }
    var canonical = new HashMap<Node, Node>();
    var members = new LinkedHashMap<Node, Set<Node>>();
    for (Set<Node> component : components.values()) {
      Node id = canonicalOf(component);
      var records = new HashSet<Node>();
      for (Node node : component) {
        if (!node.equals(id)) {
          canonical.put(node, id);
          records.add(node);
        }
      }
      members.put(id, Set.copyOf(records));
    }
    return new IdentityLens(version, canonical, members);
  }

  private Node canonicalOf(Set<Node> component) {
    List<Node> reference =
        component.stream().filter(n -> sourcesOf.apply(n.getURI()).isEmpty()).toList();
    if (reference.size() > 1) {
      throw new ConfigException(
          Problem.LINKS_INVALID,
          "the links make two reference things one: %s; links to one of them are wrong: %s"
              .formatted(
                  reference,
                  links.stream()
                      .filter(l -> component.contains(l.left()))
                      .map(l -> "%s: %s – %s".formatted(l.file(), l.left(), l.right()))
                      .limit(10)
                      .toList()));
    }
    if (reference.size() == 1) {
      return reference.getFirst();
    }
    String anchor =
        component.stream().map(Node::getURI).min(Comparator.comparingInt(ids::rank)).orElseThrow();
    return NodeFactory.createURI(ids.canonicalIri(anchor));
  }

  private static Node root(Map<Node, Node> parent, Node node) {
    Node at = node;
    Node up = parent.computeIfAbsent(at, k -> k);
    while (!up.equals(at)) {
      Node above = parent.getOrDefault(up, up);
      parent.put(at, above);
      at = up;
      up = above;
    }
    return at;
  }
}
