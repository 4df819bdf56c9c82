package org.crmekg.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.jena.query.ARQ;
import org.apache.jena.riot.RDFFormat;
import org.apache.jena.riot.system.StreamRDF;
import org.apache.jena.riot.system.StreamRDFWriter;
import org.apache.jena.sparql.core.Quad;
import org.crmekg.Deadline;
import org.crmekg.Problem;
import org.crmekg.RequestContext;
import org.crmekg.ResourceException;
import org.crmekg.UsageException;
import org.crmekg.app.AdHocDataset;
import org.crmekg.app.Environment;
import org.crmekg.app.QueryRequest;
import org.crmekg.app.QueryRunner;
import org.crmekg.mapping.MappingReader;
import org.crmekg.mapping.R2rmlMapping;
import org.crmekg.materialize.Materializer;
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
      return JdbcSource.open("jdbc", url, user, password, 4, TIMEOUT);
    }

    private R2rmlMapping mapping() {
      return base.isPresent()
          ? MappingReader.readWithBase(mappings, base.get())
          : MappingReader.read(mappings, Ekg.DEFAULT_BASE);
    }

    private static CompiledMapping compile(
        R2rmlMapping mapping, JdbcSource source, boolean normalized) {
      return MappingCompiler.compile(
          mapping,
          source,
          new MappingCompiler.Options(
              Quad.defaultGraphNodeGenerated, Schema.NONE, normalized, Map.of()));
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
      CompiledMapping compiled = Database.compile(mapping, source, true);
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

  /** What {@link #map} may tell while it works. */
  interface MapProgress {
    void rows(String table, long rows);
  }

  /**
   * Writes the output dataset of the mapping as N-Quads: all of it, or nothing.
   *
   * @param out the file, or empty for the stream
   */
  static Materializer.Result map(
      Database database, Optional<Path> out, OutputStream stream, MapProgress progress) {
    Path target = out.orElse(null);
    Path partial = null;
    try (JdbcSource source = database.open()) {
      CompiledMapping mapping = Database.compile(database.mapping(), source, false);
      partial = temporary(target);
      Materializer.Result result = write(mapping, source, partial, progress);
      if (target == null) {
        Files.copy(partial, stream);
        stream.flush();
      } else {
        Files.move(partial, target, StandardCopyOption.REPLACE_EXISTING);
      }
      return result;
    } catch (IOException e) {
      throw new ResourceException(
          Problem.STAGING_FAILED,
          "%s cannot be written: %s".formatted(target == null ? "the output" : target, e),
          e);
    } finally {
      deleteQuietly(partial);
    }
  }

  private static Path temporary(@Nullable Path target) throws IOException {
    if (target == null) {
      return Files.createTempFile("ekg-map", ".nq");
    }
    Path folder = target.toAbsolutePath().getParent();
    return Files.createTempFile(
        folder == null ? Path.of(".") : folder, target.getFileName() + ".", ".partial");
  }

  private static Materializer.Result write(
      CompiledMapping mapping, JdbcSource source, Path file, MapProgress progress)
      throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
      StreamRDF writer = StreamRDFWriter.getWriterStream(out, RDFFormat.NQUADS_UTF8);
      writer.start();
      Materializer.Result result =
          new Materializer(mapping, source, Schema.NONE)
              .run(
                  quad -> {
                    if (quad.isDefaultGraph()) {
                      writer.triple(quad.asTriple());
                    } else {
                      writer.quad(quad);
                    }
                  },
                  progress::rows,
                  Deadline.none());
      writer.finish();
      return result;
    }
  }

  private static void deleteQuietly(@Nullable Path partial) {
    try {
      if (partial != null) {
        Files.deleteIfExists(partial);
      }
    } catch (IOException e) {
      partial.toFile().deleteOnExit();
    }
  }
}
