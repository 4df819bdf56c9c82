package org.crmekg.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.crmekg.Problem;
import org.crmekg.UsageException;
import org.crmekg.app.OnDataError;
import org.crmekg.app.PreviewView;
import org.crmekg.materialize.DataError;
import org.crmekg.rdf.Ekg;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ekg map}: the output dataset of an R2RML mapping. */
@Command(
    name = "map",
    header = "Write the RDF that an R2RML mapping makes of a database, as N-Quads.",
    footerHeading = "%nExamples:%n",
    footer = {
      "ekg map --jdbc jdbc:postgresql://127.0.0.1/northwind --user reader \\\n",
      "    --mapping northwind.ttl -o northwind.nq\n",
      "EKG_JDBC_PASSWORD=… ekg map --jdbc jdbc:h2:file:./crm --mapping a.ttl b.ttl | wc -l\n",
      "ekg map --jdbc jdbc:h2:file:./crm --mapping crm.ttl --preview ACCOUNT   first rows\n",
      "ekg map --source registry --preview lei --rows 20    of a configured source\n",
      "ekg map … --on-data-error quarantine -o good.nq      leave broken rows out\n"
    },
    synopsisHeading = "%nUsage:%n  ",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:everything is mapped",
      "1:rows were left out (quarantine), or rows of the preview cannot be mapped",
      "2:the command line is wrong",
      "3:mapping, source or output failed; nothing was written"
    })
final class MapCommand implements Callable<Integer> {
  private final EkgCommand root;

  @Mixin DatabaseOptions database = new DatabaseOptions();

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description =
          "write here, whole or not at all (default: standard output); with --preview a format:"
              + " table, csv, tsv, json, ndjson or md")
  @Nullable String out;

  @Option(
      names = "--on-data-error",
      converter = OnDataErrorConverter.class,
      paramLabel = "RULE",
      description =
          "a row that cannot be mapped: fail, or quarantine to leave it out and report it"
              + " (default: ${DEFAULT-VALUE})")
  OnDataError onDataError = OnDataError.FAIL;

  @Option(
      names = "--preview",
      paramLabel = "TABLE",
      description = "show the first rows of this table, or triples map, beside their statements")
  @Nullable String preview;

  @Option(names = "--rows", paramLabel = "N", description = "how many rows to preview (default: 5)")
  @Nullable Integer rows;

  @Option(
      names = "--source",
      paramLabel = "ID",
      description = "preview a source of the configuration, in place of --jdbc and --mapping")
  @Nullable String source;

  MapCommand(EkgCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    if (preview != null) {
      return preview(preview);
    }
    if (source != null) {
      throw new UsageException(
          Problem.USAGE,
          "--source goes with --preview TABLE; `ekg load` and `ekg query` use the whole source");
    }
    if (rows != null) {
      throw new UsageException(Problem.USAGE, "--rows goes with --preview TABLE");
    }
    return write(database());
  }

  private AdHoc.Database database() {
    return database
        .named(root)
        .orElseThrow(
            () ->
                new UsageException(
                    Problem.USAGE,
                    "name the database with --jdbc URL and its mapping with --mapping FILE%s"
                        .formatted(
                            preview == null ? "" : ", or a configured source with --source ID")));
  }

  private int preview(String table) {
    int count = rows == null ? 5 : rows;
    if (count < 1 || count > PreviewView.MAX_ROWS) {
      throw new UsageException(
          Problem.USAGE,
          "--rows must be a number from 1 to %,d, not %d".formatted(PreviewView.MAX_ROWS, count));
    }
    Format format = out == null ? Format.TABLE : PreviewReport.format(out);
    AdHoc.Preview shown = source == null ? adHoc(table, count) : configured(source, table, count);
    PreviewReport.write(shown, format, root.terminal().out());
    long broken = shown.rows().stream().filter(r -> !r.problems().isEmpty()).count();
    root.say(
        shown.rows().isEmpty()
            ? "%s has no rows".formatted(table)
            : broken == 0
                ? Views.rows(shown.rows().size())
                : "%,d of %s cannot be mapped as a whole"
                    .formatted(broken, Views.rows(shown.rows().size())));
    return broken == 0 ? ExitCode.FINE : ExitCode.FINDINGS;
  }

  private AdHoc.Preview adHoc(String table, int count) {
    return AdHoc.preview(database(), table, count);
  }

  private AdHoc.Preview configured(String id, String table, int count) {
    if (database.isGiven()) {
      throw new UsageException(
          Problem.USAGE,
          "--source ID takes database and mapping from the configuration; leave out --jdbc, --user,"
              + " --mapping and --base");
    }
    try (Session session = Sessions.open(root, "map --preview")) {
      return new AdHoc.Preview(
          session.preview(id, table, count), new Shortening(Map.of(), Ekg.DEFAULT_BASE));
    }
  }

  private int write(AdHoc.Database database) {
    Optional<Path> file = Optional.ofNullable(out).filter(f -> !f.equals("-")).map(Path::of);
    var leftOut = new LeftOutRows(root);
    var result =
        AdHoc.map(
            database,
            file,
            root.terminal().out(),
            switch (onDataError) {
              case FAIL -> DataError.Handler.FAIL;
              case QUARANTINE -> leftOut;
            },
            progress -> root.progress(progress.shown()),
            root.environment());
    root.progressDone();
    root.say(
        "%,d statements from %,d rows%s"
            .formatted(
                result.quads(), result.rows(), file.map(f -> " written to " + f).orElse("")));
    if (leftOut.count() == 0) {
      return ExitCode.FINE;
    }
    root.error(
        "the output is incomplete: %s left out, which cannot be mapped"
            .formatted(Views.rows(leftOut.count())));
    return ExitCode.FINDINGS;
  }
}
