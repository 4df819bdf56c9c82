package org.crmekg.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.DatasetGraph;
import org.crmekg.Deadline;
import org.crmekg.EkgException;
import org.crmekg.Problem;
import org.crmekg.RequestContext;
import org.crmekg.ResourceException;
import org.crmekg.UsageException;
import org.crmekg.config.EkgConfig;
import org.crmekg.config.SourceConfig;
import org.crmekg.config.SourceConfig.Mode;
import org.crmekg.identity.ConceptLinks;
import org.crmekg.identity.PartyLinkStore;
import org.crmekg.rdf.Ekg;
import org.crmekg.rdf.Suggestions;

/**
 * Puts the first promise to the test over the data at hand: random queries have the same answers
 * over the configured modes, over everything materialised, and with plain ARQ over one merged
 * graph.
 *
 * <p>Before queries are drawn, each source is read as a whole: a loaded source must say what its
 * tables say now, or queries would differ for that reason alone.
 */
public final class ParityRun {
  /** A query that is drawn may be too large; so many are tried for each that is wanted. */
  private static final int TRIES = 20;

  private final KnowledgeGraph graph;
  private final Environment environment;

  /** Creates a run over an open system. */
  public ParityRun(KnowledgeGraph graph) {
    this.graph = graph;
    this.environment = graph.environment();
  }

  /**
   * What is compared.
   *
   * @param sources the sources that queries can see; empty for all
   * @param queries how many queries
   * @param statements how many statements plain ARQ may hold in memory
   */
  public record Options(Set<String> sources, long seed, int queries, long statements) {
    public Options {
      sources = Set.copyOf(sources);
    }
  }

  /**
   * Compares until a difference is found.
   *
   * @param progress is told how many queries were compared
   * @throws UsageException if there is no such source
   * @throws ResourceException if there are more statements than allowed
   * @throws EkgException if a source fails
   */
  public ParityView run(Options options, IntConsumer progress) {
    Set<String> known = new TreeSet<>();
    graph.config().sources().forEach(s -> known.add(s.id()));
    for (String id : options.sources()) {
      if (!known.contains(id)) {
        throw new UsageException(
            Problem.SOURCE_UNKNOWN,
            "there is no source \"%s\"%s; there are %s"
                .formatted(id, Suggestions.didYouMean(id, known), known));
      }
    }
    RequestContext context =
        options.sources().isEmpty()
            ? RequestContext.local()
            : RequestContext.local().restrictedTo("parity", options.sources());
    MergedGraph merged = MergedGraph.of(graph, context, options.statements());
    Path folder = temporaryFolder();
    try (KnowledgeGraph loaded = loaded(folder, options.sources());
        var runner = new QueryRunner(environment, 2)) {
      return compare(merged, loaded, runner, context, options, progress);
    } finally {
      delete(folder);
    }
  }

  private ParityView compare(
      MergedGraph merged,
      KnowledgeGraph loaded,
      QueryRunner runner,
      RequestContext context,
      Options options,
      IntConsumer progress) {
    var ways = new LinkedHashMap<String, Function<RequestContext, ? extends DatasetGraph>>();
    ways.put("the configured modes", graph::dataset);
    ways.put("everything materialised", loaded::dataset);
    var parity = new Parity(runner, context, merged.dataset(), ways);
    Optional<List<String>> whole = sourcesDiffer(merged, loaded, context);
    if (whole.isPresent()) {
      return new ParityView(options.seed(), merged.statements(), 0, 0, List.of(), 0, whole.get());
    }
    var queries = new RandomQueries(new Random(options.seed()), merged.stated());
    int compared = 0;
    int skipped = 0;
    var slow = new ArrayList<String>();
    long rows = 0;
    while (compared < options.queries()
        && !queries.isEmpty()
        && skipped < TRIES * options.queries()) {
      switch (parity.compare(queries.next())) {
        case Parity.Outcome.TooLarge tooLarge -> skipped++;
        case Parity.Outcome.TooSlow tooSlow -> {
          skipped++;
          slow.add(tooSlow.way() + ": " + tooSlow.query());
        }
        case Parity.Outcome.Same same -> {
          compared++;
          rows += same.rows();
          progress.accept(compared);
        }
        case Parity.Outcome.Different different -> {
          return new ParityView(
              options.seed(),
              merged.statements(),
              compared + 1,
              skipped,
              slow,
              rows,
              Parity.lines(parity.shrunk(different)));
        }
      }
    }
    return new ParityView(
        options.seed(), merged.statements(), compared, skipped, slow, rows, List.of());
  }

