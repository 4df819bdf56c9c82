package org.crmekg.identity;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.crmekg.identity.LinkDecision.Verdict;
import org.crmekg.identity.PartyComponent.Judged;
import org.crmekg.identity.PartyLink.State;
import org.crmekg.linkage.GroupRule;
import org.jspecify.annotations.Nullable;

/**
 * Which records are one party, as it follows from scored pairs and decisions.
 *
 * <p>A pure function of the current results, the decisions that count, the records that are gone
 * and the sources of records: neither their order nor how they came together matters, so a change
 * gives what a run over everything gives. A change recomputes the components that it touches.
 * Immutable.
 */
public final class PartyClusters {
  private static final Comparator<Judged> SURER =
      Comparator.<Judged>comparingDouble(j -> j.pair().bits() - j.run().accept())
          .thenComparing(j -> j.run().specification());

  /** One specification's pairs, by both of their records. */
  private record Scores(LinkRun run, Layers<String, Map<String, ScoredPair>> pairs) {}

  private final Function<String, Set<String>> sourcesOf;
  private final SortedMap<String, Scores> scores;
  private final SortedMap<RecordPair, LinkDecision> decisions;
  private final Set<String> gone;

  /** The decisions that count now, by both of their records. */
  private final Map<String, Map<String, LinkDecision>> decided;

  private final Layers<String, PartyComponent> components;

  /** What was asked for before, since many queries ask for all. */
  private final AtomicReference<@Nullable List<PartyLink>> links = new AtomicReference<>();

  private final AtomicReference<@Nullable Map<String, PartyLink>> byId = new AtomicReference<>();

  private PartyClusters(
      Function<String, Set<String>> sourcesOf,
      SortedMap<String, Scores> scores,
      SortedMap<RecordPair, LinkDecision> decisions,
      Set<String> gone,
      Layers<String, PartyComponent> before,
      Set<String> touched) {
    this.sourcesOf = sourcesOf;
    this.scores = scores;
    this.decisions = decisions;
    this.gone = Set.copyOf(gone);
    this.decided = counting(decisions.values(), gone);
    this.components = recomputed(before, touched);
  }

  /**
   * Works out the clusters.
   *
   * @param decisions those that count, by their records
   * @param gone records of decisions that no source has now: decisions on them wait
   * @param sourcesOf the ids of the sources that make a record
   */
  public static PartyClusters of(
      Collection<LinkageResult> results,
      Map<RecordPair, LinkDecision> decisions,
      Set<String> gone,
      Function<String, Set<String>> sourcesOf) {
    var scores = new TreeMap<String, Scores>();
    var touched = new HashSet<String>();
    for (LinkageResult result : results) {
      Scores read = scores(result);
      scores.put(result.specification(), read);
      touched.addAll(read.pairs().keys());
    }
    decisions.keySet().forEach(p -> touched.addAll(List.of(p.left(), p.right())));
    return new PartyClusters(
        sourcesOf, scores, new TreeMap<>(decisions), gone, Layers.of(Map.of()), touched);
  }

  private static Scores scores(LinkageResult result) {
    var pairs = new HashMap<String, Map<String, ScoredPair>>();
    for (ScoredPair pair : result.pairs()) {
      pairs.computeIfAbsent(pair.left(), r -> new HashMap<>(4)).put(pair.right(), pair);
      pairs.computeIfAbsent(pair.right(), r -> new HashMap<>(4)).put(pair.left(), pair);
    }
    return new Scores(result.run(), Layers.of(pairs));
  }

  private static Map<String, Map<String, LinkDecision>> counting(
      Collection<LinkDecision> decisions, Set<String> gone) {
    var decided = new HashMap<String, Map<String, LinkDecision>>();
    for (LinkDecision decision : decisions) {
      RecordPair pair = decision.pair();
      if (!gone.contains(pair.left()) && !gone.contains(pair.right())) {
        decided.computeIfAbsent(pair.left(), r -> new TreeMap<>()).put(pair.right(), decision);
        decided.computeIfAbsent(pair.right(), r -> new TreeMap<>()).put(pair.left(), decision);
      }
    }
    return decided;
  }

  // ---- Changes

