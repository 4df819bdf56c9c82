package org.crmekg.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.crmekg.Problem;
import org.crmekg.UsageException;
import org.crmekg.demo.Enterprise;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ekg demo generate}: the sources of the sample enterprise, and nothing else. */
@Command(
    name = "generate",
    header = "Write the sources of the sample enterprise into a folder.",
    footerHeading = "%nExamples:%n",
    footer = {
      "ekg demo generate --out enterprise --seed 7 --scale 100000\n",
      "ekg demo generate --out files --layout postgres --user me \\\n",
      "    --jdbc jdbc:postgresql://127.0.0.1/enterprise --truth truth\n"
    },
    synopsisHeading = "%nUsage:%n  ",
    optionListHeading = "%nOptions:%n")
final class DemoGenerateCommand implements Callable<Integer> {
  private static final String BASE = "https://w3id.org/crm-ekg/id/";

  private final EkgCommand root;

  @Mixin EnterpriseOptions options = new EnterpriseOptions();

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "the folder")
  Path out = Path.of("");

  @Option(
      names = "--jdbc",
      paramLabel = "URL",
      description =
          "the PostgreSQL database of crm and billing; its password: env EKG_JDBC_PASSWORD")
  @Nullable String jdbc;

  @Option(names = "--user", paramLabel = "U", description = "user of the database")
  @Nullable String user;

  @Option(
      names = "--base",
      paramLabel = "IRI",
      description = "base of the IRIs in the links of --truth (default: ${DEFAULT-VALUE})",
      defaultValue = BASE)
  String base = BASE;

  DemoGenerateCommand(EkgCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    var place = new Enterprise.Place(out, database());
    Enterprise.Layout layout = options.layout().orElse(place.layout());
    if (layout != place.layout()) {
      throw new UsageException(
          Problem.USAGE,
          layout == Enterprise.Layout.POSTGRES
              ? "--layout postgres needs --jdbc jdbc:postgresql:… (and --user)"
              : "--layout files writes H2 files; leave out --jdbc");
    }
    root.progress("generating");
    Enterprise.Made made = Enterprise.generate(options.plan(), place);
    root.progress("writing the truth");
    options.writeTruth(place, base);
    root.progressDone();
    root.terminal()
        .out()
        .println(
            made.isNew()
                ? "%,d rows in %d tables written to %s"
                    .formatted(
                        made.rows().values().stream().mapToLong(Long::longValue).sum(),
                        made.rows().size(),
                        out)
                : out + " has exactly this enterprise already");
    return ExitCode.FINE;
  }

  private Optional<Enterprise.Database> database() {
    if (jdbc == null) {
      return Optional.empty();
    }
    if (!jdbc.startsWith("jdbc:postgresql:")) {
      throw new UsageException(
          Problem.USAGE, "--jdbc %s: the layout postgres needs jdbc:postgresql:…".formatted(jdbc));
    }
    return Optional.of(
        new Enterprise.Database(
            jdbc, user == null ? "" : user, root.variable("EKG_JDBC_PASSWORD").orElse("")));
  }
}
