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
  private final DataError.Handler dataErrors;

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
    this(mapping, source, schema, nanoTime, maxRemembered, DataError.Handler.FAIL);
  }

  private NQuadsMaterializer(
      CompiledMapping mapping,
      JdbcSource source,
      Schema schema,
      LongSupplier nanoTime,
      int maxRemembered,
      DataError.Handler dataErrors) {
    this.mapping = mapping;
    this.source = source;
    this.schema = schema;
    this.nanoTime = nanoTime;
    this.maxRemembered = maxRemembered;
    this.dataErrors = dataErrors;
  }

  /**
   * Returns one with a rule for rows that cannot be mapped.
   *
   * @param handler hears of each such row, in the thread that writes; a row that it lets pass is
   *     left out as a whole
   */
  public NQuadsMaterializer onDataError(DataError.Handler handler) {
    return new NQuadsMaterializer(mapping, source, schema, nanoTime, maxRemembered, handler);
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
        QuadSet.Folder spill = () -> Files.createTempFile(folder, ".ekg-", ".spill");
        try (var run = new Run(out, spill, progress)) {
          result = run.run(file, deadline);
        }
      }
      Files.move(partial, target, StandardCopyOption.REPLACE_EXISTING);
      return result;
    } catch (IOException e) {
      throw ResourceException.unwritable("the output of the mapping", file, 0, e);
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
  private record Rule(
      QuadMap quadMap,
      QuadWriter writer,
      RowValues values,
      Map<ColumnRef, Integer> positions,
      boolean mayRepeat) {}

  /** A line of the row at hand, and where it stands in the buffer. */
  private record Line(Rule rule, int start, int end) {}

  /** The rules of a scan and the row that they read. */
  private record Rules(CurrentRow row, List<Rule> rules, List<Rule> openEnded) {}

  private final class Run implements AutoCloseable {
    private final OutputStream out;
    private final MapProgress.Listener progress;
    private final ScanPlan plan = ScanPlan.of(mapping, source);
    private final @Nullable Rules[] rules = new Rules[plan.scans().size()];
    private final QuadSet given;
    private final List<Line> made = new ArrayList<>();
    private final ByteOutput buffer = new ByteOutput(2 * BUFFER);
    private final OptionalLong expectedRows = plan.expectedRows(source);
    private final long start = nanoTime.getAsLong();
    private long toldAt = start;
    private final RowCount rowCount = new RowCount();
    private long rows;
    private long rowsOfScan;
    private long quads;
    private long written;

    Run(OutputStream out, QuadSet.Folder spill, MapProgress.Listener progress) {
      this.out = out;
      this.progress = progress;
      this.given = new QuadSet(maxRemembered, spill);
    }

    /** Says how large the file would have become when its disk is full. */
    Materializer.Result run(Path file, Deadline deadline) {
      try {
        return run(deadline);
      } catch (IOException e) {
        throw ResourceException.unwritable("the output of the mapping", file, needed(), e);
      }
    }

    private long needed() {
      long soFar = written + buffer.size();
      return expectedRows.isPresent() && rows > 0
          ? Math.max(soFar, (long) ((double) soFar / rows * expectedRows.getAsLong()))
          : soFar;
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

    private void write(int index, RowBatch batch) throws IOException {
      ScanPlan.Scan scan = plan.scans().get(index);
      Rules scanRules = rules[index];
      if (scanRules == null) {
        scanRules = compiled(scan);
        rules[index] = scanRules;
      }
      CurrentRow row = scanRules.row();
      for (int i = 0; i < batch.size(); i++) {
        row.moveTo(batch, i);
        long number = batch.firstRow() + i;
        try {
          if (dataErrors == DataError.Handler.FAIL) {
            write(scan, scanRules, number);
          } else {
            writeWhole(scan, scanRules, number);
          }
        } catch (OutOfMemoryError e) {
          throw LongCells.tooLarge(scan, "row " + number, e);
        }
        if (buffer.size() >= BUFFER) {
          flush();
        }
      }
      rows += batch.size();
      rowsOfScan += batch.size();
      tell(scan, false);
    }

    private void write(ScanPlan.Scan scan, Rules rowRules, long number) {
      try {
        for (Rule rule : rowRules.rules()) {
          int before = buffer.size();
          if (rule.writer().append(rowRules.row(), buffer)) {
            keep(rule, before);
          }
        }
        for (Rule rule : rowRules.openEnded()) {
          for (Quad quad : entailed(rule)) {
            int before = buffer.size();
            NodeBytes.appendQuad(quad, buffer);
            keep(rule, before);
          }
        }
      } catch (SourceException e) {
        throw Materializer.located(e, scan, number);
      }
    }

    /**
     * All lines of a row or none. They are made first and only then looked up in the set: a line of
     * a row that is left out was not given, so the same line of another row has to be.
     */
    private void writeWhole(ScanPlan.Scan scan, Rules rowRules, long number) {
      int start = buffer.size();
      made.clear();
      for (Rule rule : rowRules.rules()) {
        try {
          int before = buffer.size();
          if (rule.writer().append(rowRules.row(), buffer)) {
            made.add(new Line(rule, before, buffer.size()));
          }
          if (plan.isOpenEnded(rule.quadMap())) {
            for (Quad quad : entailed(rule)) {
              int from = buffer.size();
              NodeBytes.appendQuad(quad, buffer);
              made.add(new Line(rule, from, buffer.size()));
            }
          }
        } catch (SourceException e) {
          buffer.truncate(start);
          leaveOut(scan, rule, number, e);
          return;
        }
      }
      keepAll(start);
    }

    private void leaveOut(ScanPlan.Scan scan, Rule rule, long number, SourceException e) {
      SourceException located = Materializer.located(e, scan, number);
      if (e.problem() != Problem.DATA_ERROR) {
        throw located;
      }
      dataErrors.handle(
          DataError.of(
              rule.quadMap(),
              rule.values(),
              c -> DataError.text(rule.values(), c),
              rule.positions(),
              number,
              e),
          located);
    }

    private void keepAll(int start) {
      int end = start;
      byte[] lines = buffer.array();
      for (Line line : made) {
        int length = line.end() - line.start();
        if (line.rule().mayRepeat() && !given.add(lines, line.start(), length)) {
          continue;
        }
        if (end != line.start()) {
          System.arraycopy(lines, line.start(), lines, end, length);
        }
        end += length;
        quads++;
      }
      buffer.truncate(end);
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
          all.add(new Rule(quadMap, writers.get(i), values, positions, plan.mayRepeat(quadMap)));
        }
      }
      return new Rules(row, all, all.stream().filter(r -> plan.isOpenEnded(r.quadMap())).toList());
    }

    private List<Quad> entailed(Rule rule) {
      Quad quad = QuadMaker.make(rule.quadMap(), rule.values());
      return quad == null
          ? List.of()
          : schema.entailed(quad.asTriple()).keySet().stream()
              .map(t -> Quad.create(quad.getGraph(), t))
              .toList();
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
      written += buffer.size();
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
