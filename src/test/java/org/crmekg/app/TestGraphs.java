package org.crmekg.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.jena.query.Query;
import org.apache.jena.riot.out.NodeFmtLib;
import org.apache.jena.sparql.core.DatasetGraph;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.exec.QueryExec;
import org.crmekg.Deadline;
import org.crmekg.RequestContext;
import org.crmekg.TestDatabases.Database;
import org.crmekg.config.ConfigReader;
import org.crmekg.config.EkgConfig;
import org.crmekg.config.SourceConfig;
import org.crmekg.config.SourceConfig.Access;
import org.crmekg.config.SourceConfig.Mode;
import org.crmekg.rdf.Prefixes;
import org.jspecify.annotations.Nullable;

/** Opens whole systems in temporary folders, and asks them. */
public final class TestGraphs {
  private TestGraphs() {}

  /** Returns the real time and a fixed environment; a fatal error fails whoever waits for it. */
  public static Environment environment(Map<String, String> variables) {
    Environment system =
        Environment.system(
            e -> {
              throw new IllegalStateException("the store failed", e);
            });
    Function<String, @Nullable String> lookup = variables::get;
    return new Environment(system.clock(), system.nanoTime(), lookup, system.onFatal());
  }

  /**
   * Reads a configuration that is shipped, with its data in another folder.
   *
   * @param name file name in fuseki-config
   */
  public static EkgConfig shipped(String name, Path data, Map<String, String> variables)
      throws IOException {
    String text =
        Files.readString(Path.of("fuseki-config").resolve(name))
            .replaceAll(
                "ekg:storeLocation <[^>]*>",
                "ekg:storeLocation <" + data.resolve("store").toUri() + ">")
            .replaceAll("<\\.\\./", "<" + Path.of("").toAbsolutePath().toUri());
    Path file = data.resolve(name);
    Files.createDirectories(data);
    Files.writeString(file, text);
    return ConfigReader.read(file, variables::get);
  }

  /** Returns a source over a database, of four connections. */
  public static SourceConfig source(String id, Database database, Path mapping, Mode mode) {
    return new SourceConfig(
        id,
        id,
        id,
        new Access.Jdbc(
            database.urlWithUser(), Optional.empty(), Optional.empty(), Optional.empty()),
        List.of(mapping),
        mode,
        Optional.empty(),
        "",
        Duration.ofSeconds(20),
        4,
        List.of());
  }

  /**
   * Returns a configuration of some sources.
   *
   * @param ontology files; none for the ontology that is shipped, with its reference data
   */
  public static EkgConfig config(
      String base, Path data, List<SourceConfig> sources, List<Path> links, List<Path> ontology)
      throws IOException {
    return new EkgConfig(
        "test",
        base,
        Files.createDirectories(data).resolve("store"),
        ontology,
        List.of(),
        links,
        List.of(),
        List.of(),
        Optional.empty(),
        sources,
        shipped("crm-registry.ttl", data, Map.of()).server(),
        List.of());
  }

  /** Opens a system that needs no variables. */
  public static KnowledgeGraph open(EkgConfig config) {
    return KnowledgeGraph.open(config, "test", environment(Map.of()));
  }

  /** Loads all materialised sources. */
  public static void load(KnowledgeGraph graph) {
    for (LoadReport report :
        graph.load(List.of(), KnowledgeGraph.LoadProgress.NONE, Deadline.none())) {
      report
          .failure()
          .ifPresent(
              e -> {
                throw e;
              });
    }
    graph.makeCopy(Deadline.none());
  }

  /** Returns the configuration with a source in another mode. */
  public static EkgConfig withMode(EkgConfig config, String id, Mode mode) {
    List<SourceConfig> sources =
        config.sources().stream().map(s -> s.id().equals(id) ? s.withMode(mode) : s).toList();
    return config.withSources(sources);
  }

  /** Runs a SELECT or ASK and returns its rows as texts, sorted: a multiset. */
  public static List<String> select(KnowledgeGraph graph, String query, RequestContext context) {
    try (var runner = new QueryRunner(graph.environment(), 2)) {
      return runner.run(QueryRequest.of(query), context, graph::dataset, TestGraphs::rows);
    }
  }

  /** Runs a SELECT or ASK over any dataset with plain ARQ. */
  public static List<String> over(
      Environment environment, DatasetGraph dataset, String query, RequestContext context) {
    try (var runner = new QueryRunner(environment, 2)) {
      return runner.run(QueryRequest.of(query), context, c -> dataset, TestGraphs::rows);
    }
  }

  private static List<String> rows(Query query, QueryExec execution) {
    return AnswerRows.of(query, execution, TestGraphs::text);
  }

  /** Runs a SELECT of one variable and returns its terms in N-Triples syntax. */
  public static List<String> terms(KnowledgeGraph graph, String query) {
    try (var runner = new QueryRunner(graph.environment(), 2)) {
      return runner.run(
          QueryRequest.of(query),
          RequestContext.local(),
          graph::dataset,
          (parsed, execution) -> {
            var terms = new ArrayList<String>();
            execution
                .select()
                .forEachRemaining(row -> row.forEach((v, n) -> terms.add(NodeFmtLib.strNT(n))));
            return terms;
          });
    }
  }

  /** Runs a SELECT as the local user. */
  public static List<String> select(KnowledgeGraph graph, String query) {
    return select(graph, query, RequestContext.local());
  }

  /** Returns a row as a text that does not depend on the order of its variables. */
  static String text(Binding row) {
    var texts = new TreeMap<String, String>();
    row.forEach(
        (v, n) ->
            texts.put(
                v.getName(),
                n.isURI() ? Prefixes.shorten(n.getURI()) : n.isBlank() ? "_:b" : n.toString()));
    return texts.toString();
  }
}
