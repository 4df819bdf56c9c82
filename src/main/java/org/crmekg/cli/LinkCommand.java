package org.crmekg.cli;

import picocli.CommandLine.Command;

/** {@code ekg link}: what means the same. */
@Command(
    name = "link",
    header = "Link what sources write to the things that are meant.",
    footerHeading = "%nExamples:%n",
    footer = {"ekg link run --concepts\n"},
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
