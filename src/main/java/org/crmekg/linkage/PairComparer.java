package org.crmekg.linkage;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Compares two records: one level for each comparison, packed four bits each into one number.
 *
 * <p>Names repeat, so the levels of pairs of values are remembered. Used by one thread.
 */
final class PairComparer {
  /** In place of a vector; none has sixteen comparisons. */
  static final long TOO_LITTLE = -1;

  private static final int CACHE = 1 << 16;

  private final RecordTable table;
  private final int n;
  private final int[] fields;
  private final int[] swaps;
  private final FieldKind[] kinds;
  private final double[][] steps;
  private final long[][] caches;
  private final int[] skipWhenSwapped;

  /** By comparison, a bit for each level that is no evidence. */
  private final int[] silent;

  /** By comparison, a bit for each level that counts as the lowest. */
  private final int[] otherwise;

  /** By comparison, the level of values that differ, where that depends on how they are written. */
  private final int[] different;

  /**
   * Numbers of normal forms by record and comparison, side by side; records that came later: none.
   */
  private final int[] forms;

  /** What is known of values at once, by record and field like {@link #forms}. */
  private final long[] marks;

  private final int fieldCount;

  /** Comparisons from cheap to dear; names that may have changed places come first. */
  private final int[] order;

  private final Associations associations;

  PairComparer(RecordTable table, Associations associations) {
    this.table = table;
    this.associations = associations;
    List<Comparison> comparisons = table.spec().comparisons();
    n = comparisons.size();
    fields = new int[n];
    swaps = new int[n];
    kinds = new FieldKind[n];
    steps = new double[n][];
    caches = new long[n][];
    skipWhenSwapped = new int[n];
    silent = new int[n];
    otherwise = new int[n];
    different = new int[n];
    forms = table.forms();
    marks = table.marks();
    fieldCount = table.spec().fields().size();
    for (int c = 0; c < n; c++) {
      Comparison comparison = comparisons.get(c);
      fields[c] = table.spec().indexOf(comparison.field());
      for (int l = 0; l < comparison.levels().size(); l++) {
        silent[c] |= comparison.silent().contains(comparison.levels().get(l).name()) ? 1 << l : 0;
        otherwise[c] |=
            comparison.otherwise().contains(comparison.levels().get(l).name()) ? 1 << l : 0;
      }
      swaps[c] = comparison.swappedWith().map(table.spec()::indexOf).orElse(-1);
      kinds[c] = table.spec().fields().get(fields[c]).kind();
      // Where little else is compared, a name that looks different has to count as one.
      different[c] = kinds[c].isWritten() && n >= 3 ? comparison.levels().size() - 1 : -1;
      steps[c] = comparison.steps().stream().mapToDouble(Double::doubleValue).toArray();
      // Values that nearly every record has its own of do not come in the same pairs again.
      boolean repeats = table.column(fields[c]).distinct <= 40_000;
      caches[c] = new long[repeats ? CACHE : 1];
    }
    for (int c = 0; c < n; c++) {
      skipWhenSwapped[c] = -1;
      for (int other = 0; other < n; other++) {
        if (swaps[other] == fields[c] && kinds[other] == FieldKind.GIVEN_NAME) {
          skipWhenSwapped[c] = other;
        }
      }
    }
    order =
        IntStream.range(0, n)
            .boxed()
            .sorted(Comparator.comparingInt(c -> cost(kinds[c])))
            .mapToInt(Integer::intValue)
            .toArray();
  }

  private static int cost(FieldKind kind) {
    return switch (kind) {
      case GIVEN_NAME -> 0;
      case FAMILY_NAME, WORD, DATE, PHONE, IDENTIFIER -> 1;
      case CODE, NUMBER, CATEGORY, EMAIL -> 2;
      case PERSON_NAME, ORGANIZATION_NAME, NAME, TEXT, ADDRESS, PEOPLE -> 3;
    };
  }

  /** Returns the comparison vector of two records; the same whichever comes first. */
  long vector(int left, int right) {
    return vector(left, right, null);
  }