  /** Returns the clusters with another result of its specification. */
  public PartyClusters withResult(LinkageResult result) {
    Scores next = scores(result);
    Scores last = scores.get(result.specification());
    var all = new TreeMap<>(scores);
    all.put(result.specification(), next);
    if (last == null || !last.run().judgesAs(next.run())) {
      Set<String> touched = next.pairs().keys();
      if (last != null) {
        touched.addAll(last.pairs().keys());
      }
      return new PartyClusters(sourcesOf, all, decisions, gone, components, touched);
    }
    var touched = new HashSet<String>();
    Set<String> records = next.pairs().keys();
    records.addAll(last.pairs().keys());
    for (String record : records) {
      Map<String, ScoredPair> before = last.pairs().getOrDefault(record, Map.of());
      Map<String, ScoredPair> after = next.pairs().getOrDefault(record, Map.of());
      if (!before.equals(after)) {
        touched.add(record);
      }
    }
    return new PartyClusters(sourcesOf, all, decisions, gone, components, touched);
  }

  /**
   * Returns the clusters after pairs of some records changed.
   *
   * @param run the run in use, which scored the pairs
   * @param changed records that are new, changed or gone
   * @param pairs all pairs of these records that count now, since all others of theirs are dropped;
   *     and pairs of other records that count now, such as those of groups that grew together
   */
  public PartyClusters withPairs(
      LinkRun run, Collection<String> changed, Collection<ScoredPair> pairs) {
    Scores last = scores.getOrDefault(run.specification(), new Scores(run, Layers.of(Map.of())));
    if (!last.run().judgesAs(run)) {
      throw new IllegalArgumentException(
          "pairs of model %s cannot join a result of %s"
              .formatted(run.model(), last.run().model()));
    }
    var next = new HashMap<String, Map<String, ScoredPair>>();
    for (String record : changed) {
      for (String other : last.pairs().getOrDefault(record, Map.of()).keySet()) {
        own(next, last, other).remove(record);
      }
      own(next, last, record).clear();
    }
    for (ScoredPair pair : pairs) {
      own(next, last, pair.left()).put(pair.right(), pair);
      own(next, last, pair.right()).put(pair.left(), pair);
    }
    var changes = new HashMap<String, Optional<Map<String, ScoredPair>>>();
    next.forEach(
        (record, of) -> changes.put(record, of.isEmpty() ? Optional.empty() : Optional.of(of)));
    var all = new TreeMap<>(scores);
    all.put(run.specification(), new Scores(run, last.pairs().with(changes)));
    return new PartyClusters(sourcesOf, all, decisions, gone, components, next.keySet());
  }

  /** The pairs of a record, copied before they are changed: others share them. */
  private static Map<String, ScoredPair> own(
      Map<String, Map<String, ScoredPair>> next, Scores last, String record) {
    return next.computeIfAbsent(record, r -> new HashMap<>(last.pairs().getOrDefault(r, Map.of())));
  }

  /** Returns the clusters under other decisions, and with other records gone. */
  public PartyClusters withDecisions(
      Map<RecordPair, LinkDecision> newDecisions, Set<String> newGone) {
    var touched = new HashSet<String>();
    var pairs = new HashSet<>(decisions.keySet());
    pairs.addAll(newDecisions.keySet());
    for (RecordPair pair : pairs) {
      boolean isWaiting = isWaiting(pair, gone);
      if (!Optional.ofNullable(decisions.get(pair))
              .equals(Optional.ofNullable(newDecisions.get(pair)))
          || isWaiting != isWaiting(pair, newGone)) {
        touched.add(pair.left());
        touched.add(pair.right());
      }
    }
    return new PartyClusters(
        sourcesOf, scores, new TreeMap<>(newDecisions), newGone, components, touched);
  }

  private static boolean isWaiting(RecordPair pair, Set<String> gone) {
    return gone.contains(pair.left()) || gone.contains(pair.right());
  }

