package org.crmekg.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.crmekg.Problem;
import org.crmekg.ResourceException;
import org.crmekg.UsageException;
import org.crmekg.reference.ReferenceGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ekg reference generate}: makes the files of reference data. */
@Command(
    name = "generate",
    header = "Make the files of reference data from ICU4J, the Java platform and our tables.",
    footerHeading = "%nExamples:%n",
    footer = {
      "ekg reference generate                    write them into ontology/\n",
      "ekg reference generate --check            do the files still say the same?\n",
      "ekg reference generate --elf elf-codes.csv --out my-reference\n",
      "                                          with all legal forms of GLEIF's list; name the\n",
      "                                          folder with ekg:ontology to use them\n"
    },
    synopsisHeading = "%nUsage:%n  ",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:written, or the same with --check",
      "1:--check found a difference",
      "3:a list or the folder cannot be used"
    })
final class ReferenceGenerateCommand implements Callable<Integer> {
  private final EkgCommand root;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "folder to write to or compare with (default: ontology)")
  @Nullable Path out;

  @Option(names = "--check", description = "write nothing; show the first difference")
  boolean check;

  @Option(
      names = "--elf",
      paramLabel = "FILE",
      description = "legal forms from GLEIF's list (CSV) in the place of our sample")
  @Nullable Path elf;

  @Option(
      names = "--ra",
      paramLabel = "FILE",
      description = "registration authorities from GLEIF's list (CSV) in the place of our sample")
  @Nullable Path authorities;

  ReferenceGenerateCommand(EkgCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    Path folder = folder();
    if (out == null && !check && (elf != null || authorities != null)) {
      throw new UsageException(
          Problem.USAGE,
          "with --elf or --ra name a folder of your own with --out: what lies in %s is shared"
              .formatted(folder));
    }
    Map<String, String> files =
        ReferenceGenerator.generate(Optional.ofNullable(elf), Optional.ofNullable(authorities));
    LocalDate today = LocalDate.now(root.environment().clock());
    ReferenceGenerator.staleness(today).ifPresent(root::say);
    return check ? compare(folder, files) : write(folder, files);
  }

  /** The folder named, or the one here, or the one beside the run script. */
  private Path folder() {
    if (out != null) {
      return out;
    }
    Path here = Path.of("ontology");
    return Files.isDirectory(here)
        ? here
        : root.variable("EKG_HOME").map(home -> Path.of(home).resolve(here)).orElse(here);
  }

  private int write(Path folder, Map<String, String> files) {
    int written = 0;
    try {
      for (Map.Entry<String, String> file : files.entrySet()) {
        Path path = folder.resolve(file.getKey());
        if (!Files.exists(path) || !Files.readString(path).equals(file.getValue())) {
          Files.createDirectories(path.toAbsolutePath().getParent());
          Files.writeString(path, file.getValue());
          written++;
        }
      }
    } catch (IOException e) {
      throw new ResourceException(
          Problem.STORE_FAILED, "%s cannot be written: %s".formatted(folder, e), e);
    }
    root.terminal()
        .out()
        .printf("%d files in %s, %d of them new or changed%n", files.size(), folder, written);
    return ExitCode.FINE;
  }

  private int compare(Path folder, Map<String, String> files) {
    try {
      for (Map.Entry<String, String> file : files.entrySet()) {
        Path path = folder.resolve(file.getKey());
        if (!Files.exists(path)) {
          root.terminal().out().printf("%s is missing; run: ekg reference generate%n", path);
          return ExitCode.FINDINGS;
        }
        String there = Files.readString(path);
        if (!there.equals(file.getValue())) {
          firstDifference(path, there, file.getValue());
          return ExitCode.FINDINGS;
        }
      }
    } catch (IOException e) {
      throw new ResourceException(
          Problem.STORE_FAILED, "%s cannot be read: %s".formatted(folder, e), e);
    }
    root.terminal().out().printf("%d files are as they would be generated%n", files.size());
    return ExitCode.FINE;
  }

  private void firstDifference(Path path, String there, String generated) {
    Iterator<String> left = there.lines().iterator();
    Iterator<String> right = generated.lines().iterator();
    int line = 1;
    while (left.hasNext() && right.hasNext()) {
      String l = left.next();
      String r = right.next();
      if (!l.equals(r)) {
        root.terminal().out().printf("%s:%d%n- %s%n+ %s%n", path, line, l, r);
        return;
      }
      line++;
    }
    root.terminal()
        .out()
        .printf(
            "%s:%d%n%s%n",
            path,
            line,
            left.hasNext()
                ? "- " + left.next()
                : right.hasNext() ? "+ " + right.next() : "only the ends of lines differ");
  }
}
