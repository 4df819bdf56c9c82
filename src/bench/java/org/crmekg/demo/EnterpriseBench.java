package org.crmekg.demo;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How long the sample enterprise takes, beside a bare append of the same rows.
 *
 * <p>Each source is written twice: into its files, and nowhere. What the second takes is the work of
 * making rows; the difference is the append. CPU time of the one thread, so that a busy machine does
 * not decide. Run it with {@code -Xmx256m}: whatever the scale, that is enough.
 */
public final class EnterpriseBench {
  private EnterpriseBench() {}

  public static void run(List<String> arguments) throws IOException {
    int at = arguments.indexOf("--scale");
    long scale = at < 0 ? 200_000 : Long.parseLong(arguments.get(at + 1));
    var plan = Enterprise.Plan.of(1, scale);
    Path folder = Files.createTempDirectory("enterprise");
    try {
      System.out.printf("%-10s %12s %10s %10s %7s%n", "source", "rows", "append s", "total s", "ratio");
      double appended = 0;
      double total = 0;
      long rows = 0;
      for (SourceName source : SourceName.values()) {
        double making = making(plan, source);
        double start = seconds();
        long written = writing(plan, source, folder);
        double all = seconds() - start;
        print(source.id(), written, all - making, all);
        appended += all - making;
        total += all;
        rows += written;
      }
      print("all", rows, appended, total);
      System.out.printf("heap at most %d MB%n", Runtime.getRuntime().maxMemory() >> 20);
    } finally {
      delete(folder);
    }
  }

  private static void print(String name, long rows, double append, double total) {
    System.out.printf("%-10s %,12d %10.1f %10.1f %7.2f%n", name, rows, append, total, total / append);
  }

  private static double seconds() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9;
  }

  private static double making(Enterprise.Plan plan, SourceName source) {
    var nowhere = new SourceOutput();
    for (TableDefinition table : TableDefinition.of(source.id())) {
      nowhere.add(new TableOutput(table, RowSink.NOWHERE));
    }
    double start = seconds();
    Enterprise.write(plan, source, nowhere, Identities.NONE);
    return seconds() - start;
  }

  private static long writing(Enterprise.Plan plan, SourceName source, Path folder)
      throws IOException {
    try (var sinks = EnterpriseSinks.open(source, new Enterprise.Place(folder, Optional.empty()))) {
      Enterprise.write(plan, source, sinks.output(), Identities.NONE);
      sinks.finish();
      return sinks.output().rows().values().stream().mapToLong(Long::longValue).sum();
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