  /**
   * Returns the clusters as they are for somebody who sees only some records: as if there were no
   * others, so that nothing of the others shows in links, reasons or numbers.
   */
  public PartyClusters seenBy(Predicate<String> isVisible) {
    var all = new TreeMap<String, Scores>();
    var touched = new HashSet<String>();
    scores.forEach(
        (specification, of) -> {
          var kept = new HashMap<String, Map<String, ScoredPair>>();
          of.pairs()
              .forEach(
                  (record, pairs) -> {
                    if (!isVisible.test(record)) {
                      touched.add(record);
                      touched.addAll(pairs.keySet());
                      return;
                    }
                    var seen = new HashMap<>(pairs);
                    seen.keySet().removeIf(other -> !isVisible.test(other));
                    if (!seen.isEmpty()) {
                      kept.put(record, seen.size() == pairs.size() ? pairs : seen);
                    }
                  });
          all.put(specification, new Scores(of.run(), Layers.of(kept)));
        });
    var seen = new TreeMap<>(decisions);
    seen.keySet()
        .removeIf(
            pair -> {
              boolean isHidden = !isVisible.test(pair.left()) || !isVisible.test(pair.right());
              if (isHidden) {
                touched.add(pair.left());
                touched.add(pair.right());
              }
              return isHidden;
            });
    return new PartyClusters(sourcesOf, all, seen, gone, components, touched);
  }

  /** Everything that a component follows from, with some decisions imagined to be others. */
  private PartyComponent.Known known(Map<RecordPair, Optional<LinkDecision>> imagined) {
    return new PartyComponent.Known() {
      @Override
      public Optional<Judged> judged(String one, String other) {
        return PartyClusters.this.judged(one, other);
      }

      @Override
      public Set<String> accepted(String record) {
        return PartyClusters.this.accepted(record);
      }

      @Override
      public Map<String, LinkDecision> decided(String record) {
        Map<String, LinkDecision> real = decided.getOrDefault(record, Map.of());
        if (imagined.isEmpty()) {
          return real;
        }
        var changed = new TreeMap<>(real);
        imagined.forEach(
            (pair, decision) -> {
              boolean isAbout = pair.left().equals(record) || pair.right().equals(record);
              if (isAbout && !isWaiting(pair, gone)) {
                String other = pair.left().equals(record) ? pair.right() : pair.left();
                decision.ifPresentOrElse(d -> changed.put(other, d), () -> changed.remove(other));
              }
            });
        return changed;
      }

      @Override
      public Set<String> sources(String record) {
        return sourcesOf.apply(record);
      }
    };
  }

  private Optional<Judged> judged(String one, String other) {
    Judged best = null;
    for (Scores of : scores.values()) {
      ScoredPair pair = of.pairs().getOrDefault(one, Map.of()).get(other);
      if (pair != null) {
        var judged = new Judged(pair, of.run());
        best = best == null || SURER.compare(judged, best) > 0 ? judged : best;
      }
    }
    return Optional.ofNullable(best);
  }

  private Set<String> accepted(String record) {
    var others = new HashSet<String>();
    for (Scores of : scores.values()) {
      of.pairs()
          .getOrDefault(record, Map.of())
          .forEach(
              (other, pair) -> {
                if (pair.bits() >= of.run().accept()) {
                  others.add(other);
                }
              });
    }
    return others;
  }

  private Layers<String, PartyComponent> recomputed(
      Layers<String, PartyComponent> before, Set<String> touched) {
    var affected = new TreeSet<>(touched);
    for (String record : touched) {
      PartyComponent was = before.get(record);
      if (was != null) {
        affected.addAll(was.records());
      }
    }
    var next = new HashMap<String, Optional<PartyComponent>>();
    affected.forEach(record -> next.put(record, Optional.empty()));
    PartyComponent.Known known = known(Map.of());
    var done = new HashSet<String>();
    for (String record : affected) {
      if (done.contains(record)) {
        continue;
      }
      SortedSet<String> connected = connected(record);
      done.addAll(connected);
      if (connected.size() > 1) {
        var component = new PartyComponent(connected, known);
        connected.forEach(r -> next.put(r, Optional.of(component)));
      }
    }
    return before.with(next);
  }

  private SortedSet<String> connected(String start) {
    var found = new TreeSet<>(Set.of(start));
    Deque<String> open = new ArrayDeque<>(found);
    while (!open.isEmpty()) {
      String record = open.pop();
      for (String other : neighbours(record)) {
        if (found.add(other)) {
          open.push(other);
        }
      }
    }
    return found;
  }

  private Set<String> neighbours(String record) {
    Set<String> others = accepted(record);
    // What is different connects, too: such a decision may contradict others.
    others.addAll(decided.getOrDefault(record, Map.of()).keySet());
    return others;
  }

  // ---- Answers

  /** Returns the settings of the results in use, by specification. */
  public List<LinkRun> runs() {
    return scores.values().stream().map(Scores::run).toList();
  }