  /** Compares what each source says now with what a fresh load of it says. */
  private Optional<List<String>> sourcesDiffer(
      MergedGraph merged, KnowledgeGraph loaded, RequestContext context) {
    MergedGraph fresh = MergedGraph.of(loaded, context, Long.MAX_VALUE);
    for (SourceConfig source : graph.config().sources()) {
      Node name = Ekg.graph(graph.config().base(), source.id());
      Set<Triple> here = merged.stated().getOrDefault(name, Set.of());
      Set<Triple> there = fresh.stated().getOrDefault(name, Set.of());
      if (here.equals(there)) {
        continue;
      }
      if (source.mode() == Mode.MATERIALIZED) {
        throw new UsageException(
            Problem.USAGE,
            "source %s has changed since it was loaded, or was never loaded: its copy has %,d"
                    .formatted(source.id(), here.size())
                + " statements, a fresh load %,d; run `ekg load %s` first"
                    .formatted(there.size(), source.id()));
      }
      Triple example =
          Stream.concat(here.stream(), there.stream())
              .filter(t -> !here.contains(t) || !there.contains(t))
              .min(Comparator.comparing(Triple::toString))
              .orElseThrow();
      return Optional.of(
          List.of(
              "SELECT * { GRAPH <%s> { ?s ?p ?o } }".formatted(name.getURI()),
              "differs: %,d statements live, %,d materialised; for one %s"
                  .formatted(here.size(), there.size(), example)));
    }
    return Optional.empty();
  }

  // ---- Everything materialised, in a folder of its own

  /** Opens the same configuration with all sources materialised, and loads those that are seen. */
  private KnowledgeGraph loaded(Path folder, Set<String> sources) {
    EkgConfig config = graph.config();
    List<SourceConfig> materialized =
        config.sources().stream().map(s -> s.withMode(Mode.MATERIALIZED)).toList();
    copy(ConceptLinks.FILE, folder);
    copy("decisions", folder);
    copy(PartyLinkStore.FOLDER, folder);
    KnowledgeGraph loaded =
        KnowledgeGraph.open(
            config.withSources(materialized).withStore(folder.resolve("store")),
            "parity",
            environment);
    try {
      List<String> ids =
          config.sources().stream()
              .map(SourceConfig::id)
              .filter(id -> sources.isEmpty() || sources.contains(id))
              .toList();
      for (LoadReport report :
          loaded.load(ids, KnowledgeGraph.LoadProgress.NONE, Deadline.none())) {
        if (report.failure().isPresent()) {
          throw report.failure().get();
        }
      }
      return loaded;
    } catch (EkgException e) {
      loaded.close();
      throw e;
    }
  }

  /**
   * Copies a file or a folder of the data folder, if it is there: names of things and links between
   * them are those of the configured system.
   */
  private void copy(String name, Path folder) {
    Path from = graph.folder().file(name);
    if (!Files.exists(from)) {
      return;
    }
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path to = folder.resolve(name).resolve(from.relativize(file).toString());
        Files.createDirectories(Objects.requireNonNull(to.getParent()));
        Files.copy(file, to);
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("ekg-parity");
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static ResourceException failed(IOException e) {
    return new ResourceException(
        Problem.STAGING_FAILED,
        "a temporary store beside the configured one cannot be made: " + e.getMessage(),
        e);
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }
}
