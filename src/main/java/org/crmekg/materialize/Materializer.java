package org.crmekg.materialize;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Quad;
import org.crmekg.Deadline;
import org.crmekg.Problem;
import org.crmekg.SourceException;
import org.crmekg.rdf.Schema;
import org.crmekg.source.JdbcSource;
import org.crmekg.source.RowCursor;
import org.crmekg.virtual.ByteOutput;
import org.crmekg.virtual.CompiledMapping;
import org.crmekg.virtual.NodeBytes;
import org.crmekg.virtual.QuadMaker;
import org.crmekg.virtual.QuadMap;
import org.crmekg.virtual.RowValues;

/**
 * Makes the output dataset of a mapping (R2RML §11) from the rows of its source, as quads.
 *
 * <p>{@link NQuadsMaterializer} writes the same quads to a file, faster.
 */
public final class Materializer {
  private static final int PARSED_AT_ONCE = 1 << 18;

  private final CompiledMapping mapping;
  private final JdbcSource source;
  private final Schema schema;

  /** Hears how far a scan is. */
  @FunctionalInterface
  public interface RowProgress {
    /** Ignores it. */
    RowProgress NONE = (table, rows) -> {};

    /** Is told now and then, and at the end, how many rows of a table were read. */
    void rows(String table, long rows);
  }

  /**
   * How much was read and made.
   *
   * @param rows rows of the tables, each counted once; of the queries where there are only those
   * @param quads distinct quads
   */
  public record Result(long rows, long quads) {}

  /** Creates a materializer. */
  public Materializer(CompiledMapping mapping, JdbcSource source, Schema schema) {
    this.mapping = mapping;
    this.source = source;
    this.schema = schema;
  }

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
    try (var run = new Run(ScanPlan.of(mapping, source), out, dataErrors)) {
      var rows = new RowCount();
      for (ScanPlan.Scan scan : run.plan.scans()) {
        rows.add(scan, run.read(scan, progress, deadline));
      }
      run.drain();
      return new Result(rows.total(), run.quads);
    }
  }

  private record Made(QuadMap quadMap, Quad quad) {}

  private final class Run implements AutoCloseable {
    private final ScanPlan plan;
    private final Consumer<Quad> out;
    private final QuadSet given =
        new QuadSet(QuadSet.slotsFor(Runtime.getRuntime().maxMemory()), QuadSet.Folder.TEMPORARY);
    private final ByteOutput line = new ByteOutput(256);
    private final DataError.Handler dataErrors;
    private final List<Made> made = new ArrayList<>();
    private long quads;

    Run(ScanPlan plan, Consumer<Quad> out, DataError.Handler dataErrors) {
      this.plan = plan;
      this.out = out;
      this.dataErrors = dataErrors;
    }

    long read(ScanPlan.Scan scan, RowProgress progress, Deadline deadline) {
      long row = 0;
      try (RowCursor cursor =
          source.query(scan.request().sql(), scan.request().parameters(), deadline)) {
        var values =
            scan.views().stream().map(v -> new RowValues(cursor.row(), v.positions())).toList();
        while (cursor.next()) {
          row++;
          map(scan, values, cursor, row);
          if (row % 10_000 == 0) {
            progress.rows(scan.relation().shown(), row);
          }
        }
      } catch (OutOfMemoryError e) {
        throw LongCells.refused(source, scan, "after row " + row, e);
      } catch (SourceException e) {
        throw LongCells.isCauseOf(e) ? LongCells.refused(source, scan, "after row " + row, e) : e;
      }
      progress.rows(scan.relation().shown(), row);
      return row;
    }

    /** All quads of a row or none: one that cannot be mapped leaves no half of itself behind. */
    private void map(ScanPlan.Scan scan, List<RowValues> values, RowCursor cursor, long row) {
      made.clear();
      for (int i = 0; i < values.size(); i++) {
        ScanPlan.View view = scan.views().get(i);
        values.get(i).nextRow();
        for (QuadMap quadMap : view.quadMaps()) {
          try {
            Quad quad = QuadMaker.make(quadMap, values.get(i));
            if (quad != null) {
              made.add(new Made(quadMap, quad));
            }
          } catch (SourceException e) {
            SourceException located = located(e, scan, row);
            if (e.problem() != Problem.DATA_ERROR) {
              throw located;
            }
            dataErrors.handle(
                DataError.of(
                    quadMap,
                    values.get(i),
                    c -> DataError.raw(cursor, view.positions().getOrDefault(c, 0) + 1),
                    view.positions(),
                    row,
                    e),
                located);
            return;
          }
        }
      }
      made.forEach(this::give);
    }

    private void give(Made one) {
      Quad quad = one.quad();
      give(one.quadMap(), quad);
      if (plan.isOpenEnded(one.quadMap())) {
        for (Triple triple : schema.entailed(quad.asTriple()).keySet()) {
          give(one.quadMap(), Quad.create(quad.getGraph(), triple));
        }
      }
    }

    private void give(QuadMap quadMap, Quad quad) {
      if (plan.mayRepeat(quadMap)) {
        line.truncate(0);
        NodeBytes.appendQuad(quad, line);
        if (!given.add(line.array(), 0, line.size())) {
          return;
        }
      }
      quads++;
      out.accept(quad);
    }

    void drain() {
      line.truncate(0);
      try {
        given.drain(
            (bytes, offset, length) -> {
              line.append(bytes, offset, length);
              if (line.size() > PARSED_AT_ONCE) {
                giveLines();
              }
            });
      } catch (IOException e) {
        throw given.failed(e);
      }
      giveLines();
    }

    private void giveLines() {
      for (Quad quad : NodeBytes.parse(line.array(), line.size(), mapping.defaultGraph())) {
        quads++;
        out.accept(quad);
      }
      line.truncate(0);
    }

    @Override
    public void close() {
      given.close();
    }
  }

  /** Says in which row of which table a data error is. */
  static SourceException located(SourceException e, ScanPlan.Scan scan, long row) {
    return e.problem() == Problem.DATA_ERROR
        ? new SourceException(
            Problem.DATA_ERROR,
            "%s; in %s, row %d".formatted(e.getMessage(), scan.relation().shown(), row),
            e)
        : e;
  }
}
