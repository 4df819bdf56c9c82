package org.crmekg.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.crmekg.InternalException;
import org.crmekg.Problem;
import org.crmekg.ResourceException;
import org.crmekg.UsageException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ekg init}: a configuration to start from. */
@Command(
    name = "init",
    header = "Write a configuration, a mapping and a shape to start from.",
    footerHeading = "%nExamples:%n",
    footer = {"ekg init my-graph && cd my-graph && ekg load && ekg validate\n"},
    synopsisHeading = "%nUsage:%n  ",
    parameterListHeading = "%nArguments:%n",
    optionListHeading = "%nOptions:%n")
final class InitCommand implements Callable<Integer> {
  private static final List<String> FILES =
      List.of(
          "fuseki-config/ekg.ttl",
          "mappings/customers.ttl",
          "shapes/customer.ttl",
          "links/countries.ttl",
          "sources/customers.csv");

  private final EkgCommand root;

  @Parameters(arity = "0..1", paramLabel = "DIR", description = "the folder (default: this one)")
  Path folder = Path.of(".");

  InitCommand(EkgCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    for (String name : FILES) {
      if (Files.exists(folder.resolve(name))) {
        throw new UsageException(
            Problem.USAGE,
            "%s is there already and stays as it is; name another folder: ekg init DIR"
                .formatted(folder.resolve(name).normalize()));
      }
    }
    for (String name : FILES) {
      write(name, folder.resolve(name).normalize());
    }
    root.say(
        "next: %sekg doctor, then ekg load; the comments in fuseki-config/ekg.ttl say how to go on"
            .formatted(
                folder.normalize().toString().isEmpty() || folder.equals(Path.of("."))
                    ? ""
                    : "cd %s && ".formatted(folder)));
    return ExitCode.FINE;
  }

  private void write(String name, Path file) {
    try (InputStream in = InitCommand.class.getResourceAsStream("/init/" + name)) {
      if (in == null) {
        throw new InternalException(
            Problem.INTERNAL, "init/%s is not in the program".formatted(name));
      }
      Path parent = file.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.copy(in, file);
      root.terminal().out().println(file);
    } catch (IOException e) {
      throw new ResourceException(
          Problem.STAGING_FAILED, "%s cannot be written: %s".formatted(file, e.getMessage()), e);
    }
  }
}
