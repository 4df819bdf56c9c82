package org.crmekg.demo;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How long the sample enterprise takes, beside a bare append of the same rows.
 *
 * <p>Rows are kept back, some thousand a table, and then appended at once, with a clock that runs
 * for that alone: that is the bare append; the rest of the time is the work of making rows. CPU time
 * of the one thread, so that a busy machine does not decide. A first round, whose times do not
 * count, warms the JVM up. Run it with {@code -Xmx256m}: whatever the scale, that is enough.
 */
public final class EnterpriseBench {
  private static final int KEPT = 2000;
  private static final long WARM_UP = 20_000;

  private EnterpriseBench() {}

  public static void run(List<String> arguments) throws IOException {
    int at = arguments.indexOf("--scale");
    long scale = at < 0 ? 200_000 : Long.parseLong(arguments.get(at + 1));
    round(Enterprise.Plan.of(1, Math.min(scale, WARM_UP)), false);
    round(Enterprise.Plan.of(1, scale), true);
  }

  private static void round(Enterprise.Plan plan, boolean counts) throws IOException {
    Path folder = Files.createTempDirectory("enterprise");
    try {
      var lines = new ArrayList<String>();
      double appended = 0;
      double total = 0;
      long rows = 0;
      for (SourceName source : SourceName.values()) {
        var clock = new Clock();
        double start = seconds();
        long written = write(plan, source, folder, clock);
        double all = seconds() - start;
        lines.add(line(source.id(), written, clock.seconds, all));
        appended += clock.seconds;
        total += all;
        rows += written;
      }
      lines.add(line("all", rows, appended, total));
      if (counts) {
        System.out.printf("%-10s %12s %10s %10s %7s%n", "source", "rows", "append s", "total s", "ratio");
        lines.forEach(System.out::println);
        System.out.printf("heap at most %d MB%n", Runtime.getRuntime().maxMemory() >> 20);
      }
    } finally {
      delete(folder);
    }
  }

  private static String line(String name, long rows, double append, double total) {
    return "%-10s %,12d %10.2f %10.2f %7.2f".formatted(name, rows, append, total, total / append);
  }

  private static double seconds() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9;
  }

  private static final class Clock {
    private double seconds;
  }

  /** Rows on their way into a table. */
  private static final class Kept implements RowSink {
    private final RowSink sink;
    private final Clock clock;
    private final List<Object[]> rows = new ArrayList<>(KEPT);

    Kept(RowSink sink, Clock clock) {
      this.sink = sink;
      this.clock = clock;
    }

    @Override
    public void write(Object[] values) throws IOException, SQLException {
      rows.add(values.clone());
      if (rows.size() == KEPT) {
        append();
      }
    }

    private void append() throws IOException, SQLException {
      double start = seconds();
      for (Object[] row : rows) {
        sink.write(row);
      }
      clock.seconds += seconds() - start;
      rows.clear();
    }

    @Override
    public void finish() throws IOException, SQLException {
      append();
      double start = seconds();
      sink.finish();
      clock.seconds += seconds() - start;
    }
  }

  private static long write(
      Enterprise.Plan plan, SourceName source, Path folder, Clock clock) throws IOException {
    try (var sinks = EnterpriseSinks.open(source, new Enterprise.Place(folder, Optional.empty()))) {
      SourceOutput output = sinks.output().through(sink -> new Kept(sink, clock));
      Enterprise.write(plan, source, output, Identities.NONE);
      output.finish();
      return output.rows().values().stream().mapToLong(Long::longValue).sum();
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> inside = Files.walk(folder)) {
      for (Path file : inside.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
