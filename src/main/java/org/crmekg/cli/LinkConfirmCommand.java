package org.crmekg.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.crmekg.app.DecisionView;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ekg link confirm}: the records of a cluster are one party, but for some. */
@Command(
    name = "confirm",
    header = "Say that the records of a cluster are one party, but for those that are split off.",
    footerHeading = "%nExamples:%n",
    footer = {
      "ekg link confirm id:party/crm/1001 --preview\n",
      "ekg link confirm id:party/crm/1001 --reason 'one group, many branches'\n",
      "ekg link confirm id:party/crm/1001 --split id:party/crm/7 --split id:party/kyc/3\n"
    },
    synopsisHeading = "%nUsage:%n  ",
    descriptionHeading = "%n",
    description = {
      "For what `ekg link review` calls a quarantine or a suspicion. It is one decision on all of"
          + " the cluster, and one undo takes it back. What is split off is another party, or"
          + " several: rules and other decisions say which."
    },
    parameterListHeading = "%nArguments:%n",
    optionListHeading = "%nOptions:%n")
final class LinkConfirmCommand implements Callable<Integer> {
  private final EkgCommand root;

  @Parameters(index = "0", paramLabel = "RECORD", description = "any record of the cluster")
  String record = "";

  @Option(
      names = "--split",
      paramLabel = "RECORD",
      description = "a record that is not of the party; may be repeated")
  List<String> split = new ArrayList<>();

  @Option(names = "--reason", paramLabel = "TEXT", description = "why, for those who come later")
  String reason = "";

  @Option(
      names = "--author",
      paramLabel = "NAME",
      description = "who decides (default: the user of this machine, or of the server's token)")
  @Nullable String author;

  @Option(names = "--preview", description = "only say what would change")
  boolean preview;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "table, csv, tsv, json, ndjson or md (default: ${DEFAULT-VALUE})")
  Format format = Format.TABLE;

  LinkConfirmCommand(EkgCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    format.among(Format.OF_ROWS, "what changes");
    DecisionView.Outcome outcome;
    try (Session session = Sessions.open(root, "link")) {
      outcome =
          session.confirm(
              Terms.read(record),
              split.stream().map(Terms::read).toList(),
              LinkDecideCommand.author(root, author),
              reason,
              preview);
    }
    LinkDecideCommand.write(outcome, preview, format, root);
    return ExitCode.FINE;
  }
}
