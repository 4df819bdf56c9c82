package org.crmekg.linkage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Chooses blocking rules for records whose true pairs nobody knows.
 *
 * <p>What a rule costs is counted in the data: pairs of records that share its keys. What it finds
 * is judged by imagined true pairs, clean ones and dirty ones, of records that have the values that
 * the data have: each value of a pair is spoilt by chance, and a coarse part of a value survives
 * more than the whole. Rules are taken by what they add for their cost, until nothing is left to
 * add or the pairs are too many. No random numbers are drawn that a second run would not draw.
 */
final class RuleChoice {
  /** Up to so many pairs, all are looked at. */
  static final long EVERY_PAIR = 2_000_000;

  private static final int IMAGINED = 4000;
  private static final int MOST_RULES = 18;
  private static final int SAMPLE = 20_000;
  private static final double[] SPOILT = {0.12, 0.3, 0.55};

  private final LinkageSpec spec;
  private final RecordTable table;
  private final double scale;
  private final double budget;

  private final Map<BlockingRule.Key, long[][]> parts = new ConcurrentHashMap<>();

  private final Map<BlockingRule.Key, BitSet> survivors = new ConcurrentHashMap<>();

  private record Choice(BlockingRule rule, double cost, BitSet finds) {}

  /** What a rule costs, and the share of records whose blocks are not too large to be looked at. */
  private record Cost(double pairs, double kept) {}

  private RuleChoice(LinkageSpec spec, List<SpecGuesser.Sample> samples) {
    this.spec = spec;
    var builder =
        new RecordTable.Builder(spec, samples.stream().map(SpecGuesser.Sample::source).toList());
    long all = 0;
    long seen = 0;
    for (int s = 0; s < samples.size(); s++) {
      List<Map<String, String>> records = samples.get(s).records();
      for (int i = 0; i < Math.min(SAMPLE, records.size()); i++) {
        Map<String, String> next = records.get(i);
        builder.add(Integer.toString(i), s, next::get);
        seen++;
      }
      all += samples.get(s).size();
    }
    table = builder.build();
    double share = all / (double) Math.max(1, seen);
    scale = share * share;
    budget = Math.max(3_000_000, 20.0 * all);
  }

  static List<BlockingRule> choose(LinkageSpec spec, List<SpecGuesser.Sample> samples) {
    return new RuleChoice(spec, samples).choose();
  }

  private List<BlockingRule> choose() {
    List<BlockingRule> possible = possible();
    List<Choice> choices =
        possible.parallelStream()
            .map(
                rule -> {
                  Cost cost = cost(rule);
                  return new Choice(rule, cost.pairs(), finds(rule, cost.kept()));
                })
            .filter(c -> c.cost() > 0 && c.cost() < budget)
            .toList();
    var chosen = new ArrayList<Choice>();
    var found = new BitSet(IMAGINED);
    double spent = 0;
    int covers = 0;
    while (chosen.size() < MOST_RULES) {
      Choice best = null;
      double bestValue = 0;
      for (Choice choice : choices) {
        if (chosen.contains(choice) || spent + choice.cost() > budget) {
          continue;
        }
        var more = (BitSet) choice.finds().clone();
        more.andNot(found);
        int adds = more.cardinality();
        double value = adds < 3 ? 0 : adds / (choice.cost() + 0.03 * budget);
        if (value > bestValue) {
          bestValue = value;
          best = choice;
        }
      }
      if (best == null) {
        // What is found once by rules that imagination likes may be missed by them in fact: again,
        // while there is room.
        if (covers++ == 2 || spent > 0.4 * budget) {
          break;
        }
        found.clear();
        continue;
      }
      chosen.add(best);
      spent += best.cost();
      found.or(best.finds());
    }
    // Learning needs sessions that leave out different fields, also where one rule finds
    // everything.
    for (Choice choice : choices) {
      boolean other =
          chosen.stream()
              .noneMatch(
                  c ->
                      c.rule().keys().stream()
                          .anyMatch(
                              k ->
                                  choice.rule().keys().stream()
                                      .anyMatch(o -> o.field().equals(k.field()))));
      if (other && chosen.size() < MOST_RULES && spent + choice.cost() <= budget) {
        chosen.add(choice);
        spent += choice.cost();
      }
    }
    var rules = new ArrayList<BlockingRule>(chosen.stream().map(Choice::rule).toList());
    neighbours(spent).ifPresent(rules::add);
    return rules;
  }

  /** Sorting finds what shares no key but begins alike. */
  private java.util.Optional<BlockingRule> neighbours(double spent) {
    var keys = new ArrayList<BlockingRule.Key>();
    for (FieldKind kind :
        List.of(
            FieldKind.FAMILY_NAME,
            FieldKind.PERSON_NAME,
            FieldKind.ORGANIZATION_NAME,
            FieldKind.NAME,
            FieldKind.TEXT,
            FieldKind.GIVEN_NAME,
            FieldKind.DATE)) {
      spec.fields().stream()
          .filter(f -> f.kind() == kind)
          .findFirst()
          .ifPresent(f -> keys.add(new BlockingRule.Key(f.name(), KeyPart.SAME)));
    }
    double cost = 6.0 * table.size() * Math.sqrt(scale);
    return keys.isEmpty() || spent + cost > budget
        ? java.util.Optional.empty()
        : java.util.Optional.of(
            new BlockingRule(keys.subList(0, Math.min(3, keys.size())), false, 6));
  }

