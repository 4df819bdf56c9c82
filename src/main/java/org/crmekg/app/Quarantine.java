package org.crmekg.app;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.crmekg.Problem;
import org.crmekg.SourceException;
import org.crmekg.config.SourceConfig;
import org.crmekg.finding.Finding;
import org.crmekg.finding.Severity;
import org.crmekg.finding.SourceCell;
import org.crmekg.materialize.DataError;
import org.crmekg.rdf.Iris;

/** Turns the rows that a load leaves out into findings. */
final class Quarantine implements DataError.Handler {
  /** The kind of its findings. */
  static final String KIND = "data-error";

  private final SourceConfig source;
  private final String base;
  private final Instant now;
  private final List<Finding> findings = new ArrayList<>();

  Quarantine(SourceConfig source, String base, Instant now) {
    this.source = source;
    this.base = base;
    this.now = now;
  }

  @Override
  public void handle(DataError error, SourceException cause) {
    if (findings.size() == OnDataError.MAX_ROWS) {
      throw new SourceException(
          Problem.DATA_ERROR,
          "more than %,d rows cannot be mapped, so nothing was loaded; the latest: %s"
              .formatted(OnDataError.MAX_ROWS, cause.getMessage()),
          cause);
    }
    findings.add(
        Finding.of(
            new Finding.Rule(KIND, error.triplesMap() + " " + error.column(), ""),
            Severity.VIOLATION,
            error.message(),
            new Finding.Place(
                error.subject().orElseGet(() -> row(error)), Optional.empty(), Optional.empty()),
            List.of(
                new SourceCell(
                    source.id(), error.table(), error.key(), error.column(), error.value())),
            Optional.of(source.owner()),
            Set.of(source.id()),
            now));
  }

  /** A name for a row that has no subject, since its key is what cannot be mapped. */
  private Node row(DataError error) {
    String key =
        error.key().entrySet().stream()
            .map(e -> e.getKey() + "=" + e.getValue())
            .collect(Collectors.joining(","));
    return NodeFactory.createURI(
        base + "row/%s/%s/%s".formatted(source.id(), Iris.encode(error.table()), Iris.encode(key)));
  }

  List<Finding> findings() {
    return List.copyOf(findings);
  }
}