  /**
   * Returns the comparison vector, or {@link #TOO_LITTLE} as soon as the rest cannot make up for
   * what speaks against the pair: most pairs are seen through by what is cheap to compare.
   *
   * @param bound what each level can say at most; null to compare everything
   */
  long vector(int left, int right, @Nullable Bound bound) {
    if (bound != null && isSeenThrough(left, right, bound)) {
      return TOO_LITTLE;
    }
    long vector = 0;
    int swapped = 0;
    double most = bound == null ? 0 : bound.ofAll;
    for (int c : order) {
      int level = FieldKind.MISSING;
      // A swap speaks for both names, or the same evidence would count twice.
      boolean isSaid = skipWhenSwapped[c] >= 0 && (swapped & (1 << skipWhenSwapped[c])) != 0;
      if (!isSaid || kinds[c] == FieldKind.GIVEN_NAME) {
        level = level(c, left, right);
        if (level > 1
            && swaps[c] >= 0
            && kinds[c] == FieldKind.GIVEN_NAME
            && isSwapped(c, left, right)) {
          level = 6;
          swapped |= 1 << c;
        }
        level = (silent[c] >> level & 1) == 0 ? level : FieldKind.MISSING;
      }
      vector |= (long) level << (4 * c);
      if (bound != null) {
        double ofThis = bound.atMost[c][level];
        // A given name may yet turn out to stand in the place of one that comes later.
        most +=
            (skipWhenSwapped[c] < 0 || kinds[c] != FieldKind.GIVEN_NAME
                    ? ofThis
                    : Math.max(0, ofThis))
                - bound.ofAny[c];
        if (most < bound.least) {
          return TOO_LITTLE;
        }
      }
    }
    for (int c = 0; swapped != 0 && c < n; c++) {
      if (skipWhenSwapped[c] >= 0 && (swapped & (1 << skipWhenSwapped[c])) != 0) {
        vector |= (long) FieldKind.MISSING << (4 * c);
      }
    }
    return vector;
  }

