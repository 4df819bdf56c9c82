package org.crmekg.cli;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.crmekg.app.DecisionView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ekg link decisions}: what people decided. */
@Command(
    name = "decisions",
    header = "List what people decided on identity, and what counts of it.",
    footerHeading = "%nExamples:%n",
    footer = {"ekg link decisions\n", "ekg link decisions -o json\n"},
    synopsisHeading = "%nUsage:%n  ",
    optionListHeading = "%nOptions:%n")
final class LinkDecisionsCommand implements Callable<Integer> {
  private final EkgCommand root;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "table, csv, tsv, json, ndjson or md (default: ${DEFAULT-VALUE})")
  Format format = Format.TABLE;

  LinkDecisionsCommand(EkgCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    format.among(Format.OF_ROWS, "decisions");
    List<DecisionView> decisions;
    try (Session session = Sessions.open(root, "link")) {
      decisions = session.decisions();
    }
    Views.write(decisions, format, LinkDecisionsCommand::table, root.terminal().out());
    return ExitCode.FINE;
  }

  private static Table table(List<DecisionView> decisions) {
    return new Table(
        List.of("n", "decision", "records", "author", "at", "state", "reason"),
        decisions.stream()
            .map(
                d ->
                    List.of(
                        Integer.toString(d.number()),
                        d.withdraws() == null
                            ? d.decision()
                            : "%s %d".formatted(d.decision(), d.withdraws()),
                        records(d),
                        d.author(),
                        d.at(),
                        d.state(),
                        d.reason()))
            .toList());
  }

  /** What a decision is about. */
  static String records(DecisionView d) {
    if (d.records().isEmpty()) {
      return Terms.shortened(d.left()) + " – " + Terms.shortened(d.right());
    }
    String of = listed(d.records());
    return d.apart().isEmpty() ? of : of + " without " + listed(d.apart());
  }

  private static String listed(List<String> records) {
    String first =
        records.stream().limit(4).map(Terms::shortened).collect(Collectors.joining(", "));
    return records.size() <= 4 ? first : first + " and %d more".formatted(records.size() - 4);
  }
}
