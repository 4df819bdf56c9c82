package org.crmekg.bench;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Lets programs answer the same questions in turn, warm, and compares every answer. */
record Race(double warmSeconds, int runs) {
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]+\\.[0-9]+");

  /** Answers the question of a turn. */
  @FunctionalInterface
  interface Runner {
    List<List<String>> answer(int turn) throws Exception;

    /** Is called after the time of an answer was taken. */
    default void rest() throws Exception {}
  }

  /**
   * What came of it.
   *
   * @param rows of the last answer
   * @param millis of each runner, its runs in order of time
   */
  record Result(int rows, List<List<Double>> millis) {
    double median(int runner) {
      List<Double> all = millis.get(runner);
      return (all.get((all.size() - 1) / 2) + all.get(all.size() / 2)) / 2;
    }

    /** The time within which 95 of 100 runs were over. */
    double late(int runner) {
      List<Double> all = millis.get(runner);
      return all.get((int) Math.ceil(all.size() * 0.95) - 1);
    }
  }

  /**
   * Runs them.
   *
   * @param most seconds of measured runs, which may be fewer then, but three
   * @throws IllegalStateException if one answers other rows than the first one
   */
  Result run(String question, double most, List<Runner> runners) throws Exception {
    var millis = new ArrayList<List<Double>>();
    runners.forEach(r -> millis.add(new ArrayList<>()));
    int rows = 0;
    long warmUntil = System.nanoTime() + (long) (warmSeconds * 1e9);
    long end = Long.MAX_VALUE;
    int measured = 0;
    for (int turn = 0; measured < runs && (measured < 3 || System.nanoTime() < end); turn++) {
      boolean isWarm = turn > 0 && System.nanoTime() >= warmUntil;
      if (isWarm && end == Long.MAX_VALUE) {
        end = System.nanoTime() + (long) (most * 1e9);
      }
      List<String> expected = List.of();
      for (int i = 0; i < runners.size(); i++) {
        long start = System.nanoTime();
        List<List<String>> answer = runners.get(i).answer(turn);
        double taken = (System.nanoTime() - start) / 1e6;
        runners.get(i).rest();
        List<String> sorted = sorted(answer);
        if (i == 0) {
          expected = sorted;
        } else if (!sorted.equals(expected)) {
          throw new IllegalStateException(difference(question, turn, expected, sorted));
        }
        rows = answer.size();
        if (isWarm) {
          millis.get(i).add(taken);
        }
      }
      measured += isWarm ? 1 : 0;
    }
    millis.forEach(m -> m.sort(null));
    return new Result(rows, millis);
  }

  private static String difference(
      String question, int turn, List<String> expected, List<String> answer) {
    var missing = new ArrayList<>(expected);
    answer.forEach(missing::remove);
    var added = new ArrayList<>(answer);
    expected.forEach(added::remove);
    return String.format(
        Locale.ROOT,
        "%s, turn %d: %d rows and not %d; missing %s, added %s",
        question,
        turn,
        answer.size(),
        expected.size(),
        missing.stream().limit(3).toList(),
        added.stream().limit(3).toList());
  }

  /** Numbers are compared as numbers: a database writes 1.50 where RDF has 1.5, and divides to other digits. */
  static List<String> sorted(List<List<String>> rows) {
    return rows.stream().map(Race::text).sorted().toList();
  }

  private static String text(List<String> row) {
    return String.join(
        "|",
        row.stream()
            .map(
                v ->
                    v != null && NUMBER.matcher(v).matches()
                        ? new BigDecimal(v)
                            .setScale(6, RoundingMode.HALF_UP)
                            .stripTrailingZeros()
                            .toPlainString()
                        : String.valueOf(v))
            .toList());
  }
}