  /** Returns the decisions that count or wait, by their records. */
  public Collection<LinkDecision> decisions() {
    return Collections.unmodifiableCollection(decisions.values());
  }

  /** Returns the clusters of at least two records, those that are held back included. */
  public List<PartyCluster> clusters() {
    return components().stream()
        .flatMap(c -> c.clusters().stream())
        .sorted(
            Comparator.<PartyCluster, String>comparing(c -> c.members().getFirst())
                .thenComparing(c -> -c.members().size()))
        .toList();
  }

  /** Returns the decisions that contradict each other. */
  public List<Contradiction> contradictions() {
    return components().stream()
        .flatMap(c -> c.contradictions().stream())
        .sorted(Comparator.comparing(c -> c.different().pair()))
        .toList();
  }

  private Set<PartyComponent> components() {
    Set<PartyComponent> all = Collections.newSetFromMap(new IdentityHashMap<>());
    components.forEach((record, component) -> all.add(component));
    return all;
  }

  /** Returns the records that an accepted pair or a decision connects with others, sorted. */
  public SortedSet<String> connected() {
    return new TreeSet<>(components.keys());
  }

  /** Returns whether an accepted pair or a decision connects a record with others. */
  boolean isConnected(String record) {
    return components.containsKey(record);
  }

  /**
   * Returns the records that are connected with others than in another version, or otherwise: with
   * whom all others are one party, is as it was there.
   */
  Set<String> changedSince(PartyClusters before) {
    return components.differing(before.components);
  }

  /** Returns whether all pairs and scores are those of another version. */
  boolean hasScoresOf(PartyClusters other) {
    return scores.keySet().equals(other.scores.keySet())
        && scores.entrySet().stream()
            .allMatch(
                of -> {
                  Scores its = other.scores.get(of.getKey());
                  return its != null && its.pairs() == of.getValue().pairs();
                });
  }

  /**
   * Returns the decisions by their records, and the records that are gone, under which it stands.
   */
  SortedMap<RecordPair, LinkDecision> byPair() {
    return Collections.unmodifiableSortedMap(decisions);
  }

  Set<String> gone() {
    return gone;
  }

  /** Returns every record that a pair or a decision is about. */
  public Set<String> records() {
    Set<String> all = components.keys();
    scores.values().forEach(of -> all.addAll(of.pairs().keys()));
    decisions.keySet().forEach(p -> all.addAll(List.of(p.left(), p.right())));
    return all;
  }

  /** Returns the records that are one party with a record, itself included; sorted. */
  public List<String> members(String record) {
    PartyComponent component = components.get(record);
    return component == null ? List.of(record) : component.members(record);
  }

  /** Returns the suspicious or plain cluster that a record belongs to, if it is not alone. */
  public Optional<PartyCluster> cluster(String record) {
    PartyComponent component = components.get(record);
    return component == null
        ? Optional.empty()
        : component.clusters().stream()
            .filter(c -> c.members().contains(record))
            .max(Comparator.comparingInt(c -> c.members().size()));
  }

  /** Returns every pair that somebody looked at and that means something, by its records. */
  public List<PartyLink> links() {
    List<PartyLink> known = links.get();
    if (known == null) {
      known = allLinks();
      links.set(known);
    }
    return known;
  }

  /** Returns the link of a name. */
  public Optional<PartyLink> link(String id) {
    Map<String, PartyLink> known = byId.get();
    if (known == null) {
      known = links().stream().collect(Collectors.toMap(PartyLink::id, l -> l));
      byId.set(known);
    }
    return Optional.ofNullable(known.get(id));
  }

  private List<PartyLink> allLinks() {
    var pairs = new ArrayList<>(decisions.keySet());
    for (Scores of : scores.values()) {
      of.pairs()
          .forEach(
              (record, others) ->
                  others.keySet().stream()
                      .filter(other -> record.compareTo(other) < 0)
                      .forEach(other -> pairs.add(new RecordPair(record, other))));
    }
    return pairs.stream().distinct().sorted().map(this::link).flatMap(Optional::stream).toList();
  }

