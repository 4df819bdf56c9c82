package org.crmekg.linkage;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Learns without labels how much each agreement says.
 *
 * <h2>Recipe</h2>
 *
 * One pass of expectation maximisation over the union of all blocks fails silently: pairs that were
 * chosen because they agree make agreement look worthless, or everything a match. So
 *
 * <ul>
 *   <li>u comes from random pairs, drawn by a hash of the identifiers, from which the few true
 *       pairs among them are taken out by their probability (a small file has too many to be
 *       ignored);
 *   <li>m comes from one session for each blocking rule, in which the comparisons of that rule's
 *       own fields have no part, averaged by the matches of each;
 *   <li>the prior is that of all pairs: the expected matches among the candidates, by all
 *       comparisons, over the number of pairs.
 * </ul>
 *
 * Each m starts from what one expects beforehand and is held by it like by a few dozen true pairs.
 * A session that collapses is left out, and said so. All counts are integers and all sums run over
 * sorted vectors, so the same records give the same model.
 */
final class Trainer {
  private static final int ROUNDS = 3;
  private static final int ITERATIONS = 60;
  private static final double HELD_BY = 25;
  private static final double SURELY_NO_STRANGER = 0.75;
  private static final double MOST_OF_ALL = 1.5;
  private static final int RANDOM_PAIRS = 1_000_000;
  private static final long TRAINING_PAIRS = 2_500_000;

  /** Where there are more candidates, how often a value occurs says how common it is. */
  private static final long MOST_SHARING = 10_000_000;

  private final RecordTable table;
  private final List<Comparison> comparisons;
  private final LinkageOptions options;
  private final int n;
  private final double[][] m;
  private final double[][] u;
  private final boolean[] learned;
  private final List<String> warnings = new ArrayList<>();
  private List<LinkageModel.Session> sessions = List.of();
  private Dependence dependence;
  private double prior;
  private double expected;
  private Associations associations = Associations.NONE;
  private List<Long> largestBlocks = List.of();

  Trainer(RecordTable table, LinkageOptions options) {
    this.table = table;
    this.comparisons = table.spec().comparisons();
    this.options = options;
    this.n = comparisons.size();
    m = new double[n][];
    u = new double[n][];
    learned = new boolean[n];
    dependence = Dependence.none(n);
    reset();
  }

  private void reset() {
    for (int c = 0; c < n; c++) {
      m[c] = comparisons.get(c).levels().stream().mapToDouble(FieldKind.Level::m).toArray();
      u[c] = comparisons.get(c).levels().stream().mapToDouble(FieldKind.Level::u).toArray();
    }
    Arrays.fill(learned, false);
    dependence = Dependence.none(n);
  }

  /** Counts the vectors of candidate pairs, by rule and over all. */
  private final class Counting implements PairWorker {
    private final PairComparer comparer = new PairComparer(table, associations);
    private final VectorCounts all = new VectorCounts();
    private final VectorCounts[] byRule;

    Counting() {
      byRule = new VectorCounts[table.spec().blocking().size()];
      Arrays.setAll(byRule, k -> new VectorCounts());
    }

    @Override
    public void accept(int left, int right, int rules) {
      long vector = comparer.vector(left, right);
      all.add(vector, 1);
      for (int rest = rules; rest != 0; rest &= rest - 1) {
        byRule[Integer.numberOfTrailingZeros(rest)].add(vector, 1);
      }
    }
  }

  /** Learns a model from candidate pairs. */
  LinkageModel train(Candidates candidates, Clock clock) {
    largestBlocks = candidates.largestBlocks();
    learn(candidates);
    Associations found = associate(candidates);
    if (!found.isEmpty()) {
      associations = found;
      reset();
      learn(candidates);
    }
    learnStrangers(candidates);
    return model(clock);
  }

  /** Adds up, by value, the pairs that share it and are the same; in integers, so in any order. */
  private final class Sharing implements PairWorker {
    private final PairComparer comparer = new PairComparer(table, associations);
    private final Weights weights = new Weights(m);
    private final long[][] matches = new long[n][];

