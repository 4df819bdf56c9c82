package org.crmekg.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.crmekg.linkage.BlockingRule;
import org.crmekg.linkage.FileLinkage;
import org.crmekg.linkage.LinkRecord;
import org.crmekg.linkage.LinkageOptions;
import org.crmekg.linkage.LinkageSpec;
import org.crmekg.linkage.RecordIndex;
import org.crmekg.linkage.RecordTable;
import org.crmekg.linkage.SpecReader;

/**
 * Linking persons, against the bare join: how long, how much memory, and how good.
 *
 * <p>The floor joins the same rules in DuckDB, which gets the keys of names, dates and the like as
 * columns, and compares one thing, the Jaro-Winkler similarity of two names. It neither learns, nor
 * scores, nor finds a pair once only. Both are processes of their own, one after the other.
 */
final class IdentityBench {
  private static final int THREADS = 2;
  private static final int DATABASE_MEGABYTES = 800;

  private IdentityBench() {}

  static void run(List<String> args) throws Exception {
    if (!args.isEmpty() && args.getFirst().equals("--floor")) {
      floor(Path.of(args.get(1)), Path.of(args.get(2)));
      return;
    }
    if (!args.isEmpty() && args.getFirst().equals("--ours")) {
      ours(Path.of(args.get(1)), Path.of(args.get(2)));
      return;
    }
    int at = args.indexOf("--records");
    String sizes = at >= 0 ? args.get(at + 1) : "10000,100000,1000000";
    var table = new StringBuilder();
    table.append(
        "| records | candidate pairs | floor s | ours s | × floor | floor CPU s | ours CPU s | × floor CPU | floor peak MB | ours peak MB | precision | recall | F1 | one record ms |\n");
    table.append("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
    for (String size : sizes.split(",")) {
      table.append(measure(Integer.parseInt(size.strip())));
      System.out.println(table);
    }
    if (args.contains("--write")) {
      BenchPage.write(Path.of(""), "identity", table.toString());
    }
  }

  private static String measure(int size) throws Exception {
    Path folder = Files.createTempDirectory("ekg-bench-identity");
    Path file = folder.resolve("persons.csv");
    Set<String> truth = generate(size, file);
    Path pairs = folder.resolve("pairs.csv");
    Contender.Run ours = contender("ours", "--ours", file, pairs).run(folder.resolve("ours.log"));
    Contender.Run floor =
        contender("floor", "--floor", file, folder.resolve("floor.txt"))
            .run(folder.resolve("floor.log"));
    long found = 0;
    long right = 0;
    try (var lines = Files.lines(pairs)) {
      for (String line : (Iterable<String>) lines.skip(1)::iterator) {
        String[] cells = line.split(",");
        found++;
        right += truth.contains(cells[0] + "," + cells[1]) ? 1 : 0;
      }
    }
    double oneMillis =
        Double.parseDouble(Files.readString(folder.resolve("one.txt")).strip());
    // The floor says itself how long its joins took: reading the file is no part of it.
    double floorSeconds = Double.parseDouble(Files.readString(folder.resolve("floor.txt")).strip());
    double oursSeconds = Double.parseDouble(Files.readString(folder.resolve("ours.txt")).strip());
    double floorProcessor = Double.parseDouble(Files.readString(folder.resolve("floor-cpu.txt")).strip());
    double oursProcessor = Double.parseDouble(Files.readString(folder.resolve("ours-cpu.txt")).strip());
    long compared = Long.parseLong(Files.readString(folder.resolve("compared.txt")).strip());
    return String.format(
        Locale.ROOT,
        "| %,d | %,d | %.1f | %.1f | %.1f | %.1f | %.1f | %.1f | %,d | %,d | %.4f | %.4f | %.4f | %.1f |%n",
        size,
        compared,
        floorSeconds,
        oursSeconds,
        oursSeconds / floorSeconds,
        floorProcessor,
        oursProcessor,
        oursProcessor / floorProcessor,
        floor.peakKilobytes() / 1024,
        ours.peakKilobytes() / 1024,
        right / (double) found,
        right / (double) truth.size(),
        2.0 * right / (found + truth.size()),
        oneMillis);
  }

  private static Contender contender(String name, String way, Path file, Path output) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx2g",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "org.crmekg.bench.Bench",
                "identity",
                way,
                file.toString(),
                output.toString()));
    return new Contender(name, command, output);
  }

  /** Seconds of all threads of this process, which other work on the machine does not lengthen much. */
  private static double processor() {
    var system =
        (com.sun.management.OperatingSystemMXBean)
            java.lang.management.ManagementFactory.getOperatingSystemMXBean();
    return system.getProcessCpuTime() / 1e9;
  }

  private static void ours(Path file, Path pairs) throws IOException {
    double before = processor();
    long start = System.nanoTime();
    FileLinkage.Report report =
        FileLinkage.link(
            new FileLinkage.Request(
                List.of(file),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                pairs,
                Optional.empty()),
            new LinkageOptions(
                THREADS,
                DATABASE_MEGABYTES,
                file.toAbsolutePath().getParent(),
                s -> System.out.printf("%.1f %s%n", (System.nanoTime() - start) / 1e9, s)),
            Clock.systemUTC());
    double seconds = (System.nanoTime() - start) / 1e9;
    Files.writeString(pairs.resolveSibling("ours.txt"), Double.toString(seconds));
    Files.writeString(pairs.resolveSibling("ours-cpu.txt"), Double.toString(processor() - before));
    Files.writeString(
        pairs.resolveSibling("compared.txt"), Long.toString(report.outcome().compared()));
    System.out.printf(Locale.ROOT, "linked in %.1f s%n", seconds);
    report.outcome().rules().forEach(System.out::println);
    oneRecord(file, report, pairs.resolveSibling("one.txt"));
  }

  /** The slowest of a hundred records that are new, after a hundred that warm up. */
  private static void oneRecord(Path file, FileLinkage.Report report, Path output)
      throws IOException {
    var records = new ArrayList<LinkRecord>();
    List<String> lines = Files.readAllLines(file);
    List<String> header = List.of(lines.getFirst().split(","));
    for (String line : lines.subList(1, lines.size())) {
      records.add(of(header, line, ""));
    }
    String source = file.getFileName().toString();
    RecordTable table = RecordTable.of(report.spec(), List.of(source), records.iterator());
    RecordIndex index = RecordIndex.of(table, report.model());
    double slowest = 0;
    for (int i = 0; i < 200; i++) {
      LinkRecord next = of(header, lines.get(1 + i * 7 % (lines.size() - 1)), "new" + i + "-");
      long start = System.nanoTime();
      index.add(next);
      double millis = (System.nanoTime() - start) / 1e6;
      slowest = i < 100 ? 0 : Math.max(slowest, millis);
    }
    Files.writeString(output, Double.toString(slowest));
  }

  private static LinkRecord of(List<String> header, String line, String prefix) {
    String[] cells = line.split(",", -1);
    Map<String, String> values = new java.util.HashMap<>();
    for (int i = 1; i < cells.length; i++) {
      values.put(header.get(i), cells[i]);
    }
    return new LinkRecord(prefix + cells[0], "persons.csv", values);
  }

  // ---- the floor

  private static void floor(Path file, Path output) throws Exception {
    LinkageSpec spec = SpecReader.read(file.resolveSibling("pairs-spec.ttl"));
    String folder = file.toAbsolutePath().getParent().toString().replace("'", "''");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("SET memory_limit='%dMB'".formatted(DATABASE_MEGABYTES * 2));
      statement.execute("SET threads=" + THREADS);
      statement.execute("SET temp_directory='%s'".formatted(folder));
      statement.execute(
          "CREATE TABLE person AS SELECT row_number() OVER () AS row, * FROM read_csv('%s', all_varchar = true)"
              .formatted(file.toString().replace("'", "''")));
      String name = "surname";
      List<String> rules = new ArrayList<>();
      for (BlockingRule rule : spec.blocking()) {
        if (rule.window() == 0) {
          var on = new ArrayList<String>();
          for (BlockingRule.Key key : rule.keys()) {
            on.add("l.%1$s = r.%1$s".formatted(column(statement, spec, key)));
          }
          rules.add(String.join(" AND ", on));
        }
      }
      double before = processor();
      long start = System.nanoTime();
      for (String rule : rules) {
        try (ResultSet rows =
            statement.executeQuery(
                ("SELECT count(*), count(*) FILTER (jaro_winkler_similarity(l.%1$s, r.%1$s) > 0.9)"
                        + " FROM person l JOIN person r ON %2$s AND l.row < r.row")
                    .formatted(name, rule))) {
          rows.next();
          System.out.printf("%,d pairs: %s%n", rows.getLong(1), rule);
        }
      }
      Files.writeString(output, Double.toString((System.nanoTime() - start) / 1e9));
      Files.writeString(
          output.resolveSibling("floor-cpu.txt"), Double.toString(processor() - before));
    }
  }

  /** Makes the key a column, so that the join itself is all that is measured. */
  private static String column(Statement statement, LinkageSpec spec, BlockingRule.Key key)
      throws Exception {
    String column = spec.field(key.field()).orElseThrow().columns().getFirst();
    String name = "key_%s_%s".formatted(column, key.part()).toLowerCase(Locale.ROOT);
    String expression =
        switch (key.part()) {
          case SAME -> column;
          // DuckDB has no phonetic code: the consonants do about the same.
          case SOUND, WORD_SOUNDS ->
              "left(%1$s, 1) || regexp_replace(%1$s, '[aeiouyh]', '', 'g')".formatted(column);
          case START -> "left(%s, %d)".formatted(column, spec.field(key.field()).orElseThrow().kind().name().equals("ADDRESS") ? 8 : 3);
          case END -> "right(%s, 4)".formatted(column);
          case CORE -> "split_part(right(%s, 40), '@', 1)".formatted(column);
          case YEAR -> "left(%s, 4)".formatted(column);
          case MONTH_DAY -> "right(%s, 5)".formatted(column);
          case RARE_WORDS -> column;
        };
    statement.execute(
        "ALTER TABLE person ADD COLUMN IF NOT EXISTS %s VARCHAR".formatted(name));
    statement.execute("UPDATE person SET %s = nullif(%s, '')".formatted(name, expression));
    return name;
  }

  // ---- records

  private static Set<String> generate(int size, Path file) throws IOException {
    var random = new SplittableRandom(42);
    String[] given = new String[400];
    Arrays.setAll(given, i -> made(random, 2));
    String[] family = new String[Math.max(2000, size / 20)];
    Arrays.setAll(family, i -> made(random, 3));
    String[] towns = new String[800];
    Arrays.setAll(towns, i -> made(random, 3));
    String[] streets = new String[5000];
    Arrays.setAll(streets, i -> made(random, 3) + " street");
    Set<String> truth = new HashSet<>();
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write("id,given_name,surname,date_of_birth,street,city,postcode,phone\n");
      String[] before = {};
      for (int id = 1; id <= size; id++) {
        String[] person;
        if (before.length > 0 && random.nextInt(10) == 0) {
          person = before.clone();
          int errors = 1 + random.nextInt(2);
          for (int e = 0; e < errors; e++) {
            int field = random.nextInt(person.length);
            person[field] = random.nextInt(4) == 0 ? "" : typo(person[field], random);
          }
          truth.add((id - 1) + "," + id);
          write(out, id, person);
          before = new String[0];
          continue;
        }
        int town = (int) (towns.length * Math.pow(random.nextDouble(), 2));
        person =
            new String[] {
              given[(int) (given.length * Math.pow(random.nextDouble(), 2))],
              family[(int) (family.length * Math.pow(random.nextDouble(), 2.5))],
              "%04d-%02d-%02d"
                  .formatted(
                      1930 + random.nextInt(80), 1 + random.nextInt(12), 1 + random.nextInt(28)),
              streets[random.nextInt(streets.length)] + " " + (1 + random.nextInt(200)),
              towns[town],
              Integer.toString(10000 + town * 37 + random.nextInt(30)),
              random.nextInt(3) == 0 ? "" : "+4930" + (1_000_000 + random.nextInt(9_000_000))
            };
        write(out, id, person);
        before = person;
      }
    }
    return truth;
  }

  private static void write(BufferedWriter out, int id, String[] person) throws IOException {
    out.write(id + "," + String.join(",", person) + "\n");
  }

  private static String made(SplittableRandom random, int syllables) {
    var name = new StringBuilder();
    for (int i = 0; i < syllables; i++) {
      name.append("bcdfghklmnprstvwz".charAt(random.nextInt(17)))
          .append("aeiou".charAt(random.nextInt(5)));
      if (random.nextInt(3) == 0) {
        name.append("nrlst".charAt(random.nextInt(5)));
      }
    }
    return name.toString();
  }

  private static String typo(String text, SplittableRandom random) {
    if (text.length() < 2) {
      return text;
    }
    int at = random.nextInt(text.length());
    char letter =
        Character.isDigit(text.charAt(at))
            ? (char) ('0' + random.nextInt(10))
            : (char) ('a' + random.nextInt(26));
    return switch (random.nextInt(3)) {
      case 0 -> text.substring(0, at) + letter + text.substring(at);
      case 1 -> text.substring(0, at) + text.substring(at + 1);
      default -> text.substring(0, at) + letter + text.substring(at + 1);
    };
  }
}
