package org.crmekg.bench;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.postgresql.PGConnection;

/**
 * {@code ekg bench mapping}: customers and contacts from PostgreSQL to N-Quads, by us, by a program
 * written by hand, by Ontop and by CARML.
 *
 * <p>Each run is a process of its own, all contenders once per round, in turning order. The sorted
 * outputs of the first round must be identical.
 */
final class MappingBench {
  private static final String LINK = "ours, template";
  private static final String JOIN = "ours, join";
  private static final String FLOOR = "floor";

  /** Rows in total: a third customers, two thirds contacts. */
  private enum Scale {
    S(100_000),
    M(1_000_000),
    L(10_000_000);

    private final int rows;

    Scale(int rows) {
      this.rows = rows;
    }
  }

  private final Scale scale;
  private final int rounds;
  private final boolean peers;
  private final boolean compare;
  private final boolean write;
  private final Path home;
  private final Path work;
  private final Path resources;
  private final String server;
  private final String user;
  private final List<String> notRun = new ArrayList<>();

  private MappingBench(List<String> args, Path home) {
    this.home = home;
    this.work = home.resolve("target/bench/mapping");
    this.resources = home.resolve("src/bench/resources/mapping");
    this.scale = Scale.valueOf(option(args, "--scale").orElse("S").toUpperCase(Locale.ROOT));
    this.rounds = Integer.parseInt(option(args, "--rounds").orElse("5"));
    // At L the peers would take a quarter of an hour a run.
    this.peers = !args.contains("--no-peers") && scale != Scale.L;
    this.compare = !args.contains("--no-compare");
    this.write = args.contains("--write");
    this.server = Optional.ofNullable(System.getenv("EKG_TEST_POSTGRES_URL")).orElse("");
    this.user = Optional.ofNullable(System.getenv("EKG_TEST_POSTGRES_USER")).orElse("postgres");
  }

  static void run(List<String> args) throws Exception {
    var bench = new MappingBench(args, home());
    if (bench.server.isEmpty()) {
      System.err.println(
          "EKG_TEST_POSTGRES_URL must name a PostgreSQL server, such as"
              + " jdbc:postgresql://127.0.0.1:5432/postgres");
      System.exit(3);
    }
    bench.run();
  }

  /** The classes of the benchmarks are in target/bench-classes. */
  private static Path home() throws URISyntaxException {
    var classes = MappingBench.class.getProtectionDomain().getCodeSource().getLocation().toURI();
    return Path.of(classes).resolve("../..").normalize();
  }

  private static Optional<String> option(List<String> args, String name) {
    int at = args.indexOf(name);
    return at < 0 || at + 1 == args.size() ? Optional.empty() : Optional.of(args.get(at + 1));
  }

