package org.crmekg.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.crmekg.identity.ScoredWorld.RUN;
import static org.crmekg.identity.ScoredWorld.THEN;
import static org.crmekg.identity.ScoredWorld.pair;
import static org.crmekg.identity.ScoredWorld.record;
import static org.crmekg.identity.ScoredWorld.result;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.crmekg.identity.LinkDecision.Verdict;
import org.crmekg.identity.PartyCluster.Doubt;
import org.crmekg.identity.PartyLink.State;
import org.junit.jupiter.api.Test;

final class PartyClustersTest {
  private static final String A = record("crm", "a");
  private static final String B = record("kyc", "b");
  private static final String C = record("vendor", "c");
  private static final String D = record("crm", "d");
  private static final String E = record("kyc", "e");

  private final long seed = Long.getLong("seed", 20261122L);

  private Random random() {
    System.out.println("PartyClustersTest seed " + seed);
    return new Random(seed);
  }

  private static PartyClusters clusters(
      Collection<ScoredPair> pairs, Collection<LinkDecision> decisions) {
    return PartyClusters.of(
        List.of(result(pairs)), byPair(decisions), Set.of(), ScoredWorld::sourcesOf);
  }

  private static Map<RecordPair, LinkDecision> byPair(Collection<LinkDecision> decisions) {
    var map = new HashMap<RecordPair, LinkDecision>();
    decisions.forEach(d -> map.put(d.pair(), d));
    return map;
  }

  private static LinkDecision decided(int number, Verdict verdict, String one, String other) {
    return new LinkDecision(
        number, verdict, RecordPair.of(one, other), "ana", THEN.plusSeconds(number), "");
  }

  private static State state(PartyClusters clusters, String one, String other) {
    return clusters.link(RecordPair.of(one, other)).orElseThrow().state();
  }

  private static void assertSame(PartyClusters a, PartyClusters b) {
    assertThat(a.clusters()).isEqualTo(b.clusters());
    assertThat(a.links()).isEqualTo(b.links());
    assertThat(a.contradictions()).isEqualTo(b.contradictions());
    assertThat(a.review()).isEqualTo(b.review());
  }

  // ---- Properties

  @Test
  void theOrderOfPairsAndDecisionsDoesNotMatter() {
    Random random = random();
    for (int round = 0; round < 20; round++) {
      var world = new ScoredWorld(random, 40);
      var decisions = new ArrayList<>(world.decisions(random, 25).values());
      var pairs = new ArrayList<>(world.pairs.values());
      PartyClusters first = clusters(pairs, decisions);
      Collections.shuffle(pairs, random);
      Collections.shuffle(decisions, random);
      assertSame(clusters(pairs, decisions), first);
    }
  }

  @Test
  void recordByRecordInAnyOrderIsTheSameAsAllAtOnce() {
    Random random = random();
    for (int round = 0; round < 15; round++) {
      var world = new ScoredWorld(random, 30);
      Map<RecordPair, LinkDecision> all = world.decisions(random, 20);
      PartyClusters full =
          PartyClusters.of(List.of(world.result()), all, Set.of(), ScoredWorld::sourcesOf);

      var order = new ArrayList<>(new TreeSet<>(world.records));
      Collections.shuffle(order, random);
      var toDecide = new ArrayList<>(all.values());
      Collections.shuffle(toDecide, random);
      var made = new TreeMap<RecordPair, LinkDecision>();
      var here = new HashSet<String>();
      PartyClusters step = clusters(List.of(), List.of());
      for (String record : order) {
        here.add(record);
        step = step.withPairs(RUN, List.of(record), of(world, record, here));
        if (random.nextInt(3) == 0) {
          // It goes, and comes again as another one, and then as it is.
          step = step.withPairs(RUN, List.of(record), List.of());
          step =
              step.withPairs(
                  RUN,
                  List.of(record),
                  of(world, record, here).stream()
                      .map(p -> pair(p.left(), p.right(), -p.bits()))
                      .toList());
          step = step.withPairs(RUN, List.of(record), of(world, record, here));
        }
        if (!toDecide.isEmpty() && random.nextBoolean()) {
          LinkDecision next = toDecide.removeLast();
          made.put(next.pair(), next);
          step = step.withDecisions(made, Set.of());
        }
      }
      step = step.withDecisions(all, Set.of());
      assertSame(step, full);
    }
  }

