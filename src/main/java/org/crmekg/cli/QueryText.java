package org.crmekg.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.crmekg.Problem;
import org.crmekg.UsageException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A SPARQL query on the command line, in a file, or on standard input. */
final class QueryText {
  @Parameters(arity = "0..1", paramLabel = "SPARQL", description = "the query")
  @Nullable String text;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "read the query from a file; - is standard input")
  @Nullable String file;

  String read(Terminal terminal) {
    if (text != null && file != null) {
      throw new UsageException(Problem.USAGE, "give the query as an argument or with -f, not both");
    }
    try {
      if (text != null && !text.equals("-")) {
        return text;
      }
      if (file == null && text == null) {
        throw new UsageException(
            Problem.USAGE, "there is no query; give it as an argument or with -f FILE");
      }
      if (file == null || file.equals("-")) {
        return new String(terminal.in().readAllBytes(), StandardCharsets.UTF_8);
      }
      return Files.readString(Path.of(file));
    } catch (IOException e) {
      throw new UsageException(
          Problem.USAGE, "the query file %s cannot be read; is the name right?".formatted(file), e);
    }
  }
}
