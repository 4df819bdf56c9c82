package org.crmekg.materialize;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Quad;
import org.crmekg.Deadline;
import org.crmekg.Problem;
import org.crmekg.ResourceException;
import org.crmekg.SourceException;
import org.crmekg.rdf.Schema;
import org.crmekg.source.JdbcSource;
import org.crmekg.virtual.ByteOutput;
import org.crmekg.virtual.ColumnRef;
import org.crmekg.virtual.CompiledMapping;
import org.crmekg.virtual.CurrentRow;
import org.crmekg.virtual.NodeBytes;
import org.crmekg.virtual.QuadMaker;
import org.crmekg.virtual.QuadMap;
import org.crmekg.virtual.QuadWriter;
import org.crmekg.virtual.RowBatch;
import org.crmekg.virtual.RowValues;
import org.jspecify.annotations.Nullable;

/**
 * Writes the output dataset of a mapping (R2RML §11) as N-Quads: the quads of {@link Materializer},
 * with the same errors.
 *
 * <h2>Speed</h2>
 *
 * Each term map is compiled once to a writer of bytes ({@link QuadWriter}); no term objects are
 * made for rows whose values are what they promise to be. Each logical table is read once, and a
 * subject is made once per row for all its statements ({@link ScanPlan}). One thread reads ahead
 * ({@link RowPump}), the caller's writes.
 *
 * <h2>Memory</h2>
 *
 * Some batches of rows, an output buffer of a megabyte, and the bounded {@link QuadSet} for
 * statements that no key proves to be unique: the same for a thousand rows and for a billion.
 */
public final class NQuadsMaterializer {
  private static final int BUFFER = 1 << 19;

  private final CompiledMapping mapping;
  private final JdbcSource source;
  private final Schema schema;
  private final LongSupplier nanoTime;
  private final int maxRemembered;

  /**
   * Creates a materializer.
   *
   * @param nanoTime a monotonic clock in nanoseconds, for the progress
   */
  public NQuadsMaterializer(
      CompiledMapping mapping, JdbcSource source, Schema schema, LongSupplier nanoTime) {
    this(mapping, source, schema, nanoTime, QuadSet.slotsFor(Runtime.getRuntime().maxMemory()));
  }

  NQuadsMaterializer(
      CompiledMapping mapping,
      JdbcSource source,
      Schema schema,
      LongSupplier nanoTime,
      int maxRemembered) {
    this.mapping = mapping;
    this.source = source;
    this.schema = schema;
    this.nanoTime = nanoTime;
    this.maxRemembered = maxRemembered;
  }

  /**
   * Writes a file: all of it, or nothing. It is written beside the target under another name, which
   * is also where statements go that do not fit into memory, and renamed at the end.
   *
   * @throws SourceException if the source fails, or, naming table, row and column, if a row cannot
   *     be mapped
   * @throws ResourceException if the file cannot be written
   */
  public Materializer.Result write(Path file, MapProgress.Listener progress, Deadline deadline) {
    Path target = file.toAbsolutePath();
    Path folder = target.resolveSibling("");
    Path partial = target;
    try {
      partial = createBeside(target);
      Materializer.Result result;
      try (OutputStream out = Files.newOutputStream(partial, StandardOpenOption.WRITE)) {
        result =
            write(out, () -> Files.createTempFile(folder, ".ekg-", ".spill"), progress, deadline);
      }
      Files.move(partial, target, StandardCopyOption.REPLACE_EXISTING);
      return result;
    } catch (IOException e) {
      throw new ResourceException(
          Problem.STAGING_FAILED, "%s cannot be written: %s".formatted(file, e), e);
    } finally {
      if (!partial.equals(target)) {
        deleteQuietly(partial);
      }
    }
  }

  /** Creates a file with the permissions that the target would get, which temporary files lack. */
  private static Path createBeside(Path target) throws IOException {
    for (int i = 1; ; i++) {
      try {
        return Files.createFile(target.resolveSibling(target.getFileName() + "." + i + ".partial"));
      } catch (FileAlreadyExistsException e) {
        if (i == 1000) {
          throw e;
        }
      }
    }
  }

  private static void deleteQuietly(Path partial) {
    try {
      Files.deleteIfExists(partial);
    } catch (IOException e) {
      partial.toFile().deleteOnExit();
    }
  }

  /**
   * Writes to a stream, which is flushed and not closed. If this throws, what was written is not
   * the whole output; a caller who must not show half of it writes a file.
   *
   * @throws SourceException if the source fails, or, naming table, row and column, if a row cannot
   *     be mapped
   * @throws IOException if the stream does
   */
  public Materializer.Result write(
      OutputStream out, MapProgress.Listener progress, Deadline deadline) throws IOException {
    return write(out, QuadSet.Folder.TEMPORARY, progress, deadline);
  }

  private Materializer.Result write(
      OutputStream out, QuadSet.Folder spill, MapProgress.Listener progress, Deadline deadline)
      throws IOException {
    try (var run = new Run(out, spill, progress)) {
      return run.run(deadline);
    }
  }

  /** One quad map, ready to write. */
  private record Rule(QuadMap quadMap, QuadWriter writer, RowValues values, boolean mayRepeat) {}

