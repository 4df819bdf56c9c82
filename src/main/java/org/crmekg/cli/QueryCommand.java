package org.crmekg.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
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

  @Mixin DatabaseOptions database = new DatabaseOptions();

  QueryCommand(EkgCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    if (query.text == null && query.file == null) {
      query.text = database.takeQuery().orElse(null);
    }
    String sparql = query.read(root.terminal());
    Asking asking = options.asking();
    Shortfall shortfall = Shortfall.NONE;
    var count = new long[] {0, 0};
    Answer.Reader reader =
        answer -> {
          count[0] = Answers.write(answer, format, root.terminal().out());
          count[1] = answer instanceof Answer.Truth ? 1 : 0;
        };
    Optional<AdHoc.Database> adHoc = database.read(root);
    if (adHoc.isPresent()) {
      AdHoc.query(adHoc.get(), sparql, asking.limit(), reader, root.environment());
    } else {
      try (Session session = Sessions.open(root, "query")) {
        shortfall = session.query(sparql, asking, reader);
      }
    }
    if (format == null || format == Format.TABLE) {
      root.fresh(shortfall);
    }
    if (shortfall.isPartial()) {
      root.partial(shortfall);
      return ExitCode.PARTIAL;
    }
    boolean isFalse = count[1] == 1 && count[0] == 0;
    return exitStatus && isFalse ? ExitCode.FINDINGS : ExitCode.FINE;
  }
}