  private static List<ScoredPair> of(ScoredWorld world, String record, Set<String> here) {
    return world.pairs.values().stream()
        .filter(p -> p.left().equals(record) || p.right().equals(record))
        .filter(p -> here.contains(p.left()) && here.contains(p.right()))
        .toList();
  }

  @Test
  void anotherResultIsTheSameAsStartingWithIt() {
    Random random = random();
    for (int round = 0; round < 15; round++) {
      var world = new ScoredWorld(random, 30);
      Map<RecordPair, LinkDecision> decisions = world.decisions(random, 15);
      var others = new ArrayList<>(world.pairs.values());
      others.removeIf(p -> random.nextInt(5) == 0);
      others.replaceAll(p -> random.nextInt(5) == 0 ? pair(p.left(), p.right(), p.bits() + 3) : p);
      PartyClusters before =
          PartyClusters.of(List.of(world.result()), decisions, Set.of(), ScoredWorld::sourcesOf);
      assertSame(before.withResult(result(others)), clusters(others, decisions.values()));
      assertSame(before.withResult(result(others)).withResult(world.result()), before);
    }
  }

  @Test
  void takingDecisionsBackRestoresExactlyWhatWas() {
    Random random = random();
    var world = new ScoredWorld(random, 40);
    Map<RecordPair, LinkDecision> some = world.decisions(random, 10);
    PartyClusters before =
        PartyClusters.of(List.of(world.result()), some, Set.of(), ScoredWorld::sourcesOf);
    for (int round = 0; round < 30; round++) {
      var more = new TreeMap<>(some);
      more.putAll(world.decisions(random, 5));
      assertSame(before.withDecisions(more, Set.of()).withDecisions(some, Set.of()), before);
    }
  }

  @Test
  void whoeverSeesSomeSourcesSeesWhatTheseAloneWouldGive() {
    Random random = random();
    for (int round = 0; round < 15; round++) {
      var world = new ScoredWorld(random, 40);
      Map<RecordPair, LinkDecision> decisions = world.decisions(random, 20);
      PartyClusters all =
          PartyClusters.of(List.of(world.result()), decisions, Set.of(), ScoredWorld::sourcesOf);
      Predicate<String> visible = r -> !r.contains("/kyc/");
      PartyClusters alone =
          clusters(
              world.pairs.values().stream()
                  .filter(p -> visible.test(p.left()) && visible.test(p.right()))
                  .toList(),
              decisions.values().stream()
                  .filter(d -> visible.test(d.pair().left()) && visible.test(d.pair().right()))
                  .toList());
      assertSame(all.seenBy(visible), alone);
      assertThat(all.seenBy(visible).links().toString()).doesNotContain("/kyc/");
    }
  }

  @Test
  void decisionsWinUnlessTheyContradictEachOther() {
    Random random = random();
    for (int round = 0; round < 20; round++) {
      var world = new ScoredWorld(random, 40);
      Map<RecordPair, LinkDecision> decisions = world.decisions(random, 30);
      PartyClusters clusters =
          PartyClusters.of(List.of(world.result()), decisions, Set.of(), ScoredWorld::sourcesOf);
      var contradicted = new HashSet<RecordPair>();
      clusters
          .contradictions()
          .forEach(
              c -> {
                c.same().forEach(s -> contradicted.add(s.pair()));
                for (String one : c.records()) {
                  assertThat(clusters.members(one))
                      .doesNotContainAnyElementsOf(
                          c.records().stream().filter(r -> !r.equals(one)).toList());
                }
              });
      for (LinkDecision decision : decisions.values()) {
        List<String> party = clusters.members(decision.pair().left());
        switch (decision.verdict()) {
          case SAME ->
              assertThat(party.contains(decision.pair().right()))
                  .isEqualTo(!contradicted.contains(decision.pair()));
          case DIFFERENT -> assertThat(party).doesNotContain(decision.pair().right());
          case UNSURE -> {}
        }
      }
    }
  }

