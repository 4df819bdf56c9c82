package org.crmekg.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.crmekg.Problem;
import org.crmekg.ResourceException;
import org.crmekg.UsageException;
import org.crmekg.linkage.FileLinkage;
import org.crmekg.linkage.LinkageOptions;
import org.crmekg.linkage.LinkageRun;
import org.crmekg.linkage.LinkageSpec;
import org.crmekg.linkage.ModelJson;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ekg link files}: which records of CSV files are the same. */
@Command(
    name = "files",
    header = "Find the records of CSV files that are about the same thing.",
    footerHeading = "%nExamples:%n",
    footer = {
      "ekg link files customers.csv -o pairs.csv                   duplicates in one file\n",
      "ekg link files crm.csv register.csv --one-to-one -o pairs.csv\n",
      "ekg link files crm.csv register.csv sanctions.csv -o pairs.csv  all that are the same\n",
      "ekg link files a.csv b.csv --spec pairs-spec.ttl -o pairs.csv   with a changed guess\n",
      "ekg link files a.csv b.csv --candidates c.csv -o scores.csv     score these pairs only\n"
    },
    synopsisHeading = "%nUsage:%n  ",
    descriptionHeading = "%n",
    description = {
      "Writes left,right,score of the pairs that are taken for the same; scores are bits, and 0 is as"
          + " likely as not. Without --spec a specification is guessed from names and values of"
          + " columns and written beside the output. docs/identity.md has its vocabulary."
    },
    parameterListHeading = "%nArguments:%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done, whatever was found", "3:a file or the specification is wrong"})
final class LinkFilesCommand implements Callable<Integer> {
  private final EkgCommand root;

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "one file; two to link; or more, within which there may be duplicates")
  List<Path> files = new ArrayList<>();

  @Option(
      names = "--id",
      paramLabel = "NAME",
      description = "the column of identifiers (default: the first)")
  @Nullable String id;

  @Option(
      names = "--spec",
      paramLabel = "FILE",
      description = "what is compared and how (default: guessed)")
  @Nullable Path spec;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description = "what the records are about: person, organization or other")
  LinkageSpec.@Nullable Kind kind;

  @Option(names = "--one-to-one", description = "each file has each thing once")
  boolean oneToOne;

  @Option(
      names = "--threshold",
      paramLabel = "BITS",
      description = "accept pairs from this score (default: that of the specification, 0)")
  @Nullable Double threshold;

  @Option(
      names = "--candidates",
      paramLabel = "FILE",
      description = "score just these pairs (columns left and right), and write all of them")
  @Nullable Path candidates;

  @Option(
      names = "--explain",
      paramLabel = "FILE",
      description = "write why each pair is accepted, as JSON lines")
  @Nullable Path explain;

  @Option(names = "--model", paramLabel = "FILE", description = "write what was learned, as JSON")
  @Nullable Path model;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      required = true,
      description = "write the pairs here")
  Path output = Path.of("pairs.csv");

  LinkFilesCommand(EkgCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    if (threshold != null && !Double.isFinite(threshold)) {
      throw new UsageException(Problem.USAGE, "--threshold must be a number of bits, such as 3");
    }
    var request =
        new FileLinkage.Request(
            files,
            Optional.ofNullable(id),
            Optional.ofNullable(spec),
            Optional.ofNullable(kind),
            oneToOne,
            Optional.ofNullable(threshold),
            Optional.ofNullable(candidates),
            output,
            Optional.ofNullable(explain));
    Path temporary = temporary();
    Instant start = root.environment().clock().instant();
    try {
      FileLinkage.Report report =
          FileLinkage.link(
              request,
              new LinkageOptions(
                  Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 16),
                  800,
                  temporary,
                  root::progress),
              root.environment().clock());
      root.progressDone();
      if (model != null) {
        write(model, ModelJson.write(report.model()));
      }
      say(report, Duration.between(start, root.environment().clock().instant()));
    } finally {
      delete(temporary);
    }
    return ExitCode.FINE;
  }

  private void say(FileLinkage.Report report, Duration took) {
    LinkageRun.Outcome outcome = report.outcome();
    report.notes().forEach(root::say);
    if (spec == null) {
      report.spec().notes().stream().skip(1).forEach(root::say);
      root.say("guessed specification: %s".formatted(report.specFile()));
    }
    report.model().diagnostics().warnings().forEach(w -> root.say("warning: " + w));
    for (LinkageRun.RuleOutcome rule : outcome.rules()) {
      root.say(
          "rule %-50s %,12d pairs, %,9d the same%s%s"
              .formatted(
                  rule.rule(),
                  rule.pairs(),
                  rule.matches(),
                  rule.only() == 0 ? "" : ", %,d by this one only".formatted(rule.only()),
                  rule.skippedBlocks() == 0
                      ? ""
                      : "; %,d values that too many share were skipped (up to %,d pairs)"
                          .formatted(rule.skippedBlocks(), rule.largestSkipped())));
    }
    root.say(
        String.format(
            Locale.ROOT,
            "%,d records, %,d pairs compared, %,d taken for the same, %,d to be reviewed%s; blocking finds an"
                + " estimated %.1f %% of true pairs; %.1f s",
            report.records(),
            outcome.compared(),
            outcome.pairs().size(),
            outcome.toReview(),
            outcome.refused() == 0
                ? ""
                : String.format(Locale.ROOT, ", %,d links refused for others", outcome.refused()),
            100 * outcome.completeness(),
            took.toMillis() / 1000.0));
  }

  private static void write(Path path, String text) {
    try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(path))) {
      out.print(text);
    } catch (IOException e) {
      throw new ResourceException(
          Problem.STAGING_FAILED, "%s cannot be written: %s".formatted(path, e), e);
    }
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("ekg-link");
    } catch (IOException e) {
      throw new ResourceException(Problem.STAGING_FAILED, "no temporary folder can be made", e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new ResourceException(
          Problem.STAGING_FAILED, "the temporary folder %s cannot be removed".formatted(folder), e);
    }
  }
}
