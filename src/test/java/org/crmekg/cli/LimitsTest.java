package org.crmekg.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.crmekg.TestDatabases;
import org.crmekg.TestDatabases.Database;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes of their own that come to the end of their memory or of a disk.
 *
 * <p>The disk is a tmpfs in a mount namespace of its own, so that nothing else sees it.
 */
class LimitsTest {
  private static final String MAPPING =
      """
      @prefix rr: <http://www.w3.org/ns/r2rml#> .
      @prefix ex: <http://example.com/ns#> .
      <#T> rr:logicalTable [ %s ] ;
        rr:subjectMap [ rr:template "http://example.com/id/thing/{%s}" ] ;
        rr:predicateObjectMap [ rr:predicate ex:value ; rr:objectMap [ rr:column "%s" ] ] .
      """;
  private static final String MANY = "rr:sqlQuery \"SELECT X FROM SYSTEM_RANGE(1, 400000)\"";

  @TempDir Path folder;

  private record Finished(int code, String text) {}

  private static Finished run(List<String> command, Map<String, String> environment)
      throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(180, TimeUnit.SECONDS)).isTrue();
    return new Finished(process.exitValue(), text);
  }

  private static List<String> java(String heap, String... args) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "org.crmekg.cli.Main"));
    command.addAll(List.of(args));
    return command;
  }

  /** What the run script gives `ekg map`. */
  private static String heapOfMap() throws IOException {
    Matcher m =
        Pattern.compile("map\\) flags=\\(-Xmx\"\\$\\{EKG_HEAP:-(\\d+m)}\"(.*)\\)")
            .matcher(Files.readString(Path.of("ekg")));
    assertThat(m.find()).isTrue();
    // A process that ends at once could not say which cell it was.
    assertThat(m.group(2)).doesNotContain("OnOutOfMemoryError");
    return "-Xmx" + m.group(1);
  }

  @Test
  void aCellThatDoesNotFitIntoMemoryIsRefusedWithItsRowAndColumn() throws Exception {
    Optional<Database> database = TestDatabases.postgres();
    if (database.isEmpty()) {
      TestDatabases.skipPostgres();
      return;
    }
    try (Connection connection = database.get().connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT, b BYTEA)");
      statement.execute("INSERT INTO t SELECT g, 'small', NULL FROM generate_series(1, 2000) g");
      statement.execute("INSERT INTO t VALUES (2001, repeat('x', 209715200), NULL)");
      statement.execute(
          "INSERT INTO t VALUES (2002, NULL, decode(repeat('ab', 209715200), 'hex'))");
    }
    Map<String, String> rows = Map.of("v", "\"v\" (text)", "b", "\"b\" (bytea)");
    for (Map.Entry<String, String> row : rows.entrySet()) {
      String column = row.getKey();
      Path mapping =
          Run.write(
              folder.resolve(column + ".ttl"),
              MAPPING.formatted("rr:tableName \"t\"", "id", column));
      Path out = folder.resolve(column + ".nq");
      for (String rule : List.of("fail", "quarantine")) {
        Finished map =
            run(
                java(
                    heapOfMap(),
                    "map",
                    "--jdbc",
                    database.get().url(),
                    "--user",
                    database.get().user(),
                    "--mapping",
                    mapping.toString(),
                    "--on-data-error",
                    rule,
                    "-o",
                    out.toString()),
                Map.of());
        assertThat(map.code()).as(map.text()).isEqualTo(3);
        assertThat(map.text())
            .contains("EKG-3006", "column " + row.getValue(), "209,715,200", "in t, row id=200");
      }
    }
    try (var files = Files.list(folder)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder("v.ttl", "b.ttl");
    }
  }

  private static final String MOUNTED =
      "mount -t tmpfs -o size=\"$SIZE\" tmpfs \"$DISK\" || exit 77; \"$@\"; code=$?;"
          + " ls -A \"$DISK\" | sed 's/^/LEFT /'; exit $code";

  /** Runs a command that sees a small, empty disk at a folder. */
  private Finished onSmallDisk(
      Path disk, String size, Map<String, String> more, List<String> command) throws Exception {
    Files.createDirectories(disk);
    var wrapped = new ArrayList<>(List.of("unshare", "-m", "bash", "-c", MOUNTED, "small-disk"));
    wrapped.addAll(command);
    var environment = new java.util.HashMap<>(more);
    environment.putAll(Map.of("DISK", disk.toString(), "SIZE", size));
    try {
      Finished finished = run(wrapped, environment);
      boolean isMounted = finished.code() != 77 && !finished.text().contains("unshare failed");
      if (!"true".equals(System.getenv("CI"))) {
        Assumptions.assumeTrue(isMounted, "needs `unshare -m` and the right to mount a tmpfs");
      }
      assertThat(isMounted).as(finished.text()).isTrue();
      return finished;
    } catch (IOException e) {
      Assumptions.abort("needs `unshare`: " + e.getMessage());
      throw e;
    }
  }

  private String database() throws Exception {
    String url = "jdbc:h2:file:" + folder.resolve("crm");
    try (Connection connection = DriverManager.getConnection(url, "sa", "");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE T (ID INTEGER PRIMARY KEY)");
    }
    return url;
  }

  @Test
  void outputOnAFullDiskIsNotHalfWrittenAndSaysHowMuchItNeeds() throws Exception {
    Path mapping = Run.write(folder.resolve("m.ttl"), MAPPING.formatted(MANY, "X", "X"));
    Path disk = folder.resolve("disk");
    List<String> map =
        java("-Xmx256m", "map", "--jdbc", database(), "--user", "sa", "--mapping", "" + mapping);
    var toFile = new ArrayList<>(map);
    toFile.addAll(List.of("-o", disk.resolve("out.nq").toString()));
    Finished file = onSmallDisk(disk, "8m", Map.of(), toFile);
    assertThat(file.code()).as(file.text()).isEqualTo(3);
    assertThat(file.text())
        .contains("EKG-4004", "the disk of " + disk, "the output of the mapping needs about")
        .contains("MB are free")
        .doesNotContain("LEFT");

    // What goes to a stream is written to the folder for temporary files first.
    var toStream = new ArrayList<>(map);
    toStream.add(1, "-Djava.io.tmpdir=" + disk);
    Finished stream = onSmallDisk(disk, "8m", Map.of(), toStream);
    assertThat(stream.code()).as(stream.text()).isEqualTo(3);
    assertThat(stream.text())
        .contains("EKG-4004", "the disk of " + disk)
        .doesNotContain("http://example.com/id/thing/1>")
        .doesNotContain("LEFT");
  }

  @Test
  void aLoadWhoseStagingFolderIsFullKeepsTheLastWholeVersion() throws Exception {
    Run.write(folder.resolve("m.ttl"), MAPPING.formatted("rr:tableName \"T\"", "ID", "ID"));
    String url = database();
    Path config =
        Run.write(
            folder.resolve("ekg.ttl"),
            """
            @prefix ekg: <https://w3id.org/crm-ekg/ns/config/> .
            <#d> a ekg:FederatedDataset ; ekg:storeLocation <data/store> ; ekg:source <#crm> .
            <#crm> a ekg:JdbcSource ; ekg:id "crm" ; ekg:jdbcUrl "%s" ; ekg:userVariable "U" ;
              ekg:mapping <m.ttl> ; ekg:mode ekg:Materialized .
            """
                .formatted(url));
    Map<String, String> user = Map.of("U", "sa");
    try (Connection connection = DriverManager.getConnection(url, "sa", "");
        Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO T VALUES (1), (2), (3)");
    }
    assertThat(Run.with(user, "", "load", "--config", config.toString()).code()).isZero();
    String count = "SELECT (COUNT(*) AS ?n) { GRAPH graph:crm { ?s ?p ?o } }";
    Run before = Run.with(user, "", "query", "--config", config.toString(), count);
    assertThat(before.out()).contains("3");
    try (Connection connection = DriverManager.getConnection(url, "sa", "");
        Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO T SELECT X FROM SYSTEM_RANGE(4, 60000)");
    }
    Path staging = folder.resolve("data/staging");
    assertThat(staging).isDirectory();
    Finished load =
        onSmallDisk(staging, "2m", user, java("-Xmx512m", "load", "--config", config.toString()));
    assertThat(load.code()).as(load.text()).isEqualTo(3);
    assertThat(load.text())
        .contains("EKG-4004", "the disk of " + staging, "staged quads of crm")
        .contains("keeps its last whole version")
        .doesNotContain("LEFT crm");
    assertThat(Run.with(user, "", "query", "--config", config.toString(), count)).isEqualTo(before);
    assertThat(Run.with(user, "", "load", "--config", config.toString()).code()).isZero();
    assertThat(Run.with(user, "", "query", "--config", config.toString(), count).out())
        .contains("60000");
  }
}
