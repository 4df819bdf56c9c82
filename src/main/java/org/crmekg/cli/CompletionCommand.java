package org.crmekg.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ekg completion}: a script that makes the shell complete commands and options. */
@Command(
    name = "completion",
    header = "Write a completion script for bash or zsh.",
    footerHeading = "%nExamples:%n",
    footer = {
      "source <(ekg completion bash)\n",
      "ekg completion zsh > ~/.ekg-completion && source ~/.ekg-completion\n"
    },
    synopsisHeading = "%nUsage:%n  ",
    parameterListHeading = "%nArguments:%n",
    optionListHeading = "%nOptions:%n")
final class CompletionCommand implements Callable<Integer> {
  private final EkgCommand root;

  @Parameters(paramLabel = "bash|zsh", description = "the shell")
  Shell shell = Shell.BASH;

  /** Shells that read the same script; zsh through its bashcompinit, which the script turns on. */
  enum Shell {
    BASH,
    ZSH
  }

  CompletionCommand(EkgCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    root.terminal().out().print(AutoComplete.bash("ekg", Cli.commandLine(root)));
    return ExitCode.FINE;
  }
}
