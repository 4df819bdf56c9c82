package org.crmekg.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.crmekg.app.TestGraphs;

/** One run of the command line in this JVM: its exit code and what it printed. */
record Run(int code, String out, String err) {

  static Run of(String... args) {
    return with(Map.of(), "", args);
  }

  static Run with(Map<String, String> variables, String input, String... args) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var terminal =
        new Terminal(
            new ByteArrayInputStream(input.getBytes(UTF_8)),
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            false,
            false);
    int code = Cli.run(args, terminal, TestGraphs.environment(variables));
    return new Run(code, out.toString(UTF_8), err.toString(UTF_8));
  }

  /** Writes the shipped configuration of the sample with its data in another folder. */
  static Path sample(Path folder) throws IOException {
    TestGraphs.shipped("crm-registry.ttl", folder, Map.of());
    return folder.resolve("crm-registry.ttl");
  }

  /** Makes, loads and validates the sample in a folder. */
  static Path demo(Path folder) throws IOException {
    Path config = sample(folder);
    Run run = of("demo", "--once", "--config", config.toString());
    if (run.code() != 0) {
      throw new IllegalStateException(run.toString());
    }
    return config;
  }

  static Path write(Path file, String text) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    return Files.writeString(file, text);
  }
}
