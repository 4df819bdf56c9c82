package org.crmekg.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.crmekg.Problem;
import org.crmekg.UsageException;
import org.crmekg.app.ConceptLinkView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ekg link run}: makes links by rules. */
@Command(
    name = "run",
    header = "Link codes and names of sources to countries, currencies, legal forms and the like.",
    footerHeading = "%nExamples:%n",
    footer = {
      "ekg link run --concepts        all sources\n",
      "ekg link run --concepts crm    one\n"
    },
    synopsisHeading = "%nUsage:%n  ",
    descriptionHeading = "%n",
    description = {
      "Writes concept-links.ttl in the data folder, each link with its rule. Links in the files of"
          + " ekg:links win. What cannot be linked for sure is a finding."
    },
    parameterListHeading = "%nArguments:%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done, whatever was found", "4:a source could not be read; its links stay"})
final class LinkRunCommand implements Callable<Integer> {
  private final EkgCommand root;

  @Option(names = "--concepts", description = "link codes and names to reference things")
  boolean concepts;

  @Parameters(paramLabel = "SOURCE", description = "sources to look at (default: all)")
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
      throw new UsageException(
          Problem.USAGE, "say what to link: --concepts is what this version can link by rules");
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
