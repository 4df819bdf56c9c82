package org.crmekg.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.crmekg.EkgException;
import org.crmekg.Problem;
import org.crmekg.app.Environment;
import org.crmekg.rdf.Suggestions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** One run of the command line. */
final class Cli {
  /** Options that may come from the environment, as {@code EKG_} and their name. */
  private static final Set<String> FROM_ENVIRONMENT =
      Set.of("--config", "--server", "--port", "--output", "--timeout", "--fail-on");

  private Cli() {}

  /**
   * Runs a command.
   *
   * @return the exit code
   */
  static int run(String[] args, Terminal terminal, Environment environment) {
    var root = new EkgCommand(terminal, environment);
    CommandLine line = commandLine(root);
    int code;
    try {
      code = line.execute(args);
    } catch (OutOfMemoryError e) {
      root.trace(e);
      root.error(
          "%s the memory of this process (%,d MB) is too small; give it more with the variable"
                  .formatted(Problem.QUERY_TOO_LARGE.code(), Runtime.getRuntime().maxMemory() >> 20)
              + " EKG_HEAP, such as EKG_HEAP=2g");
      code = ExitCode.FAILED;
    }
    terminal.out().flush();
    terminal.err().flush();
    return code;
  }

  /** Shows how a command is used that does nothing without one of its own. */
  static void usage(String command, EkgCommand root) {
    Optional.ofNullable(commandLine(root).getSubcommands().get(command))
        .ifPresent(c -> c.usage(root.terminal().out()));
  }

  /** Builds the tree of commands. */
  static CommandLine commandLine(EkgCommand root) {
    var line = new CommandLine(root);
    var demo = new CommandLine(new DemoCommand(root));
    demo.addSubcommand(new DemoSqlCommand(root));
    demo.addSubcommand(new DemoGenerateCommand(root));
    var reference = new CommandLine(new ReferenceCommand(root));
    reference.addSubcommand(new ReferenceGenerateCommand(root));
    var concept = new CommandLine(new ConceptCommand(root));
    concept.addSubcommand(new ConceptFindCommand(root));
    concept.addSubcommand(new ConceptCheckCommand(root));
    var link = new CommandLine(new LinkCommand(root));
    link.addSubcommand(new LinkRunCommand(root));
    var sources = new CommandLine(new SourcesCommand(root));
    sources.addSubcommand(new SourcesProfileCommand(root));
    link.addSubcommand(new LinkFilesCommand(root));
    link.addSubcommand(new LinkEvaluateCommand(root));
    link.addSubcommand(new LinkDecideCommand.Accept(root));
    link.addSubcommand(new LinkDecideCommand.Reject(root));
    link.addSubcommand(new LinkDecideCommand.Unsure(root));
    link.addSubcommand(new LinkConfirmCommand(root));
    link.addSubcommand(new LinkUndoCommand(root));
    link.addSubcommand(new LinkDecisionsCommand(root));
    link.addSubcommand(new LinkReviewCommand(root));
    link.addSubcommand(new LinkTrainCommand(root));
    link.addSubcommand(new LinkWhyCommand.Why(root));
    link.addSubcommand(new LinkWhyCommand.WhyNot(root));
    link.addSubcommand(new LinkHowCommand(root));
    link.addSubcommand(new LinkStatsCommand(root));
    line.addSubcommand(demo)
        .addSubcommand(new ServeCommand(root))
        .addSubcommand(new InitCommand(root))
        .addSubcommand(new DoctorCommand(root))
        .addSubcommand(sources)
        .addSubcommand(new QueryCommand(root))
        .addSubcommand(new NamedQueryCommand(root))
        .addSubcommand(new MapCommand(root))
        .addSubcommand(new LoadCommand(root))
        .addSubcommand(new ValidateCommand(root))
        .addSubcommand(new ExplainCommand(root))
        .addSubcommand(new ParityCommand(root))
        .addSubcommand(new WhyCommand(root))
        .addSubcommand(link)
        .addSubcommand(concept)
        .addSubcommand(reference)
        .addSubcommand(new CompletionCommand(root))
        .addSubcommand(new HelpCommand(root));
    return line.setOut(root.writer(root.terminal().out()))
        .setErr(root.writer(root.terminal().err()))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(false)
        .setUsageHelpWidth(100)
        .setAbbreviatedOptionsAllowed(false)
        .setDefaultValueProvider(arg -> fromEnvironment(arg, root.environment()))
        .setColorScheme(Help.defaultColorScheme(root.ansi()))
        .setHelpSectionMap(examplesFirst(line.getHelpSectionMap()))
        .setHelpSectionKeys(
            List.of(
                CommandLine.Model.UsageMessageSpec.SECTION_KEY_HEADER,
                CommandLine.Model.UsageMessageSpec.SECTION_KEY_FOOTER_HEADING,
                CommandLine.Model.UsageMessageSpec.SECTION_KEY_FOOTER,
                CommandLine.Model.UsageMessageSpec.SECTION_KEY_SYNOPSIS_HEADING,
                CommandLine.Model.UsageMessageSpec.SECTION_KEY_SYNOPSIS,
                CommandLine.Model.UsageMessageSpec.SECTION_KEY_DESCRIPTION_HEADING,
                CommandLine.Model.UsageMessageSpec.SECTION_KEY_DESCRIPTION,
                CommandLine.Model.UsageMessageSpec.SECTION_KEY_PARAMETER_LIST_HEADING,
                CommandLine.Model.UsageMessageSpec.SECTION_KEY_PARAMETER_LIST,
                CommandLine.Model.UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING,
                CommandLine.Model.UsageMessageSpec.SECTION_KEY_COMMAND_LIST,
                CommandLine.Model.UsageMessageSpec.SECTION_KEY_OPTION_LIST_HEADING,
                CommandLine.Model.UsageMessageSpec.SECTION_KEY_OPTION_LIST,
                CommandLine.Model.UsageMessageSpec.SECTION_KEY_EXIT_CODE_LIST_HEADING,
                CommandLine.Model.UsageMessageSpec.SECTION_KEY_EXIT_CODE_LIST))
        .setParameterExceptionHandler((e, unused) -> wrongUsage(e, root))
        .setExecutionExceptionHandler((e, unused, result) -> failed(e, root));
  }

