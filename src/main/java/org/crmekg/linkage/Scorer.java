package org.crmekg.linkage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.crmekg.ConfigException;
import org.crmekg.Problem;
import org.jspecify.annotations.Nullable;

/** Scores pairs by a model, in bits: log-odds to base 2, without an upper end. One thread. */
final class Scorer {
  private static final double MOST_AGAINST = -8;
  private static final double MOST_FOR = 5;

  private static final double[] NOTHING = {};

  private final RecordTable table;
  private final LinkageModel model;
  private final PairComparer comparer;
  private final int n;
  private final double[][] bits;
  private final double[][][] bitsGiven;
  private final int[] given;
  private final int[] fields;
  private final boolean[] frequency;
  private final long[] known;
  private final double[] sameShare;
  private final boolean isBeforehand;

  Scorer(RecordTable table, LinkageModel model) {
    this.table = table;
    this.model = model;
    List<Comparison> comparisons = table.spec().comparisons();
    n = comparisons.size();
    if (model.comparisons().size() != n) {
      throw new ConfigException(
          Problem.LINKAGE_MODEL,
          "the model %s has %d comparisons, the specification has %d; train it again"
              .formatted(model.version(), model.comparisons().size(), n));
    }
    this.comparer = new PairComparer(table, associations(model));
    bits = new double[n][];
    bitsGiven = new double[n][][];
    given = new int[n];
    List<String> names = comparisons.stream().map(Comparison::name).toList();
    fields = new int[n];
    frequency = new boolean[n];
    known = new long[n];
    sameShare = new double[n];
    for (int c = 0; c < n; c++) {
      LinkageModel.Learned learned = model.comparisons().get(c);
      if (!learned.name().equals(comparisons.get(c).name())
          || learned.bits().size() != comparisons.get(c).levels().size()) {
        throw new ConfigException(
            Problem.LINKAGE_MODEL,
            "the model %s compares \"%s\" where the specification compares \"%s\"; train it again"
                .formatted(model.version(), learned.name(), comparisons.get(c).name()));
      }
      bits[c] = learned.bits().stream().mapToDouble(Double::doubleValue).toArray();
      bitsGiven[c] =
          learned.bitsGiven().stream()
              .map(l -> l.stream().mapToDouble(Double::doubleValue).toArray())
              .toArray(double[][]::new);
      given[c] = learned.given().isEmpty() ? -1 : names.indexOf(learned.given());
      fields[c] = table.spec().indexOf(comparisons.get(c).field());
      frequency[c] = comparisons.get(c).termFrequency();
      sameShare[c] = learned.u().getFirst();
      known[c] = table.column(fields[c]).frequencies().known();
    }
    isBeforehand = model.comparisons().stream().noneMatch(LinkageModel.Learned::fromData);
  }

  static Associations associations(LinkageModel model) {
    var together = new ArrayList<Set<String>>();
    model.comparisons().forEach(c -> together.add(new HashSet<>(c.together())));
    return new Associations(together);
  }

  boolean isOf(LinkageModel other) {
    return model.version().equals(other.version());
  }

  double priorBits() {
    return model.priorBits();
  }

  /**
   * Returns the bits for two records being the same, or negative infinity, if they are fewer than
   * the bound asks for: then not everything is compared.
   */
  double score(int left, int right, PairComparer.@Nullable Bound bound) {
    long vector = comparer.vector(left, right, bound);
    return vector == PairComparer.TOO_LITTLE
        ? Double.NEGATIVE_INFINITY
        : model.priorBits() + evidence(vector, left, right);
  }

  /** Returns the bound for pairs that reach a score; null, if levels alone do not tell. */
  PairComparer.@Nullable Bound bound(double least) {
    if (isBeforehand || least == Double.NEGATIVE_INFINITY) {
      return null;
    }
    double[][] atMost = new double[n][FieldKind.MISSING + 1];
    for (int c = 0; c < n; c++) {
      for (int level = 0; level < bits[c].length; level++) {
        double most = bits[c][level] + (level == 0 && frequency[c] ? mostByRarity(c) : 0);
        for (double[] beside : bitsGiven[c]) {
          most = beside.length == 0 ? most : Math.max(most, beside[level]);
        }
        atMost[c][level] = most;
      }
      Arrays.fill(atMost[c], bits[c].length, FieldKind.MISSING + 1, 0);
    }
    return comparer.bound(atMost, least - model.priorBits());
  }

