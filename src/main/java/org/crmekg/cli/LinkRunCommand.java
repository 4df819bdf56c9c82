package org.crmekg.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.crmekg.Problem;
import org.crmekg.UsageException;
import org.crmekg.app.ConceptLinkView;
import org.crmekg.app.PartyLinkView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ekg link run}: makes links by rules. */
@Command(
    name = "run",
    header = "Link records of one party; or codes and names to countries, currencies and the like.",
    footerHeading = "%nExamples:%n",
    footer = {
      "ekg link run                   persons and organisations of all sources\n",
      "ekg link run --since           only what changed since the run before\n",
      "ekg link run --spec persons    by one specification\n",
      "ekg link run --concepts        codes and names of all sources\n",
      "ekg link run --concepts crm    one\n"
    },
    synopsisHeading = "%nUsage:%n  ",
    descriptionHeading = "%n",
    description = {
      "Reads the records that the specifications of ekg:linkage name from all sources, scores pairs by"
          + " the model of `ekg link train` (trained first where there is none), and switches to the"
          + " new links at once. A run that is stopped changes nothing.",
      "With --concepts: writes concept-links.ttl in the data folder, each link with its rule. Links in the files of"
          + " ekg:links win. What cannot be linked for sure is a finding."
    },
    parameterListHeading = "%nArguments:%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done, whatever was found",
      "3:a source could not be read; nothing was changed",
      "4:a source could not be read; its links stay"
    })
final class LinkRunCommand implements Callable<Integer> {
  private final EkgCommand root;

  @Option(names = "--concepts", description = "link codes and names to reference things")
  boolean concepts;

  @Option(
      names = "--spec",
      paramLabel = "NAME",
      description = "link by this specification; may be repeated (default: all)")
  List<String> specifications = new ArrayList<>();

  @Option(
      names = "--since",
      description =
          "look only at pairs of new and changed records; the outcome is that of a full run")
  boolean since;

  @Option(
      names = "--partial",
      description = "leave out sources that cannot be read; their former links stay")
  boolean partial;

  @Parameters(
      paramLabel = "SOURCE",
      description = "with --concepts: sources to look at (default: all)")
  List<String> sources = new ArrayList<>();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "table, csv, tsv, json, ndjson or md (default: ${DEFAULT-VALUE})")
  Format format = Format.TABLE;

  LinkRunCommand(EkgCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    format.among(Format.OF_ROWS, "links");
    if (!concepts) {
      return parties();
    }
    if (since || partial || !specifications.isEmpty()) {
      throw new UsageException(
          Problem.USAGE, "--since, --partial and --spec are for records, not for --concepts");
    }
    List<ConceptLinkView> views;
    try (Session session = Sessions.open(root, "link")) {
      views = session.linkConcepts(sources);
    }
    Views.write(views, format, LinkRunCommand::table, root.terminal().out());
    boolean failed = false;
    for (ConceptLinkView view : views) {
      if (view.problem() != null) {
        failed = true;
        root.error(view.problem());
        root.say("the links of %s stay as they are".formatted(view.source()));
      }
    }
    return failed ? ExitCode.PARTIAL : ExitCode.FINE;
  }

  private int parties() {
    if (!sources.isEmpty()) {
      throw new UsageException(
          Problem.USAGE,
          "records are linked across all sources; to link codes and names of %s, add --concepts"
              .formatted(String.join(", ", sources)));
    }
    List<PartyLinkView> views;
    try (Session session = Sessions.open(root, "link")) {
      views = session.linkParties(specifications, since, partial, root::progress);
    }
    root.progressDone();
    Views.write(views, format, LinkRunCommand::partyTable, root.terminal().out());
    boolean failed = false;
    for (PartyLinkView view : views) {
      view.notes().forEach(note -> root.say(view.specification() + ": " + note));
      for (Map.Entry<String, String> source : view.failed().entrySet()) {
        failed = true;
        root.error(source.getValue());
        root.say(
            "%s: the links of %s stay as they were"
                .formatted(view.specification(), source.getKey()));
      }
    }
    return failed ? ExitCode.PARTIAL : ExitCode.FINE;
  }

  private static Table partyTable(List<PartyLinkView> views) {
    return new Table(
        List.of(
            "specification",
            "records",
            "changed",
            "gone",
            "linked",
            "review",
            "version",
            "seconds"),
        views.stream()
            .map(
                v ->
                    List.of(
                        v.specification(),
                        Long.toString(v.records().values().stream().mapToLong(n -> n).sum()),
                        Long.toString(v.changed()),
                        Long.toString(v.gone()),
                        Long.toString(v.accepted()),
                        Long.toString(v.review()),
                        Integer.toString(v.version()),
                        String.format(Locale.ROOT, "%.1f", v.millis() / 1000.0)))
            .toList());
  }

  /** What a run over records did, in one line. */
  static String partySummary(List<PartyLinkView> views) {
    return views.stream()
        .map(
            v ->
                String.format(
                    Locale.ROOT,
                    "%s: %,d records, %,d pairs linked, %,d for people to look at",
                    v.specification(),
                    v.records().values().stream().mapToLong(n -> n).sum(),
                    v.accepted(),
                    v.review()))
        .collect(Collectors.joining("\n"));
  }

  /** What a run did, in one line. */
  static String summary(List<ConceptLinkView> views) {
    int linked = views.stream().mapToInt(v -> v.linked() + v.decided()).sum();
    int open = views.stream().mapToInt(v -> v.ambiguous() + v.unknown()).sum();
    String failed =
        String.join(
            ", ",
            views.stream().filter(v -> v.problem() != null).map(ConceptLinkView::source).toList());
    return "concepts: %,d of %,d codes and names are linked%s%s"
        .formatted(
            linked,
            linked + open,
            open == 0 ? "" : "; %,d are findings".formatted(open),
            failed.isEmpty() ? "" : "; not read: " + failed);
  }

  private static Table table(List<ConceptLinkView> views) {
    return new Table(
        List.of("source", "concepts", "decided", "linked", "new", "ambiguous", "unknown"),
        views.stream()
            .map(
                v ->
                    List.of(
                        v.source(),
                        Integer.toString(v.concepts()),
                        Integer.toString(v.decided()),
                        Integer.toString(v.linked()),
                        Integer.toString(v.added()),
                        Integer.toString(v.ambiguous()),
                        Integer.toString(v.unknown())))
            .toList());
  }
}