  @Test
  void clustersAreWhatLinksInForceConnect() {
    Random random = random();
    for (int round = 0; round < 20; round++) {
      var world = new ScoredWorld(random, 40);
      PartyClusters clusters =
          PartyClusters.of(
              List.of(world.result()),
              world.decisions(random, 20),
              Set.of(),
              ScoredWorld::sourcesOf);
      List<RecordPair> links =
          clusters.links().stream()
              .filter(l -> l.state() == State.LINKED)
              .map(PartyLink::pair)
              .toList();
      for (Set<String> component : ScoredWorld.components(world.records, links)) {
        for (String record : component) {
          assertThat(clusters.members(record)).containsExactlyElementsOf(component);
        }
      }
    }
  }

  @Test
  void whatWithdrawingWouldChangeIsWhatItChanges() {
    Random random = random();
    var world = new ScoredWorld(random, 30);
    Map<RecordPair, LinkDecision> decisions = world.decisions(random, 20);
    PartyClusters now =
        PartyClusters.of(List.of(world.result()), decisions, Set.of(), ScoredWorld::sourcesOf);
    int changes = 0;
    for (PartyLink link : now.links()) {
      if (link.state() == State.LINKED && link.decision().isPresent()) {
        var rest = new TreeMap<>(decisions);
        rest.remove(link.pair());
        PartyClusters after = now.withDecisions(rest, Set.of());
        ClusterChange change = now.ifWithdrawn(link);
        changes += change.isNothing() ? 0 : 1;
        change
            .after()
            .forEach(c -> assertThat(after.members(c.getFirst())).containsExactlyElementsOf(c));
        change
            .before()
            .forEach(c -> assertThat(now.members(c.getFirst())).containsExactlyElementsOf(c));
        if (change.isNothing()) {
          assertThat(after.members(link.pair().left())).isEqualTo(now.members(link.pair().left()));
        }
      }
    }
    assertThat(changes).isPositive();
  }

  // ---- Cases

  @Test
  void contradictingDecisionsFuseNobody() {
    var decisions =
        List.of(
            decided(1, Verdict.SAME, A, B),
            decided(2, Verdict.SAME, B, C),
            decided(3, Verdict.DIFFERENT, A, C),
            decided(4, Verdict.SAME, C, D));
    // Rules would fuse all of them, and D, who is not part of the quarrel, with each.
    var pairs =
        List.of(pair(A, B, 20), pair(B, C, 20), pair(A, C, 20), pair(A, D, 20), pair(B, D, 20));
    PartyClusters clusters = clusters(pairs, decisions);
    assertThat(clusters.members(A)).containsExactly(A);
    assertThat(clusters.members(B)).containsExactly(B);
    assertThat(clusters.members(C)).containsExactly(D, C);
    Contradiction contradiction = clusters.contradictions().getFirst();
    assertThat(contradiction.different().number()).isEqualTo(3);
    assertThat(contradiction.same())
        .extracting(LinkDecision::number)
        .containsExactlyInAnyOrder(1, 2);
    assertThat(contradiction.records()).containsExactly(A, B, C);
    assertThat(state(clusters, A, B)).isEqualTo(State.CONTRADICTED);
    assertThat(clusters.review().getFirst().kind()).isEqualTo(ReviewItem.Kind.CONTRADICTION);
  }

  @Test
  void onlyTheWayBetweenTheEndsIsContradicted() {
    // A = B on two ways, and D hangs on B, E on D.
    var decisions =
        List.of(
            decided(1, Verdict.SAME, A, C),
            decided(2, Verdict.SAME, C, B),
            decided(3, Verdict.SAME, B, D),
            decided(4, Verdict.SAME, D, E),
            decided(5, Verdict.DIFFERENT, A, B));
    PartyClusters clusters = clusters(List.of(), decisions);
    assertThat(clusters.members(B)).containsExactly(D, B, E);
    assertThat(clusters.members(A)).containsExactly(A);
    assertThat(clusters.members(C)).containsExactly(C);
  }