  /** Returns the bits for two records being the same. */
  double score(int left, int right) {
    return model.priorBits() + evidence(left, right);
  }

  /** Returns the bits that the comparisons add, without the prior. */
  double evidence(int left, int right) {
    return evidence(comparer.vector(left, right), left, right);
  }

  private double evidence(long vector, int left, int right) {
    double sum = 0;
    for (int c = 0; c < n; c++) {
      int level = Trainer.level(vector, c);
      if (level != FieldKind.MISSING) {
        double[] beside = beside(c, vector);
        sum +=
            beside.length > 0
                ? beside[level]
                : bits(c, level, left, right) + rarity(c, level, left, right);
      }
    }
    return sum;
  }

  /** The bits beside another comparison that says in part what this one would say, or nothing. */
  private double[] beside(int c, long vector) {
    int level = given[c] < 0 ? FieldKind.MISSING : Trainer.level(vector, given[c]);
    return level == FieldKind.MISSING ? NOTHING : bitsGiven[c][level];
  }

  private double bits(int c, int level, int left, int right) {
    Comparison comparison = table.spec().comparisons().get(c);
    if (!isBeforehand || comparison.steps().isEmpty()) {
      return bits[c][level];
    }
    // Where nothing but a name is compared, the order within a level decides.
    return Expectations.graded(
        comparison.steps().stream().mapToDouble(Double::doubleValue).toArray(),
        comparer.similarity(c, left, right),
        bits[c]);
  }

  /** Sharing a rare value says more than sharing a common one. */
  private double rarity(int c, int level, int left, int right) {
    if (level != 0 || !frequency[c] || isBeforehand) {
      return 0;
    }
    FieldColumn column = table.column(fields[c]);
    // Two spellings may count as the same, such as a phone number with and without its country.
    int[] compared = comparer.compared(c, left, right);
    int strangers = Math.max(column.strangers[compared[0]], column.strangers[compared[1]]);
    double others = Math.max(2, known[c] - 1);
    // What no stranger shares says as much as the average, or more where there are enough records.
    double share = (strangers + Math.min(1, sameShare[c] * others)) / others;
    return Math.min(MOST_FOR, Math.max(MOST_AGAINST, Trainer.log2(sameShare[c] / share)));
  }

  /** What {@link #rarity} can come to: the value that no stranger shares. */
  private double mostByRarity(int c) {
    double others = Math.max(2, known[c] - 1);
    double share = Math.min(1, sameShare[c] * others) / others;
    return Math.min(MOST_FOR, Math.max(MOST_AGAINST, Trainer.log2(sameShare[c] / share)));
  }

  /** Explains the score of two records. */
  PairExplanation explain(int left, int right, List<String> foundBy) {
    long vector = comparer.vector(left, right);
    var parts = new ArrayList<PairExplanation.Part>();
    double sum = model.priorBits();
    for (int c = 0; c < n; c++) {
      Comparison comparison = table.spec().comparisons().get(c);
      int level = Trainer.level(vector, c);
      boolean isMissing = level == FieldKind.MISSING;
      int[] compared = comparer.compared(c, left, right);
      double[] beside = beside(c, vector);
      boolean isGiven = !isMissing && beside.length > 0;
      double of = isMissing ? 0 : isGiven ? beside[level] : bits(c, level, left, right);
      double rare = isMissing || isGiven ? 0 : rarity(c, level, left, right);
      sum += of + rare;
      parts.add(
          new PairExplanation.Part(
              comparison.name(),
              raw(c, compared[0]),
              raw(c, compared[1]),
              isMissing
                  ? compared[0] < 0 || compared[1] < 0 ? "not known" : "no evidence"
                  : comparison.levels().get(level).name()
                      + (isGiven
                          ? ", beside what " + model.comparisons().get(c).given() + " says"
                          : ""),
              of,
              rare));
    }
    return new PairExplanation(
        table.id(left),
        table.id(right),
        sum,
        table.spec().accept(),
        model.priorBits(),
        parts,
        foundBy);
  }

  private String raw(int c, int raw) {
    return raw < 0
        ? ""
        : table
            .column(fields[c])
            .raws
            .get(raw)
            .replace(String.valueOf(RecordTable.SEVERAL), "; ")
            .replace(String.valueOf(RecordTable.LOOSE), "");
  }
}
