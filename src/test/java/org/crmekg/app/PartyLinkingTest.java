package org.crmekg.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.crmekg.Deadline;
import org.crmekg.EkgException;
import org.crmekg.RequestContext;
import org.crmekg.config.EkgConfig;
import org.crmekg.demo.Enterprise;
import org.crmekg.identity.ScoredPair;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Linking over sources: a part of the records or all of them, twice, and with one source down. */
class PartyLinkingTest {
  private static final long SEED = Long.getLong("seed", new Random().nextInt(1_000_000));
  private static final int ROUNDS = Integer.getInteger("rounds", 4);

  @TempDir static Path folder;
  private static EkgConfig config;

  @BeforeAll
  static void generate() throws IOException {
    System.out.println("seed " + SEED);
    Enterprise.generate(
        new Enterprise.Plan(7, 1000, Set.of(), Set.of()),
        new Enterprise.Place(folder.resolve("demo"), Optional.empty()));
    EkgConfig shipped = TestGraphs.shipped("ekg.ttl", folder, Map.of());
    config =
        shipped.withSources(
            shipped.sources().stream()
                .filter(s -> Set.of("billing", "helpdesk", "social").contains(s.id()))
                .toList());
    try (KnowledgeGraph graph = TestGraphs.open(config)) {
      TestGraphs.load(graph);
    }
  }

  private static List<ScoredPair> pairs(KnowledgeGraph graph) {
    return graph.partyLinks().current().stream().flatMap(r -> r.pairs().stream()).toList();
  }

  private static PartyLinkView link(KnowledgeGraph graph, boolean since, boolean partial) {
    return graph
        .linkParties(List.of("persons"), since, partial, step -> {}, Deadline.none())
        .getFirst();
  }

  @Test
  void linkingWhatChangedIsLinkingAllAnew() throws IOException, SQLException {
    var random = new Random(SEED);
    Path requesters = folder.resolve("demo/helpdesk/requester.jsonl");
    List<String> original = Files.readAllLines(requesters);
    try {
      for (int round = 0; round < ROUNDS; round++) {
        try (KnowledgeGraph graph = TestGraphs.open(config)) {
          link(graph, true, false);
        }
        var lines = new ArrayList<>(Files.readAllLines(requesters));
        for (int i = 0; i < 4 && lines.size() > 20; i++) {
          int at = random.nextInt(lines.size());
          switch (random.nextInt(3)) {
            case 0 -> lines.remove(at);
            case 1 -> lines.set(at, otherName(lines.get(at), random));
            default -> lines.add(otherKey(lines.get(at), random));
          }
        }
        java.util.Collections.shuffle(lines, random);
        Files.write(requesters, lines);
        List<ScoredPair> part;
        try (KnowledgeGraph graph = TestGraphs.open(config)) {
          PartyLinkView view = link(graph, true, false);
          assertThat(view.changed()).as("round %d", round).isBetween(0L, 12L);
          part = pairs(graph);
        }
        try (KnowledgeGraph graph = TestGraphs.open(config)) {
          int version = link(graph, false, false).version();
          assertThat(pairs(graph)).as("round %d", round).isEqualTo(part);
          assertThat(link(graph, false, false).version()).isEqualTo(version);
        }
      }
    } finally {
      Files.write(requesters, original);
    }
  }

  private static String otherName(String line, Random random) {
    return line.replaceFirst("\"name\":\"(.)", "\"name\":\"" + (char) ('A' + random.nextInt(26)));
  }

  private static String otherKey(String line, Random random) {
    return line.replaceFirst("\"requesterId\":\"", "\"requesterId\":\"N" + random.nextInt(1 << 30));
  }

  @Test
  void aSourceThatIsDownIsAnErrorOrKeepsItsPairs() throws IOException {
    Path requesters = folder.resolve("demo/helpdesk/requester.jsonl");
    Path away = folder.resolve("requester.away");
    List<ScoredPair> before;
    try (KnowledgeGraph graph = TestGraphs.open(config)) {
      link(graph, false, false);
      before = pairs(graph);
      assertThat(before).anyMatch(p -> (p.left() + p.right()).contains("/helpdesk/"));
    }
    Files.move(requesters, away);
    try (KnowledgeGraph graph = TestGraphs.open(config)) {
      assertThatThrownBy(() -> link(graph, false, false))
          .isInstanceOf(EkgException.class)
          .hasMessageContaining("helpdesk");
      assertThat(pairs(graph)).isEqualTo(before);
      PartyLinkView view = link(graph, false, true);
      assertThat(view.failed()).containsOnlyKeys("helpdesk");
      assertThat(pairs(graph)).isEqualTo(before);
    } finally {
      Files.move(away, requesters);
    }
  }

  @Test
  void evidenceOfAHiddenSourceIsRefusedAsIfItWereNotThere() {
    try (KnowledgeGraph graph = TestGraphs.open(config)) {
      link(graph, false, false);
      ScoredPair pair =
          pairs(graph).stream()
              .filter(p -> p.bits() >= 5 && p.left().contains("/billing/"))
              .filter(p -> p.right().contains("/helpdesk/"))
              .findFirst()
              .orElseThrow();
      Node left = NodeFactory.createURI(pair.left());
      Node right = NodeFactory.createURI(pair.right());
      PairView seen = graph.explainPair(left, right, RequestContext.local());
      assertThat(seen.bits()).isEqualTo(pair.bits());
      assertThat(seen.isLinked()).isTrue();
      assertThat(seen.foundBy()).isNotEmpty();
      RequestContext seller =
          RequestContext.local().restrictedTo("seller", Set.of("billing", "social"));
      Node nobody = NodeFactory.createURI(pair.right() + "-nobody");
      String hidden = refusal(graph, left, right, seller);
      String missing = refusal(graph, left, nobody, seller);
      assertThat(hidden.replace(shown(right), "X")).isEqualTo(missing.replace(shown(nobody), "X"));
    }
  }

  private static String shown(Node node) {
    return org.crmekg.rdf.Prefixes.shown(node);
  }

  private static String refusal(KnowledgeGraph graph, Node one, Node other, RequestContext who) {
    try {
      PairView unexpected = graph.explainPair(one, other, who);
      return "not refused: " + unexpected;
    } catch (EkgException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
