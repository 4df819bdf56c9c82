package org.crmekg.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ekg map}: the output dataset of an R2RML mapping. */
@Command(
    name = "map",
    header = "Write the RDF that an R2RML mapping makes of a database, as N-Quads.",
    footerHeading = "%nExamples:%n",
    footer = {
      "ekg map --jdbc jdbc:postgresql://127.0.0.1/northwind --user reader \\\n",
      "    --mapping northwind.ttl -o northwind.nq\n",
      "EKG_JDBC_PASSWORD=… ekg map --jdbc jdbc:h2:file:./crm --mapping a.ttl b.ttl | wc -l\n"
    },
    synopsisHeading = "%nUsage:%n  ",
    optionListHeading = "%nOptions:%n")
final class MapCommand implements Callable<Integer> {
  private final EkgCommand root;

  @Option(
      names = "--jdbc",
      required = true,
      paramLabel = "URL",
      description = "the database; its password: env EKG_JDBC_PASSWORD")
  String jdbc = "";

  @Option(names = "--user", paramLabel = "U", description = "user of the database")
  @Nullable String user;

  @Option(
      names = "--mapping",
      required = true,
      paramLabel = "FILE",
      arity = "1..*",
      description = "R2RML mapping of the database")
  List<Path> mappings = new ArrayList<>();

  @Option(
      names = "--base",
      paramLabel = "IRI",
      description = "base of the IRIs (default: that of the mapping)")
  @Nullable String base;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description = "write here, whole or not at all (default: standard output)")
  @Nullable Path out;

  MapCommand(EkgCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    Optional<Path> file = Optional.ofNullable(out).filter(f -> !f.toString().equals("-"));
    var result =
        AdHoc.map(
            AdHoc.Database.of(root, jdbc, user, mappings, base),
            file,
            root.terminal().out(),
            progress -> root.progress(progress.shown()),
            root.environment());
    root.progressDone();
    root.say(
        "%,d statements from %,d rows%s"
            .formatted(
                result.quads(), result.rows(), file.map(f -> " written to " + f).orElse("")));
    return ExitCode.FINE;
  }
}
