package org.crmekg.linkage;

import java.time.Clock;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Links the records of a table: looks for candidates, learns a model, scores, decides.
 *
 * <p>The same records give the same pairs, in the same order, however many threads there are. To be
 * closed; used by one thread.
 */
public final class LinkageRun implements AutoCloseable {
  private final RecordTable table;
  private final LinkageOptions options;
  private final @Nullable Candidates given;
  private @Nullable Candidates candidates;
  private @Nullable BlockingKeys keys;

  /** Whether frequencies are those of a model, and not of the table itself. */
  private boolean isOfModel;

  private @Nullable Scorer explaining;

  /**
   * What a run found.
   *
   * @param pairs taken for the same, by identifiers
   * @param refused links that the rest of a group, or a source without duplicates, spoke against
   * @param toReview pairs between the two thresholds
   * @param completeness the estimated share of true pairs that blocking finds; 1 for every pair
   */
  public record Outcome(
      List<LinkedPair> pairs,
      long compared,
      int refused,
      long toReview,
      double completeness,
      List<RuleOutcome> rules) {
    public Outcome {
      pairs = List.copyOf(pairs);
      rules = List.copyOf(rules);
    }
  }

  /**
   * What a blocking rule did.
   *
   * @param matches taken for the same among its pairs
   * @param only those that no other rule finds
   */
  public record RuleOutcome(
      String rule, long pairs, long matches, long only, long skippedBlocks, long largestSkipped) {}

  private LinkageRun(RecordTable table, LinkageOptions options, @Nullable Candidates given) {
    this.table = table;
    this.options = options;
    this.given = given;
    this.candidates = given;
  }

  /** Looks for candidates by the rules of the specification, once it is asked to learn or link. */
  public static LinkageRun of(RecordTable table, LinkageOptions options) {
    return new LinkageRun(table, options, null);
  }

  /** Takes pairs that somebody chose, as rows of the table. */
  public static LinkageRun ofGiven(RecordTable table, List<int[]> pairs, LinkageOptions options) {
    return new LinkageRun(table, options, new GivenPairs(pairs));
  }

  /** Learns a model from the candidates; frequencies are those of the table. */
  public LinkageModel train(Clock clock) {
    if (isOfModel) {
      table.countFrequencies();
      block(List.of());
      isOfModel = false;
    }
    var trainer = new Trainer(table, options);
    return given == null
        ? trainer.train(candidates == null ? block(List.of()) : candidates, clock)
        : trainer.trainOnGiven(given, clock);
  }

  private Candidates block(List<Long> largestBlocks) {
    if (given != null) {
      return given;
    }
    if (candidates != null) {
      candidates.close();
      candidates = null;
    }
    options.progress().accept("blocking");
    var next = new BlockingKeys(table);
    keys = next;
    candidates =
        table.spec().everyPair()
            ? new EveryPair(table, next)
            : new SortedBlocks(table, next, largestBlocks);
    return candidates;
  }

  /** Weighs values and skips blocks as it was when the model was learned. */
  private Candidates use(LinkageModel model) {
    if (candidates != null
        && candidates.largestBlocks().equals(model.largestBlocks())
        && model.frequencies().equals(table.frequencies())) {
      return candidates;
    }
    table.use(model.frequencies());
    isOfModel = true;
    return block(model.largestBlocks());
  }

  private static final class Scoring implements PairWorker {
    private final Scorer scorer;
    private final double accept;
    private final double review;
    private final PairComparer.@Nullable Bound bound;
    private final List<Clustering.Edge> edges = new ArrayList<>();
    private long compared;
    private long toReview;

    Scoring(RecordTable table, LinkageModel model, boolean keepAll) {
      scorer = new Scorer(table, model);
      accept = keepAll ? Double.NEGATIVE_INFINITY : table.spec().accept();
      review = table.spec().review();
      bound = scorer.bound(Math.min(accept, review));
    }

