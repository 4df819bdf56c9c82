package org.crmekg.linkage;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.crmekg.Problem;
import org.crmekg.SourceException;

/** How good pairs are against the truth: precision, recall, F1, and how they go by threshold. */
public final class PairEvaluation {
  private PairEvaluation() {}

  /** Precision, recall and F1 of the pairs that score at least so much. */
  public record Point(double threshold, long found, long right, long truth) {
    /** Returns the share of what was found that is true; 1 where nothing was found. */
    public double precision() {
      return found == 0 ? 1 : (double) right / found;
    }

    /** Returns the share of what is true that was found; 1 where nothing is true. */
    public double recall() {
      return truth == 0 ? 1 : (double) right / truth;
    }

    /** Returns the harmonic mean of both. */
    public double f1() {
      return found + truth == 0 ? 1 : 2.0 * right / (found + truth);
    }
  }

  /**
   * The figures.
   *
   * @param accepted of the pairs that count as found
   * @param curve by threshold, from the lowest; empty if pairs have no scores
   * @param completeness the share of true pairs among the candidates, if those are known
   */
  public record Result(Point accepted, List<Point> curve, OptionalDouble completeness) {
    public Result {
      curve = List.copyOf(curve);
    }
  }

  private record Scored(String key, double score) {}

  /**
   * Evaluates pairs.
   *
   * @param threshold pairs that score less do not count; all count, if there is none
   * @param candidates a file of the pairs that were looked at
   */
  public static Result evaluate(
      Path pairs, Path truth, OptionalDouble threshold, java.util.Optional<Path> candidates) {
    List<String[]> found = read(pairs);
    List<String[]> right = read(truth);
    boolean unordered = isUnordered(found, right);
    Set<String> isTrue = new HashSet<>();
    right.forEach(r -> isTrue.add(key(r[0], r[1], unordered)));
    Map<String, Double> scores = new HashMap<>();
    boolean scored = false;
    for (String[] row : found) {
      double score = 0;
      if (!row[2].isEmpty()) {
        score = Double.parseDouble(row[2]);
        scored = true;
      }
      scores.merge(key(row[0], row[1], unordered), score, Math::max);
    }
    List<Scored> sorted =
        scores.entrySet().stream()
            .map(e -> new Scored(e.getKey(), e.getValue()))
            .sorted(Comparator.comparingDouble((Scored s) -> -s.score()).thenComparing(Scored::key))
            .toList();
    double least = threshold.orElse(Double.NEGATIVE_INFINITY);
    long accepted = sorted.stream().filter(s -> s.score() >= least).count();
    long good = sorted.stream().filter(s -> s.score() >= least && isTrue.contains(s.key())).count();
    OptionalDouble completeness = OptionalDouble.empty();
    if (candidates.isPresent()) {
      Set<String> looked = new HashSet<>();
      read(candidates.get()).forEach(r -> looked.add(key(r[0], r[1], unordered)));
      long there = isTrue.stream().filter(looked::contains).count();
      completeness = OptionalDouble.of(isTrue.isEmpty() ? 1 : (double) there / isTrue.size());
    }
    return new Result(
        new Point(
            threshold.orElse(sorted.isEmpty() ? 0 : sorted.getLast().score()),
            accepted,
            good,
            isTrue.size()),
        scored ? curve(sorted, isTrue) : List.of(),
        completeness);
  }

  private static List<Point> curve(List<Scored> sorted, Set<String> isTrue) {
    var all = new ArrayList<Point>();
    long right = 0;
    for (int i = 0; i < sorted.size(); i++) {
      right += isTrue.contains(sorted.get(i).key()) ? 1 : 0;
      boolean last = i + 1 == sorted.size() || sorted.get(i + 1).score() < sorted.get(i).score();
      if (last) {
        all.add(new Point(sorted.get(i).score(), i + 1L, right, isTrue.size()));
      }
    }
    if (all.size() <= 200) {
      return all.reversed();
    }
    // Two hundred points show the same curve; the best one is among them.
    Point best = all.stream().max(Comparator.comparingDouble(Point::f1)).orElseThrow();
    var some = new ArrayList<Point>();
    for (int i = 0; i < 199; i++) {
      some.add(all.get((int) ((long) i * (all.size() - 1) / 198)));
    }
    some.add(best);
    return some.stream().distinct().sorted(Comparator.comparingDouble(Point::threshold)).toList();
  }

