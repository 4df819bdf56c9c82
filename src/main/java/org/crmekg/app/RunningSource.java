package org.crmekg.app;

import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.jena.sparql.core.Quad;
import org.crmekg.Deadline;
import org.crmekg.config.SourceConfig;
import org.crmekg.materialize.DataError;
import org.crmekg.materialize.Materializer;
import org.crmekg.materialize.Materializer.RowProgress;
import org.crmekg.member.Member;

/** A configured source at work. Safe for use by several threads. */
sealed interface RunningSource extends AutoCloseable permits SourceRuntime, EndpointRuntime {
  SourceConfig config();

  /** Returns what answers for it in the federation. */
  Member member();

  /** Returns whether an IRI surely is one of its own, and not only may be. */
  boolean surelyMints(String iri);

  /** Returns a FROM clause for each of its graphs, in order; empty if it has none. */
  default String fromClauses() {
    return member().descriptor().graphs().stream()
        .map(g -> "FROM <" + g.getURI() + ">")
        .sorted()
        .collect(Collectors.joining(" "));
  }

  /** Brings what is known of it up to date where that is due; a source that is down waits. */
  void refresh();

  /**
   * Counts its rows, where it has some; whether it answers at all.
   *
   * @throws org.crmekg.SourceException if it does not
   */
  OptionalLong rows(Deadline deadline);

  /**
   * Reads all of it and gives each quad once, inferred ones included.
   *
   * @throws org.crmekg.SourceException if it fails, or what the handler throws
   */
  Materializer.Result read(
      Consumer<Quad> out, RowProgress progress, DataError.Handler errors, Deadline deadline);

  @Override
  void close();
}