    Sharing() {
      for (int c = 0; c < n; c++) {
        matches[c] = new long[countsByRarity(c) ? table.column(field(c)).distinct : 0];
      }
    }

    @Override
    public void accept(int left, int right, int rules) {
      long vector = comparer.vector(left, right);
      long same = 0;
      for (int c = 0; c < n; c++) {
        if (level(vector, c) == 0 && matches[c].length > 0) {
          same = same == 0 ? share(vector) : same;
          long[] of = matches[c];
          long chance = same;
          comparer.forEachShared(c, left, right, id -> of[id] += chance);
        }
      }
    }

    private long share(long vector) {
      double chance = probability(prior + weights.sum(vector));
      // Doubt about a pair of which one knows no more than the value makes nobody a stranger.
      return chance >= SURELY_NO_STRANGER ? 1024 : Math.round(1024 * chance);
    }
  }

  private int field(int c) {
    return table.spec().indexOf(comparisons.get(c).field());
  }

  private boolean countsByRarity(int c) {
    return comparisons.get(c).termFrequency();
  }

  /**
   * Tells values that many share from those that many records of one thing have: a mailbox of five
   * records that agree in all else is a person's, one of five that do not is a switchboard's.
   */
  private void learnStrangers(Candidates candidates) {
    if (candidates.size() > MOST_SHARING) {
      return;
    }
    options.progress().accept("telling common values from shared ones");
    List<Sharing> workers = new ArrayList<>();
    for (int i = 0; i < options.threads(); i++) {
      workers.add(new Sharing());
    }
    candidates.forEach(workers, 1);
    for (int c = 0; c < n; c++) {
      long[] matches = workers.getFirst().matches[c];
      for (Sharing other : workers.subList(1, workers.size())) {
        for (int i = 0; i < matches.length; i++) {
          matches[i] += other.matches[c][i];
        }
      }
      if (matches.length > 0) {
        table.column(field(c)).learnStrangers(matches);
      }
    }
  }

  /** Learns from pairs that somebody chose: how many are the same is learned from them, too. */
  LinkageModel trainOnGiven(Candidates candidates, Clock clock) {
    long informative =
        comparisons.stream()
            .map(c -> table.spec().field(c.field()).orElseThrow().kind())
            .filter(k -> k != FieldKind.CATEGORY)
            .count();
    if (informative < 3 || candidates.size() < 200) {
      warnings.add(
          "the chosen pairs are compared by what one expects beforehand:"
              + " to learn takes three comparisons and some hundred pairs");
      return beforehand(clock);
    }
    options.progress().accept("learning from the given pairs");
    VectorCounts random = random();
    estimateU(random, 0);
    var counting = new Counting();
    candidates.forEach(List.of(counting), 1);
    double share = maximize(counting.all, new boolean[n], m, 0.3, new double[1]);
    if (share > 0.98 || share < 0.0005) {
      reset();
      warnings.add(
          "learning from the chosen pairs collapsed (share %.4f); what one expects beforehand is used"
              .formatted(share));
      return beforehand(clock);
    }
    prior = log2(share / (1 - share));
    expected = share * candidates.size();
    Arrays.fill(learned, true);
    return model(clock);
  }

  private LinkageModel beforehand(Clock clock) {
    prior = 0;
    for (int c = 0; c < n; c++) {
      double[] hard = Expectations.bitsAmongChosen(kind(c));
      for (int l = 0; l < hard.length; l++) {
        u[c][l] = m[c][l] * Math.pow(2, -hard[l]);
      }
    }
    return model(clock);
  }

  private FieldKind kind(int c) {
    return table.spec().field(comparisons.get(c).field()).orElseThrow().kind();
  }

