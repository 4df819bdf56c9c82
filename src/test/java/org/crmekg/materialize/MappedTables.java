package org.crmekg.materialize;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.jena.sparql.core.Quad;
import org.crmekg.Deadline;
import org.crmekg.mapping.MappingReader;
import org.crmekg.rdf.Schema;
import org.crmekg.source.JdbcSource;
import org.crmekg.virtual.CompiledMapping;
import org.crmekg.virtual.MappingCompiler;
import org.crmekg.virtual.NodeBytes;
import org.crmekg.virtual.QuadScanner;
import org.crmekg.virtual.Quads;

/** What tests of mappings have in common: Turtle to quads, materialised or scanned live. */
public final class MappedTables {
  /** The prefixes of mappings in tests. */
  public static final String PREFIXES =
      """
      @prefix rr: <http://www.w3.org/ns/r2rml#> .
      @prefix ex: <http://example.com/> .
      @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
      """;

  private static final String BASE = "http://example.com/base/";

  private MappedTables() {}

  /** Compiles the text of a mapping. */
  public static CompiledMapping compiled(String turtle, JdbcSource source) {
    try {
      Path file = Files.createTempFile("mapping", ".ttl");
      try {
        Files.writeString(file, turtle);
        return MappingCompiler.compile(
            MappingReader.read(List.of(file), BASE),
            source,
            new MappingCompiler.Options(
                Quad.defaultGraphNodeGenerated, Schema.NONE, false, Map.of()));
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Materialises as quads and as text, which must be the same set. */
  public static List<Quad> quads(CompiledMapping mapping, JdbcSource source) {
    var quads = new ArrayList<Quad>();
    new Materializer(mapping, source, Schema.NONE)
        .run(quads::add, Materializer.RowProgress.NONE, Deadline.none());
    List<Quad> written = written(mapping, source);
    if (written.size() != quads.size() || !Set.copyOf(written).equals(Set.copyOf(quads))) {
      throw new AssertionError("written " + written + "\nbut made " + quads);
    }
    return quads;
  }

  private static List<Quad> written(CompiledMapping mapping, JdbcSource source) {
    var out = new ByteArrayOutputStream();
    try {
      new NQuadsMaterializer(mapping, source, Schema.NONE, System::nanoTime)
          .write(out, MapProgress.Listener.NONE, Deadline.none());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return NodeBytes.parse(out.toByteArray(), out.size(), mapping.defaultGraph());
  }

  /** Materialises. */
  public static List<Quad> quads(String turtle, JdbcSource source) {
    return quads(compiled(turtle, source), source);
  }

  /** Finds live. */
  public static List<Quad> found(CompiledMapping mapping, JdbcSource source, Quad pattern) {
    var found = new ArrayList<Quad>();
    try (Quads quads =
        new QuadScanner(mapping, source, Schema.NONE).find(pattern, Set.of(), Deadline.none())) {
      quads.forEachRemaining(found::add);
    }
    return found;
  }
}
