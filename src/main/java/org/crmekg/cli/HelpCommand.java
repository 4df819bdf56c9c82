package org.crmekg.cli;

import java.util.concurrent.Callable;
import org.crmekg.Problem;
import org.crmekg.UsageException;
import org.crmekg.rdf.Suggestions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ekg help}: a command, or what an error code means. */
@Command(
    name = "help",
    header = "Explain a command or an error code.",
    footerHeading = "%nExamples:%n",
    footer = {"ekg help query\n", "ekg help EKG-1207\n"},
    synopsisHeading = "%nUsage:%n  ",
    parameterListHeading = "%nArguments:%n",
    optionListHeading = "%nOptions:%n")
final class HelpCommand implements Callable<Integer> {
  private final EkgCommand root;

  @Parameters(
      arity = "0..1",
      paramLabel = "COMMAND|CODE",
      description = "a command, or a code such as EKG-1207")
  @Nullable String topic;

  HelpCommand(EkgCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    CommandLine line = Cli.commandLine(root);
    if (topic == null) {
      line.usage(root.terminal().out());
      return ExitCode.FINE;
    }
    CommandLine command = line.getSubcommands().get(topic);
    if (command != null) {
      command.usage(root.terminal().out());
      return ExitCode.FINE;
    }
    if (!topic.matches("(?i)(ekg-)?\\d+")) {
      throw new UsageException(
          Problem.USAGE,
          "there is no command \"%s\"%s"
              .formatted(topic, Suggestions.didYouMean(topic, line.getSubcommands().keySet())));
    }
    Problem problem =
        Problem.ofCode(topic)
            .orElseThrow(
                () ->
                    new UsageException(Problem.USAGE, "there is no code \"%s\"".formatted(topic)));
    root.terminal()
        .out()
        .printf(
            "%s %s%n%n%s%n%nExit code %d.%n",
            problem.code(),
            problem.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '),
            Lines.wrapped(problem.explanation(), 90),
            ExitCode.of(problem.kind()));
    return ExitCode.FINE;
  }
}
