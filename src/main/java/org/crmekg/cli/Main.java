package org.crmekg.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.crmekg.app.Environment;

/** The process behind {@code ekg}. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    // The run script knows whether the streams are terminals; Java 21 cannot tell.
    String ttys = System.getProperty("ekg.tty", "");
    var terminal =
        new Terminal(
            System.in,
            new PrintStream(System.out, false, StandardCharsets.UTF_8),
            new PrintStream(System.err, true, StandardCharsets.UTF_8),
            ttys.contains("1"),
            ttys.contains("2"));
    Environment environment = Environment.system(e -> stop(terminal, e));
    int code = Cli.run(args, terminal, environment);
    terminal.out().flush();
    System.exit(code);
  }

  /** The store met an error after which nothing it says can be trusted: stop at once. */
  private static void stop(Terminal terminal, Throwable error) {
    terminal.err().println("EKG-4003 the store has stopped: " + error);
    Runtime.getRuntime().halt(ExitCode.FAILED);
  }
}
