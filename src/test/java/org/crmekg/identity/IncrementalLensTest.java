package org.crmekg.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.crmekg.Visibility;
import org.crmekg.store.DecisionLog;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.io.TempDir;

/**
 * Decisions, runs and what people take back, in random orders: at each step the lens that follows
 * from the one before is the one that is built from nothing.
 *
 * <p>{@code -Dseed=} chooses the orders.
 */
class IncrementalLensTest {
  private static final List<Visibility> CALLERS =
      List.of(
          new Visibility.AllSources(),
          new Visibility.OnlySources(Set.of("crm", "kyc", "vendor")),
          new Visibility.OnlySources(Set.of("registry")),
          new Visibility.OnlySources(Set.of()));

  @TempDir Path folder;

  @RepeatedTest(6)
  void whatFollowsFromTheVersionBeforeIsWhatIsBuiltFromNothing(RepetitionInfo repetition) {
    long seed = Long.getLong("seed", 20L) + repetition.getCurrentRepetition();
    System.out.println("IncrementalLensTest seed " + seed);
    var random = new Random(seed);
    var world = new ScoredWorld(random, 40);
    List<IdentityLink> files = files(random, world.records);
    var stepwise = new CanonicalIds(DecisionLog.open(folder.resolve("a.jsonl")), ScoredWorld.BASE);
    var whole = new CanonicalIds(DecisionLog.open(folder.resolve("b.jsonl")), ScoredWorld.BASE);
    Map<RecordPair, LinkDecision> people = new TreeMap<>();
    Set<String> gone = new TreeSet<>();
    List<ScoredPair> pairs = List.of();
    IdentityIndex index = built(1, files, clusters(pairs, files, people, gone), stepwise);
    for (int step = 2; step < 40; step++) {
      PartyClusters next;
      if (random.nextInt(5) == 0) {
        pairs = world.pairs.values().stream().filter(p -> random.nextInt(6) > 0).toList();
        next = index.parties().withResult(ScoredWorld.result(pairs));
      } else {
        decide(random, world, people, gone);
        next = index.parties().withDecisions(decisions(files, people), gone);
      }
      index = index.with(step, next);
      IdentityIndex other = built(step, files, clusters(pairs, files, people, gone), whole);
      for (Visibility caller : CALLERS) {
        // Not everybody asks after each change.
        if (caller instanceof Visibility.AllSources || random.nextInt(3) > 0) {
          compare(index, other, caller, world.records, "seed %d, step %d".formatted(seed, step));
        }
      }
    }
  }

  private static void decide(
      Random random, ScoredWorld world, Map<RecordPair, LinkDecision> people, Set<String> gone) {
    for (int i = random.nextInt(3); i >= 0; i--) {
      switch (random.nextInt(4)) {
        case 0 -> people.keySet().stream().findAny().ifPresent(people::remove);
        case 1 -> {
          String record = world.records.get(random.nextInt(world.records.size()));
          if (!gone.remove(record)) {
            gone.add(record);
          }
        }
        default -> people.putAll(world.decisions(random, 1));
      }
    }
  }

  /** Links between records, to reference things, and of nobody. */
  private static List<IdentityLink> files(Random random, List<String> records) {
    var links = new ArrayList<IdentityLink>();
    for (int i = 0; i < 12; i++) {
      String one = records.get(random.nextInt(records.size()));
      String other = records.get(random.nextInt(records.size()));
      links.add(link(one, other));
    }
    for (int i = 0; i < 6; i++) {
      links.add(
          link(
              "%scountry/crm/%d".formatted(ScoredWorld.BASE, i),
              "%sref/%d".formatted(ScoredWorld.BASE, i / 2)));
    }
    links.add(link(ScoredWorld.BASE + "nobody/1", records.getFirst()));
    return links;
  }

  private static IdentityLink link(String one, String other) {
    return new IdentityLink(NodeFactory.createURI(one), NodeFactory.createURI(other), "links.ttl");
  }

  private static boolean isReference(String iri) {
    return iri.startsWith(ScoredWorld.BASE + "ref/");
  }

  private static Map<RecordPair, LinkDecision> decisions(
      List<IdentityLink> files, Map<RecordPair, LinkDecision> people) {
    var all =
        new TreeMap<>(
            IdentityIndex.declared(
                files, ScoredWorld::sourcesOf, IncrementalLensTest::isReference));
    all.putAll(people);
    return all;
  }

  private static PartyClusters clusters(
      List<ScoredPair> pairs,
      List<IdentityLink> files,
      Map<RecordPair, LinkDecision> people,
      Set<String> gone) {
    return PartyClusters.of(
        List.of(ScoredWorld.result(pairs)), decisions(files, people), gone, ScoredWorld::sourcesOf);
  }

  private static IdentityIndex built(
      long version, List<IdentityLink> files, PartyClusters parties, CanonicalIds ids) {
    return new IdentityIndex(
        version, files, parties, ids, ScoredWorld::sourcesOf, IncrementalLensTest::isReference);
  }

  private static void compare(
      IdentityIndex stepwise,
      IdentityIndex whole,
      Visibility caller,
      List<String> records,
      String where) {
    IdentityLens one = stepwise.lens(caller);
    IdentityLens other = whole.lens(caller);
    assertThat(one.version()).isEqualTo(other.version());
    assertThat(members(one)).as(where).isEqualTo(members(other));
    assertThat(one.clusters()).as(where).isEqualTo(members(other).size());
    var asked = new ArrayList<Node>();
    records.forEach(record -> asked.add(NodeFactory.createURI(record)));
    members(other).keySet().forEach(asked::add);
    for (Node node : List.copyOf(asked)) {
      asked.add(other.canonical(node));
      asked.add(NodeFactory.createURI(stepwise.partyIri(List.of(node.getURI(), "http://e/~"))));
    }
    for (Node node : asked) {
      assertThat(one.canonical(node)).as("%s, %s", where, node).isEqualTo(other.canonical(node));
      assertThat(one.sourceIris(node)).as("%s, %s", where, node).isEqualTo(other.sourceIris(node));
    }
    assertThat(stepwise.written(caller)).as(where).isEqualTo(whole.written(caller));
    assertThat(stepwise.parties(caller).clusters())
        .as(where)
        .isEqualTo(whole.parties(caller).clusters());
    assertThat(stepwise.parties(caller).links()).as(where).isEqualTo(whole.parties(caller).links());
  }

  private static Map<Node, Set<Node>> members(IdentityLens lens) {
    var members = new HashMap<Node, Set<Node>>();
    lens.forEachLinked(members::put);
    return members;
  }
}
