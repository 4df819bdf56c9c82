package org.crmekg.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The page of the documentation with the tables that benchmarks write. */
final class BenchPage {
  private BenchPage() {}

  /** Replaces what stands between the markers of a table, or adds it at the end. */
  static void write(Path home, String name, String report) throws IOException {
    Path page = home.resolve("docs/benchmarks.md");
    String begin = "<!-- bench %s -->\n".formatted(name);
    String end = "<!-- end -->\n";
    String section = begin + report.strip() + '\n' + end;
    String text = Files.exists(page) ? Files.readString(page) : "# Benchmarks\n\n";
    int from = text.indexOf(begin);
    if (from < 0) {
      Files.writeString(page, text + '\n' + section);
      return;
    }
    int to = text.indexOf(end, from);
    if (to < 0) {
      throw new IOException(page + ": \"" + begin.strip() + "\" has no \"" + end.strip() + "\"");
    }
    Files.writeString(page, text.substring(0, from) + section + text.substring(to + end.length()));
  }
}
