package org.crmekg.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program that is measured, in a process of its own.
 *
 * @param name what the table calls it
 * @param command how it is started
 * @param output the file that it writes
 */
record Contender(String name, List<String> command, Path output) {

  private static final Pattern SAID = Pattern.compile("(?m)^statements (\\d+)$");

  /** What one run took, and how many statements it says it wrote. */
  record Run(double wallSeconds, double cpuSeconds, long peakKilobytes, long statements) {}

  /** Runs it and waits; CPU time and peak memory are read from the process until it ends. */
  Run run(Path log) throws IOException, InterruptedException {
    Files.deleteIfExists(output);
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    Path stat = status.resolveSibling("stat");
    long peak = 0;
    double cpu = 0;
    while (!process.waitFor(10, TimeUnit.MILLISECONDS)) {
      try {
        for (String line : Files.readAllLines(status)) {
          if (line.startsWith("VmHWM:")) {
            peak = Math.max(peak, Long.parseLong(line.replaceAll("\\D", "")));
          }
        }
        String[] fields = Files.readString(stat).replaceFirst("(?s)^.*\\) ", "").split(" ");
        cpu = (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
      } catch (IOException e) {
        // It has just ended; what was read before stands.
        continue;
      }
    }
    double wall = (System.nanoTime() - start) / 1e9;
    if (process.exitValue() != 0 || !Files.exists(output)) {
      throw new IOException(
          name + " failed: " + Files.readString(log, StandardCharsets.UTF_8).strip());
    }
    Matcher said = SAID.matcher(Files.readString(log, StandardCharsets.UTF_8));
    return new Run(wall, cpu, peak, said.find() ? Long.parseLong(said.group(1)) : 0);
  }

  /** Writes the distinct lines of the output, sorted, beside it. */
  Path sorted() throws IOException, InterruptedException {
    Path sorted = output.resolveSibling(output.getFileName() + ".sorted");
    var sort =
        new ProcessBuilder(
            "sort", "-u", "-S", "512M", "-o", sorted.toString(), output.toString());
    sort.environment().put("LC_ALL", "C");
    if (sort.inheritIO().start().waitFor() != 0) {
      throw new IOException("sort failed on " + output);
    }
    return sorted;
  }
}