  private List<BlockingRule> possible() {
    var single = new ArrayList<BlockingRule.Key>();
    for (Field field : spec.fields()) {
      if (field.kind() != FieldKind.CATEGORY) {
        KeyPart.of(field.kind()).forEach(p -> single.add(new BlockingRule.Key(field.name(), p)));
      }
    }
    single.parallelStream()
        .forEach(
            key -> {
              int field = spec.indexOf(key.field());
              long[][] hashes = new long[table.size()][];
              for (int row = 0; row < hashes.length; row++) {
                Value value = table.value(field, row);
                hashes[row] =
                    value == null
                        ? new long[0]
                        : key.part().hashes(value, table.column(field).vocabulary);
              }
              parts.put(key, hashes);
              survivors.put(key, survivors(key));
            });
    var rules = new ArrayList<BlockingRule>();
    single.forEach(k -> rules.add(new BlockingRule(List.of(k), false, 0)));
    for (int i = 0; i < single.size(); i++) {
      for (int j = i + 1; j < single.size(); j++) {
        if (!single.get(i).field().equals(single.get(j).field())) {
          rules.add(new BlockingRule(List.of(single.get(i), single.get(j)), false, 0));
        }
      }
    }
    for (Field given : spec.fields()) {
      for (Field family : spec.fields()) {
        if (given.kind() == FieldKind.GIVEN_NAME && family.kind() == FieldKind.FAMILY_NAME) {
          rules.add(
              new BlockingRule(
                  List.of(
                      new BlockingRule.Key(given.name(), KeyPart.SOUND),
                      new BlockingRule.Key(family.name(), KeyPart.SOUND)),
                  true,
                  0));
        }
      }
    }
    return rules;
  }

  private Cost cost(BlockingRule rule) {
    int size = table.size();
    int sources = table.sources().size();
    long[] keys = new long[size];
    int n = 0;
    for (int row = 0; row < size; row++) {
      for (long key : combined(rule, row)) {
        if (n == keys.length) {
          keys = Arrays.copyOf(keys, n * 2);
        }
        // The source rides in the last bits, so that sorting brings keys and sources together.
        keys[n++] = (key << 4) | table.sourceIndex(row);
      }
    }
    Arrays.sort(keys, 0, n);
    double cost = 0;
    double kept = 0;
    int[] counts = new int[sources];
    for (int start = 0; start < n; ) {
      int end = start;
      Arrays.fill(counts, 0);
      while (end < n && keys[end] >>> 4 == keys[start] >>> 4) {
        counts[(int) (keys[end] & 15)]++;
        end++;
      }
      double all = end - start;
      double squares = 0;
      for (int count : counts) {
        squares += (double) count * count;
      }
      double pairs =
          sources == 1 || spec.within() ? all * (all - 1) / 2 : (all * all - squares) / 2;
      double scaled = pairs * scale;
      cost += scaled > 1_125_000 ? 0 : scaled;
      kept += scaled > 1_125_000 ? 0 : all;
      start = end;
    }
    // A rule that finds no pair in a small sample may find some in the whole.
    return new Cost(cost == 0 && scale > 1 && kept > 0 ? scale * 0.5 : cost, n == 0 ? 0 : kept / n);
  }

  /** The keys of a rule, made of those of its parts, which are hashed once. */
  private long[] combined(BlockingRule rule, int row) {
    long[] first = part(rule.keys().getFirst(), row);
    if (rule.keys().size() == 1) {
      return first;
    }
    long[] second = part(rule.keys().get(1), row);
    long[] keys = new long[Math.min(12, first.length * second.length)];
    for (int i = 0; i < keys.length; i++) {
      long a = first[i / second.length];
      long b = second[i % second.length];
      keys[i] = rule.unordered() ? Hashing.mix(a) + Hashing.mix(b) : Hashing.combine(a, b);
    }
    return keys;
  }

  private long[] part(BlockingRule.Key key, int row) {
    long[][] hashes = parts.get(key);
    return hashes == null ? new long[0] : hashes[row];
  }

  private BitSet finds(BlockingRule rule, double kept) {
    var finds = (BitSet) survivors.getOrDefault(rule.keys().getFirst(), new BitSet()).clone();
    rule.keys().forEach(k -> finds.and(survivors.getOrDefault(k, new BitSet())));
    // A block that is skipped finds nobody.
    for (int i = finds.nextSetBit(0); i >= 0; i = finds.nextSetBit(i + 1)) {
      double fate = (Hashing.combine(Hashing.of(rule.words()), i) >>> 11) * 0x1.0p-53;
      finds.set(i, fate < kept);
    }
    return finds;
  }

  /** The imagined pairs that agree on one part of a field. */
  private BitSet survivors(BlockingRule.Key key) {
    var found = new BitSet(IMAGINED);
    int size = table.size();
    int field = spec.indexOf(key.field());
    for (int i = 0; i < IMAGINED && size > 0; i++) {
      int left = Hashing.draw(11, i, size);
      int right = Hashing.draw(13, i, size);
      // Whether a value is there is drawn from two records; of dirty pairs both count.
      boolean there =
          table.value(field, left) != null && (i % 2 == 0 || table.value(field, right) != null);
      double fate = (Hashing.combine(Hashing.combine(29, i), field) >>> 11) * 0x1.0p-53;
      found.set(i, there && fate >= SPOILT[i % SPOILT.length] * frailty(key.part()));
    }
    return found;
  }

  /** How much of what spoils a value also spoils this part of it. */
  private static double frailty(KeyPart part) {
    return switch (part) {
      case SAME -> 1;
      case CORE -> 0.75;
      case SOUND, END, MONTH_DAY -> 0.65;
      case START, YEAR -> 0.5;
      case RARE_WORDS -> 0.35;
      case WORD_SOUNDS -> 0.3;
      case LETTERS -> 0.95;
    };
  }
}
