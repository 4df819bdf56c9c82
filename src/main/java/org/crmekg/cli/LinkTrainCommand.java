package org.crmekg.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.crmekg.app.PartyModelView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ekg link train}: learns how much each agreement says. */
@Command(
    name = "train",
    header = "Learn from the records of all sources how much each agreement says.",
    footerHeading = "%nExamples:%n",
    footer = {"ekg link train\n", "ekg link train --spec persons -o json\n"},
    synopsisHeading = "%nUsage:%n  ",
    descriptionHeading = "%n",
    description = {
      "Writes a model into the data folder, with its version, date and diagnostics. It is what `ekg"
          + " link run` scores with until the next training, so that links change only because"
          + " records do. Training again is a decision: who is who may change."
    },
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "3:learning collapsed, or a source could not be read: no new model"})
final class LinkTrainCommand implements Callable<Integer> {
  private final EkgCommand root;

  @Option(
      names = "--spec",
      paramLabel = "NAME",
      description = "a specification; may be repeated (default: all)")
  List<String> specifications = new ArrayList<>();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "table (in words), json, or csv, tsv, ndjson, md (default: ${DEFAULT-VALUE})")
  Format format = Format.TABLE;

  LinkTrainCommand(EkgCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    format.among(Format.OF_ROWS, "models");
    List<PartyModelView> models;
    try (Session session = Sessions.open(root, "link")) {
      models = session.trainLinkage(specifications, root::progress);
    }
    root.progressDone();
    PrintStream out = root.terminal().out();
    if (format == Format.TABLE) {
      models.forEach(m -> words(m, out));
    } else {
      Views.write(models, format, LinkTrainCommand::table, out);
    }
    return ExitCode.FINE;
  }

  private static void words(PartyModelView model, PrintStream out) {
    out.printf(
        Locale.ROOT,
        "%s: model %s of %s, from %,d records, about %,.0f pairs of them one party; %+.1f bits before"
            + " looking%n  %s%n",
        model.specification(),
        model.version(),
        model.trained(),
        model.records(),
        model.expectedMatches(),
        model.priorBits(),
        model.file());
    out.printf("  bits by level, from the same to different:%n");
    for (PartyModelView.Comparison comparison : model.comparisons()) {
      out.printf(
          "    %-18s %s%n",
          comparison.name(),
          comparison.bits().stream()
              .map(b -> String.format(Locale.ROOT, "%+.1f", b))
              .collect(Collectors.joining("  ")));
    }
    out.printf("  learned from pairs that agree on:%n");
    for (PartyModelView.Session session : model.sessions()) {
      out.printf(
          Locale.ROOT,
          "    %s: %,d pairs, %.0f %% one party, %s%n",
          session.rule(),
          session.pairs(),
          100 * session.share(),
          session.outcome());
    }
    model.warnings().forEach(w -> out.printf("  warning: %s%n", w));
  }

  private static Table table(List<PartyModelView> models) {
    return new Table(
        List.of("specification", "version", "trained", "records", "expected", "prior"),
        models.stream()
            .map(
                m ->
                    List.of(
                        m.specification(),
                        m.version(),
                        m.trained(),
                        Long.toString(m.records()),
                        String.format(Locale.ROOT, "%.0f", m.expectedMatches()),
                        String.format(Locale.ROOT, "%.2f", m.priorBits())))
            .toList());
  }
}
