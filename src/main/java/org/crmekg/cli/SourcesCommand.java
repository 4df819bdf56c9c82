package org.crmekg.cli;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.crmekg.app.SourceView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ekg sources}: how the sources stand. */
@Command(
    name = "sources",
    header = "List the sources: mode, state, rows and age.",
    footerHeading = "%nExamples:%n",
    footer = {
      "ekg sources\n",
      "ekg sources -o json\n",
      "ekg sources profile partners                 find out what an endpoint holds\n"
    },
    commandListHeading = "%nCommands:%n",
    synopsisHeading = "%nUsage:%n  ",
    optionListHeading = "%nOptions:%n")
final class SourcesCommand implements Callable<Integer> {
  private final EkgCommand root;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "table, csv, tsv, json, ndjson or md (default: ${DEFAULT-VALUE})")
  Format format = Format.TABLE;

  SourcesCommand(EkgCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    format.among(Format.OF_ROWS, "sources");
    try (Session session = Sessions.open(root, "sources")) {
      List<SourceView> sources = session.sources();
      Views.write(sources, format, SourcesCommand::table, root.terminal().out());
      for (SourceView source : sources) {
        if (source.problem() != null) {
          root.say("%s: %s".formatted(source.id(), source.problem()));
        }
      }
    }
    return ExitCode.FINE;
  }

  static Table table(List<SourceView> sources) {
    return new Table(
        List.of("id", "title", "mode", "state", "rows", "statements", "age", "owner"),
        sources.stream()
            .map(
                s ->
                    List.of(
                        s.id(),
                        s.title(),
                        s.mode(),
                        state(s),
                        Views.text(s.rows()),
                        Views.text(s.statements()),
                        age(s),
                        s.owner()))
            .toList());
  }

  private static String state(SourceView source) {
    String state = source.state().replace('_', ' ');
    Long leftOut = source.leftOut();
    return leftOut == null ? state : "%s, without %s".formatted(state, Views.rows(leftOut));
  }

  private static String age(SourceView source) {
    Long seconds = source.ageSeconds();
    if (seconds == null) {
      return "";
    }
    if (source.mode().equals("virtual")) {
      return "live";
    }
    Duration age = Duration.ofSeconds(seconds);
    if (age.toMinutes() < 1) {
      return "under 1 min";
    }
    if (age.toHours() < 1) {
      return age.toMinutes() + " min";
    }
    return age.toDays() < 1 ? age.toHours() + " h" : age.toDays() + " d";
  }
}