  /** Returns the links of a record, by their records. */
  public List<PartyLink> links(String record) {
    var others = new TreeSet<String>();
    scores
        .values()
        .forEach(of -> others.addAll(of.pairs().getOrDefault(record, Map.of()).keySet()));
    decisions.keySet().stream()
        .filter(p -> p.left().equals(record) || p.right().equals(record))
        .forEach(p -> others.add(p.left().equals(record) ? p.right() : p.left()));
    return others.stream()
        .map(other -> RecordPair.of(record, other))
        .sorted()
        .map(this::link)
        .flatMap(Optional::stream)
        .toList();
  }

  /** Returns what became of two records; nothing if they are two parties and nobody asked. */
  public Optional<PartyLink> link(RecordPair pair) {
    Optional<Judged> judged = judged(pair.left(), pair.right());
    Optional<LinkDecision> decision = Optional.ofNullable(decisions.get(pair));
    PartyComponent component = components.get(pair.left());
    if (component != components.get(pair.right())) {
      component = null;
    }
    boolean isOne = component != null && component.areOne(pair.left(), pair.right());
    if (decision.isPresent()) {
      return Optional.of(decided(pair, decision.get(), judged, component));
    }
    if (judged.isEmpty()) {
      return Optional.empty();
    }
    Judged found = judged.get();
    if (isOne) {
      return Optional.of(
          found.isAccepted()
              ? link(pair, State.LINKED, "a rule accepts it", false, found)
              : link(pair, State.IMPLIED, "others link them", false, found));
    }
    if (found.isAccepted()) {
      return Optional.of(notLinked(pair, found, component));
    }
    return found.pair().bits() >= found.run().review()
        ? Optional.of(link(pair, State.REVIEW, "it is too close to call for a rule", true, found))
        : Optional.empty();
  }

  private static PartyLink link(
      RecordPair pair, State state, String why, boolean isOpen, Judged found) {
    return new PartyLink(
        pair,
        state,
        why,
        isOpen,
        Optional.of(found.pair()),
        Optional.of(found.run()),
        Optional.empty());
  }

  private static PartyLink notLinked(
      RecordPair pair, Judged found, @Nullable PartyComponent component) {
    if (component == null) {
      throw new IllegalStateException(pair + " is accepted and not connected");
    }
    if (component.areHeldBack(pair.left(), pair.right())) {
      return link(pair, State.QUARANTINED, "its cluster is held back", true, found);
    }
    PartyComponent.Refused refused =
        component
            .refusal(pair)
            .orElseThrow(() -> new IllegalStateException(pair + " was not looked at"));
    // What people or sources declared is no question any more.
    return link(
        pair, State.REFUSED, refused.why(), refused.refusal() != GroupRule.Refusal.APART, found);
  }

  private PartyLink decided(
      RecordPair pair,
      LinkDecision decision,
      Optional<Judged> judged,
      @Nullable PartyComponent component) {
    State state =
        isWaiting(pair, gone)
            ? State.WAITING
            : switch (decision.verdict()) {
              case SAME ->
                  component != null && component.isSuspended(pair)
                      ? State.CONTRADICTED
                      : State.LINKED;
              case DIFFERENT -> State.DIFFERENT;
              case UNSURE -> State.UNSURE;
            };
    String why =
        switch (state) {
          case WAITING ->
              "no source has %s now; the decision waits until one has"
                  .formatted(gone.contains(pair.left()) ? pair.left() : pair.right());
          case CONTRADICTED -> "other decisions contradict it";
          case LINKED, IMPLIED, REVIEW, UNSURE, DIFFERENT, REFUSED, QUARANTINED ->
              decision.reason().isEmpty() ? "decided" : decision.reason();
        };
    return new PartyLink(
        pair,
        state,
        why,
        state == State.CONTRADICTED,
        judged.map(Judged::pair),
        judged.map(Judged::run),
        Optional.of(decision));
  }

