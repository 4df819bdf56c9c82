package org.crmekg.virtual;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.jena.sparql.core.Quad;
import org.crmekg.Deadline;
import org.crmekg.Problem;
import org.crmekg.SourceException;
import org.crmekg.UsageException;
import org.crmekg.rdf.Suggestions;
import org.crmekg.source.JdbcSource;
import org.crmekg.source.Relation;
import org.crmekg.source.RowCursor;
import org.crmekg.virtual.SqlUnfolder.ScanColumn;
import org.jspecify.annotations.Nullable;

/** The first rows of a table beside the statements that they become. */
public final class MappingPreview {
  /**
   * A row.
   *
   * @param cells its columns with their natural lexical forms; null for NULL
   * @param quads what it becomes, each once
   * @param problems why some of it cannot be mapped
   */
  public record Row(Map<String, @Nullable String> cells, Set<Quad> quads, List<String> problems) {}

  private final CompiledMapping mapping;
  private final JdbcSource source;
  private final SqlUnfolder unfolder;
  private final Deadline deadline;

  private MappingPreview(CompiledMapping mapping, JdbcSource source, Deadline deadline) {
    this.mapping = mapping;
    this.source = source;
    this.unfolder = new SqlUnfolder(source.dialect());
    this.deadline = deadline;
  }

  /**
   * Maps the first rows of a table.
   *
   * @param table a table of the mapping, or the name of a triples map
   * @param rows how many
   * @throws UsageException if the mapping reads no such table
   */
  public static List<Row> of(
      CompiledMapping mapping, JdbcSource source, String table, int rows, Deadline deadline) {
    return new MappingPreview(mapping, source, deadline).rows(table, rows);
  }

  private List<Row> rows(String table, int count) {
    List<QuadMap> quadMaps =
        mapping.quadMaps().stream()
            .filter(
                q ->
                    q.relation().shown().equalsIgnoreCase(table)
                        || q.triplesMap().name().equalsIgnoreCase(table))
            .toList();
    if (quadMaps.isEmpty()) {
      Set<String> known = new LinkedHashSet<>();
      mapping.relations().forEach(r -> known.add(r.shown()));
      mapping.quadMaps().forEach(q -> known.add(q.triplesMap().name()));
      throw new UsageException(
          Problem.USAGE,
          "the mapping reads no table %s%s; it reads %s"
              .formatted(
                  table,
                  Suggestions.didYouMean(table, known),
                  known.stream().limit(30).collect(Collectors.joining(", "))));
    }
    Relation relation = quadMaps.getFirst().relation();
    Relation first = firstRows(relation, count);
    List<ColumnRef> columns =
        relation.columns().stream().map(c -> new ColumnRef(ColumnRef.Side.CHILD, c)).toList();
    Map<List<Optional<String>>, Row> found = read(first, columns);
    for (QuadMap quadMap : quadMaps) {
      if (quadMap.relation().equals(relation)) {
        map(over(quadMap, first), columns, found);
      }
    }
    return List.copyOf(found.values());
  }

  /** By their key where there is one, so that each request sees the same rows. */
  private Relation firstRows(Relation relation, int count) {
    String order =
        relation.keys().isEmpty()
            ? ""
            : relation.keys().getFirst().stream()
                .map(k -> "ekg_r." + source.dialect().quote(k))
                .collect(Collectors.joining(", ", " ORDER BY ", ""));
    return new Relation(
        "(SELECT ekg_r.* FROM %s ekg_r%s LIMIT %d)".formatted(relation.fromSql(), order, count),
        relation.shown(),
        relation.columns(),
        relation.keys());
  }

  private static QuadMap over(QuadMap quadMap, Relation relation) {
    return new QuadMap(
        quadMap.triplesMap(),
        relation,
        quadMap.join(),
        quadMap.graph(),
        quadMap.subject(),
        quadMap.predicate(),
        quadMap.object(),
        quadMap.origin());
  }

  private Map<List<Optional<String>>, Row> read(Relation first, List<ColumnRef> columns) {
    var found = new LinkedHashMap<List<Optional<String>>, Row>();
    SqlRequest request =
        unfolder.scan(
            first,
            Optional.empty(),
            columns.stream().map(c -> new ScanColumn(c, Optional.empty())).toList());
    try (RowCursor cursor = source.query(request.sql(), request.parameters(), deadline)) {
      var values = new RowValues(cursor.row(), columns);
      while (cursor.next()) {
        values.nextRow();
        var problems = new ArrayList<String>();
        List<Optional<String>> texts = texts(values, columns, problems);
        var cells = new LinkedHashMap<String, @Nullable String>();
        for (int i = 0; i < columns.size(); i++) {
          cells.put(columns.get(i).column().name(), texts.get(i).orElse(null));
        }
        found.putIfAbsent(texts, new Row(cells, new LinkedHashSet<>(), problems));
      }
    }
    return found;
  }

  private static List<Optional<String>> texts(
      RowValues values, List<ColumnRef> columns, List<String> problems) {
    var texts = new ArrayList<Optional<String>>();
    for (ColumnRef column : columns) {
      try {
        texts.add(Optional.ofNullable(values.text(column)));
      } catch (SourceException e) {
        problems.add(e.getMessage());
        texts.add(Optional.of("?"));
      }
    }
    return texts;
  }

  private void map(
      QuadMap quadMap, List<ColumnRef> columns, Map<List<Optional<String>>, Row> found) {
    Optional<SqlRequest> request = unfolder.unfoldWithRow(quadMap, Quad.ANY, columns);
    if (request.isEmpty()) {
      return;
    }
    try (RowCursor cursor =
        source.query(request.get().sql(), request.get().parameters(), deadline)) {
      var values = new RowValues(cursor.row(), request.get().columns());
      while (cursor.next()) {
        values.nextRow();
        Row row = found.get(texts(values, columns, new ArrayList<>()));
        if (row == null) {
          continue;
        }
        try {
          Quad quad = QuadMaker.make(quadMap, values);
          if (quad != null) {
            row.quads().add(quad);
          }
        } catch (SourceException e) {
          if (e.problem() != Problem.DATA_ERROR) {
            throw e;
          }
          if (!row.problems().contains(e.getMessage())) {
            row.problems().add(e.getMessage());
          }
        }
      }
    }
  }
}
