package org.crmekg.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.crmekg.app.ConceptLinkView;
import org.crmekg.app.LoadView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ekg load}: brings sources into the store. */
@Command(
    name = "load",
    header = "Load materialised sources, each as a whole new version.",
    footerHeading = "%nExamples:%n",
    footer = {"ekg load             all of them\n", "ekg load registry    one\n"},
    synopsisHeading = "%nUsage:%n  ",
    parameterListHeading = "%nArguments:%n",
    optionListHeading = "%nOptions:%n")
final class LoadCommand implements Callable<Integer> {
  private final EkgCommand root;

  @Parameters(paramLabel = "SOURCE", description = "sources to load (default: all materialised)")
  List<String> sources = new ArrayList<>();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "table, csv, tsv, json, ndjson or md (default: ${DEFAULT-VALUE})")
  Format format = Format.TABLE;

  LoadCommand(EkgCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    format.among(Format.OF_ROWS, "loads");
    List<LoadView> loads;
    List<ConceptLinkView> concepts;
    try (Session session = Sessions.open(root, "load")) {
      loads = session.load(sources, progress(root));
      root.progress("linking concepts");
      concepts = session.linkConcepts(List.of());
    }
    root.progressDone();
    Views.write(loads, format, LoadCommand::table, root.terminal().out());
    root.say(LinkRunCommand.summary(concepts));
    boolean failed = false;
    for (LoadView load : loads) {
      if (load.problem() != null) {
        failed = true;
        root.error(load.problem());
        root.say("%s keeps its last whole version".formatted(load.source()));
      } else if (load.quarantined() > 0) {
        root.say(
            "%s is incomplete: %,d rows cannot be mapped and were left out; each is a finding"
                .formatted(load.source(), load.quarantined()));
      }
    }
    if (!failed) {
      root.say("next: ekg validate");
    }
    return failed ? ExitCode.FAILED : ExitCode.FINE;
  }

  static org.crmekg.app.KnowledgeGraph.LoadProgress progress(EkgCommand root) {
    return (source, what, done) ->
        root.progress("loading %s: %s %,d".formatted(source, what, done));
  }

  static Table table(List<LoadView> loads) {
    return new Table(
        List.of("source", "rows", "statements", "version", "seconds", "state"),
        loads.stream()
            .map(
                l ->
                    List.of(
                        l.source(),
                        Long.toString(l.rows()),
                        Long.toString(l.statements()),
                        Long.toString(l.version()),
                        "%.1f".formatted(l.millis() / 1000.0),
                        state(l)))
            .toList());
  }

  private static String state(LoadView load) {
    if (load.problem() != null) {
      return "failed";
    }
    return load.quarantined() == 0
        ? "loaded"
        : "incomplete, without %,d rows".formatted(load.quarantined());
  }
}