  /** The rules of a scan and the row that they read. */
  private record Rules(CurrentRow row, List<Rule> rules, List<Rule> openEnded) {}

  private final class Run implements AutoCloseable {
    private final OutputStream out;
    private final MapProgress.Listener progress;
    private final ScanPlan plan = ScanPlan.of(mapping, source);
    private final @Nullable Rules[] rules = new Rules[plan.scans().size()];
    private final QuadSet given;
    private final ByteOutput buffer = new ByteOutput(2 * BUFFER);
    private final OptionalLong expectedRows = RowEstimate.of(plan.scans(), source);
    private final long start = nanoTime.getAsLong();
    private long toldAt = start;
    private final RowCount rowCount = new RowCount();
    private long rows;
    private long rowsOfScan;
    private long quads;

    Run(OutputStream out, QuadSet.Folder spill, MapProgress.Listener progress) {
      this.out = out;
      this.progress = progress;
      this.given = new QuadSet(maxRemembered, spill);
    }

    Materializer.Result run(Deadline deadline) throws IOException {
      try (var pump = new RowPump(source, plan.scans(), deadline)) {
        int scan = 0;
        while (scan < plan.scans().size()) {
          switch (pump.take()) {
            case RowPump.Item.Rows item -> {
              write(scan, item.batch());
              pump.recycle(item);
            }
            case RowPump.Item.End end -> {
              rowCount.add(plan.scans().get(scan), rowsOfScan);
              rowsOfScan = 0;
              tell(plan.scans().get(scan), true);
              scan++;
            }
            case RowPump.Item.Failed failed -> throw failed.rethrown();
          }
        }
      }
      drain();
      flush();
      out.flush();
      return new Materializer.Result(rowCount.total(), quads);
    }

    private void write(int number, RowBatch batch) throws IOException {
      ScanPlan.Scan scan = plan.scans().get(number);
      Rules scanRules = rules[number];
      if (scanRules == null) {
        scanRules = compiled(scan);
        rules[number] = scanRules;
      }
      CurrentRow row = scanRules.row();
      for (int i = 0; i < batch.size(); i++) {
        row.moveTo(batch, i);
        try {
          for (Rule rule : scanRules.rules()) {
            write(rule, row);
          }
          for (Rule rule : scanRules.openEnded()) {
            writeEntailed(rule);
          }
        } catch (SourceException e) {
          throw Materializer.located(e, scan, batch.firstRow() + i);
        } catch (OutOfMemoryError e) {
          throw RowPump.tooLarge(scan, "row " + (batch.firstRow() + i), e);
        }
        if (buffer.size() >= BUFFER) {
          flush();
        }
      }
      rows += batch.size();
      rowsOfScan += batch.size();
      tell(scan, false);
    }

    private Rules compiled(ScanPlan.Scan scan) {
      var row = new CurrentRow();
      var all = new ArrayList<Rule>();
      for (ScanPlan.View view : scan.views()) {
        Map<ColumnRef, Integer> positions = view.positions();
        RowValues values = row.view(positions);
        List<QuadWriter> writers = QuadWriter.of(view.quadMaps(), values, positions);
        for (int i = 0; i < writers.size(); i++) {
          QuadMap quadMap = view.quadMaps().get(i);
          all.add(new Rule(quadMap, writers.get(i), values, plan.mayRepeat(quadMap)));
        }
      }
      return new Rules(row, all, all.stream().filter(r -> plan.isOpenEnded(r.quadMap())).toList());
    }

    private void write(Rule rule, CurrentRow row) {
      int before = buffer.size();
      if (rule.writer().append(row, buffer)) {
        keep(rule, before);
      }
    }

    private void writeEntailed(Rule rule) {
      Quad quad = QuadMaker.make(rule.quadMap(), rule.values());
      if (quad == null) {
        return;
      }
      for (Triple triple : schema.entailed(quad.asTriple()).keySet()) {
        int before = buffer.size();
        NodeBytes.appendQuad(Quad.create(quad.getGraph(), triple), buffer);
        keep(rule, before);
      }
    }

    /** Takes the last line away again if it was given before, or may have been. */
    private void keep(Rule rule, int before) {
      if (rule.mayRepeat() && !given.add(buffer.array(), before, buffer.size() - before)) {
        buffer.truncate(before);
      } else {
        quads++;
      }
    }

    private void drain() throws IOException {
      given.drain(
          (bytes, offset, length) -> {
            quads++;
            buffer.append(bytes, offset, length);
            if (buffer.size() >= BUFFER) {
              flush();
            }
          });
    }

    private void flush() throws IOException {
      out.write(buffer.array(), 0, buffer.size());
      buffer.truncate(0);
    }

    private void tell(ScanPlan.Scan scan, boolean always) {
      long now = nanoTime.getAsLong();
      if (always || now - toldAt >= TimeUnit.MILLISECONDS.toNanos(200)) {
        toldAt = now;
        progress.at(
            new MapProgress(
                scan.relation().shown(), rows, expectedRows, quads, Duration.ofNanos(now - start)));
      }
    }

    @Override
    public void close() {
      given.close();
    }
  }
}