  private void learn(Candidates candidates) {
    options.progress().accept("comparing random pairs");
    VectorCounts random = random();
    options.progress().accept("comparing pairs to learn from");
    int oneIn = (int) Math.max(1, candidates.size() / TRAINING_PAIRS);
    List<Counting> workers = new ArrayList<>();
    for (int i = 0; i < options.threads(); i++) {
      workers.add(new Counting());
    }
    candidates.forEach(workers, oneIn);
    Counting counts = workers.getFirst();
    for (Counting other : workers.subList(1, workers.size())) {
      counts.all.addAll(other.all);
      for (int k = 0; k < counts.byRule.length; k++) {
        counts.byRule[k].addAll(other.byRule[k]);
      }
    }
    options.progress().accept("learning");
    long pairs = Math.max(1, table.pairs());
    expected = Math.min(pairs * 0.5, Math.max(1, table.size() * 0.05));
    for (int round = 0; round < ROUNDS; round++) {
      estimateU(random, round == 0 ? 0 : expected / pairs);
      runSessions(counts.byRule, round == 0 ? Double.POSITIVE_INFINITY : expected);
      estimatePrior(counts.all, oneIn, pairs);
    }
    prior = log2(expected / pairs / (1 - expected / pairs));
  }

  private VectorCounts random() {
    var comparer = new PairComparer(table, associations);
    var counts = new VectorCounts();
    int size = table.size();
    if (table.pairs() <= RANDOM_PAIRS) {
      for (int left = 0; left < size; left++) {
        for (int right = left + 1; right < size; right++) {
          if (table.mayLink(left, right)) {
            counts.add(comparer.vector(left, right), 1);
          }
        }
      }
      return counts;
    }
    int[] order = table.sampleOrder();
    int parts = Math.max(1, options.threads());
    // Counts are integers, so it does not matter which part counts what.
    IntStream.range(0, parts)
        .parallel()
        .mapToObj(
            part -> {
              var own = new PairComparer(table, associations);
              var counted = new VectorCounts();
              for (long i = part; i < RANDOM_PAIRS; i += parts) {
                int left = order[Hashing.draw(17, i, size)];
                int right = order[Hashing.draw(4711, i, size)];
                if (table.mayLink(left, right)) {
                  counted.add(own.vector(left, right), 1);
                }
              }
              return counted;
            })
        .toList()
        .forEach(counts::addAll);
    return counts;
  }

  /** Takes the share of true pairs out of the random ones, each by its probability. */
  private void estimateU(VectorCounts random, double share) {
    long[] vectors = random.sorted();
    double[][] sums = new double[n][];
    double[] totals = new double[n];
    for (int c = 0; c < n; c++) {
      sums[c] = new double[u[c].length];
    }
    double bits = share <= 0 ? Double.NEGATIVE_INFINITY : log2(share / (1 - share));
    var weights = new Weights(m);
    double[] counts = new double[vectors.length];
    for (int i = 0; i < vectors.length; i++) {
      long vector = vectors[i];
      double weight = random.count(vector);
      if (share > 0) {
        weight *= 1 - probability(bits + weights.sum(vector));
      }
      counts[i] = weight;
      for (int c = 0; c < n; c++) {
        int level = level(vector, c);
        if (level != FieldKind.MISSING) {
          sums[c][level] += weight;
          totals[c] += weight;
        }
      }
    }
    for (int c = 0; c < n; c++) {
      List<FieldKind.Level> before = comparisons.get(c).levels();
      double held = 2;
      for (int l = 0; l < u[c].length; l++) {
        double estimate = (sums[c][l] + held * before.get(l).u()) / (totals[c] + held);
        u[c][l] = Math.max(estimate, Math.max(1e-7, 0.3 / (totals[c] + 10)));
      }
    }
    // At first the true pairs are still among them, in which everything agrees with everything.
    dependence = share > 0 ? Dependence.of(u, vectors, counts) : Dependence.none(n);
  }