  private static List<String[]> read(Path path) {
    CsvFile file = CsvFile.open(path);
    int left = file.column("left");
    int right = file.column("right");
    int score = file.header().contains("score") ? file.column("score") : -1;
    var rows = new ArrayList<String[]>();
    file.rows(
        (fields, line) -> {
          String number = score < 0 ? "" : fields[score].strip();
          if (!number.isEmpty() && !number.matches("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?")) {
            throw new SourceException(
                Problem.LINKAGE_DATA,
                "%s: line %d: the score is \"%s\", which is no number"
                    .formatted(path, line, number));
          }
          rows.add(new String[] {fields[left].strip(), fields[right].strip(), number});
          return true;
        });
    return rows;
  }

  /**
   * Pairs of one file have no left and right side; in those of two, the same text may be two
   * records.
   */
  private static boolean isUnordered(List<String[]> found, List<String[]> truth) {
    Set<String> lefts = new HashSet<>();
    Set<String> rights = new HashSet<>();
    boolean ascending = true;
    for (String[] row : found) {
      lefts.add(row[0]);
      rights.add(row[1]);
      ascending &= Identifiers.compare(row[0], row[1]) < 0 || row[0].compareTo(row[1]) < 0;
    }
    if (found.isEmpty() || ascending) {
      return true;
    }
    truth.forEach(
        row -> {
          lefts.add(row[0]);
          rights.add(row[1]);
        });
    lefts.retainAll(rights);
    return lefts.isEmpty();
  }

  private static String key(String left, String right, boolean unordered) {
    return unordered && left.compareTo(right) > 0
        ? right + "\u0001" + left
        : left + "\u0001" + right;
  }

  /** Draws precision, recall and F1 by threshold. */
  public static String svg(List<Point> curve) {
    int width = 640;
    int height = 360;
    int margin = 48;
    double low = curve.isEmpty() ? 0 : curve.getFirst().threshold();
    double high = curve.isEmpty() ? 1 : Math.max(low + 1e-9, curve.getLast().threshold());
    var out = new StringBuilder();
    out.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12" role="img">
        <title>Precision, recall and F1 by threshold</title>
        <rect width="%d" height="%d" fill="white"/>
        """
            .formatted(width, height, width, height));
    for (int i = 0; i <= 5; i++) {
      double y = height - margin - i / 5.0 * (height - 2 * margin);
      out.append(
          String.format(
              Locale.ROOT,
              "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#ddd\"/><text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.1f</text>%n",
              margin,
              y,
              width - margin,
              y,
              margin - 6,
              y + 4,
              i / 5.0));
      double x = margin + i / 5.0 * (width - 2 * margin);
      out.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.1f</text>%n",
              x,
              height - margin + 18,
              low + i / 5.0 * (high - low)));
    }
    out.append(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">threshold (bits)</text>%n"
            .formatted(width / 2, height - 8));
    String[] names = {"precision", "recall", "F1"};
    String[] colours = {"#1b6ca8", "#c8553d", "#2a7f3f"};
    for (int line = 0; line < 3; line++) {
      var points = new StringBuilder();
      for (Point point : curve) {
        double value = line == 0 ? point.precision() : line == 1 ? point.recall() : point.f1();
        points.append(
            String.format(
                Locale.ROOT,
                "%.1f,%.1f ",
                margin + (point.threshold() - low) / (high - low) * (width - 2 * margin),
                height - margin - value * (height - 2 * margin)));
      }
      out.append(
          "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"%s\"/>%n"
              .formatted(colours[line], points.toString().strip()));
      out.append(
          "<text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>%n"
              .formatted(margin + 8 + 80 * line, margin - 14, colours[line], names[line]));
    }
    return out.append("</svg>\n").toString();
  }
}