  private void run() throws SQLException, IOException, InterruptedException {
    Files.createDirectories(work);
    String url = fill();
    List<Contender> contenders = contenders(url);
    Map<String, List<Contender.Run>> runs = new LinkedHashMap<>();
    contenders.forEach(c -> runs.put(c.name(), new ArrayList<>()));
    long statements = 0;
    String comparison = "The outputs were not compared.";
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < contenders.size(); i++) {
        Contender contender = contenders.get((i + round) % contenders.size());
        Contender.Run run = contender.run(work.resolve("log.txt"));
        runs.get(contender.name()).add(run);
        System.err.printf(
            "round %d %-16s %7.2f s, CPU %7.2f s, %4d MB%n",
            round + 1,
            contender.name(),
            run.wallSeconds(),
            run.cpuSeconds(),
            run.peakKilobytes() / 1024);
        if (round > 0 || !compare) {
          statements = Math.max(statements, run.statements());
          Files.delete(contender.output());
        }
      }
      if (round == 0 && compare) {
        statements = compare(contenders);
        comparison = "The sorted outputs are identical.";
      }
    }
    String report = report(statements, comparison, runs);
    System.out.println(report);
    if (write) {
      BenchPage.write(home, "mapping " + scale, report);
    }
  }

  /** Makes the data once per scale, the same for everybody: all values follow from the number. */
  private String fill() throws SQLException {
    String name = "ekg_bench_" + scale.name().toLowerCase(Locale.ROOT);
    String url = server.replaceFirst("/[^/?]*(\\?|$)", "/" + name + "$1");
    try (Connection connection = DriverManager.getConnection(server, user, "");
        Statement statement = connection.createStatement()) {
      try (ResultSet found =
          statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + name + "'")) {
        if (!found.next()) {
          statement.execute("CREATE DATABASE " + name + " ENCODING 'UTF8' TEMPLATE template0");
        }
      }
    }
    try (Connection connection = DriverManager.getConnection(url, user, "");
        Statement statement = connection.createStatement()) {
      try (ResultSet done = statement.executeQuery("SELECT to_regclass('filled')")) {
        done.next();
        if (done.getString(1) != null) {
          return url;
        }
      }
      System.err.printf("filling %s with %,d rows%n", name, scale.rows);
      String sql = Files.readString(resources.resolve("data.sql"));
      int customers = scale.rows / 3;
      statement.execute(
          sql.replace(":customers", Integer.toString(customers))
              .replace(":contacts", Integer.toString(scale.rows - customers)));
      statement.execute("VACUUM ANALYZE");
      statement.execute("CREATE TABLE filled ()");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return url;
  }

  private List<Contender> contenders(String url)
      throws IOException, InterruptedException, SQLException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath = jars(java);
    // As `ekg map` runs: one small heap whatever the number of rows, the serial collector, which
    // needs least beside it, and an archive of classes that is kept between runs.
    Path archive = work.resolve("classes.jsa");
    List<String> ours =
        List.of(
            java,
            "-Xmx160m",
            "-XX:+UseSerialGC",
            "-XX:+AutoCreateSharedArchive",
            "-XX:SharedArchiveFile=" + archive,
            "-Xlog:cds=off",
            "-Xlog:cds+dynamic=off",
            "-cp",
            classPath);
    List<String> floor = List.of(java, "-Xmx256m", "-XX:+UseSerialGC", "-cp", classPath);
    var contenders = new ArrayList<Contender>();
    contenders.add(
        contender(FLOOR, floor, "org.crmekg.bench.JdbcFloor", url, user, work.resolve("floor.nt")));
    String main = "org.crmekg.bench.MappingRun";
    contenders.add(
        contender(
            LINK, ours, main, url, user, mapping("template.ttl"), work.resolve("template.nq")));
    contenders.add(
        contender(JOIN, ours, main, url, user, mapping("join.ttl"), work.resolve("join.nq")));
    Files.deleteIfExists(archive);
    System.err.println("one run that is not measured, to write the archive of classes");
    contenders.getLast().run(work.resolve("log.txt"));
    if (peers) {
      Optional<String> ontop = peer("ontop", java);
      if (ontop.isPresent()) {
        contenders.add(
            contender(
                "Ontop 5.1.2",
                List.of(java, "-Xmx1g", "-XX:+UseSerialGC", "-cp", ontop.get()),
                "OntopPeer",
                url,
                user,
                mapping("template.ttl"),
                work.resolve("ontop.nt")));
      }
      Optional<String> carml = peer("carml", java);
      if (carml.isPresent()) {
        Path csv = export(url);
        contenders.add(
            contender(
                "CARML 0.4.11 (CSV)",
                List.of(java, "-Xmx1g", "-XX:+UseSerialGC", "-cp", carml.get()),
                "CarmlPeer",
                mapping("csv.ttl"),
                csv,
                work.resolve("carml.nt")));
      }
    }
    return contenders;
  }

  /** An archive of classes needs jars. */
  private String jars(String java) throws IOException, InterruptedException {
    var jars = new ArrayList<String>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (!Files.isDirectory(Path.of(entry))) {
        jars.add(entry);
        continue;
      }
      Path jar = work.resolve("classes-" + jars.size() + ".jar");
      String tool = Path.of(java).resolveSibling("jar").toString();
      Path log = work.resolve("log.txt");
      if (!succeeds(log, tool, "--create", "--file", jar.toString(), "-C", entry, ".")) {
        throw new IOException("jar failed: " + Files.readString(log));
      }
      jars.add(jar.toString());
    }
    return String.join(File.pathSeparator, jars);
  }

  private Path mapping(String name) {
    return resources.resolve(name);
  }

  /** The last argument is the output. */
  private static Contender contender(
      String name, List<String> java, String main, Object... args) {
    List<String> command =
        Stream.concat(
                Stream.concat(java.stream(), Stream.of(main)),
                Stream.of(args).map(Object::toString))
            .toList();
    return new Contender(name, command, (Path) args[args.length - 1]);
  }

  /** Resolves and compiles a peer; empty, and a line in the report, where that is not possible. */
  private Optional<String> peer(String name, String java) throws IOException, InterruptedException {
    Path folder = home.resolve("src/bench/peers").resolve(name);
    Path classes = Files.createDirectories(home.resolve("target/bench/peers").resolve(name));
    Path classPath = classes.resolve("class-path.txt");
    Path log = classes.resolve("log.txt");
    boolean resolved =
        Files.exists(classPath)
            || succeeds(
                log,
                "mvn",
                "-q",
                "-B",
                "-f",
                folder.resolve("pom.xml").toString(),
                "dependency:build-classpath",
                "-Dmdep.outputFile=" + classPath);
    if (!resolved) {
      notRun.add(name + " (Maven could not resolve it; see " + home.relativize(log) + ")");
      return Optional.empty();
    }
    String path = Files.readString(classPath).strip();
    var compile =
        new ArrayList<>(
            List.of(
                Path.of(java).resolveSibling("javac").toString(),
                "-nowarn",
                "-d",
                classes.toString(),
                "-cp",
                path));
    try (Stream<Path> files = Files.list(folder)) {
      files.filter(f -> f.toString().endsWith(".java")).forEach(f -> compile.add(f.toString()));
    }
    if (!succeeds(log, compile.toArray(String[]::new))) {
      notRun.add(name + " (its program does not compile; see " + home.relativize(log) + ")");
      return Optional.empty();
    }
    Files.copy(
        folder.resolve("logback.xml"),
        classes.resolve("logback.xml"),
        StandardCopyOption.REPLACE_EXISTING);
    return Optional.of(classes + File.pathSeparator + path);
  }

  private static boolean succeeds(Path log, String... command)
      throws IOException, InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      Files.writeString(log, e.toString());
      return false;
    }
  }

  /** CARML 0.4.11 reads files only; writing them is not in its time. */
  private Path export(String url) throws SQLException, IOException {
    Path csv = Files.createDirectories(work.resolve("csv"));
    try (Connection connection = DriverManager.getConnection(url, user, "")) {
      for (String table : List.of("customers", "contacts")) {
        try (OutputStream out = Files.newOutputStream(csv.resolve(table + ".csv"))) {
          connection
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyOut("COPY " + table + " TO STDOUT (FORMAT csv, HEADER)", out);
        }
      }
    }
    return csv;
  }

  private static long compare(List<Contender> contenders) throws IOException, InterruptedException {
    Path first = contenders.getFirst().sorted();
    Files.delete(contenders.getFirst().output());
    for (Contender contender : contenders.subList(1, contenders.size())) {
      Path sorted = contender.sorted();
      long at = Files.mismatch(first, sorted);
      if (at >= 0) {
        throw new IOException(
            "%s differs from %s at byte %d; compare %s and %s"
                .formatted(contender.name(), contenders.getFirst().name(), at, first, sorted));
      }
      Files.delete(sorted);
      Files.delete(contender.output());
    }
    try (Stream<String> lines = Files.lines(first)) {
      return lines.count();
    } finally {
      Files.delete(first);
    }
  }

  private String report(
      long statements, String comparison, Map<String, List<Contender.Run>> runs) {
    double floorWall = median(runs.get(FLOOR), Contender.Run::wallSeconds);
    double floorCpu = median(runs.get(FLOOR), Contender.Run::cpuSeconds);
    var out = new StringBuilder();
    out.append(
        "### Scale %s: %,d rows, %,d statements%n%n".formatted(scale, scale.rows, statements));
    out.append(
        "Median of %d interleaved rounds; × floor is the median of the ratios within a round. %s%n%n"
            .formatted(rounds, comparison));
    out.append("| | wall s | × floor | CPU s | × floor | statements/s | per CPU second | peak MB |\n");
    out.append("|---|---|---|---|---|---|---|---|\n");
    runs.forEach(
        (name, measured) -> {
          double wall = median(measured, Contender.Run::wallSeconds);
          double cpu = median(measured, Contender.Run::cpuSeconds);
          out.append(
              "| %s | %.2f | %.2f | %.2f | %.2f | %,.0f | %,.0f | %d |%n"
                  .formatted(
                      name,
                      wall,
                      ratio(measured, runs.get(FLOOR)),
                      cpu,
                      cpu / floorCpu,
                      statements / wall,
                      statements / cpu,
                      measured.stream().mapToLong(Contender.Run::peakKilobytes).max().orElse(0)
                          / 1024));
        });
    out.append(
        "%nThe join on the parent's key takes %.2f × the template variant (wall, within a round)."
            .formatted(ratio(runs.get(JOIN), runs.get(LINK))));
    runs.keySet().stream()
        .filter(name -> !List.of(FLOOR, LINK, JOIN).contains(name))
        .forEach(
            name ->
                out.append(
                    " %s takes %.1f × ours.".formatted(name, ratio(runs.get(name), runs.get(LINK)))));
    if (floorWall > 0 && !notRun.isEmpty()) {
      out.append("%n%nNot run: %s.".formatted(String.join("; ", notRun)));
    }
    return out.append('\n').toString();
  }

  private interface Measure {
    double of(Contender.Run run);
  }

  private static double median(List<Contender.Run> runs, Measure measure) {
    double[] values = runs.stream().mapToDouble(measure::of).sorted().toArray();
    return (values[(values.length - 1) / 2] + values[values.length / 2]) / 2;
  }

  /** Rounds differ by what else the machine does; within a round that is about the same. */
  private static double ratio(List<Contender.Run> runs, List<Contender.Run> others) {
    var ratios = new double[runs.size()];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = runs.get(i).wallSeconds() / others.get(i).wallSeconds();
    }
    Arrays.sort(ratios);
    return (ratios[(ratios.length - 1) / 2] + ratios[ratios.length / 2]) / 2;
  }
}
