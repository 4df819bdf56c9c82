package org.crmekg.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.crmekg.app.ConceptLinkView;
import org.crmekg.app.LoadView;
import org.crmekg.app.OnDataError;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ekg load}: brings sources into the store. */
@Command(
    name = "load",
    header = "Load materialised sources, each as a whole new version.",
    footerHeading = "%nExamples:%n",
    footer = {
      "ekg load                                     all of them\n",
      "ekg load registry                            one\n",
      "ekg load registry --on-data-error fail       only if every row can be mapped\n"
    },
    synopsisHeading = "%nUsage:%n  ",
    parameterListHeading = "%nArguments:%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all is loaded",
      "1:loaded, but rows were left out; each is a finding",
      "3:a source failed and keeps its last whole version"
    })
final class LoadCommand implements Callable<Integer> {
  private final EkgCommand root;

  @Parameters(paramLabel = "SOURCE", description = "sources to load (default: all materialised)")
  List<String> sources = new ArrayList<>();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "table, csv, tsv, json, ndjson or md (default: ${DEFAULT-VALUE})")
  Format format = Format.TABLE;

  @Option(
      names = "--on-data-error",
      converter = OnDataErrorConverter.class,
      paramLabel = "RULE",
      description =
          "a row that cannot be mapped: quarantine to leave it out as a finding, or fail to keep the"
              + " last whole version (default: ${DEFAULT-VALUE})")
  OnDataError onDataError = OnDataError.QUARANTINE;

  LoadCommand(EkgCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    format.among(Format.OF_ROWS, "loads");
    List<LoadView> loads;
    List<ConceptLinkView> concepts;
    try (Session session = Sessions.open(root, "load")) {
      loads = session.load(sources, onDataError, progress(root));
      root.progress("linking concepts");
      concepts = session.linkConcepts(List.of());
    }
    root.progressDone();
    Views.write(loads, format, LoadCommand::table, root.terminal().out());
    root.say(LinkRunCommand.summary(concepts));
    boolean failed = false;
    boolean incomplete = false;
    for (LoadView load : loads) {
      if (load.problem() != null) {
        failed = true;
        root.error(load.problem());
        root.say("%s keeps its last whole version".formatted(load.source()));
      } else if (load.quarantined() > 0) {
        incomplete = true;
        root.error(
            "%s is incomplete: %s left out, which cannot be mapped; each is a finding of kind"
                    .formatted(load.source(), Views.rows(load.quarantined()))
                + " data-error, and answers from it are marked as partial");
      }
    }
    if (failed) {
      return ExitCode.FAILED;
    }
    root.say("next: ekg validate");
    return incomplete ? ExitCode.FINDINGS : ExitCode.FINE;
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
        : "incomplete, without " + Views.rows(load.quarantined());
  }
}