  @Test
  void aDifferenceKeepsWholeClustersApart() {
    var pairs = List.of(pair(A, B, 20), pair(B, C, 8), pair(A, C, 8));
    PartyClusters clusters = clusters(pairs, List.of(decided(1, Verdict.DIFFERENT, A, C)));
    assertThat(clusters.members(A)).containsExactly(A, B);
    assertThat(clusters.members(C)).containsExactly(C);
    PartyLink refused = clusters.link(RecordPair.of(B, C)).orElseThrow();
    assertThat(refused.state()).isEqualTo(State.REFUSED);
    assertThat(refused.why()).contains("ana decided", A, C);
    assertThat(clusters.review()).isEmpty();
  }

  @Test
  void notToBeToldKeepsAPairFromBeingLinkedAndAskedAgain() {
    var decisions = List.of(decided(1, Verdict.UNSURE, A, B));
    assertThat(clusters(List.of(pair(A, B, 20)), decisions).members(A)).containsExactly(A);
    assertThat(clusters(List.of(pair(A, B, 0)), decisions).review()).isEmpty();
    assertThat(clusters(List.of(pair(A, B, 0)), List.of()).review()).hasSize(1);
  }

  @Test
  void oneWrongLinkDoesNotChainStrangers() {
    var pairs =
        List.of(
            pair(A, B, 20),
            pair(C, D, 20),
            pair(B, C, 5),
            pair(A, C, -30),
            pair(A, D, -30),
            pair(B, D, -30));
    PartyClusters clusters = clusters(pairs, List.of());
    assertThat(clusters.members(A)).containsExactly(A, B);
    assertThat(clusters.members(C)).containsExactly(D, C);
    ReviewItem question = clusters.review().getFirst();
    assertThat(question.kind()).isEqualTo(ReviewItem.Kind.REFUSAL);
    assertThat(question.impact()).isEqualTo(4);
    assertThat(question.why()).contains("3 of the 4 pairs");
  }

  @Test
  void aSourceThatHasEverythingOnceGivesAPartyOneRecord() {
    String r1 = record("registry", "1");
    String r2 = record("registry", "2");
    var pairs = List.of(pair(A, r1, 20), pair(A, r2, 19), pair(r1, r2, 18));
    PartyClusters clusters = clusters(pairs, List.of());
    assertThat(clusters.members(A)).containsExactly(A, r1);
    assertThat(clusters.link(RecordPair.of(A, r2)).orElseThrow().why()).contains("registry");
    // People may know better than what was declared.
    assertThat(clusters(pairs, List.of(decided(1, Verdict.SAME, r1, r2))).members(A))
        .containsExactly(A, r1, r2);
  }

  @Test
  void aClusterThatIsTooLargeIsHeldBackButForWhatPeopleLinked() {
    var records = new ArrayList<String>();
    var pairs = new ArrayList<ScoredPair>();
    for (int i = 0; i < PartyComponent.LARGEST_TRUSTED + 1; i++) {
      String next = record("crm", "%03d".formatted(i));
      records.forEach(r -> pairs.add(pair(r, next, 10)));
      records.add(next);
    }
    PartyClusters held = clusters(pairs, List.of());
    assertThat(held.clusters()).singleElement().matches(PartyCluster::isHeldBack);
    assertThat(held.members(records.getFirst())).hasSize(1);
    assertThat(held.review().getFirst().impact()).isEqualTo(51 * 50 / 2);
    assertThat(held.links()).allMatch(l -> l.state() == State.QUARANTINED);

    String first = records.getFirst();
    var decisions = new ArrayList<LinkDecision>();
    decisions.add(decided(1, Verdict.SAME, first, records.get(1)));
    assertThat(clusters(pairs, decisions).members(first)).hasSize(2);
    for (int i = 2; i < records.size(); i++) {
      decisions.add(decided(i, Verdict.SAME, first, records.get(i)));
    }
    PartyClusters released = clusters(pairs, decisions);
    assertThat(released.members(first)).hasSize(51);
    assertThat(released.review()).isEmpty();
  }

