package org.crmekg.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

  @Mixin DecisionOptions options = new DecisionOptions();

  LinkConfirmCommand(EkgCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    return options.decide(
        root,
        session ->
            session.confirm(
                Terms.read(record),
                split.stream().map(Terms::read).toList(),
                options.author(root),
                options.reason,
                options.preview));
  }
}
