package org.crmekg.cli;

import java.util.concurrent.Callable;
import org.crmekg.app.DecisionView;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ekg link undo}: takes a decision back. */
@Command(
    name = "undo",
    header = "Take a decision on identity back.",
    footerHeading = "%nExamples:%n",
    footer = {
      "ekg link undo 12 --reason 'looked at the wrong passport'\n",
      "ekg link undo 12 --preview\n"
    },
    synopsisHeading = "%nUsage:%n  ",
    descriptionHeading = "%n",
    description = {
      "What was decided before on the same records counts again. The log keeps both; undoing the"
          + " undo brings the decision back. `ekg link decisions` lists the numbers."
    },
    parameterListHeading = "%nArguments:%n",
    optionListHeading = "%nOptions:%n")
final class LinkUndoCommand implements Callable<Integer> {
  private final EkgCommand root;

  @Parameters(index = "0", paramLabel = "N", description = "the number of the decision")
  int number;

  @Option(names = "--reason", paramLabel = "TEXT", description = "why, for those who come later")
  String reason = "";

  @Option(
      names = "--author",
      paramLabel = "NAME",
      description = "who takes it back (default: the user of this machine, or of the token)")
  @Nullable String author;

  @Option(names = "--preview", description = "only say what would change")
  boolean preview;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "table, csv, tsv, json, ndjson or md (default: ${DEFAULT-VALUE})")
  Format format = Format.TABLE;

  LinkUndoCommand(EkgCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    format.among(Format.OF_ROWS, "what changes");
    DecisionView.Outcome outcome;
    try (Session session = Sessions.open(root, "link")) {
      outcome = session.undo(number, LinkDecideCommand.author(root, author), reason, preview);
    }
    LinkDecideCommand.write(outcome, preview, format, root);
    return ExitCode.FINE;
  }
}
