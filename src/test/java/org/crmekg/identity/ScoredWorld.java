package org.crmekg.identity;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.crmekg.identity.LinkDecision.Verdict;
import org.crmekg.linkage.PairExplanation.Part;

/** Parties with records in several sources, and scores that are mostly right. */
final class ScoredWorld {
  static final String BASE = "http://e/";
  static final Instant THEN = Instant.parse("2026-01-02T03:04:05Z");
  static final LinkRun RUN = new LinkRun("person", "m1", THEN, -12, 4, -2, -6, Set.of("registry"));
  private static final List<Verdict> VERDICTS = List.of(Verdict.values());
  private static final List<String> SOURCES = List.of("crm", "kyc", "vendor", "registry");

  final List<String> records = new ArrayList<>();
  final Map<RecordPair, ScoredPair> pairs = new TreeMap<>();

  ScoredWorld(Random random, int parties) {
    var party = new ArrayList<Integer>();
    for (int p = 0; p < parties; p++) {
      int copies = 1 + random.nextInt(4);
      for (int c = 0; c < copies; c++) {
        String source = SOURCES.get(random.nextInt(SOURCES.size()));
        records.add("%sparty/%s/%d".formatted(BASE, source, random.nextInt(10000) * 100 + p));
        party.add(p);
      }
    }
    for (int i = 0; i < records.size(); i++) {
      for (int j = i + 1; j < records.size(); j++) {
        boolean same = party.get(i).equals(party.get(j));
        // Some neighbours look alike, and some records do not look like themselves.
        boolean alike = Math.abs(party.get(i) - party.get(j)) <= 2 && random.nextInt(4) == 0;
        if (!same && !alike && random.nextInt(40) > 0) {
          continue;
        }
        double bits = Math.round((random.nextGaussian() * 6 + (same ? 9 : -5)) * 4) / 4.0;
        if (!records.get(i).equals(records.get(j))) {
          ScoredPair pair = pair(records.get(i), records.get(j), bits);
          pairs.putIfAbsent(new RecordPair(pair.left(), pair.right()), pair);
        }
      }
    }
  }

  static ScoredPair pair(String one, String other, double bits) {
    return ScoredPair.of(
        one, other, bits, List.of(new Part("name", one, other, "alike", bits + 12, 0)), "m1");
  }

  static String record(String source, String key) {
    return BASE + "party/" + source + "/" + key;
  }

  static Set<String> sourcesOf(String iri) {
    String[] parts = iri.substring(BASE.length()).split("/");
    return parts.length == 3 ? Set.of(parts[1]) : Set.of();
  }

  static LinkageResult result(Collection<ScoredPair> pairs) {
    return new LinkageResult(
        RUN.model(),
        RUN.specification(),
        RUN.at(),
        RUN.priorBits(),
        RUN.accept(),
        RUN.review(),
        RUN.reject(),
        RUN.duplicateFree(),
        List.copyOf(pairs));
  }

  LinkageResult result() {
    return result(pairs.values());
  }

  /** Decisions on random pairs, most of them on pairs that were compared. */
  Map<RecordPair, LinkDecision> decisions(Random random, int count) {
    var compared = List.copyOf(pairs.keySet());
    var decisions = new TreeMap<RecordPair, LinkDecision>();
    while (decisions.size() < count) {
      RecordPair pair =
          random.nextInt(4) > 0 ? compared.get(random.nextInt(compared.size())) : anyPair(random);
      Verdict verdict = VERDICTS.get(random.nextInt(VERDICTS.size()));
      decisions.put(
          pair, new LinkDecision(decisions.size() + 1, verdict, pair, "ana", THEN, "looked"));
    }
    return decisions;
  }

  private RecordPair anyPair(Random random) {
    while (true) {
      String one = records.get(random.nextInt(records.size()));
      String other = records.get(random.nextInt(records.size()));
      if (!one.equals(other)) {
        return RecordPair.of(one, other);
      }
    }
  }

  /** The same as slowly as can be: which of these records links connect. */
  static List<NavigableSet<String>> components(
      Collection<String> records, Collection<RecordPair> links) {
    var left = new LinkedHashSet<>(records);
    var components = new ArrayList<NavigableSet<String>>();
    while (!left.isEmpty()) {
      var component = new TreeSet<String>(Set.of(left.getFirst()));
      for (int before = 0; before < component.size(); ) {
        before = component.size();
        for (RecordPair link : links) {
          if (component.contains(link.left()) || component.contains(link.right())) {
            component.add(link.left());
            component.add(link.right());
          }
        }
      }
      left.removeAll(component);
      components.add(component);
    }
    components.sort(Comparator.comparing(NavigableSet::first));
    return components;
  }
}
