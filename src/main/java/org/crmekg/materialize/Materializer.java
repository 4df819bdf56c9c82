package org.crmekg.materialize;

import java.io.IOException;
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

  /** How many rows were read and quads made. */
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
    try (var run = new Run(ScanPlan.of(mapping, source), out)) {
      long rows = 0;
      for (ScanPlan.Scan scan : run.plan.scans()) {
        rows += run.read(scan, progress, deadline);
      }
      run.drain();
      return new Result(rows, run.quads);
    }
  }

  private final class Run implements AutoCloseable {
    private final ScanPlan plan;
    private final Consumer<Quad> out;
    private final QuadSet given =
        new QuadSet(QuadSet.slotsFor(Runtime.getRuntime().maxMemory()), QuadSet.Folder.TEMPORARY);
    private final ByteOutput line = new ByteOutput(256);
    private long quads;

    Run(ScanPlan plan, Consumer<Quad> out) {
      this.plan = plan;
      this.out = out;
    }

    long read(ScanPlan.Scan scan, RowProgress progress, Deadline deadline) {
      long row = 0;
      try (RowCursor cursor =
          source.query(scan.request().sql(), scan.request().parameters(), deadline)) {
        var values =
            scan.views().stream().map(v -> new RowValues(cursor.row(), v.positions())).toList();
        while (cursor.next()) {
          row++;
          for (int i = 0; i < values.size(); i++) {
            values.get(i).nextRow();
            for (QuadMap quadMap : scan.views().get(i).quadMaps()) {
              map(quadMap, values.get(i));
            }
          }
          if (row % 10_000 == 0) {
            progress.rows(scan.relation().shown(), row);
          }
        }
      } catch (SourceException e) {
        throw located(e, scan, row);
      }
      progress.rows(scan.relation().shown(), row);
      return row;
    }

    private void map(QuadMap quadMap, RowValues row) {
      Quad quad = QuadMaker.make(quadMap, row);
      if (quad == null) {
        return;
      }
      give(quadMap, quad);
      if (plan.isOpenEnded(quadMap)) {
        for (Triple triple : schema.entailed(quad.asTriple()).keySet()) {
          give(quadMap, Quad.create(quad.getGraph(), triple));
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
        throw QuadSet.failed(e);
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
