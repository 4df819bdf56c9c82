package org.crmekg.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.sys.JenaSystem;
import org.crmekg.Deadline;
import org.crmekg.mapping.MappingReader;
import org.crmekg.materialize.MapProgress;
import org.crmekg.materialize.Materializer;
import org.crmekg.materialize.NQuadsMaterializer;
import org.crmekg.rdf.Schema;
import org.crmekg.source.JdbcSource;
import org.crmekg.virtual.CompiledMapping;
import org.crmekg.virtual.MappingCompiler;

/** One run of ours, in a process of its own: {@code MappingRun url user mapping out.nq}. */
final class MappingRun {
  private MappingRun() {}

  public static void main(String[] args) {
    JenaSystem.init();
    try (JdbcSource source =
        JdbcSource.open("bench", args[0], args[1], "", 2, Duration.ofSeconds(30))) {
      CompiledMapping mapping =
          MappingCompiler.compile(
              MappingReader.read(List.of(Path.of(args[2])), "http://example.org/"),
              source,
              new MappingCompiler.Options(
                  Quad.defaultGraphNodeGenerated, Schema.NONE, false, Map.of()));
      Materializer.Result result =
          new NQuadsMaterializer(mapping, source, Schema.NONE, System::nanoTime)
              .write(Path.of(args[3]), MapProgress.Listener.NONE, Deadline.none());
      System.out.println("statements " + result.quads());
    }
  }
}
