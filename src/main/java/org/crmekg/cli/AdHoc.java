package org.crmekg.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.jena.graph.Graph;
import org.apache.jena.query.ARQ;
import org.apache.jena.sparql.core.Quad;
import org.crmekg.Deadline;
import org.crmekg.Problem;
import org.crmekg.RequestContext;
import org.crmekg.ResourceException;
import org.crmekg.UsageException;
import org.crmekg.app.AdHocDataset;
import org.crmekg.app.CoverageView;
import org.crmekg.app.Environment;
import org.crmekg.app.KnowledgeGraph;
import org.crmekg.app.PreviewView;
import org.crmekg.app.QueryRequest;
import org.crmekg.app.QueryRunner;
import org.crmekg.mapping.MappingReader;
import org.crmekg.mapping.R2rmlMapping;
import org.crmekg.materialize.DataError;
import org.crmekg.materialize.MapProgress;
import org.crmekg.materialize.Materializer;
import org.crmekg.materialize.NQuadsMaterializer;
import org.crmekg.rdf.Ekg;
import org.crmekg.rdf.Iris;
import org.crmekg.rdf.Schema;
import org.crmekg.source.JdbcSource;
import org.crmekg.virtual.CompiledMapping;
import org.crmekg.virtual.MappingCompiler;
import org.jspecify.annotations.Nullable;

/** A database and a mapping, without a configuration. */
final class AdHoc {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private AdHoc() {}

  static JdbcSource open(String id, String url, @Nullable String user, @Nullable String password) {
    return JdbcSource.open(id, url, user, password, 4, TIMEOUT);
  }

  /** What the options name. */
  record Database(
      String url,
      @Nullable String user,
      @Nullable String password,
      List<Path> mappings,
      Optional<String> base) {

    static Database of(
        EkgCommand root,
        String url,
        @Nullable String user,
        List<Path> mappings,
        @Nullable String base) {
      if (!url.startsWith("jdbc:")) {
        throw new UsageException(
            Problem.USAGE, "--jdbc %s is not a JDBC URL, which starts with jdbc:".formatted(url));
      }
      if (mappings.isEmpty()) {
        throw new UsageException(Problem.USAGE, "--jdbc needs --mapping FILE, an R2RML mapping");
      }
      if (base != null && !Iris.isAbsolute(base)) {
        throw new UsageException(Problem.USAGE, "--base %s is not an absolute IRI".formatted(base));
      }
      return new Database(
          url,
          user,
          root.variable("EKG_JDBC_PASSWORD").orElse(null),
          List.copyOf(mappings),
          Optional.ofNullable(base));
    }

    private JdbcSource open() {
      return AdHoc.open("jdbc", url, user, password);
    }

    private R2rmlMapping mapping() {
      return base.isPresent()
          ? MappingReader.readWithBase(mappings, base.get())
          : MappingReader.read(mappings, Ekg.DEFAULT_BASE);
    }

    private static CompiledMapping compile(
        R2rmlMapping mapping, JdbcSource source, Schema schema, boolean normalized) {
      return MappingCompiler.compile(
          mapping,
          source,
          new MappingCompiler.Options(
              Quad.defaultGraphNodeGenerated, schema, normalized, Map.of()));
    }
  }

  static void query(
      Database database,
      String sparql,
      Optional<Duration> limit,
      Answer.Reader reader,
      Environment environment) {
    try (JdbcSource source = database.open();
        var runner = new QueryRunner(environment, 1)) {
      QueryRequest request = QueryRequest.of(sparql);
      QueryRunner.parse(request);
      R2rmlMapping mapping = database.mapping();
      CompiledMapping compiled = Database.compile(mapping, source, Schema.NONE, true);
      RequestContext context =
          limit.map(l -> runner.limited(RequestContext.local(), l)).orElse(RequestContext.local());
      runner.run(
          request,
          context,
          c -> new AdHocDataset(mapping, compiled, source, c),
          (query, execution) -> {
            execution.getContext().set(ARQ.httpServiceAllowed, false);
            Answers.read(query, execution, reader);
            return true;
          });
    }
  }

  /** Shows the first rows of a table beside the statements that {@code ekg map} makes of them. */
  static Preview preview(Database database, String table, int rows) {
    try (JdbcSource source = database.open()) {
      R2rmlMapping mapping = database.mapping();
      CompiledMapping compiled = Database.compile(mapping, source, Schema.NONE, false);
      return new Preview(
          PreviewView.of(compiled, source, table, rows, Deadline.none()),
          Shortening.of(database.mappings(), mapping.base()));
    }
  }

  /** Rows, and how to show their terms in short. */
  record Preview(List<PreviewView> rows, Shortening shortening) {}

  /** Returns what the mapping leaves out of the database, and of the bundled ontology. */
  static CoverageView coverage(Database database) {
    try (JdbcSource source = database.open()) {
      Graph ontology = KnowledgeGraph.bundledOntology();
      CompiledMapping mapping =
          Database.compile(database.mapping(), source, Schema.of(ontology), true);
      return CoverageView.of(
          List.of(CoverageView.of(mapping, source)), List.of(mapping), ontology, true);
    }
  }

  /**
   * Writes the output dataset of the mapping as N-Quads: all of it, or nothing.
   *
   * @param out the file, or empty for the stream
   * @param dataErrors hears of rows that cannot be mapped
   */
  static Materializer.Result map(
      Database database,
      Optional<Path> out,
      OutputStream stream,
      DataError.Handler dataErrors,
      MapProgress.Listener progress,
      Environment environment) {
    try (JdbcSource source = database.open()) {
      CompiledMapping mapping = Database.compile(database.mapping(), source, Schema.NONE, false);
      var materializer =
          new NQuadsMaterializer(mapping, source, Schema.NONE, environment.nanoTime())
              .onDataError(dataErrors);
      return out.isPresent()
          ? materializer.write(out.get(), progress, Deadline.none())
          : toStream(materializer, stream, progress);
    }
  }

  private static Path newTemporary() {
    try {
      return Files.createTempFile("ekg-map", ".nq");
    } catch (IOException e) {
      Path file = Path.of(System.getProperty("java.io.tmpdir"), "ekg-map.nq");
      throw ResourceException.unwritable("the output of the mapping", file, 0, e);
    }
  }

  /** What goes to a stream cannot be taken back, so it is written to a file first. */
  private static Materializer.Result toStream(
      NQuadsMaterializer materializer, OutputStream stream, MapProgress.Listener progress) {
    Path whole = newTemporary();
    try {
      try {
        Materializer.Result result = materializer.write(whole, progress, Deadline.none());
        Files.copy(whole, stream);
        stream.flush();
        return result;
      } finally {
        Files.deleteIfExists(whole);
      }
    } catch (IOException e) {
      throw new ResourceException(Problem.STAGING_FAILED, "the output cannot be written: " + e, e);
    }
  }
}
