package org.crmekg.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.crmekg.app.LinkStatsView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ekg link stats}: how identity stands. */
@Command(
    name = "stats",
    header = "Count parties, links, decisions and open questions.",
    footerHeading = "%nExamples:%n",
    footer = {"ekg link stats\n", "ekg link stats -o json\n"},
    synopsisHeading = "%nUsage:%n  ",
    optionListHeading = "%nOptions:%n")
final class LinkStatsCommand implements Callable<Integer> {
  private final EkgCommand root;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "table, csv, tsv, json, ndjson or md (default: ${DEFAULT-VALUE})")
  Format format = Format.TABLE;

  LinkStatsCommand(EkgCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    format.among(Format.OF_ROWS, "counts");
    LinkStatsView stats;
    try (Session session = Sessions.open(root, "link")) {
      stats = session.linkStats();
    }
    switch (format) {
      case JSON -> root.terminal().out().print(Json.pretty(stats) + "\n");
      case NDJSON -> root.terminal().out().print(Json.line(stats) + "\n");
      case TABLE, CSV, TSV, MD -> table(stats).write(format, root.terminal().out());
      case TTL, TRIG, NQ -> throw new IllegalArgumentException(format.toString());
    }
    return ExitCode.FINE;
  }

  private static Table table(LinkStatsView stats) {
    var rows = new ArrayList<List<String>>();
    rows.add(row("parties with several records", stats.parties()));
    rows.add(row("their records", stats.records()));
    stats.sizes().forEach((size, n) -> rows.add(row("parties of %d records".formatted(size), n)));
    stats.links().forEach((state, n) -> rows.add(row("pairs " + state, n)));
    stats.decisions().forEach((verdict, n) -> rows.add(row("decisions " + verdict, n)));
    rows.add(row("contradictions", stats.contradictions()));
    rows.add(row("clusters held back", stats.heldBack()));
    rows.add(row("questions to people", stats.review()));
    stats
        .models()
        .forEach(
            m ->
                rows.add(
                    List.of(
                        "model of " + m.specification(),
                        String.format(
                            Locale.ROOT,
                            "%s of %s, links from %+.1f bits, asks from %+.1f",
                            m.model(),
                            m.at(),
                            m.accept(),
                            m.review()))));
    return new Table(List.of("what", "value"), rows);
  }

  private static List<String> row(String what, int count) {
    return List.of(what, Integer.toString(count));
  }
}