    @Override
    public void accept(int left, int right, int rules) {
      compared++;
      double score = scorer.score(left, right, bound);
      if (score >= accept) {
        edges.add(new Clustering.Edge(left, right, score, rules, true));
      } else if (score >= review) {
        toReview++;
      }
    }
  }

  /** Scores every candidate by the model and decides. */
  public Outcome link(LinkageModel model) {
    Candidates looked = use(model);
    options.progress().accept("scoring");
    boolean chosen = given != null;
    var workers = new ArrayList<Scoring>();
    for (int i = 0; i < options.threads(); i++) {
      workers.add(new Scoring(table, model, chosen));
    }
    looked.forEach(workers, 1);
    var edges = new ArrayList<Clustering.Edge>();
    long compared = 0;
    long toReview = 0;
    for (Scoring worker : workers) {
      edges.addAll(worker.edges);
      compared += worker.compared;
      toReview += worker.toReview;
    }
    if (chosen) {
      return new Outcome(linked(edges), compared, 0, toReview, 1, List.of());
    }
    options.progress().accept("clustering");
    var clustering = new Clustering(table, workers.getFirst().scorer);
    List<Clustering.Edge> kept =
        table.sources().size() == 2 && !table.spec().within()
            ? clustering.pairs(edges)
            : clustering.groups(edges);
    return new Outcome(
        linked(kept),
        compared,
        clustering.refused(),
        toReview,
        table.spec().everyPair() ? 1 : completeness(edges),
        rules(edges, looked.reports()));
  }

  /**
   * Two rows of the table that may be the same.
   *
   * @param left comes first in the table
   */
  public record Likely(int left, int right, double bits) {}

  /**
   * What candidates came to.
   *
   * @param pairs that reach the review threshold, by rows
   * @param compared how many candidates were scored
   * @param completeness the estimated share of true pairs that the rules find
   */
  public record Looked(
      List<Likely> pairs, long compared, double completeness, List<RuleOutcome> rules) {
    public Looked {
      pairs = List.copyOf(pairs);
      rules = List.copyOf(rules);
    }
  }

  /**
   * Scores candidates and keeps those that people or other pairs may want to know of.
   *
   * @param touched the rows whose pairs are looked at; pairs of two others are left out
   */
  public Looked likely(LinkageModel model, BitSet touched) {
    Candidates looked = use(model);
    options.progress().accept("scoring");
    var workers = new ArrayList<Keeping>();
    for (int i = 0; i < options.threads(); i++) {
      workers.add(new Keeping(new Scorer(table, model), table.spec(), touched));
    }
    looked.forEach(workers, 1);
    List<Clustering.Edge> accepted = workers.stream().flatMap(w -> w.accepted.stream()).toList();
    return new Looked(
        workers.stream()
            .flatMap(w -> w.likely.stream())
            .sorted(Comparator.comparingInt(Likely::left).thenComparingInt(Likely::right))
            .toList(),
        workers.stream().mapToLong(w -> w.compared).sum(),
        table.spec().everyPair() ? 1 : completeness(accepted),
        rules(accepted, looked.reports()));
  }

  /** Looks records up and weighs values as the model has it, so that digests of keys are its. */
  public void prepare(LinkageModel model) {
    Candidates unused = use(model);
  }

  private static final class Keeping implements PairWorker {
    private final Scorer scorer;
    private final double review;
    private final double accept;
    private final BitSet touched;
    private final PairComparer.@Nullable Bound bound;
    private final List<Likely> likely = new ArrayList<>();
    private final List<Clustering.Edge> accepted = new ArrayList<>();
    private long compared;

    Keeping(Scorer scorer, LinkageSpec spec, BitSet touched) {
      this.scorer = scorer;
      this.review = spec.review();
      this.accept = spec.accept();
      this.touched = touched;
      this.bound = scorer.bound(Math.min(accept, review));
    }

    @Override
    public void accept(int left, int right, int rules) {
      if (touched.get(left) || touched.get(right)) {
        compared++;
        double bits = rounded(scorer.score(left, right, bound));
        if (bits >= accept) {
          accepted.add(new Clustering.Edge(left, right, bits, rules, true));
        }
        if (bits >= review) {
          likely.add(new Likely(Math.min(left, right), Math.max(left, right), bits));
        }
      }
    }
  }

