package org.crmekg.materialize;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Quad;
import org.crmekg.Deadline;
import org.crmekg.Problem;
import org.crmekg.SourceException;
import org.crmekg.rdf.Schema;
import org.crmekg.source.JdbcSource;
import org.crmekg.source.Relation;
import org.crmekg.source.RowCursor;
import org.crmekg.virtual.ColumnRef;
import org.crmekg.virtual.CompiledMapping;
import org.crmekg.virtual.QuadMaker;
import org.crmekg.virtual.QuadMap;
import org.crmekg.virtual.RowValues;
import org.crmekg.virtual.SqlRequest;
import org.crmekg.virtual.SqlUnfolder;

/** Makes the output dataset of a mapping (R2RML §11) from the rows of its source. */
public final class Materializer {
  private final CompiledMapping mapping;
  private final JdbcSource source;
  private final Schema schema;
  private final SqlUnfolder unfolder;

  /** Hears how far a scan is. */
  @FunctionalInterface
  public interface RowProgress {
    /** Ignores it. */
    RowProgress NONE = (table, rows) -> {};

    /** Is told now and then, and at the end, how many rows of a table were read. */
    void rows(String table, long rows);
  }

  /** How many rows were read and quads made. */
  public record Result(long rows, long quads) {}

  /** Creates a materializer. */
  public Materializer(CompiledMapping mapping, JdbcSource source, Schema schema) {
    this.mapping = mapping;
    this.source = source;
    this.schema = schema;
    this.unfolder = new SqlUnfolder(source.dialect());
  }

  /** A scan and the quad maps that it serves. */
  private record Scan(SqlRequest request, Relation relation, List<QuadMap> quadMaps) {}

  /**
   * Reads everything once and gives each quad once.
   *
   * @throws SourceException if the source fails, or, naming table, row and column, if a row cannot
   *     be mapped
   */
  public Result run(Consumer<Quad> out, RowProgress progress, Deadline deadline) {
    return run(out, progress, DataError.Handler.FAIL, deadline);
  }

  /**
   * Reads everything once and gives each quad once; rows that cannot be mapped are left out where
   * the handler lets them pass.
   *
   * @throws SourceException if the source fails, or what the handler throws
   */
  public Result run(
      Consumer<Quad> out, RowProgress progress, DataError.Handler dataErrors, Deadline deadline) {
    Set<QuadMap> remembered = mayRepeat();
    Set<Quad> given = new HashSet<>();
    long rows = 0;
    long[] quads = {0};
    for (Scan scan : scans()) {
      rows +=
          run(
              scan,
              (quadMap, quad) -> {
                if (!remembered.contains(quadMap) || given.add(quad)) {
                  quads[0]++;
                  out.accept(quad);
                }
              },
              progress,
              dataErrors,
              deadline);
    }
    return new Result(rows, quads[0]);
  }

  private interface QuadSink {
    void accept(QuadMap quadMap, Quad quad);
  }

  private record Made(QuadMap quadMap, Quad quad) {}

  private long run(
      Scan scan,
      QuadSink out,
      RowProgress progress,
      DataError.Handler dataErrors,
      Deadline deadline) {
    long row = 0;
    try (RowCursor cursor =
        source.query(scan.request().sql(), scan.request().parameters(), deadline)) {
      var values = new RowValues(cursor.row(), scan.request().columns());
      var made = new ArrayList<Made>();
      while (cursor.next()) {
        row++;
        values.nextRow();
        made.clear();
        // All quads of a row or none: a row that cannot be mapped leaves no half of itself behind.
        for (QuadMap quadMap : scan.quadMaps()) {
          try {
            Quad quad = QuadMaker.make(quadMap, values);
            if (quad != null) {
              made.add(new Made(quadMap, quad));
            }
          } catch (SourceException e) {
            if (e.problem() != Problem.DATA_ERROR) {
              throw e;
            }
            dataErrors.handle(
                DataError.of(quadMap, values, cursor, scan.request().columns(), row, e),
                DataError.located(e, scan.relation(), row));
            made.clear();
            break;
          }
        }
        made.forEach(m -> give(m, out));
        if (row % 10_000 == 0) {
          progress.rows(scan.relation().shown(), row);
        }
      }
    }
    progress.rows(scan.relation().shown(), row);
    return row;
  }

  private void give(Made made, QuadSink out) {
    Quad quad = made.quad();
    out.accept(made.quadMap(), quad);
    if (mapping.openEnded().contains(made.quadMap())) {
      for (Triple triple : schema.entailed(quad.asTriple()).keySet()) {
        out.accept(made.quadMap(), Quad.create(quad.getGraph(), triple));
      }
    }
  }

  private List<Scan> scans() {
    Map<Relation, List<QuadMap>> byRelation = new LinkedHashMap<>();
    var scans = new ArrayList<Scan>();
    for (QuadMap quadMap : mapping.quadMaps()) {
      if (quadMap.join().isEmpty()) {
        byRelation.computeIfAbsent(quadMap.relation(), k -> new ArrayList<>()).add(quadMap);
      } else {
        scans.add(new Scan(unfolder.scan(quadMap), quadMap.relation(), List.of(quadMap)));
      }
    }
    byRelation.forEach(
        (relation, quadMaps) -> {
          var columns = new LinkedHashSet<ColumnRef>();
          quadMaps.forEach(q -> columns.addAll(q.requiredColumns()));
          scans.addFirst(
              new Scan(unfolder.scan(relation, List.copyOf(columns)), relation, quadMaps));
        });
    return scans;
  }

  /** Quad maps whose quads may come twice: from two rows of theirs, or from another quad map. */
  private Set<QuadMap> mayRepeat() {
    var repeat = new HashSet<QuadMap>();
    List<QuadMap> all = mapping.quadMaps();
    for (int i = 0; i < all.size(); i++) {
      QuadMap q = all.get(i);
      boolean alone = q.isDuplicateFree() && mapping.openEnded().isEmpty();
      for (int j = 0; alone && j < all.size(); j++) {
        alone = i == j || !q.canOverlap(all.get(j));
      }
      if (!alone) {
        repeat.add(q);
      }
    }
    return repeat;
  }
}