  /** Examples are printed as they are: picocli would break their lines and read % and @ in them. */
  private static Map<String, IHelpSectionRenderer> examplesFirst(
      Map<String, IHelpSectionRenderer> sections) {
    sections.put(
        CommandLine.Model.UsageMessageSpec.SECTION_KEY_FOOTER,
        help ->
            String.join("", help.commandSpec().usageMessage().footer())
                .lines()
                .map(l -> "  " + l + System.lineSeparator())
                .collect(Collectors.joining()));
    return sections;
  }

  private static @Nullable String fromEnvironment(ArgSpec argument, Environment environment) {
    if (argument instanceof OptionSpec option && FROM_ENVIRONMENT.contains(option.longestName())) {
      String name = option.longestName().substring(2).toUpperCase(Locale.ROOT).replace('-', '_');
      return environment.variables().apply("EKG_" + name);
    }
    return null;
  }

  private static int wrongUsage(ParameterException e, EkgCommand root) {
    CommandLine command = e.getCommandLine();
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      String wrong = unmatched.getUnmatched().getFirst();
      root.error(Problem.USAGE.code() + " " + unmatched(wrong, command));
    } else {
      root.error(Problem.USAGE.code() + " " + e.getMessage());
    }
    root.trace(e);
    root.say("see: %s --help".formatted(command.getCommandSpec().qualifiedName()));
    return ExitCode.USAGE;
  }

  private static String unmatched(String wrong, CommandLine command) {
    if (wrong.startsWith("-")) {
      List<String> options = new ArrayList<>();
      command.getCommandSpec().options().forEach(o -> options.addAll(List.of(o.names())));
      return "there is no option %s%s".formatted(wrong, Suggestions.didYouMean(wrong, options));
    }
    if (!command.getSubcommands().isEmpty()) {
      return "there is no command \"%s\"%s"
          .formatted(wrong, Suggestions.didYouMean(wrong, command.getSubcommands().keySet()));
    }
    return "\"%s\" is one argument too many; quote a query or text that has blanks"
        .formatted(wrong);
  }

  private static int failed(Exception e, EkgCommand root) {
    root.trace(e);
    if (e instanceof EkgException known) {
      root.error(known.coded());
      if (!known.problem().equals(Problem.USAGE)) {
        root.say("see: ekg help " + known.problem().code());
      }
      return ExitCode.of(known.kind());
    }
    root.error(
        "%s %s%s"
            .formatted(
                Problem.INTERNAL.code(),
                e.getClass().getSimpleName(),
                e.getMessage() == null ? "" : ": " + e.getMessage()));
    root.say("set EKG_DEBUG=1 to see where; please report it");
    return ExitCode.FAILED;
  }
}
