package org.crmekg.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.crmekg.Problem;
import org.crmekg.ResourceException;
import org.crmekg.UsageException;
import org.crmekg.app.ConceptLinkView;
import org.crmekg.app.LoadView;
import org.crmekg.app.OnDataError;
import org.crmekg.app.PartyLinkView;
import org.crmekg.app.SourceView;
import org.crmekg.app.ValidationView;
import org.crmekg.config.EkgConfig;
import org.crmekg.demo.DemoSources;
import org.crmekg.demo.Enterprise;
import org.crmekg.demo.EnterpriseSources;
import org.crmekg.store.DataFolder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ekg demo}: from nothing to a graph that answers. */
@Command(
    name = "demo",
    header = "Make the sample sources, load and validate them, and serve the graph.",
    footerHeading = "%nExamples:%n",
    footer = {
      "ekg demo                 until Ctrl-C, at http://127.0.0.1:3030\n",
      "ekg demo --once          the summary only\n",
      "ekg demo --reset         start from the beginning\n",
      "ekg demo --seed 7 --scale 10000   another enterprise, larger\n",
      "ekg demo sql crm \"UPDATE account SET name = 'Renamed' WHERE account_id = 'A-001342'\"\n"
    },
    synopsisHeading = "%nUsage:%n  ",
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n")
final class DemoCommand implements Callable<Integer> {
  /** What the data folder of the demo holds; nothing else in it is touched. */
  private static final List<String> OURS =
      List.of(
          "store",
          "staging",
          "decisions",
          "files",
          "demo",
          "links",
          "linkage",
          "server.json",
          "concept-links.ttl");

  private static final String PARTIES = "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?p a party:Party }";

  private final EkgCommand root;

  @Option(names = "--once", description = "stop after the summary; findings are no failure here")
  boolean once;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "listen here (default: the configured port or the next free one)")
  @Nullable Integer port;

  @Option(names = "--reset", description = "throw the demo's data away first")
  boolean reset;

  @Mixin EnterpriseOptions options = new EnterpriseOptions();

  DemoCommand(EkgCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    EkgConfig config = Sessions.config(root);
    Optional<ServerAddress> running = ServerAddress.holding(config.dataFolder());
    if (running.isPresent() && !reset) {
      root.terminal().out().println("the demo runs already at " + running.get().url());
      return ExitCode.FINE;
    }
    if (reset) {
      reset(config);
    }
    LongSupplier clock = root.environment().nanoTime();
    long start = clock.getAsLong();
    var session = new LocalSession(config, "demo", root.environment());
    try {
      root.progress("preparing the sources");
      List<String> made = prepare(config);
      Duration prepared = since(start);
      root.progress("loading");
      long loading = clock.getAsLong();
      List<LoadView> loads =
          session.load(List.of(), OnDataError.QUARANTINE, LoadCommand.progress(root));
      List<ConceptLinkView> concepts = session.linkConcepts(List.of());
      Duration loaded = since(loading);
      root.progress("linking records");
      long linking = clock.getAsLong();
      List<PartyLinkView> parties = session.linkParties(List.of(), true, false, root::progress);
      Duration linked = since(linking);
      root.progress("validating");
      ValidationView validation = session.validate(Optional.empty());
      root.progressDone();
      summary(
          session,
          validation,
          LinkRunCommand.summary(concepts)
              + "\n"
              + LinkRunCommand.partySummary(parties)
              + "\n\nprepared%s in %.1f s, loaded in %.1f s, linked in %.1f s, validated in %.1f s"
                  .formatted(
                      made.isEmpty() ? "" : " " + String.join(", ", made),
                      seconds(prepared),
                      seconds(loaded),
                      seconds(linked),
                      validation.millis() / 1000.0));
      for (LoadView load : loads) {
        if (load.problem() != null) {
          root.error(load.problem());
          return ExitCode.FAILED;
        }
      }
      if (once) {
        root.terminal().out().println("next: ./ekg demo   serves it at http://127.0.0.1:3030");
        return ExitCode.FINE;
      }
      return Serving.run(session, listenAt(port), root);
    } finally {
      session.close();
    }
  }

  /** The sample enterprise where the configuration has it, else the sources with init scripts. */
  private List<String> prepare(EkgConfig config) {
    Optional<Enterprise.Place> place = EnterpriseSources.place(config, root::variable);
    if (place.isEmpty()) {
      return DemoSources.prepare(config);
    }
    Enterprise.Layout layout = options.layout().orElse(place.get().layout());
    if (layout != place.get().layout()) {
      throw new UsageException(
          Problem.USAGE,
          "--layout %s: the configuration has crm and billing in %s; change their ekg:jdbcUrl"
              .formatted(
                  layout == Enterprise.Layout.FILES ? "files" : "postgres",
                  layout == Enterprise.Layout.FILES ? "PostgreSQL" : "H2 files"));
    }
    Enterprise.Made made = Enterprise.generate(options.plan(), place.get());
    options.writeTruth(place.get(), config.base());
    return made.isNew() ? List.of("the sample enterprise") : List.of();
  }

  static OptionalInt listenAt(@Nullable Integer port) {
    return port == null ? OptionalInt.empty() : OptionalInt.of(port);
  }

  private void summary(LocalSession session, ValidationView validation, String timings) {
    List<SourceView> sources = session.sources();
    var out = root.terminal().out();
    out.printf(
        "%d sources, %s parties, %d findings (%s)%n%n",
        sources.size(),
        parties(session),
        validation.findings().size(),
        ValidateCommand.counts(validation));
    SourcesCommand.table(sources).write(Format.TABLE, out);
    out.printf("%n%s%n%n", timings);
    out.print(session.namedQueries().isEmpty() ? TRY_SMALL_SAMPLE : TRY_ENTERPRISE);
  }

  private static final String TRY_ENTERPRISE =
      """
      try
        steward     ./ekg validate
        compliance  ./ekg q reviews-due
        sales       ./ekg q pipeline-by-stage
        engineer    ./ekg concept find Holland
        anyone      ./ekg q   lists the questions; ./ekg q NAME answers one
      """;

  private static final String TRY_SMALL_SAMPLE =
      """
      try
        steward     ./ekg validate
        compliance  ./ekg why id:party/crm/1001 party:leiCode
        sales       ./ekg query 'SELECT ?stage (SUM(?a) AS ?total) { ?o crm:stageName ?stage ; crm:expectedAmount/ref:amount ?a } GROUP BY ?stage'
        engineer    ./ekg query -o json 'SELECT ?name { ?p a party:Organization ; party:name ?name } LIMIT 5'
        anyone      ./ekg demo sql crm "UPDATE ACCOUNT SET CITY = 'Gent' WHERE ACCOUNT_ID = '1001'"
      """;

  private static String parties(LocalSession session) {
    var counts = new ArrayList<String>();
    session.query(
        PARTIES,
        Asking.WHOLE,
        answer -> {
          if (answer instanceof Answer.Rows rows && rows.rows().hasNext()) {
            counts.add(rows.rows().next().get("n").getLiteralLexicalForm());
          }
        });
    return counts.getFirst();
  }

  private Duration since(long start) {
    return Duration.ofNanos(root.environment().nanoTime().getAsLong() - start);
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  private void reset(EkgConfig config) {
    // The claim proves that nobody works with what is thrown away.
    try (DataFolder folder =
        DataFolder.claim(config.dataFolder(), "demo --reset", root.environment().clock())) {
      for (String name : OURS) {
        delete(folder.path().resolve(name));
      }
    }
  }

  private static void delete(Path path) {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> inside = Files.walk(path)) {
      for (Path file : inside.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new ResourceException(
          Problem.STORE_FAILED, "%s cannot be deleted: %s".formatted(path, e.getMessage()), e);
    }
  }
}
