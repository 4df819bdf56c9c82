package org.crmekg.cli;

import picocli.CommandLine.Command;

/** {@code ekg reference}: the data that do not come from a source. */
@Command(
    name = "reference",
    header = "Countries, regions, currencies, jurisdictions, legal forms: the reference data.",
    footerHeading = "%nExamples:%n",
    footer = {
      "ekg reference generate --check\n",
      "ekg reference generate --elf elf-codes.csv --out my-reference\n"
    },
    synopsisHeading = "%nUsage:%n  ",
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n")
final class ReferenceCommand implements Runnable {
  private final EkgCommand root;

  ReferenceCommand(EkgCommand root) {
    this.root = root;
  }

  @Override
  public void run() {
    Cli.usage("reference", root);
  }
}