  @Test
  void aClusterHeldByOneLinkIsAQuestionAndCounts() {
    var pairs =
        List.of(
            pair(A, B, 20),
            pair(C, D, 20),
            pair(B, C, 20),
            pair(A, C, 3),
            pair(A, D, 3),
            pair(B, D, 3));
    PartyClusters clusters = clusters(pairs, List.of());
    assertThat(clusters.members(A)).hasSize(4);
    assertThat(clusters.clusters().getFirst().doubt()).contains(Doubt.ONE_LINK);
    assertThat(clusters.review().getFirst().kind()).isEqualTo(ReviewItem.Kind.SUSPICION);
    assertThat(clusters.ifWithdrawn(clusters.link(RecordPair.of(B, C)).orElseThrow()).after())
        .containsExactlyInAnyOrder(List.of(A, B), List.of(D, C));
  }

  @Test
  void aDecisionOnARecordThatIsGoneWaits() {
    var decisions = byPair(List.of(decided(1, Verdict.SAME, A, B), decided(2, Verdict.SAME, B, C)));
    PartyClusters there = PartyClusters.of(List.of(), decisions, Set.of(), ScoredWorld::sourcesOf);
    assertThat(there.members(A)).containsExactly(A, B, C);
    PartyClusters gone = there.withDecisions(decisions, Set.of(B));
    assertThat(gone.members(A)).containsExactly(A);
    assertThat(state(gone, A, B)).isEqualTo(State.WAITING);
    assertThat(gone.link(RecordPair.of(A, B)).orElseThrow().why()).contains(B);
    assertSame(gone.withDecisions(decisions, Set.of()), there);
  }

  @Test
  void aBlockWithOneValueInCommonDoesNotFuseOrTakeForever() {
    // A switchboard number: everybody is accepted with the next, and most pairs say nothing.
    var pairs = new LinkedHashMap<RecordPair, ScoredPair>();
    for (int i = 0; i < 20_000; i++) {
      String one = record("crm", "%06d".formatted(i));
      String other = record("crm", "%06d".formatted(i + 1));
      pairs.put(RecordPair.of(one, other), pair(one, other, 5 + i % 7));
    }
    PartyClusters clusters = clusters(pairs.values(), List.of());
    int largest = clusters.clusters().stream().mapToInt(c -> c.members().size()).max().orElse(0);
    assertThat(largest).isLessThanOrEqualTo(10);
    assertThat(clusters.review().getFirst().kind()).isNotNull();
  }

  @Test
  void pairsOfTwoSpecificationsStandSideBySide() {
    LinkageResult persons = result(List.of(pair(A, B, 10)));
    var organizations =
        new LinkageResult(
            "m2",
            "organization",
            THEN,
            -10,
            5,
            0,
            -5,
            Set.of(),
            List.of(pair(A, B, 4), pair(C, D, 6)));
    PartyClusters both =
        PartyClusters.of(
            List.of(persons, organizations), Map.of(), Set.of(), ScoredWorld::sourcesOf);
    assertThat(both.members(A)).containsExactly(A, B);
    assertThat(both.members(C)).containsExactly(D, C);
    assertThat(both.link(RecordPair.of(A, B)).flatMap(PartyLink::run).map(LinkRun::model))
        .contains("m1");
    assertSame(
        PartyClusters.of(List.of(organizations), Map.of(), Set.of(), ScoredWorld::sourcesOf)
            .withResult(persons),
        both);
  }

  @Test
  void nothingToLinkIsNothing() {
    PartyClusters none = clusters(List.of(), List.of());
    assertThat(none.clusters()).isEmpty();
    assertThat(none.links()).isEmpty();
    assertThat(none.members(A)).containsExactly(A);
    assertThat(none.cluster(A)).isEqualTo(Optional.empty());
    assertThat(
            none.ifDecided(Map.of(RecordPair.of(A, B), Optional.of(decided(1, Verdict.SAME, A, B))))
                .after())
        .containsExactly(List.of(A, B));
  }
}