  /**
   * One session a rule.
   *
   * @param all the matches of all rules together, as far as is known
   */
  private void runSessions(VectorCounts[] byRule, double all) {
    double[][] sums = new double[n][];
    double[] totals = new double[n];
    for (int c = 0; c < n; c++) {
      sums[c] = new double[m[c].length];
    }
    var report = new ArrayList<LinkageModel.Session>();
    for (int k = 0; k < byRule.length; k++) {
      BlockingRule rule = table.spec().blocking().get(k);
      boolean[] out = own(rule);
      int free = 0;
      for (boolean o : out) {
        free += o ? 0 : 1;
      }
      long pairs = byRule[k].total();
      if (rule.window() > 0 || pairs < 20 || free < 1) {
        report.add(
            new LinkageModel.Session(
                rule.words(), pairs, 0, 0, free < 1 ? "nothing left to compare" : "too few pairs"));
        continue;
      }
      double[][] own = new double[n][];
      for (int c = 0; c < n; c++) {
        own[c] = comparisons.get(c).levels().stream().mapToDouble(FieldKind.Level::m).toArray();
      }
      double[] matches = new double[1];
      double start = Math.min(0.5, Math.max(expected * 0.5 / Math.max(1, pairs), 0.001));
      double share = maximize(byRule[k], out, own, start, matches);
      // Where there are more than all rules together have, they are another class of pairs, such
      // as companies of one trade in one town.
      String outcome =
          matches[0] > MOST_OF_ALL * all + 25
              ? "collapsed"
              : outcome(share, matches[0], pairs, own, out);
      report.add(new LinkageModel.Session(rule.words(), pairs, matches[0], share, outcome));
      if (!outcome.equals("used")) {
        continue;
      }
      // Where matches are one in a thousand pairs, the noise of u looks like more of them.
      double trust = share * share / (share * share + 0.02 * 0.02);
      double weight = Math.min(matches[0], 3000) * trust * (free == 1 ? 0.3 : 1);
      for (int c = 0; c < n; c++) {
        if (!out[c]) {
          totals[c] += weight;
          for (int l = 0; l < own[c].length; l++) {
            sums[c][l] += weight * own[c][l];
          }
        }
      }
    }
    sessions = report;
    for (int c = 0; c < n; c++) {
      learned[c] = totals[c] > 0;
      List<FieldKind.Level> before = comparisons.get(c).levels();
      for (int l = 0; l < m[c].length; l++) {
        m[c][l] = learned[c] ? Math.max(1e-5, sums[c][l] / totals[c]) : before.get(l).m();
      }
    }
  }

  private String outcome(double share, double matches, long pairs, double[][] own, boolean[] out) {
    if (matches < 10) {
      return "too few matches";
    }
    int against = 0;
    int different = 0;
    int compared = 0;
    for (int c = 0; c < n; c++) {
      if (!out[c]) {
        compared++;
        against += own[c][0] < 1.5 * u[c][0] && u[c][0] < 0.5 ? 1 : 0;
        different += own[c][own[c].length - 1] > 0.5 ? 1 : 0;
      }
    }
    boolean everything = share > 0.995 && pairs > 1000 && matches > 0.9 * pairs && share < 1;
    // True pairs agree on most of what both have; a class that does not is another one, such as
    // neighbours, who share what goes with the place.
    return against * 2 > compared || different * 2 >= compared || (everything && against > 0)
        ? "collapsed"
        : "used";
  }

  private boolean[] own(BlockingRule rule) {
    Set<String> fields = new HashSet<>();
    rule.keys().forEach(k -> fields.add(k.field()));
    boolean[] out = new boolean[n];
    for (int c = 0; c < n; c++) {
      out[c] = fields.contains(comparisons.get(c).field());
    }
    return out;
  }

