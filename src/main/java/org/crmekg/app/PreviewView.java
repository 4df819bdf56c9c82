package org.crmekg.app;

import java.util.List;
import java.util.Map;
import org.apache.jena.sparql.core.Quad;
import org.crmekg.Deadline;
import org.crmekg.source.JdbcSource;
import org.crmekg.virtual.CompiledMapping;
import org.crmekg.virtual.MappingPreview;
import org.jspecify.annotations.Nullable;

/**
 * A row and what it becomes; the JSON of {@code GET /api/preview}.
 *
 * @param cells column to natural lexical form, null for NULL
 * @param statements what it becomes, in N-Triples syntax
 * @param problems why some of it cannot be mapped
 */
public record PreviewView(
    Map<String, @Nullable String> cells, List<StatementView> statements, List<String> problems) {

  /** So many rows are for people to look at. */
  public static final int MAX_ROWS = 1_000;

  /**
   * A statement.
   *
   * @param graph null for the default graph of the mapping
   */
  public record StatementView(
      String subject, String predicate, String object, @Nullable String graph) {}

  /**
   * Maps the first rows of a table.
   *
   * @throws org.crmekg.UsageException if the mapping reads no such table, saying which it reads
   */
  public static List<PreviewView> of(
      CompiledMapping mapping, JdbcSource source, String table, int rows, Deadline deadline) {
    return MappingPreview.of(mapping, source, table, rows, deadline).stream()
        .map(r -> of(r, mapping))
        .toList();
  }

  private static PreviewView of(MappingPreview.Row row, CompiledMapping mapping) {
    return new PreviewView(
        row.cells(),
        row.quads().stream().map(q -> of(q, mapping)).toList(),
        List.copyOf(row.problems()));
  }

  private static StatementView of(Quad quad, CompiledMapping mapping) {
    return new StatementView(
        Views.term(quad.getSubject()),
        Views.term(quad.getPredicate()),
        Views.term(quad.getObject()),
        quad.getGraph().equals(mapping.defaultGraph()) ? null : Views.term(quad.getGraph()));
  }
}
