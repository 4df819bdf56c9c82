package org.crmekg.cli;

import picocli.CommandLine.Command;

/** {@code ekg concept}: names, codes and terms beside ours. */
@Command(
    name = "concept",
    header = "Find the reference thing behind a name or code; check a vocabulary against ours.",
    footerHeading = "%nExamples:%n",
    footer = {
      "ekg concept find Holland\n",
      "ekg concept find GmbH --in DE\n",
      "ekg concept check my-terms.ttl\n"
    },
    synopsisHeading = "%nUsage:%n  ",
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n")
final class ConceptCommand implements Runnable {
  private final EkgCommand root;

  ConceptCommand(EkgCommand root) {
    this.root = root;
  }

  @Override
  public void run() {
    Cli.usage("concept", root);
  }
}
