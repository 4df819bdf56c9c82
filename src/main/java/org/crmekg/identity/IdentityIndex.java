package org.crmekg.identity;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
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
import org.crmekg.identity.LinkDecision.Verdict;
import org.crmekg.identity.PartyLink.State;

/**
 * One version of all links, from which the lens of each caller follows.
 *
 * <p>A caller's links are worked out from the records that they may see, as if there were no
 * others, so that a hidden record neither merges nor renames anything, nor shows in a reason or a
 * number. Immutable; lenses are cached.
 */
public final class IdentityIndex {
  private final long version;
  private final List<IdentityLink> links;
  private final List<IdentityLink> inert;
  private final PartyClusters parties;
  private final CanonicalIds ids;
  private final Function<String, Set<String>> sourcesOf;
  private final Map<Visibility, View> views = new ConcurrentHashMap<>();

  /** What one kind of caller sees. */
  private record View(IdentityLens lens, PartyClusters parties, List<IdentityLink> written) {}

  /**
   * Builds a version of links that are written down, without rules and decisions.
   *
   * @see #IdentityIndex(long, List, PartyClusters, CanonicalIds, Function, Predicate)
   */
  public IdentityIndex(
      long version,
      List<IdentityLink> links,
      CanonicalIds ids,
      Function<String, Set<String>> sourcesOf,
      Predicate<String> isReference) {
    this(
        version,
        links,
        PartyClusters.of(List.of(), declared(links, sourcesOf, isReference), Set.of(), sourcesOf),
        ids,
        sourcesOf,
        isReference);
  }

  /**
   * Builds a version.
   *
   * @param links what link files say
   * @param parties what rules and decisions make of records, {@link #declared} links included
   * @param sourcesOf the ids of the sources that may mint an IRI; empty for others
   * @param isReference whether an IRI names a reference thing
   * @throws ConfigException if the links make two reference things one
   */
  public IdentityIndex(
      long version,
      List<IdentityLink> links,
      PartyClusters parties,
      CanonicalIds ids,
      Function<String, Set<String>> sourcesOf,
      Predicate<String> isReference) {
    this.version = version;
    Set<String> references = references(links, isReference);
    // A source that names reference things by their own IRIs does not make them its records.
    this.sourcesOf = iri -> references.contains(iri) ? Set.of() : sourcesOf.apply(iri);
    Map<Boolean, List<IdentityLink>> byUse =
        links.stream().collect(Collectors.partitioningBy(l -> isUsed(l, references, sourcesOf)));
    this.links = List.copyOf(byUse.getOrDefault(true, List.of()));
    this.inert = List.copyOf(byUse.getOrDefault(false, List.of()));
    this.parties = parties;
    this.ids = ids;
    var records = new LinkedHashSet<String>();
    for (IdentityLink link : this.links) {
      for (Node node : List.of(link.left(), link.right())) {
        if (!this.sourcesOf.apply(node.getURI()).isEmpty()) {
          records.add(node.getURI());
        }
      }
    }
    parties.connected().stream()
        .filter(r -> !this.sourcesOf.apply(r).isEmpty())
        .forEach(records::add);
    ids.register(records);
    IdentityLens unused = lens(new Visibility.AllSources());
  }

