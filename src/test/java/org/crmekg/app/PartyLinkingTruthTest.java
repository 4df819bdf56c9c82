package org.crmekg.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.crmekg.Deadline;
import org.crmekg.demo.Enterprise;
import org.crmekg.demo.EnterpriseTruth;
import org.crmekg.identity.LinkageResult;
import org.crmekg.identity.PartyLinkStore;
import org.crmekg.identity.ScoredPair;
import org.crmekg.rdf.Ekg;
import org.crmekg.rdf.Iris;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * How well the shipped specifications link the records of the sample enterprise, against the truth
 * that its generator writes and the system never reads.
 *
 * <p>{@code -Dseed=}, {@code -Drounds=} and {@code -Dparties=} choose the enterprises.
 */
class PartyLinkingTruthTest {
  private static final long SEED = Long.getLong("seed", 1);
  private static final int ROUNDS = Integer.getInteger("rounds", 2);
  private static final long PARTIES = Long.getLong("parties", 1000);
  private static final Set<String> OF_PERSONS =
      Set.of("contact", "requester", "mailbox", "profile");

  @TempDir static Path folder;

  @TestFactory
  Stream<DynamicTest> linksAreThoseOfTheTruth() {
    return LongStream.range(SEED, SEED + ROUNDS)
        .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> judge(seed, home(seed))));
  }

  private static Path home(long seed) {
    String lab = System.getProperty("lab");
    return (lab == null ? folder : Path.of(lab)).resolve("s" + seed + "-" + PARTIES);
  }

  static void lab(long seed) throws IOException {
    judge(seed, home(seed));
  }

  private static void judge(long seed, Path home) throws IOException {
    var plan = new Enterprise.Plan(seed, PARTIES, Set.of(), Set.of());
    var place = new Enterprise.Place(home.resolve("demo"), Optional.empty());
    if (!Files.exists(home.resolve("truth/identities.csv"))) {
      Enterprise.generate(plan, place);
      EnterpriseTruth.write(plan, place, home.resolve("truth"));
    }
    Map<String, String> partyOf = new HashMap<>();
    for (String line : Files.readAllLines(home.resolve("truth/identities.csv"))) {
      String[] cells = line.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1);
      String kind = OF_PERSONS.contains(cells[1]) ? "person" : "party";
      String key =
          cells[2].startsWith("\"") ? cells[2].substring(1, cells[2].length() - 1) : cells[2];
      partyOf.put(
          "%s%s/%s/%s".formatted(Ekg.DEFAULT_BASE, kind, cells[0], Iris.encode(key)), cells[3]);
    }
    if (Files.exists(home.resolve("linkage"))) {
      for (String name : List.of("persons", "organizations")) {
        Files.deleteIfExists(home.resolve("linkage/" + name + ".model.json"));
      }
    }
    try (KnowledgeGraph graph = TestGraphs.open(TestGraphs.shipped("ekg.ttl", home, Map.of()))) {
      TestGraphs.load(graph);
      graph.linkConcepts(List.of(), Deadline.none());
      List<PartyLinkView> views =
          graph.linkParties(List.of(), false, false, p -> {}, Deadline.none());
      views.forEach(System.out::println);
      graph.trainLinkage(List.of(), p -> {}, Deadline.none()).forEach(PartyLinkingTruthTest::print);
      for (LinkageResult result : new PartyLinkStore(graph.folder()).current()) {
        judge(seed, result, partyOf, views);
      }
      Map<String, String> clusterOf = new HashMap<>();
      graph
          .identity()
          .lens(new org.crmekg.Visibility.AllSources())
          .linked()
          .forEach((c, rs) -> rs.forEach(r -> clusterOf.put(r.getURI(), c.getURI())));
      for (boolean persons : new boolean[] {false, true}) {
        clusters(seed, persons, clusterOf, partyOf);
      }
    }
  }

  private static void print(PartyModelView model) {
    System.out.println(
        model.specification()
            + " prior "
            + model.priorBits()
            + " expected "
            + model.expectedMatches()
            + model.warnings());
    model
        .comparisons()
        .forEach(
            c ->
                System.out.println(
                    "  "
                        + c.name()
                        + " "
                        + c.bits().stream()
                            .map(b -> String.format(Locale.ROOT, "%.1f", b))
                            .toList()));
    model.sessions().forEach(s -> System.out.println("  " + s));
  }

  private static void judge(
      long seed, LinkageResult result, Map<String, String> partyOf, List<PartyLinkView> views) {
    Map<String, List<String>> parties = new TreeMap<>();
    partyOf.forEach(
        (record, party) -> parties.computeIfAbsent(party, p -> new ArrayList<>()).add(record));
    boolean persons = result.specification().equals("persons");
    Map<String, Double> bits = new HashMap<>();
    Map<String, ScoredPair> byPair = new HashMap<>();
    result.pairs().forEach(p -> byPair.put(p.left() + " " + p.right(), p));
    for (double t = 0; t <= 12; t++) {
      closure(result, t, partyOf, parties, persons);
    }
    result.pairs().forEach(p -> bits.put(p.left() + " " + p.right(), p.bits()));
    long truth = 0;
    List<String> missed = new ArrayList<>();
    long found = 0;
    for (List<String> records : parties.values()) {
      records.sort(Comparator.naturalOrder());
      for (int i = 0; i < records.size(); i++) {
        for (int j = i + 1; j < records.size(); j++) {
          boolean isPerson = person(records.get(i), partyOf);
          if (isPerson != persons) {
            continue;
          }
          truth++;
          Double b = bits.get(records.get(i) + " " + records.get(j));
          if (b != null && b >= result.accept()) {
            found++;
          } else {
            missed.add(
                records.get(i).substring(28)
                    + " "
                    + records.get(j).substring(28)
                    + " "
                    + b
                    + " "
                    + Optional.ofNullable(byPair.get(records.get(i) + " " + records.get(j)))
                        .map(PartyLinkingTruthTest::shown)
                        .orElse(""));
          }
        }
      }
    }
    long wrong = 0;
    List<ScoredPair> wrongs = new ArrayList<>();
    for (ScoredPair pair : result.pairs()) {
      String a = partyOf.get(pair.left());
      String b = partyOf.get(pair.right());
      if (pair.bits() >= result.accept() && a != null && b != null && !a.equals(b)) {
        wrong++;
        wrongs.add(pair);
      }
    }
    double precision = (double) found / Math.max(1, found + wrong);
    double recall = (double) found / Math.max(1, truth);
    System.out.printf(
        Locale.ROOT,
        "RESULT seed %d %s: truth %d found %d wrong %d precision %.4f recall %.4f%n",
        seed,
        result.specification(),
        truth,
        found,
        wrong,
        precision,
        recall);
    missed.stream()
        .limit(Integer.getInteger("show", 15))
        .forEach(m -> System.out.println("  missed " + m));
    wrongs.stream()
        .limit(Integer.getInteger("show", 15))
        .forEach(
            m ->
                System.out.println(
                    "  wrong "
                        + m.left().substring(28)
                        + " "
                        + m.right().substring(28)
                        + " "
                        + m.bits()
                        + " "
                        + shown(m)));
    assertThat(views).isNotEmpty();
  }

  private static void closure(
      LinkageResult result,
      double accept,
      Map<String, String> partyOf,
      Map<String, List<String>> parties,
      boolean persons) {
    Map<String, String> root = new HashMap<>();
    for (ScoredPair p : result.pairs()) {
      if (p.bits() >= accept) {
        String a = find(root, p.left());
        String b = find(root, p.right());
        if (!a.equals(b)) {
          root.put(a, b);
        }
      }
    }
    Map<String, List<String>> clusters = new HashMap<>();
    partyOf
        .keySet()
        .forEach(r -> clusters.computeIfAbsent(find(root, r), x -> new ArrayList<>()).add(r));
    long found = 0;
    long right = 0;
    for (List<String> c : clusters.values()) {
      for (int i = 0; i < c.size(); i++) {
        for (int j = i + 1; j < c.size(); j++) {
          found++;
          right += partyOf.getOrDefault(c.get(i), "").equals(partyOf.get(c.get(j))) ? 1 : 0;
        }
      }
    }
    long truth = 0;
    for (List<String> records : parties.values()) {
      if (person(records.getFirst(), partyOf) == persons) {
        truth += records.size() * (records.size() - 1L) / 2;
      }
    }
    System.out.printf(
        Locale.ROOT,
        "closure at %.0f: %d found, %d right, %d truth: precision %.4f recall %.4f%n",
        accept,
        found,
        right,
        truth,
        (double) right / Math.max(1, found),
        (double) right / Math.max(1, truth));
  }

  private static void clusters(
      long seed, boolean persons, Map<String, String> clusterOf, Map<String, String> partyOf) {
    List<String> records =
        partyOf.keySet().stream().filter(r -> person(r, partyOf) == persons).sorted().toList();
    long found = 0;
    long right = 0;
    long truth = 0;
    Map<String, List<String>> byCluster = new TreeMap<>();
    Map<String, List<String>> byParty = new TreeMap<>();
    for (String r : records) {
      byCluster.computeIfAbsent(clusterOf.getOrDefault(r, r), x -> new ArrayList<>()).add(r);
      byParty.computeIfAbsent(partyOf.getOrDefault(r, ""), x -> new ArrayList<>()).add(r);
    }
    for (List<String> c : byCluster.values()) {
      for (int i = 0; i < c.size(); i++) {
        for (int j = i + 1; j < c.size(); j++) {
          found++;
          right += partyOf.getOrDefault(c.get(i), "").equals(partyOf.get(c.get(j))) ? 1 : 0;
        }
      }
    }
    for (List<String> c : byParty.values()) {
      truth += c.size() * (c.size() - 1L) / 2;
    }
    System.out.printf(
        Locale.ROOT,
        "FINAL seed %d %s: %d truth, %d found, %d right: precision %.4f recall %.4f%n",
        seed,
        persons ? "persons" : "organizations",
        truth,
        found,
        right,
        (double) right / Math.max(1, found),
        (double) right / Math.max(1, truth));
  }

  private static String find(Map<String, String> root, String r) {
    String at = r;
    while (root.containsKey(at)) {
      at = root.getOrDefault(at, at);
    }
    return at;
  }

  private static String shown(ScoredPair m) {
    return m.parts().stream()
        .filter(p -> !p.level().equals("not known"))
        .map(
            p ->
                p.comparison()
                    + " "
                    + p.leftValue()
                    + "|"
                    + p.rightValue()
                    + " "
                    + p.level()
                    + String.format(Locale.ROOT, " %.1f%+.1f", p.bits(), p.rarityBits()))
        .toList()
        .toString();
  }

  private static boolean person(String record, Map<String, String> partyOf) {
    String party = partyOf.getOrDefault(record, "");
    try {
      return Long.parseLong(party.replaceFirst("^P0*(?=.)", "")) % 20 >= 9;
    } catch (NumberFormatException e) {
      return partyOf.entrySet().stream()
          .anyMatch(r -> r.getValue().equals(party) && r.getKey().contains("/person/"));
    }
  }
}