  /**
   * Expectation maximisation of m and of the share of matches; u stays.
   *
   * @param own the m that is made
   * @param matches set to the expected number
   * @return the share
   */
  private double maximize(
      VectorCounts all, boolean[] out, double[][] own, double start, double[] matches) {
    long missing = 0;
    for (int c = 0; c < n; c++) {
      // What others depend on stays, though it says nothing itself.
      missing |= out[c] && !dependence.isParent(c) ? (long) FieldKind.MISSING << (4 * c) : 0;
    }
    VectorCounts counts = missing == 0 ? all : all.without(missing);
    long[] vectors = counts.sorted();
    double[] times = new double[vectors.length];
    double total = 0;
    for (int i = 0; i < vectors.length; i++) {
      times[i] = counts.count(vectors[i]);
      total += times[i];
    }
    double share = start;
    for (int iteration = 0; iteration < ITERATIONS; iteration++) {
      double bits = log2(share / (1 - share));
      double[][] sums = new double[n][];
      double[] totals = new double[n];
      var weights = new Weights(own);
      for (int c = 0; c < n; c++) {
        sums[c] = new double[own[c].length];
        if (out[c]) {
          weights.leaveOut(c);
        }
      }
      double sum = 0;
      for (int i = 0; i < vectors.length; i++) {
        double expectedHere = times[i] * probability(bits + weights.sum(vectors[i]));
        sum += expectedHere;
        for (int c = 0; c < n; c++) {
          int level = level(vectors[i], c);
          if (level != FieldKind.MISSING && !out[c]) {
            sums[c][level] += expectedHere;
            totals[c] += expectedHere;
          }
        }
      }
      double moved = Math.abs(sum / total - share) / share;
      share = Math.min(0.9999, Math.max(sum / total, 1e-9));
      matches[0] = sum;
      for (int c = 0; c < n; c++) {
        List<FieldKind.Level> before = comparisons.get(c).levels();
        double held = HELD_BY + 0.05 * totals[c];
        for (int l = 0; l < own[c].length; l++) {
          double next = (sums[c][l] + held * before.get(l).m()) / (totals[c] + held);
          moved = Math.max(moved, Math.abs(next - own[c][l]));
          own[c][l] = Math.max(1e-6, next);
        }
      }
      if (moved < 1e-4) {
        break;
      }
    }
    return share;
  }

  private void estimatePrior(VectorCounts all, int oneIn, long pairs) {
    long[] vectors = all.sorted();
    var weights = new Weights(m);
    double[] evidence = new double[vectors.length];
    for (int i = 0; i < vectors.length; i++) {
      evidence[i] = weights.sum(vectors[i]);
    }
    double matches = expected;
    for (int iteration = 0; iteration < 100; iteration++) {
      double share = matches / pairs;
      double bits = log2(share / (1 - share));
      double sum = 0;
      for (int i = 0; i < vectors.length; i++) {
        sum += all.count(vectors[i]) * probability(bits + evidence[i]);
      }
      double next = Math.min(pairs * 0.9, Math.max(0.5, sum * oneIn));
      boolean done = Math.abs(next - matches) < 1e-6 * matches;
      matches = next;
      if (done) {
        break;
      }
    }
    expected = matches;
  }

  /** Learns which values of categories go together from pairs that everything else is sure of. */
  private Associations associate(Candidates candidates) {
    var categories = new ArrayList<Integer>();
    for (int c = 0; c < n; c++) {
      if (kind(c) == FieldKind.CATEGORY) {
        categories.add(c);
      }
    }
    if (categories.isEmpty()) {
      return Associations.NONE;
    }
    int oneIn = (int) Math.max(1, candidates.size() / TRAINING_PAIRS);
    var counter = new Associations.Counter(n);
    var comparer = new PairComparer(table, associations);
    var weights = new Weights(m);
    var worker =
        new PairWorker() {
          @Override
          public void accept(int left, int right, int rules) {
            long vector = comparer.vector(left, right);
            for (int c : categories) {
              vector |= (long) FieldKind.MISSING << (4 * c);
            }
            if (prior + weights.sum(vector) > 3) {
              for (int c : categories) {
                int field = table.spec().indexOf(comparisons.get(c).field());
                Value a = table.value(field, left);
                Value b = table.value(field, right);
                if (a != null && b != null) {
                  counter.add(c, a, b);
                }
              }
            }
          }
        };
    candidates.forEach(List.of(worker), oneIn);
    return counter.learned();
  }

