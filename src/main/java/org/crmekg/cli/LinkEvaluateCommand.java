package org.crmekg.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.crmekg.Problem;
import org.crmekg.ResourceException;
import org.crmekg.linkage.PairEvaluation;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ekg link evaluate}: how good pairs are. */
@Command(
    name = "evaluate",
    header = "Compare pairs with the true ones: precision, recall, F1, and the threshold curve.",
    footerHeading = "%nExamples:%n",
    footer = {
      "ekg link evaluate --pairs pairs.csv --truth truth.csv\n",
      "ekg link evaluate --pairs scores.csv --truth truth.csv --threshold 3 --svg curve.svg\n"
    },
    synopsisHeading = "%nUsage:%n  ",
    descriptionHeading = "%n",
    description = {
      "Both files have columns left and right; --pairs may have score, by which the curve goes."
    },
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "3:a file is wrong"})
final class LinkEvaluateCommand implements Callable<Integer> {
  private final EkgCommand root;

  @Option(names = "--pairs", paramLabel = "FILE", required = true, description = "pairs to judge")
  Path pairs = Path.of("pairs.csv");

  @Option(names = "--truth", paramLabel = "FILE", required = true, description = "the true pairs")
  Path truth = Path.of("truth.csv");

  @Option(
      names = "--threshold",
      paramLabel = "BITS",
      description = "only pairs from this score count as found (default: all)")
  @Nullable Double threshold;

  @Option(
      names = "--candidates",
      paramLabel = "FILE",
      description = "pairs that were looked at, for pair completeness")
  @Nullable Path candidates;

  @Option(
      names = "--svg",
      paramLabel = "FILE",
      description = "draw the curve here (default: beside the pairs, as …-curve.svg)")
  @Nullable Path svg;

  LinkEvaluateCommand(EkgCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    PairEvaluation.Result result =
        PairEvaluation.evaluate(
            pairs,
            truth,
            threshold == null ? OptionalDouble.empty() : OptionalDouble.of(threshold),
            Optional.ofNullable(candidates));
    PrintStream out = root.terminal().out();
    PairEvaluation.Point accepted = result.accepted();
    out.printf(
        Locale.ROOT,
        "pairs %d%ntrue pairs %d%nfound %d%nprecision %.4f%nrecall %.4f%nF1 %.4f%n",
        accepted.found(),
        accepted.truth(),
        accepted.right(),
        accepted.precision(),
        accepted.recall(),
        accepted.f1());
    result.completeness().ifPresent(c -> out.printf(Locale.ROOT, "pair completeness %.4f%n", c));
    if (result.curve().isEmpty()) {
      return ExitCode.FINE;
    }
    PairEvaluation.Point best =
        result.curve().stream()
            .max(Comparator.comparingDouble(PairEvaluation.Point::f1))
            .orElseThrow();
    out.printf(Locale.ROOT, "best F1 %.4f at threshold %.2f%n%n", best.f1(), best.threshold());
    new Table(List.of("threshold", "pairs", "precision", "recall", "F1"), rows(result.curve()))
        .write(Format.TABLE, out);
    Path file = svg == null ? beside() : svg;
    try {
      Files.writeString(file, PairEvaluation.svg(result.curve()));
    } catch (IOException e) {
      throw new ResourceException(
          Problem.STAGING_FAILED, "%s cannot be written: %s".formatted(file, e), e);
    }
    root.say("curve: %s".formatted(file));
    return ExitCode.FINE;
  }

  private Path beside() {
    String name = String.valueOf(pairs.getFileName()).replaceFirst("\\.[^.]*$", "");
    return pairs.resolveSibling(name + "-curve.svg");
  }

  private static List<List<String>> rows(List<PairEvaluation.Point> curve) {
    var rows = new ArrayList<List<String>>();
    int step = Math.max(1, curve.size() / 20);
    for (int i = 0; i < curve.size(); i += step) {
      PairEvaluation.Point point = curve.get(i);
      rows.add(
          List.of(
              String.format(Locale.ROOT, "%.2f", point.threshold()),
              Long.toString(point.found()),
              String.format(Locale.ROOT, "%.4f", point.precision()),
              String.format(Locale.ROOT, "%.4f", point.recall()),
              String.format(Locale.ROOT, "%.4f", point.f1())));
    }
    return rows;
  }
}
