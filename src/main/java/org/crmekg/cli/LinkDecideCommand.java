package org.crmekg.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code ekg link accept|reject|unsure}: what a person says of two records. */
@Command(
    synopsisHeading = "%nUsage:%n  ",
    descriptionHeading = "%n",
    description = {
      "Decisions win over rules and stay when these run again. They are kept with author, time and"
          + " reason; undo takes one back."
    },
    parameterListHeading = "%nArguments:%n",
    optionListHeading = "%nOptions:%n")
abstract class LinkDecideCommand implements Callable<Integer> {
  private final EkgCommand root;
  private final String verdict;

  @Parameters(index = "0", paramLabel = "A", description = "the IRI of a record")
  String one = "";

  @Parameters(index = "1", paramLabel = "B", description = "the IRI of another")
  String other = "";

  @Mixin DecisionOptions options = new DecisionOptions();

  LinkDecideCommand(EkgCommand root, String verdict) {
    this.root = root;
    this.verdict = verdict;
  }

  /** They are one party. */
  @Command(
      name = "accept",
      header = "Say that two records are the same party.",
      footerHeading = "%nExamples:%n",
      footer = {
        "ekg link accept id:party/crm/1001 id:party/kyc/77 --reason 'same passport'\n",
        "ekg link accept id:party/crm/1001 id:party/kyc/77 --preview\n"
      })
  static final class Accept extends LinkDecideCommand {
    Accept(EkgCommand root) {
      super(root, "same");
    }
  }

  /** They are two parties. */
  @Command(
      name = "reject",
      header = "Say that two records are two parties, whatever they look like.",
      footerHeading = "%nExamples:%n",
      footer = {"ekg link reject id:party/crm/1001 id:party/kyc/77 --reason 'father and son'\n"})
  static final class Reject extends LinkDecideCommand {
    Reject(EkgCommand root) {
      super(root, "different");
    }
  }

  /** It cannot be told. */
  @Command(
      name = "unsure",
      header = "Say that it cannot be told whether two records are the same party.",
      footerHeading = "%nExamples:%n",
      footer = {"ekg link unsure id:party/crm/1001 id:party/kyc/77 --reason 'asked the branch'\n"})
  static final class Unsure extends LinkDecideCommand {
    Unsure(EkgCommand root) {
      super(root, "unsure");
    }
  }

  @Override
  public Integer call() {
    return options.decide(
        root,
        session ->
            session.decide(
                verdict,
                Terms.read(one),
                Terms.read(other),
                options.author(root),
                options.reason,
                options.preview));
  }
}
