package org.crmekg.cli;

import picocli.CommandLine.Command;

/** {@code ekg link}: what means the same. */
@Command(
    name = "link",
    header = "Link what sources write to the things that are meant, and records to one another.",
    footerHeading = "%nExamples:%n",
    footer = {
      "ekg link run --concepts                      codes and names to reference things\n",
      "ekg link files customers.csv -o pairs.csv    duplicates in a file\n",
      "ekg link review                              what people are asked\n",
      "ekg link accept A B --reason 'same number'   a person says so\n",
      "ekg link how PARTY                           how a party came together\n"
    },
    synopsisHeading = "%nUsage:%n  ",
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n")
final class LinkCommand implements Runnable {
  private final EkgCommand root;

  LinkCommand(EkgCommand root) {
    this.root = root;
  }

  @Override
  public void run() {
    Cli.usage("link", root);
  }
}