  private LinkageModel model(Clock clock) {
    var result = new ArrayList<LinkageModel.Learned>();
    double[][][] given = new Weights(m).given;
    for (int c = 0; c < n; c++) {
      double[] bits = new double[m[c].length];
      for (int l = 0; l < bits.length; l++) {
        bits[l] = log2(m[c][l] / u[c][l]);
      }
      if (isOrdered(kind(c))) {
        for (int l = bits.length - 2; l >= 0; l--) {
          bits[l] = Math.max(bits[l], bits[l + 1]);
        }
      }
      int parent = dependence.parent(c);
      result.add(
          new LinkageModel.Learned(
              comparisons.get(c).name(),
              list(m[c]),
              list(u[c]),
              list(bits),
              parent < 0 ? "" : comparisons.get(parent).name(),
              Arrays.stream(given[c]).map(Trainer::list).toList(),
              c < associations.together().size()
                  ? List.copyOf(associations.together().get(c))
                  : List.of(),
              learned[c]));
      if (!learned[c] && warnings.isEmpty()) {
        warnings.add(
            "the data teach nothing of \"%s\": what one expects beforehand is used"
                .formatted(comparisons.get(c).name()));
      }
    }
    if (sessions.stream().noneMatch(s -> s.outcome().equals("used")) && !sessions.isEmpty()) {
      warnings.add(
          "no session found matches to learn from; all scores rest on what one expects beforehand");
    }
    sessions.stream()
        .filter(s -> s.outcome().equals("collapsed"))
        .forEach(
            s ->
                warnings.add(
                    "the session of rule \"%s\" collapsed and was left out".formatted(s.rule())));
    long version = Hashing.of(SpecWriter.turtle(table.spec()));
    for (LinkageModel.Learned comparison : result) {
      version =
          Hashing.combine(
              version, Hashing.of(comparison.bits() + comparison.given() + comparison.bitsGiven()));
    }
    version = Hashing.combine(version, Double.doubleToLongBits(rounded(prior)));
    for (Frequencies frequencies : table.frequencies()) {
      version = Hashing.combine(version, frequencies.digest());
    }
    for (long largest : largestBlocks) {
      version = Hashing.combine(version, largest);
    }
    return new LinkageModel(
        String.format(Locale.ROOT, "%016x", version),
        clock.instant(),
        rounded(prior),
        result,
        table.size(),
        table.frequencies(),
        largestBlocks,
        new LinkageModel.Diagnostics(table.pairs(), rounded(expected), sessions, warnings));
  }

  private static boolean isOrdered(FieldKind kind) {
    return switch (kind) {
      // A slip in an address makes another one as often as it is a mistake.
      case GIVEN_NAME, FAMILY_NAME, WORD, CATEGORY, EMAIL -> false;
      case DATE,
          NUMBER,
          CODE,
          IDENTIFIER,
          PHONE,
          PERSON_NAME,
          ORGANIZATION_NAME,
          NAME,
          TEXT,
          PEOPLE,
          ADDRESS ->
          true;
    };
  }

  /** The bits of all levels, alone and beside what they depend on. */
  private final class Weights {
    private final double[][] alone;
    private final double[][][] given;

    Weights(double[][] ofMatches) {
      alone = new double[n][];
      for (int c = 0; c < n; c++) {
        alone[c] = new double[ofMatches[c].length];
        for (int l = 0; l < alone[c].length; l++) {
          alone[c][l] = log2(ofMatches[c][l] / u[c][l]);
        }
      }
      given = dependence.bits(ofMatches, alone);
    }

    void leaveOut(int comparison) {
      alone[comparison] = new double[alone[comparison].length];
      given[comparison] = new double[given[comparison].length][0];
    }

    double sum(long vector) {
      double sum = 0;
      for (int c = 0; c < n; c++) {
        int level = level(vector, c);
        if (level != FieldKind.MISSING) {
          int parent = dependence.parent(c);
          int of = parent < 0 ? FieldKind.MISSING : level(vector, parent);
          boolean isGiven = of != FieldKind.MISSING && given[c][of].length > 0;
          sum += isGiven ? given[c][of][level] : alone[c][level];
        }
      }
      return sum;
    }
  }

  private static List<Double> list(double[] values) {
    return Arrays.stream(values).map(Trainer::rounded).boxed().toList();
  }

  /** To nine digits, as it is written: a model that is read again is the same. */
  private static double rounded(double value) {
    return Double.parseDouble(String.format(Locale.ROOT, "%.9g", value));
  }

  static int level(long vector, int comparison) {
    return (int) (vector >>> (4 * comparison)) & 15;
  }

  static double probability(double bits) {
    return bits > 60 ? 1 : bits < -60 ? 0 : 1 / (1 + Math.pow(2, -bits));
  }

  static double log2(double value) {
    return Math.log(value) / Math.log(2);
  }
}
