package org.crmekg.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ekg sources profile}: finds out what a remote endpoint holds. */
@Command(
    name = "profile",
    header = "Find out once what a remote endpoint holds, and keep it for plans.",
    footerHeading = "%nExamples:%n",
    footer = {"ekg sources profile partners\n"},
    synopsisHeading = "%nUsage:%n  ",
    description = {
      "Counts its predicates and classes, which may take it a while, and writes them as VoID into"
          + " the data folder. The descriptor of a crm-ekg server is fetched again. Other endpoints"
          + " are still asked for predicates that were not seen, unless ekg:completeDescriptor says"
          + " that there are no others."
    },
    descriptionHeading = "%n",
    parameterListHeading = "%nArguments:%n",
    optionListHeading = "%nOptions:%n")
final class SourcesProfileCommand implements Callable<Integer> {
  private final EkgCommand root;

  @Parameters(paramLabel = "SOURCE", description = "id of an ekg:EndpointSource")
  String source = "";

  SourcesProfileCommand(EkgCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    try (Session session = Sessions.open(root, "sources profile")) {
      root.say("%s: %s".formatted(source, session.profile(source)));
    }
    return ExitCode.FINE;
  }
}
