package org.crmekg.cli;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.crmekg.EkgException;
import org.crmekg.Problem;
import org.crmekg.UsageException;
import org.crmekg.app.Checkup;
import org.crmekg.app.Checkup.Check;
import org.crmekg.app.Checkup.State;
import org.crmekg.app.CoverageView;
import org.crmekg.app.SourceView;
import org.crmekg.config.EkgConfig;
import org.crmekg.store.DataFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ekg doctor}: what is wrong, and what to do. */
@Command(
    name = "doctor",
    header = "Check Java, memory, disk, port, configuration, shapes and each source.",
    footerHeading = "%nExamples:%n",
    footer = {
      "ekg doctor\n",
      "ekg doctor -o json\n",
      "ekg doctor --coverage                                what the mappings leave out\n",
      "ekg doctor --coverage --jdbc jdbc:h2:file:./crm --mapping crm.ttl\n"
    },
    synopsisHeading = "%nUsage:%n  ",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all is well",
      "1:something should be looked at",
      "3:something does not work"
    })
final class DoctorCommand implements Callable<Integer> {
  private final EkgCommand root;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "table, csv, tsv, json, ndjson or md (default: ${DEFAULT-VALUE})")
  Format format = Format.TABLE;

  @Option(
      names = "--coverage",
      description =
          "list what the mappings leave out: columns of the sources, classes and properties of the"
              + " ontology; or of one database, with --jdbc and --mapping")
  boolean coverage;

  @Mixin DatabaseOptions database = new DatabaseOptions();

  DoctorCommand(EkgCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    format.among(Format.OF_ROWS, "checks");
    if (coverage) {
      return coverage();
    }
    if (database.isGiven()) {
      throw new UsageException(
          Problem.USAGE,
          "--jdbc, --user, --mapping and --base go with --coverage, which is missing");
    }
    var checkup = new Checkup(root.environment());
    checkup.machine();
    try {
      EkgConfig config = Sessions.config(root);
      checkup.add(
          "config",
          State.OK,
          "%s: %d sources".formatted(root.configFile(), config.sources().size()),
          "");
      look(config, checkup);
    } catch (EkgException e) {
      checkup.add("config", State.FAILED, e.coded(), "ekg help " + e.problem().code());
    }
    List<Check> checks = checkup.checks();
    Views.write(checks, format, DoctorCommand::table, root.terminal().out());
    return exitCode(checks);
  }

  private int coverage() {
    CoverageView found;
    Optional<AdHoc.Database> adHoc = database.read(root);
    if (adHoc.isPresent()) {
      found = AdHoc.coverage(adHoc.get());
    } else {
      try (Session session = Sessions.open(root, "doctor --coverage")) {
        found = session.coverage();
      }
    }
    CoverageReport.write(found, format, root.terminal().out());
    boolean failed = false;
    for (CoverageView.SourceCoverage source : found.sources()) {
      if (source.problem() != null) {
        failed = true;
        root.error("%s: %s".formatted(source.source(), source.problem()));
      }
    }
    if (!found.certain()) {
      root.say(
          failed
              ? "what these sources make is not known, so terms listed as never made may be theirs"
              : "a mapping takes classes or predicates from its rows, so terms listed as never made"
                  + " may come from there");
    }
    return failed ? ExitCode.FAILED : ExitCode.FINE;
  }

  private void look(EkgConfig config, Checkup checkup) {
    checkup.disk(config);
    checkup.files(config);
    Optional<ServerAddress> server = ServerAddress.holding(config.dataFolder());
    if (server.isPresent()) {
      checkup.add("server", State.OK, "answers at " + server.get().url(), "");
      try (var session = new RemoteSession(server.get())) {
        session.sources().forEach(s -> add(s, checkup));
      }
      return;
    }
    checkup.port(config);
    checkup.store(config);
    if (DataFolder.holder(config.dataFolder()).isEmpty()) {
      try (DataFolder folder =
          DataFolder.claim(config.dataFolder(), "doctor", root.environment().clock())) {
        checkup.sources(config);
        root.progress(folder.path().toString());
        root.progressDone();
      }
    }
  }

  private static void add(SourceView source, Checkup checkup) {
    boolean fine = source.state().equals("ready");
    checkup.add(
        "source " + source.id(),
        fine ? State.OK : source.state().equals("down") ? State.FAILED : State.WARNING,
        fine
            ? "answers; %s rows".formatted(Views.text(source.rows()))
            : Views.text(source.problem()),
        source.state().equals("stale") ? "ekg load " + source.id() : "");
  }

  private static Table table(List<Check> checks) {
    return new Table(
        List.of("", "subject", "seen", "what to do"),
        checks.stream()
            .map(c -> List.of(sign(c.state()), c.subject(), c.message(), c.fix()))
            .toList());
  }

  private static String sign(State state) {
    return switch (state) {
      case OK -> "✓";
      case WARNING -> "!";
      case FAILED -> "✗";
    };
  }

  private static int exitCode(List<Check> checks) {
    if (checks.stream().anyMatch(c -> c.state() == State.FAILED)) {
      return ExitCode.FAILED;
    }
    return checks.stream().anyMatch(c -> c.state() == State.WARNING)
        ? ExitCode.FINDINGS
        : ExitCode.FINE;
  }
}