  /** Whether marks alone show that two records stay below the bound. */
  private boolean isSeenThrough(int left, int right, Bound bound) {
    double most = bound.ofAll;
    for (int c : order) {
      int first = form(fields[c], left);
      int second = form(fields[c], right);
      if (first == -1 || second == -1) {
        most += bound.atMost[c][FieldKind.MISSING] - bound.ofAny[c];
      } else if (first >= 0 && first == second) {
        most += bound.ofLevel[c][0] - bound.ofAny[c];
      } else if (first >= 0 && second >= 0) {
        if (swaps[c] >= 0
            && kinds[c] == FieldKind.GIVEN_NAME
            && mayBeSlip(c, left, right)
            && mayBeSlip(c, right, left)) {
          return false;
        }
        int level =
            Marks.level(
                kinds[c],
                marks[left * fieldCount + fields[c]],
                marks[right * fieldCount + fields[c]]);
        most += (level < 0 ? bound.ofOther[c] : bound.ofLevel[c][level]) - bound.ofAny[c];
      } else if (swaps[c] >= 0) {
        return false;
      }
      if (most < bound.least) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns the bound for pairs whose levels add up to a least.
   *
   * @param atMost by comparison and level what it can add, the last for what is missing
   */
  Bound bound(double[][] atMost, double least) {
    double[][] ofLevel = new double[n][FieldKind.MISSING];
    double[] ofOther = new double[n];
    for (int c = 0; c < n; c++) {
      int last = kinds[c].levels().size() - 1;
      for (int marked = 0; marked <= last; marked++) {
        int level = (otherwise[c] >> marked & 1) == 1 ? last : marked;
        double missing = atMost[c][FieldKind.MISSING];
        boolean mayMiss = level == different[c] && table.column(fields[c]).isOfManyScripts;
        double said = (silent[c] >> level & 1) == 1 ? missing : atMost[c][level];
        ofLevel[c][marked] = mayMiss ? Math.max(missing, said) : said;
      }
      ofOther[c] =
          Arrays.stream(atMost[c], isSameOnlyIfEqual(kinds[c]) ? 1 : 0, FieldKind.MISSING + 1)
              .max()
              .orElse(0);
    }
    return new Bound(atMost, ofLevel, ofOther, least);
  }

  /** Whether two values of different normal forms are never at the first level. */
  private static boolean isSameOnlyIfEqual(FieldKind kind) {
    return switch (kind) {
      case GIVEN_NAME, FAMILY_NAME, WORD, CODE, IDENTIFIER -> true;
      case DATE,
          NUMBER,
          CATEGORY,
          EMAIL,
          PHONE,
          PERSON_NAME,
          ORGANIZATION_NAME,
          NAME,
          TEXT,
          ADDRESS,
          PEOPLE ->
          false;
    };
  }

  /**
   * The most that levels can add to a sum, and the least sum that is of interest.
   *
   * <p>Sums of doubles depend on their order; what is lost by it is far less than the slack.
   */
  static final class Bound {
    private static final double SLACK = 1e-4;

    private final double[][] atMost;

    /** By what marks say. */
    private final double[][] ofLevel;

    /** Of values that are not equal, whatever marks say. */
    private final double[] ofOther;

    private final double[] ofAny;
    private final double ofAll;
    private final double least;

    private Bound(double[][] atMost, double[][] ofLevel, double[] ofOther, double least) {
      this.atMost = atMost;
      this.ofLevel = ofLevel;
      this.ofOther = ofOther;
      this.least = least - SLACK;
      ofAny = Arrays.stream(atMost).mapToDouble(of -> Arrays.stream(of).max().orElse(0)).toArray();
      ofAll = Arrays.stream(ofAny).sum();
    }
  }

  private int level(int c, int left, int right) {
    int level = levelOf(c, left, right);
    if (level < FieldKind.MISSING && (otherwise[c] >> level & 1) == 1) {
      return kinds[c].levels().size() - 1;
    }
    return level == different[c] && !isComparable(c, left, right) ? FieldKind.MISSING : level;
  }

  /** Whether some value of each are written in scripts that can be compared. */
  private boolean isComparable(int c, int left, int right) {
    FieldColumn column = table.column(fields[c]);
    if (!column.isOfManyScripts) {
      return true;
    }
    for (int a : column.each(column.rows[left])) {
      for (int b : column.each(column.rows[right])) {
        if (column.scripts[a] == column.scripts[b]) {
          return true;
        }
      }
    }
    return false;
  }

  private int levelOf(int c, int left, int right) {
    int first = form(fields[c], left);
    int second = form(fields[c], right);
    if (first == -1 || second == -1) {
      return FieldKind.MISSING;
    }
    if (first >= 0 && second >= 0) {
      if (first == second) {
        return 0;
      }
      int level =
          Marks.level(
              kinds[c],
              marks[left * fieldCount + fields[c]],
              marks[right * fieldCount + fields[c]]);
      if (level >= 0) {
        return level;
      }
    }
    FieldColumn column = table.column(fields[c]);
    int a = column.rows[left];
    int b = column.rows[right];
    if (a < 0 || b < 0) {
      return FieldKind.MISSING;
    }
    return column.hasSeveral() ? best(c, column, a, b)[0] : level(c, column, a, b);
  }

  /** The best level that values of both reach, and the two raw texts that reach it. */
  private int[] best(int c, FieldColumn column, int left, int right) {
    int[] best = {FieldKind.MISSING, left, right};
    for (int a : column.each(left)) {
      for (int b : column.each(right)) {
        int level = level(c, column, a, b);
        boolean rarer = level == best[0] && column.counts[a] < column.counts[best[1]];
        if (level < best[0] || rarer) {
          best = new int[] {level, a, b};
        }
      }
    }
    return best;
  }

  /** Returns the two raw texts that a comparison of two records is about. */
  int[] compared(int c, int left, int right) {
    FieldColumn column = table.column(fields[c]);
    int a = column.rows[left];
    int b = column.rows[right];
    if (a < 0 || b < 0 || !column.hasSeveral()) {
      return new int[] {a, b};
    }
    int[] best = best(c, column, a, b);
    return new int[] {best[1], best[2]};
  }

  /** Hears of the numbers of all values that two records share, each once. */
  void forEachShared(int c, int left, int right, IntConsumer hear) {
    FieldColumn column = table.column(fields[c]);
    int a = column.rows[left];
    int b = column.rows[right];
    if (a < 0 || b < 0) {
      return;
    }
    int[] ofRight = Arrays.stream(column.each(b)).map(text -> column.canonical[text]).toArray();
    Arrays.stream(column.each(a))
        .map(text -> column.canonical[text])
        .filter(id -> id >= 0 && Arrays.stream(ofRight).anyMatch(other -> other == id))
        .distinct()
        .forEach(hear);
  }

  private int level(int c, FieldColumn column, int a, int b) {
    int ca = column.canonical[a];
    int cb = column.canonical[b];
    if (ca < 0 || cb < 0) {
      return FieldKind.MISSING;
    }
    if (ca == cb) {
      return 0;
    }
    if (kinds[c] == FieldKind.CATEGORY) {
      return associations.goTogether(c, column.values[a], column.values[b])
          ? 1
          : isLoose(column.raws.get(a)) || isLoose(column.raws.get(b)) ? FieldKind.MISSING : 2;
    }
    long low = Math.min(ca, cb);
    long high = Math.max(ca, cb);
    // 30 bits each and 4 for the level; the highest level is never 0 here, so 0 is an empty slot.
    long key = (low << 34) | (high << 4);
    int slot = caches[c].length == 1 ? 0 : (int) (Hashing.mix(key) >>> 48);
    long cached = caches[c][slot];
    if ((cached & ~15L) == key && cached != 0) {
      return (int) (cached & 15);
    }
    Value first = column.values[a];
    Value second = column.values[b];
    if (first == null || second == null) {
      return FieldKind.MISSING;
    }
    // Greedy steps of a comparison may see ties: their order must not hang on that of records.
    boolean turn = first.text.compareTo(second.text) > 0;
    int level =
        ValueComparison.level(
            kinds[c],
            steps[c],
            turn ? second : first,
            turn ? first : second,
            column.counts[turn ? b : a],
            column.counts[turn ? a : b],
            column.vocabulary);
    caches[c][slot] = key | level;
    return level;
  }

  private static boolean isLoose(String raw) {
    return raw.charAt(0) == RecordTable.LOOSE;
  }

  /** Both names stand in the other's place, each with at most a slip. */
  private boolean isSwapped(int c, int left, int right) {
    if (!mayBeSlip(c, left, right) || !mayBeSlip(c, right, left)) {
      return false;
    }
    Value leftGiven = table.value(fields[c], left);
    Value rightGiven = table.value(fields[c], right);
    Value leftFamily = table.value(swaps[c], left);
    Value rightFamily = table.value(swaps[c], right);
    return leftGiven != null
        && rightGiven != null
        && leftFamily != null
        && rightFamily != null
        && crossed(leftGiven.text, rightFamily.text)
        && crossed(rightGiven.text, leftFamily.text);
  }

  private boolean mayBeSlip(int c, int left, int right) {
    return form(fields[c], left) < 0
        || form(swaps[c], right) < 0
        || Marks.mayBeSlip(
            marks[left * fieldCount + fields[c]], marks[right * fieldCount + swaps[c]]);
  }

  private int form(int field, int row) {
    int at = row * fieldCount + field;
    return at < forms.length ? forms[at] : -2;
  }

  private static boolean crossed(String left, String right) {
    return left.equals(right)
        || (Math.min(left.length(), right.length()) >= 4
            && left.charAt(0) == right.charAt(0)
            && Spelling.edits(left, right, 1) <= 1);
  }

  /** From 0 to 1 within its level where a kind is graded: how close the values came to the next. */
  double similarity(int c, int left, int right) {
    Value a = table.value(fields[c], left);
    Value b = table.value(fields[c], right);
    if (a == null || b == null || !kinds[c].isGraded()) {
      return 0;
    }
    boolean turn = a.text.compareTo(b.text) > 0;
    return ValueComparison.similarity(
        kinds[c], turn ? b : a, turn ? a : b, table.column(fields[c]).vocabulary);
  }

  int size() {
    return n;
  }
}
