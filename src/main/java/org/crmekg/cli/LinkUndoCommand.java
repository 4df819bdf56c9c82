package org.crmekg.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

  @Mixin DecisionOptions options = new DecisionOptions();

  LinkUndoCommand(EkgCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    return options.decide(
        root,
        session -> session.undo(number, options.author(root), options.reason, options.preview));
  }
}
