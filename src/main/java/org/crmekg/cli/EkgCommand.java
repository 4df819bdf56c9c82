package org.crmekg.cli;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.crmekg.app.Environment;
import org.crmekg.app.Shortfall;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code ekg} itself: the options that every command has, and how commands talk. */
@Command(
    name = "ekg",
    header = "One graph over the CRM, registers, and whatever else knows a customer.",
    footerHeading = "%nExamples:%n",
    footer = {
      "ekg demo                                     a sample company, at http://127.0.0.1:3030\n",
      "ekg query 'SELECT ?n { ?c party:name ?n }'   ask all sources at once\n",
      "ekg validate                                 check the data against the rules\n",
      "ekg why id:party/crm/1001                    where a statement comes from\n",
      "ekg init my-graph                            a configuration for your own databases\n"
    },
    synopsisHeading = "%nUsage:%n  ",
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    parameterListHeading = "%nArguments:%n",
    descriptionHeading = "%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:fine",
      "1:findings, differences, or ASK is false with --exit-status",
      "2:the command line or the query is wrong",
      "3:the configuration or a source is wrong, or it was refused or failed",
      "4:partial: a source was down, cut off, or loaded without rows that cannot be mapped",
      "130:interrupted"
    },
    versionProvider = EkgCommand.Version.class)
final class EkgCommand implements Runnable {
  private final Terminal terminal;
  private final Environment environment;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "configuration (default: fuseki-config/ekg.ttl; env EKG_CONFIG)")
  @Nullable Path config;

  @Option(
      names = "--server",
      paramLabel = "URL",
      scope = ScopeType.INHERIT,
      description = "ask this server (env EKG_SERVER; its token: env EKG_TOKEN)")
  @Nullable String server;

  @Option(
      names = {"-q", "--quiet"},
      scope = ScopeType.INHERIT,
      description = "say nothing but errors")
  boolean quiet;

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      scope = ScopeType.INHERIT,
      description = "auto, always or never (default: auto; env NO_COLOR)")
  Color color = Color.AUTO;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "show this help")
  boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "show the version")
  boolean version;

  /** When text is coloured. */
  enum Color {
    AUTO,
    ALWAYS,
    NEVER
  }

  EkgCommand(Terminal terminal, Environment environment) {
    this.terminal = terminal;
    this.environment = environment;
  }

  @Override
  public void run() {
    Cli.commandLine(this).usage(terminal.out());
  }

  Terminal terminal() {
    return terminal;
  }

  Environment environment() {
    return environment;
  }

  /** Returns an environment variable that is set and not empty. */
  Optional<String> variable(String name) {
    return Optional.ofNullable(environment.variables().apply(name)).filter(v -> !v.isEmpty());
  }

  PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }

  /** The configuration file: named, or the one here, or the one beside the run script. */
  Path configFile() {
    if (config != null) {
      return config;
    }
    Path here = Path.of("fuseki-config", "ekg.ttl");
    Optional<Path> beside = variable("EKG_HOME").map(home -> Path.of(home).resolve(here));
    return Files.exists(here) ? here : beside.filter(Files::exists).orElse(here);
  }

  Ansi ansi() {
    return isColored(terminal.outIsTerminal()) ? Ansi.ON : Ansi.OFF;
  }

  private boolean isColored(boolean isTerminal) {
    return switch (color) {
      case ALWAYS -> true;
      case NEVER -> false;
      case AUTO -> isTerminal && variable("NO_COLOR").isEmpty();
    };
  }

  /** Says something to people, unless they want quiet. */
  void say(String text) {
    if (!quiet) {
      terminal.err().println(text);
    }
  }

  /** Shows how far long work is, on one line that is written over; only where somebody looks. */
  void progress(String text) {
    if (!quiet && terminal.errIsTerminal()) {
      terminal.err().print("\r\u001b[K" + text);
      terminal.err().flush();
    }
  }

  /** Says that an answer is partial; this is no talk that {@code --quiet} would leave out. */
  void partial(Shortfall shortfall) {
    shortfall.messages().forEach(m -> error("partial: " + m));
  }

  /** Says how fresh an answer is. */
  void fresh(Shortfall shortfall) {
    if (!shortfall.freshness().sources().isEmpty()) {
      say("sources: " + shortfall.freshness().words());
    }
  }

  /** Ends the line of {@link #progress}. */
  void progressDone() {
    progress("");
  }

  /** Says what went wrong. */
  void error(String text) {
    progressDone();
    terminal
        .err()
        .println(isColored(terminal.errIsTerminal()) ? "\u001b[31m" + text + "\u001b[0m" : text);
  }

  /** Shows where an error came from, for those who asked for it with {@code EKG_DEBUG=1}. */
  void trace(Throwable error) {
    if (variable("EKG_DEBUG").isPresent()) {
      error.printStackTrace(terminal.err());
    }
  }

  /** The version that the jar was built as. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = EkgCommand.class.getPackage().getImplementationVersion();
      return new String[] {
        "ekg %s (Java %s)".formatted(version == null ? "development" : version, Runtime.version())
      };
    }
  }
}