  /** Returns bits to a millionth, so that the order in which parts are added does not show. */
  public static double rounded(double bits) {
    return Math.rint(bits * 1e6) / 1e6;
  }

  /** Returns whether the blocking rules find a pair, as of the last learning or linking. */
  public boolean isCandidate(int left, int right) {
    return table.spec().everyPair() || (keys != null && keys.mask(left, right) != 0);
  }

  /**
   * Returns a digest of what a row is looked up by, as of the last learning or linking. Two rows
   * whose digests stay the same are candidates as before, whatever happens to other rows.
   */
  public long keysDigest(int row) {
    return keys == null ? 0 : keys.digest(row);
  }

  /** How many true pairs no rule found, from how many only one or only two did (Chao 1987). */
  private double completeness(List<Clustering.Edge> edges) {
    double one = 0;
    double two = 0;
    for (Clustering.Edge edge : edges) {
      int found = Integer.bitCount(edge.rules());
      one += found == 1 ? 1 : 0;
      two += found == 2 ? 1 : 0;
    }
    double missed = one * Math.max(0, one - 1) / (2 * (two + 1));
    return edges.isEmpty() ? 1 : edges.size() / (edges.size() + missed);
  }

  private List<RuleOutcome> rules(
      List<Clustering.Edge> edges, List<Candidates.RuleReport> reports) {
    var outcomes = new ArrayList<RuleOutcome>();
    for (int k = 0; k < table.spec().blocking().size(); k++) {
      int bit = 1 << k;
      long matches = edges.stream().filter(e -> (e.rules() & bit) != 0).count();
      long only = edges.stream().filter(e -> e.rules() == bit).count();
      Candidates.RuleReport report = k < reports.size() ? reports.get(k) : null;
      outcomes.add(
          new RuleOutcome(
              table.spec().blocking().get(k).words(),
              report == null ? 0 : report.pairs(),
              matches,
              only,
              report == null ? 0 : report.skippedBlocks(),
              report == null ? 0 : report.largestSkipped()));
    }
    return outcomes;
  }

  private List<LinkedPair> linked(List<Clustering.Edge> edges) {
    Comparator<String> order = Identifiers.order(table);
    // Of one file, whoever chose the pairs chose the sides, too.
    boolean isOrdered = given == null || table.sources().size() > 1;
    Comparator<Integer> first =
        Comparator.<Integer>comparingInt(table::sourceIndex).thenComparing(table::id, order);
    return edges.stream()
        .map(
            e -> {
              boolean turn = isOrdered && first.compare(e.left(), e.right()) > 0;
              int left = turn ? e.right() : e.left();
              int right = turn ? e.left() : e.right();
              return new LinkedPair(
                  table.id(left),
                  table.id(right),
                  e.score(),
                  e.isDirect(),
                  table.source(left),
                  table.source(right));
            })
        .sorted(
            Comparator.comparing(LinkedPair::left, order)
                .thenComparing(LinkedPair::right, order)
                .thenComparing(LinkedPair::leftSource)
                .thenComparing(LinkedPair::rightSource))
        .toList();
  }

  /** Explains two records of the table, whether they were candidates or not. */
  public PairExplanation explain(LinkageModel model, int left, int right) {
    var foundBy = new ArrayList<String>();
    use(model);
    if (keys != null) {
      int mask = keys.mask(left, right);
      for (int k = 0; k < keys.rules().size(); k++) {
        if ((mask & (1 << k)) != 0) {
          foundBy.add(keys.rules().get(k).words());
        }
      }
    }
    Scorer scorer = explaining;
    if (scorer == null || !scorer.isOf(model)) {
      scorer = new Scorer(table, model);
      explaining = scorer;
    }
    return scorer.explain(left, right, foundBy);
  }

  @Override
  public void close() {
    if (candidates != null) {
      candidates.close();
    }
  }
}