  private static Set<String> references(List<IdentityLink> links, Predicate<String> isReference) {
    return links.stream()
        .flatMap(l -> Stream.of(l.left().getURI(), l.right().getURI()))
        .distinct()
        .filter(isReference)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static boolean isUsed(
      IdentityLink link, Set<String> references, Function<String, Set<String>> sourcesOf) {
    return Stream.of(link.left().getURI(), link.right().getURI())
        .allMatch(i -> references.contains(i) || !sourcesOf.apply(i).isEmpty());
  }

  /** Returns what link files say of two records, as decisions that a person's own overrule. */
  public static Map<RecordPair, LinkDecision> declared(
      List<IdentityLink> links,
      Function<String, Set<String>> sourcesOf,
      Predicate<String> isReference) {
    Set<String> references = references(links, isReference);
    var declared = new LinkedHashMap<RecordPair, LinkDecision>();
    for (IdentityLink link : links) {
      String left = link.left().getURI();
      String right = link.right().getURI();
      if (!left.equals(right)
          && !references.contains(left)
          && !references.contains(right)
          && isUsed(link, references, sourcesOf)) {
        RecordPair pair = RecordPair.of(left, right);
        declared.putIfAbsent(
            pair, new LinkDecision(0, Verdict.SAME, pair, link.file(), Instant.EPOCH, ""));
      }
    }
    return declared;
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
    return view(visible).lens();
  }

  /** Returns the links of link files that count and whose two ends the caller may both see. */
  public List<IdentityLink> written(Visibility visible) {
    return view(visible).written();
  }

  /** Returns the links in force of some IRIs whose two ends the caller may both see. */
  public List<IdentityLink> links(Set<Node> ofAny, Visibility visible) {
    View view = view(visible);
    var found = new LinkedHashMap<RecordPair, IdentityLink>();
    for (Node node : ofAny) {
      for (PartyLink link : view.parties().links(node.getURI())) {
        if (link.state() == State.LINKED
            && link.decision().filter(LinkDecision::isDeclared).isEmpty()) {
          found.putIfAbsent(link.pair(), IdentityLink.of(link));
        }
      }
    }
    return Stream.concat(
            view.written().stream()
                .filter(l -> ofAny.contains(l.left()) || ofAny.contains(l.right())),
            found.values().stream())
        .toList();
  }

  /** Returns what rules and decisions make of the records that the caller may see. */
  public PartyClusters parties(Visibility visible) {
    return view(visible).parties();
  }

  /** Returns what rules and decisions make of all records, whether or not a source makes them. */
  public PartyClusters parties() {
    return parties;
  }

  /** Returns the IRI of the party that these records are, or would be. */
  public String partyIri(List<String> records) {
    return ids.partyIri(records);
  }

  /** Returns the ids of the sources that make a record. */
  public Set<String> sources(String record) {
    return sourcesOf.apply(record);
  }

  private View view(Visibility visible) {
    return views.computeIfAbsent(visible, this::build);
  }

  private boolean isVisible(Node iri, Visibility visible) {
    return visible.seesAll(sourcesOf.apply(iri.getURI()));
  }

  /** A record of a source that is not configured is nobody's to see. */
  private boolean isVisibleRecord(String record, Visibility visible) {
    Set<String> sources = sourcesOf.apply(record);
    return !sources.isEmpty() && visible.seesAll(sources);
  }

  private View build(Visibility visible) {
    PartyClusters seen =
        parties.records().stream().allMatch(r -> isVisibleRecord(r, visible))
            ? parties
            : parties.seenBy(r -> isVisibleRecord(r, visible));
    List<IdentityLink> counting = counting(seen, visible);
    return new View(lens(counting, seen, visible), seen, counting);
  }

  private List<IdentityLink> counting(PartyClusters seen, Visibility visible) {
    var all = new ArrayList<IdentityLink>();
    for (IdentityLink link : links) {
      if (!isVisible(link.left(), visible) || !isVisible(link.right(), visible)) {
        continue;
      }
      String left = link.left().getURI();
      String right = link.right().getURI();
      boolean ofRecords =
          !left.equals(right)
              && !sourcesOf.apply(left).isEmpty()
              && !sourcesOf.apply(right).isEmpty();
      if (!ofRecords) {
        all.add(link);
        continue;
      }
      RecordPair pair = RecordPair.of(left, right);
      boolean counts =
          seen.link(pair)
              .filter(l -> l.state() == State.LINKED)
              .flatMap(PartyLink::decision)
              .filter(LinkDecision::isDeclared)
              .isPresent();
      if (counts) {
        all.add(link);
      }
    }
    return List.copyOf(all);
  }

  private IdentityLens lens(List<IdentityLink> counting, PartyClusters seen, Visibility visible) {
    Map<Node, Node> parent = new HashMap<>();
    counting.forEach(link -> join(parent, link.left(), link.right()));
    for (PartyCluster cluster : seen.clusters()) {
      if (!cluster.isHeldBack()) {
        Node first = NodeFactory.createURI(cluster.members().getFirst());
        cluster.members().stream()
            .skip(1)
            .forEach(record -> join(parent, first, NodeFactory.createURI(record)));
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
    redirect(canonical, seen, visible);
    return new IdentityLens(version, canonical, members);
  }

  /**
   * An IRI that a record gave to a party before means, from then on, what the record is part of.
   *
   * <p>That a record once gave an IRI says that it was linked; so who does not see everything gets
   * this for records only that something they see connects.
   */
  private void redirect(Map<Node, Node> canonical, PartyClusters seen, Visibility visible) {
    boolean seesAll = visible instanceof Visibility.AllSources;
    Set<String> connected = seesAll ? Set.of() : seen.connected();
    ids.canonicalIris()
        .forEach(
            (record, iri) -> {
              if ((seesAll || connected.contains(record)) && isVisibleRecord(record, visible)) {
                Node is = NodeFactory.createURI(record);
                Node given = NodeFactory.createURI(iri);
                Node now = canonical.getOrDefault(is, is);
                if (!now.equals(given)) {
                  canonical.put(given, now);
                }
              }
            });
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

  private static void join(Map<Node, Node> parent, Node one, Node other) {
    Node left = root(parent, one);
    Node right = root(parent, other);
    if (!left.equals(right)) {
      parent.put(left, right);
    }
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
