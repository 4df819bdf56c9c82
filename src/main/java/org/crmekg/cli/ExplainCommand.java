package org.crmekg.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.crmekg.app.ExplainView;
import org.crmekg.app.ExplainView.RequestView;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ekg explain}: how a query is answered. */
@Command(
    name = "explain",
    header = "Say how a query is answered: who is asked what, in which order, and why.",
    footerHeading = "%nExamples:%n",
    footer = {
      "ekg explain 'SELECT ?name { ?c a party:Organization ; party:name ?name }'\n",
      "ekg explain --analyze -f pipeline.rq\n"
    },
    synopsisHeading = "%nUsage:%n  ",
    description = {
      "What comes first is done first. Without --analyze sources are asked for nothing but the"
          + " sizes of their tables."
    },
    descriptionHeading = "%n",
    parameterListHeading = "%nArguments:%n",
    optionListHeading = "%nOptions:%n")
final class ExplainCommand implements Callable<Integer> {
  private final EkgCommand root;

  @Mixin QueryText query = new QueryText();

  @Option(
      names = "--analyze",
      description = "run the query, and say what was sent, how often, and what came back")
  boolean analyze;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "give up after this time, such as 500ms, 30s or 2m")
  @Nullable Duration timeout;

  @Option(names = "--json", description = "write JSON")
  boolean json;

  ExplainCommand(EkgCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    String sparql = query.read(root.terminal());
    ExplainView view;
    try (Session session = Sessions.open(root, "explain")) {
      view = session.explain(sparql, analyze, Optional.ofNullable(timeout));
    }
    PrintStream out = root.terminal().out();
    if (json) {
      out.println(Json.pretty(view));
    } else {
      write(view, out);
    }
    return ExitCode.FINE;
  }

  /** On one line, without the question marks of many values. */
  private static String shown(String statement) {
    return statement.replaceAll("\\s*\\R\\s*", " ").replaceAll("\\?(, \\?){3,}", "?, …");
  }

  private static void write(ExplainView view, PrintStream out) {
    view.plan().forEach(out::println);
    ExplainView.RunView run = view.run();
    if (run == null) {
      return;
    }
    out.println();
    for (RequestView r : run.requests()) {
      out.printf(
          Locale.ROOT,
          "%s: %d × sent, %,d rows%s, %.1f ms%n    %s%n",
          r.source(),
          r.times(),
          r.rows(),
          r.bytes() > 0 ? ", %,d bytes".formatted(r.bytes()) : "",
          r.milliseconds(),
          shown(r.statement()));
    }
    out.printf(
        Locale.ROOT,
        "%,d rows in %.1f ms, of which the plan takes %.1f; %d statements to live sources, %,d rows"
            + " from them%n",
        run.rows(),
        run.milliseconds(),
        run.planMilliseconds(),
        run.requests().stream().mapToInt(RequestView::times).sum(),
        run.requests().stream().mapToLong(RequestView::rows).sum());
  }
}
