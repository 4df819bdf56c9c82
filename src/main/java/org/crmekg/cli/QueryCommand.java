package org.crmekg.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.crmekg.Problem;
import org.crmekg.UsageException;
import org.crmekg.app.Shortfall;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ekg query}: asks all sources, or one database through one mapping. */
@Command(
    name = "query",
    header = "Answer a SPARQL query over all sources, or over one database and a mapping.",
    footerHeading = "%nExamples:%n",
    footer = {
      "ekg query 'SELECT ?name { ?c a party:Organization ; party:name ?name }'\n",
      "ekg query -f pipeline.rq -o csv > pipeline.csv\n",
      "echo 'ASK { ?p party:leiCode \"529900…\" }' | ekg query --exit-status -f -\n",
      "ekg query --jdbc jdbc:postgresql://127.0.0.1/northwind --user reader \\\n",
      "    --mapping northwind.ttl 'SELECT * { ?s ?p ?o } LIMIT 10'\n"
    },
    synopsisHeading = "%nUsage:%n  ",
    parameterListHeading = "%nArguments:%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:answered",
      "1:ASK is false, with --exit-status",
      "2:the command line or the query is wrong",
      "3:a source or a limit failed; no answer",
      "4:the answer is partial: a source failed (--partial), or was loaded without some rows"
    })
final class QueryCommand implements Callable<Integer> {
  private final EkgCommand root;

  @Mixin QueryText query = new QueryText();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description =
          "table, csv, tsv, json, ndjson or md; ttl, trig or nq for CONSTRUCT and DESCRIBE"
              + " (default: table, or ttl)")
  @Nullable Format format;

  @Option(names = "--exit-status", description = "exit with 1 where ASK is false")
  boolean exitStatus;

  @Mixin Asking.Options options = new Asking.Options();

  @Option(
      names = "--jdbc",
      paramLabel = "URL",
      description = "ask this database through --mapping; its password: env EKG_JDBC_PASSWORD")
  @Nullable String jdbc;

  @Option(names = "--user", paramLabel = "U", description = "user of the database")
  @Nullable String user;

  @Option(
      names = "--mapping",
      paramLabel = "FILE",
      arity = "1..*",
      description = "R2RML mapping of the database")
  List<Path> mappings = new ArrayList<>();

  @Option(
      names = "--base",
      paramLabel = "IRI",
      description = "base of the IRIs (default: that of the mapping)")
  @Nullable String base;

  QueryCommand(EkgCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    takeQueryFromMappings();
    String sparql = query.read(root.terminal());
    Asking asking = options.asking();
    Shortfall shortfall = Shortfall.NONE;
    var count = new long[] {0, 0};
    Answer.Reader reader =
        answer -> {
          count[0] = Answers.write(answer, format, root.terminal().out());
          count[1] = answer instanceof Answer.Truth ? 1 : 0;
        };
    if (jdbc != null) {
      AdHoc.query(adHoc(jdbc), sparql, asking.limit(), reader, root.environment());
    } else {
      refuseAdHocOptions();
      try (Session session = Sessions.open(root, "query")) {
        shortfall = session.query(sparql, asking, reader);
      }
    }
    if (shortfall.isPartial()) {
      root.partial(shortfall);
      return ExitCode.PARTIAL;
    }
    boolean isFalse = count[1] == 1 && count[0] == 0;
    return exitStatus && isFalse ? ExitCode.FINDINGS : ExitCode.FINE;
  }

  /**
   * {@code --mapping a.ttl b.ttl 'SELECT …'}: an option that takes many files takes the query, too.
   */
  private void takeQueryFromMappings() {
    if (query.text == null && query.file == null && mappings.size() > 1) {
      Path last = mappings.getLast();
      if (!Files.exists(last) && last.toString().matches("(?s).*[{\\s].*")) {
        query.text = last.toString();
        mappings.removeLast();
      }
    }
  }

  private AdHoc.Database adHoc(String url) {
    return AdHoc.Database.of(root, url, user, mappings, base);
  }

  private void refuseAdHocOptions() {
    if (!mappings.isEmpty() || user != null || base != null) {
      throw new UsageException(
          Problem.USAGE, "--mapping, --user and --base go with --jdbc URL, which is missing");
    }
  }
}