  /** Returns what people are asked: the answers that change most come first. */
  public List<ReviewItem> review() {
    var items = new ArrayList<ReviewItem>();
    for (Contradiction c : contradictions()) {
      items.add(
          new ReviewItem(
              ReviewItem.Kind.CONTRADICTION,
              c.records(),
              0,
              (long) c.records().size() * (c.records().size() - 1) / 2,
              "%s decided that %s and %s are different, and %d decisions make them the same"
                  .formatted(
                      c.different().author(),
                      c.different().pair().left(),
                      c.different().pair().right(),
                      c.same().size()),
              c.same().size()));
    }
    for (PartyCluster cluster : clusters()) {
      cluster
          .doubt()
          .filter(d -> !isConfirmed(cluster))
          .ifPresent(
              d ->
                  items.add(
                      new ReviewItem(
                          cluster.isHeldBack()
                              ? ReviewItem.Kind.QUARANTINE
                              : ReviewItem.Kind.SUSPICION,
                          cluster.members(),
                          weakest(cluster),
                          cluster.impact(),
                          d.words(),
                          1)));
    }
    items.addAll(openPairs());
    items.sort(
        Comparator.comparingLong((ReviewItem i) -> -i.impact())
            .thenComparing(ReviewItem::kind)
            .thenComparing(i -> -i.bits())
            .thenComparing(i -> String.join("\n", i.records())));
    return List.copyOf(items);
  }

  /** Whether people looked at every record of a cluster that counts. */
  private boolean isConfirmed(PartyCluster cluster) {
    var members = new HashSet<>(cluster.members());
    return members.stream()
        .allMatch(
            r ->
                decided.getOrDefault(r, Map.of()).values().stream()
                    .anyMatch(
                        d ->
                            d.verdict() == Verdict.SAME
                                && members.contains(d.pair().left())
                                && members.contains(d.pair().right())));
  }

  private double weakest(PartyCluster cluster) {
    double weakest = Double.POSITIVE_INFINITY;
    for (String one : cluster.members()) {
      for (String other : accepted(one)) {
        if (cluster.members().contains(other)) {
          weakest = Math.min(weakest, judged(one, other).map(j -> j.pair().bits()).orElse(weakest));
        }
      }
    }
    return Double.isFinite(weakest) ? weakest : 0;
  }

  /** Several pairs between the same two parties are one question, asked over the surest. */
  private List<ReviewItem> openPairs() {
    record Question(String left, String right) {}
    var asked = new HashMap<Question, ReviewItem>();
    for (PartyLink link : links()) {
      if (!link.isOpen() || (link.state() != State.REVIEW && link.state() != State.REFUSED)) {
        continue;
      }
      List<String> left = members(link.pair().left());
      List<String> right = members(link.pair().right());
      var question =
          left.getFirst().compareTo(right.getFirst()) < 0
              ? new Question(left.getFirst(), right.getFirst())
              : new Question(right.getFirst(), left.getFirst());
      var item =
          new ReviewItem(
              link.state() == State.REVIEW ? ReviewItem.Kind.PAIR : ReviewItem.Kind.REFUSAL,
              List.of(link.pair().left(), link.pair().right()),
              link.bits(),
              (long) left.size() * right.size(),
              link.why(),
              1);
      asked.merge(
          question,
          item,
          (a, b) -> {
            ReviewItem surer = b.bits() > a.bits() ? b : a;
            return new ReviewItem(
                surer.kind(),
                surer.records(),
                surer.bits(),
                surer.impact(),
                surer.why(),
                a.pairs() + b.pairs());
          });
    }
    return List.copyOf(asked.values());
  }

  /**
   * Returns what some decisions would change.
   *
   * @param imagined decisions instead of those that count; empty for none
   */
  public ClusterChange ifDecided(Map<RecordPair, Optional<LinkDecision>> imagined) {
    var records = new TreeSet<String>();
    for (RecordPair pair : imagined.keySet()) {
      for (String record : List.of(pair.left(), pair.right())) {
        PartyComponent component = components.get(record);
        records.addAll(component == null ? List.of(record) : component.records());
      }
    }
    var after = new PartyComponent(records, known(imagined));
    var old = new LinkedHashSet<List<String>>();
    var next = new LinkedHashSet<List<String>>();
    for (String record : records) {
      old.add(members(record));
      next.add(after.members(record));
    }
    var same = new HashSet<>(old);
    same.retainAll(next);
    old.removeAll(same);
    next.removeAll(same);
    return new ClusterChange(List.copyOf(old), List.copyOf(next));
  }

  /** Returns what taking one link away would change, whether a rule or a person made it. */
  public ClusterChange ifWithdrawn(PartyLink link) {
    return ifDecided(
        Map.of(
            link.pair(),
            link.decision().isPresent()
                ? Optional.empty()
                : Optional.of(
                    new LinkDecision(0, Verdict.UNSURE, link.pair(), "", Instant.EPOCH, ""))));
  }
}
