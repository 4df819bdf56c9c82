package org.crmekg.cli;

import java.io.PrintStream;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.crmekg.Problem;
import org.crmekg.UsageException;
import org.crmekg.app.ParityRun;
import org.crmekg.app.ParityView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ekg parity}: whether answers are the same however they are made. */
@Command(
    name = "parity",
    header = "Compare answers to random queries: live, materialised, and plain ARQ.",
    footerHeading = "%nExamples:%n",
    footer = {"ekg parity\n", "ekg parity --source crm --source kyc --queries 500 --seed 7\n"},
    synopsisHeading = "%nUsage:%n  ",
    description = {
      "Draws queries from what the sources hold, and answers each over the configured modes, over"
          + " a temporary store into which everything is loaded, and with plain ARQ over one merged"
          + " graph in memory. A difference is shown with the smallest query found that still"
          + " differs. Sources should not change meanwhile."
    },
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all answers are the same",
      "1:an answer differs",
      "2:the command line is wrong, or a source has changed since it was loaded",
      "3:a source or a limit failed"
    })
final class ParityCommand implements Callable<Integer> {
  private final EkgCommand root;

  @Option(
      names = "--source",
      paramLabel = "S",
      description = "queries see this source only; may be repeated (default: all)")
  Set<String> sources = new LinkedHashSet<>();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "draws the same queries again from the same data (default: ${DEFAULT-VALUE})")
  long seed = 1;

  @Option(
      names = "--queries",
      paramLabel = "N",
      description = "how many queries are compared (default: ${DEFAULT-VALUE})")
  int queries = 200;

  @Option(
      names = "--statements",
      paramLabel = "N",
      description =
          "how many statements the merged graph may hold in memory (default: ${DEFAULT-VALUE}, for"
              + " a heap of about 2 GB)")
  long statements = 1_000_000;

  ParityCommand(EkgCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    if (queries < 1 || statements < 1) {
      throw new UsageException(
          Problem.USAGE, "--queries and --statements take whole numbers from 1 on");
    }
    try (Session session = Sessions.open(root, "parity")) {
      if (!(session instanceof LocalSession local)) {
        throw new UsageException(
            Problem.USAGE,
            "parity reads the store and the sources itself, beside no server; stop the server, or"
                + " name a configuration with another store with --config");
      }
      return report(
          new ParityRun(local.graph())
              .run(
                  new ParityRun.Options(sources, seed, queries, statements),
                  done -> root.progress("%d of %d queries".formatted(done, queries))));
    }
  }

  private int report(ParityView view) {
    root.progressDone();
    PrintStream out = root.terminal().out();
    out.printf(
        Locale.ROOT,
        "seed %d: %,d queries over %,d statements, %,d rows compared; %,d larger queries skipped%n",
        view.seed(),
        view.queries(),
        view.statements(),
        view.rows(),
        view.skipped());
    view.slow().forEach(s -> out.println("not compared, ran into the time limit in " + s));
    view.difference().forEach(out::println);
    return view.difference().isEmpty() ? ExitCode.FINE : ExitCode.FINDINGS;
  }
}
