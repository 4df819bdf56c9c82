package org.crmekg.identity;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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
  private final Declared declared;
  private final PartyClusters parties;
  private final CanonicalIds ids;
  private final Function<String, Set<String>> sourcesOf;
  private final Map<Visibility, View> views = new ConcurrentHashMap<>();

  /** What callers saw in versions before, from which what they see now follows. */
  private final Map<Visibility, View> earlier;

  /**
   * What link files say.
   *
   * @param all links of the files, as they were read
   * @param used those that do something
   * @param inert those that do nothing
   * @param byNode those that do something, by both of their ends
   */
  private record Declared(
      List<IdentityLink> all,
      List<IdentityLink> used,
      List<IdentityLink> inert,
      Map<Node, List<IdentityLink>> byNode) {

    static Declared of(
        List<IdentityLink> links, Set<String> references, Function<String, Set<String>> sourcesOf) {
      Map<Boolean, List<IdentityLink>> byUse =
          links.stream().collect(Collectors.partitioningBy(l -> isUsed(l, references, sourcesOf)));
      List<IdentityLink> used = List.copyOf(byUse.getOrDefault(true, List.of()));
      var byNode = new HashMap<Node, List<IdentityLink>>();
      for (IdentityLink link : used) {
        byNode.computeIfAbsent(link.left(), n -> new ArrayList<>(2)).add(link);
        if (!link.left().equals(link.right())) {
          byNode.computeIfAbsent(link.right(), n -> new ArrayList<>(2)).add(link);
        }
      }
      return new Declared(
          List.copyOf(links), used, List.copyOf(byUse.getOrDefault(false, List.of())), byNode);
    }
  }

  /**
   * What one kind of caller sees.
   *
   * @param all what there was for those who see all, when this was worked out
   */
  private record View(
      IdentityLens lens, PartyClusters parties, List<IdentityLink> written, PartyClusters all) {}

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
    this.declared = Declared.of(links, references, sourcesOf);
    this.parties = parties;
    this.ids = ids;
    this.earlier = Map.of();
    var records = new LinkedHashSet<String>();
    for (IdentityLink link : declared.used()) {
      for (Node node : List.of(link.left(), link.right())) {
        if (isRecord(node.getURI())) {
          records.add(node.getURI());
        }
      }
    }
    parties.connected().stream().filter(this::isRecord).forEach(records::add);
    ids.register(records);
    IdentityLens unused = lens(new Visibility.AllSources());
  }

  private IdentityIndex(IdentityIndex before, long version, PartyClusters parties) {
    this.version = version;
    this.sourcesOf = before.sourcesOf;
    this.declared = before.declared;
    this.parties = parties;
    this.ids = before.ids;
    this.earlier = new HashMap<>(before.earlier);
    this.earlier.putAll(before.views);
    ids.register(
        new TreeSet<>(parties.changedSince(before.parties))
            .stream().filter(parties::isConnected).filter(this::isRecord).toList());
    IdentityLens unused = lens(new Visibility.AllSources());
  }

  /**
   * Returns the next version, in which only what decisions or a run changed is worked out anew.
   *
   * @param next what rules and decisions make of records from now on
   * @return the same as a version that is built from nothing
   */
  public IdentityIndex with(long nextVersion, PartyClusters next) {
    return new IdentityIndex(this, nextVersion, next);
  }

  /** Returns whether this is what these links of files make. */
  public boolean isOf(List<IdentityLink> links) {
    return declared.all().equals(links);
  }

  private boolean isRecord(String iri) {
    return !sourcesOf.apply(iri).isEmpty();
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
    return declared.inert();
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
    View before = earlier.get(visible);
    if (before == null) {
      PartyClusters seen =
          parties.records().stream().allMatch(r -> isVisibleRecord(r, visible))
              ? parties
              : parties.seenBy(r -> isVisibleRecord(r, visible));
      var records = new HashSet<String>(seen.connected());
      if (visible instanceof Visibility.AllSources) {
        records.addAll(ids.records());
      }
      return view(visible, seen, IdentityLens.empty(), nodes(records, declared.byNode().keySet()));
    }
    PartyClusters seen = seen(before, visible);
    Set<String> changed = seen.changedSince(before.parties());
    return view(visible, seen, before.lens(), nodes(changed, Set.of()));
  }

  /** What a caller sees now, from what they saw before where only decisions are others. */
  private PartyClusters seen(View before, Visibility visible) {
    Set<String> changed = parties.changedSince(before.all());
    boolean seesChanges =
        changed.stream().allMatch(r -> isVisibleRecord(r, visible))
            && parties.byPair().keySet().stream()
                .flatMap(pair -> Stream.of(pair.left(), pair.right()))
                .allMatch(r -> isVisibleRecord(r, visible));
    boolean isOnlyDecided = parties.hasScoresOf(before.all());
    if (isOnlyDecided && seesChanges && before.parties() == before.all()) {
      return parties;
    }
    if (isOnlyDecided && before.parties() != before.all()) {
      var decisions = new TreeMap<>(parties.byPair());
      decisions
          .keySet()
          .removeIf(
              pair ->
                  !isVisibleRecord(pair.left(), visible)
                      || !isVisibleRecord(pair.right(), visible));
      return before.parties().withDecisions(decisions, parties.gone());
    }
    return parties.records().stream().allMatch(r -> isVisibleRecord(r, visible))
        ? parties
        : parties.seenBy(r -> isVisibleRecord(r, visible));
  }

  private static Set<Node> nodes(Set<String> records, Set<Node> others) {
    var nodes = new HashSet<>(others);
    records.forEach(record -> nodes.add(NodeFactory.createURI(record)));
    return nodes;
  }

  /** What a caller sees, worked out anew for some nodes and all that they are linked to. */
  private View view(
      Visibility visible, PartyClusters seen, IdentityLens before, Set<Node> changed) {
    Map<Node, Node> parent = new HashMap<>();
    var open = new ArrayDeque<>(changed);
    var done = new HashSet<Node>();
    while (!open.isEmpty()) {
      Node node = open.pop();
      if (!done.add(node)) {
        continue;
      }
      // Whatever it was linked to before may now stand alone.
      Node golden = before.canonical(node);
      before.sourceIris(golden).stream()
          .filter(n -> !n.equals(golden) || declared.byNode().containsKey(n))
          .forEach(open::push);
      for (IdentityLink link : declared.byNode().getOrDefault(node, List.of())) {
        if (counts(link, seen, visible)) {
          join(parent, link.left(), link.right());
          open.push(link.left());
          open.push(link.right());
        }
      }
      for (String member : seen.members(node.getURI())) {
        Node other = NodeFactory.createURI(member);
        if (!other.equals(node)) {
          join(parent, node, other);
          open.push(other);
        }
      }
    }
    return new View(
        lens(visible, seen, before, parent, done), seen, written(visible, seen), parties);
  }

  private List<IdentityLink> written(Visibility visible, PartyClusters seen) {
    return declared.used().stream().filter(link -> counts(link, seen, visible)).toList();
  }

  private boolean counts(IdentityLink link, PartyClusters seen, Visibility visible) {
    if (!isVisible(link.left(), visible) || !isVisible(link.right(), visible)) {
      return false;
    }
    String left = link.left().getURI();
    String right = link.right().getURI();
    if (left.equals(right) || !isRecord(left) || !isRecord(right)) {
      return true;
    }
    return seen.link(RecordPair.of(left, right))
        .filter(l -> l.state() == State.LINKED)
        .flatMap(PartyLink::decision)
        .filter(LinkDecision::isDeclared)
        .isPresent();
  }

  /**
   * Replaces in a lens what is known of some nodes.
   *
   * @param parent which of them are linked, as a union of trees
   * @param nodes all nodes that are, or were, linked to one of them
   */
  private IdentityLens lens(
      Visibility visible,
      PartyClusters seen,
      IdentityLens before,
      Map<Node, Node> parent,
      Set<Node> nodes) {
    Map<Node, Optional<Node>> canonical = new HashMap<>();
    Map<Node, Optional<Set<Node>>> members = new HashMap<>();
    for (Node node : nodes) {
      Node was = before.canonical(node);
      canonical.put(node, Optional.empty());
      if (before.isLinked(was)) {
        members.put(was, Optional.empty());
      }
      if (before.isLinked(node)) {
        members.put(node, Optional.empty());
      }
      ids.givenBy(node.getURI())
          .ifPresent(given -> canonical.put(NodeFactory.createURI(given), Optional.empty()));
    }
    Map<Node, Set<Node>> components = new HashMap<>();
    for (Node node : new ArrayList<>(parent.keySet())) {
      components
          .computeIfAbsent(
              root(parent, node), k -> new TreeSet<>(Comparator.comparing(Node::getURI)))
          .add(node);
    }
    for (Set<Node> component : components.values()) {
      Node id = canonicalOf(component);
      var records = new HashSet<Node>();
      for (Node node : component) {
        if (!node.equals(id)) {
          canonical.put(node, Optional.of(id));
          records.add(node);
        }
      }
      members.put(id, Optional.of(Set.copyOf(records)));
    }
    redirect(canonical, nodes, seen, visible);
    return before.with(version, canonical, members);
  }

  /**
   * An IRI that a record gave to a party before means, from then on, what the record is part of.
   *
   * <p>That a record once gave an IRI says that it was linked; so who does not see everything gets
   * this for records only that something they see connects.
   */
  private void redirect(
      Map<Node, Optional<Node>> canonical,
      Set<Node> nodes,
      PartyClusters seen,
      Visibility visible) {
    boolean seesAll = visible instanceof Visibility.AllSources;
    for (Node node : nodes) {
      String record = node.getURI();
      Optional<String> given = ids.givenBy(record);
      if (given.isPresent()
          && (seesAll || seen.isConnected(record))
          && isVisibleRecord(record, visible)) {
        Node gave = NodeFactory.createURI(given.get());
        Node now = canonical.getOrDefault(node, Optional.empty()).orElse(node);
        if (!now.equals(gave)) {
          canonical.put(gave, Optional.of(now));
        }
      }
    }
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
                  declared.used().stream()
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
