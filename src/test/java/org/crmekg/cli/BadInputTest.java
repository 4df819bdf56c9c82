package org.crmekg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.crmekg.TestDatabases;
import org.crmekg.app.KnowledgeGraph;
import org.crmekg.app.TestGraphs;
import org.crmekg.config.ConfigReader;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong outside of crm-ekg, and what it says then: the exit code and the message. */
class BadInputTest {
  private static final String MAPPING =
      """
      @prefix rr: <http://www.w3.org/ns/r2rml#> .
      @prefix ex: <http://example.com/ns#> .
      <#T> rr:logicalTable [ rr:tableName "EMP" ] ;
        rr:subjectMap [ rr:template "http://example.com/{ID}" ] ;
        rr:predicateObjectMap [ rr:predicate ex:name ; rr:objectMap [ rr:column "NAME" ] ] .
      """;

  @TempDir Path folder;

  /**
   * A mapping that is wrong.
   *
   * @param replaced what of the good mapping
   * @param by what stands there instead
   */
  private record BadMapping(
      String name, String replaced, String by, int code, List<String> messages) {}

  private static final List<BadMapping> MAPPINGS =
      List.of(
          new BadMapping(
              "missing table", "\"EMP\"", "\"EMPP\"", 3, List.of("EKG-1206", "EMPP", "EMP")),
          new BadMapping(
              "missing column",
              "\"NAME\"",
              "\"NAMME\"",
              3,
              List.of("EKG-1207", "NAMME", "did you mean NAME?")),
          new BadMapping(
              "unknown column in a template",
              "{ID}",
              "{IDD}",
              3,
              List.of("EKG-1207", "IDD", "did you mean ID?")),
          new BadMapping(
              "not Turtle", "rr:subjectMap [", "rr:subjectMap ", 3, List.of("EKG-1201", "line: 4")),
          new BadMapping(
              "misspelt property",
              "rr:column",
              "rr:colum",
              3,
              List.of("EKG-1202", "did you mean column?")),
          new BadMapping(
              "rejected query",
              "rr:tableName \"EMP\"",
              "rr:sqlQuery \"SELEKT 1\"",
              3,
              List.of("EKG-1208", "SELEKT")));

  @TestFactory
  Stream<DynamicTest> aWrongMappingIsNamedWithWhatWouldBeRight() throws Exception {
    String url = employees();
    return MAPPINGS.stream()
        .map(
            bad ->
                DynamicTest.dynamicTest(
                    bad.name(),
                    () -> {
                      assertThat(MAPPING).contains(bad.replaced());
                      Path mapping =
                          Run.write(
                              folder.resolve(bad.name().replace(' ', '-') + ".ttl"),
                              MAPPING.replace(bad.replaced(), bad.by()));
                      Run run =
                          Run.of(
                              "map",
                              "--jdbc",
                              url,
                              "--user",
                              "sa",
                              "--mapping",
                              mapping.toString());
                      expect(run, bad.code(), bad.messages());
                    }));
  }

  private static void expect(Run run, int code, List<String> messages) {
    assertThat(run.code()).as("%s", run).isEqualTo(code);
    assertThat(run.err()).contains(messages).doesNotContain("\tat ");
    assertThat(run.out()).isEmpty();
  }

  private static String employees() throws Exception {
    var database = TestDatabases.h2();
    try (Connection connection = DriverManager.getConnection(database.url(), "sa", "");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE EMP (ID INT, NAME VARCHAR(20))");
      statement.execute("INSERT INTO EMP VALUES (1, 'Ann'), (2, NULL), (NULL, 'Nobody')");
    }
    return database.url();
  }

  @Test
  void nullInAKeyMakesNoStatementAndNoError() throws Exception {
    Path mapping = Run.write(folder.resolve("m.ttl"), MAPPING);
    Run run = Run.of("map", "--jdbc", employees(), "--user", "sa", "--mapping", mapping.toString());
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .isEqualTo("<http://example.com/1> <http://example.com/ns#name> \"Ann\" .\n");
  }

  @Test
  void anUnreachableDatabaseIsNotAnEmptyOne() throws Exception {
    Path mapping = Run.write(folder.resolve("m.ttl"), MAPPING);
    int port = freePort();
    expect(
        Run.of(
            "query",
            "--jdbc",
            "jdbc:postgresql://127.0.0.1:%d/none".formatted(port),
            "--mapping",
            mapping.toString(),
            "ASK {?s ?p ?o}"),
        3,
        List.of("EKG-3001", "cannot be reached"));
  }

  @Test
  void aMissingDatabaseFileIsNotMadeInPassing() throws Exception {
    Path config = Run.sample(folder);
    Run run = Run.of("query", "--config", config.toString(), "SELECT * { ?s party:name ?o }");
    expect(run, 3, List.of("EKG-3001", "source crm cannot be reached", "ekg demo"));
    assertThat(folder.resolve("demo/crm.mv.db")).doesNotExist();
  }

  @Test
  void aWrongPasswordSaysWhereItComesFrom() throws Exception {
    Path file = folder.resolve("locked");
    try (Connection connection =
            DriverManager.getConnection("jdbc:h2:file:" + file, "owner", "secret");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE EMP (ID INT, NAME VARCHAR(20))");
    }
    Path mapping = Run.write(folder.resolve("m.ttl"), MAPPING);
    Run run =
        Run.with(
            Map.of("EKG_JDBC_PASSWORD", "guess"),
            "",
            "map",
            "--jdbc",
            "jdbc:h2:file:" + file,
            "--user",
            "owner",
            "--mapping",
            mapping.toString());
    expect(run, 3, List.of("EKG-3002", "EKG_JDBC_PASSWORD"));
    assertThat(run.err()).doesNotContain("guess");
  }

  @Test
  void aMissingDatabaseOfAServerIsNamed() throws Exception {
    Optional<TestDatabases.Database> postgres = TestDatabases.postgres();
    if (postgres.isEmpty()) {
      TestDatabases.skipPostgres();
      return;
    }
    Path mapping = Run.write(folder.resolve("m.ttl"), MAPPING);
    Run run =
        Run.of(
            "map",
            "--jdbc",
            postgres.get().url().replaceFirst("/t[0-9a-f]+", "/nothere"),
            "--user",
            postgres.get().user(),
            "--mapping",
            mapping.toString());
    expect(run, 3, List.of("EKG-3001", "nothere"));
  }

  @Test
  void aBrokenLineOfAFileIsNamedAndTheLastWholeVersionStays() throws Exception {
    String config = Run.demo(folder).toString();
    String count = "SELECT (COUNT(*) AS ?n) { GRAPH graph:registry { ?s ?p ?o } }";
    Run before = Run.of("query", "--config", config, count);
    Path lei = folder.resolve("demo/lei.csv");
    long lines = Files.readAllLines(lei).size();
    Files.writeString(lei, "BROKEN,\"never closed\n", StandardOpenOption.APPEND);
    Run load = Run.of("load", "--config", config);
    assertThat(load.code()).isEqualTo(3);
    assertThat(load.err())
        .contains("EKG-3005", "lei.csv")
        .containsIgnoringCase("line")
        .contains(Long.toString(lines + 1))
        .contains("last whole version");
    assertThat(Run.of("query", "--config", config, count)).isEqualTo(before);
  }

  @Test
  void emptyLinesAndTextsOverManyLinesAreReadAsTheStandardSays() throws Exception {
    Path config =
        Run.write(
            folder.resolve("ekg.ttl"),
            """
            @prefix ekg: <https://w3id.org/crm-ekg/ns/config/> .
            <#d> a ekg:FederatedDataset ; ekg:storeLocation <store> ; ekg:source <#f> .
            <#f> a ekg:FileSource ; ekg:id "f" ; ekg:mode ekg:Materialized ; ekg:mapping <m.ttl> ;
              ekg:table [ ekg:name "t" ; ekg:file <t.csv> ] .
            """);
    Run.write(
        folder.resolve("m.ttl"),
        MAPPING.replace("EMP", "t").replace("{ID}", "{_row}").replace("NAME", "a"));
    Map<String, Integer> rows =
        Map.of(
            "a\n1\n\n2\n\"q\"\"uo\nte\"\n\n", 5,
            "a\r\n1\r\n\r\n2", 3,
            "\uFEFF\"a\",\"b\"\r\n1,\"x \"\"y\"\"\"\r\n2,5\" pipe\r\n3,\"\"\r\n", 3,
            "a,b\r\n1,\r\n\r\n3,\"\r\n4\"\r\n\r\n", 2);
    for (Map.Entry<String, Integer> file : rows.entrySet()) {
      Run.write(folder.resolve("t.csv"), file.getKey());
      Run run = Run.of("load", "--config", config.toString(), "-o", "csv");
      assertThat(run.out()).as(file.getKey()).contains("f," + file.getValue() + ",");
    }
    for (String broken : List.of("a,b\n1,2\n3,\"4", "a,b\n1,\"2\n3,4\n5,6\n", "a,b\n1\n", "")) {
      Run.write(folder.resolve("t.csv"), broken);
      Run run = Run.of("load", "--config", config.toString());
      assertThat(run.code()).as(broken).isEqualTo(3);
      assertThat(run.err()).as(broken).contains("EKG-3005").containsIgnoringCase("line");
    }
  }

  @Test
  void aPortInUseIsRefusedByName() throws Exception {
    String config = Run.demo(folder).toString();
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Run run =
          Run.of("serve", "--config", config, "--port", Integer.toString(taken.getLocalPort()));
      expect(run, 3, List.of("EKG-4007", Integer.toString(taken.getLocalPort())));
    }
  }

  @Test
  void whatADeadServerLeftBehindIsNotFollowed() throws Exception {
    String config = Run.demo(folder).toString();
    Run.write(
        folder.resolve("server.json"),
        "{\"url\":\"http://127.0.0.1:%d\",\"token\":\"x\",\"pid\":1}".formatted(freePort()));
    Run.write(
        folder.resolve("ekg.holder"),
        "{\"pid\":999999999,\"purpose\":\"serve\",\"since\":\"2026-01-01T00:00:00Z\"}");
    Run run = Run.of("query", "--config", config, "ASK { ?s a party:Organization }");
    assertThat(run).returns(0, Run::code).returns("true\n", Run::out);
  }

  @Test
  void aFolderThatIsHeldSaysByWhom() throws Exception {
    Path config = Run.demo(folder);
    try (KnowledgeGraph graph =
        KnowledgeGraph.open(
            ConfigReader.read(config, v -> null), "test", TestGraphs.environment(Map.of()))) {
      assertThat(graph.config().sources()).hasSize(2);
      Run run = Run.of("query", "--config", config.toString(), "ASK {}");
      expect(run, 3, List.of("EKG-4001", "process " + ProcessHandle.current().pid(), "(test"));
    }
  }

  @Test
  void aStoreOfANewerVersionIsLeftAlone() throws Exception {
    String config = Run.demo(folder).toString();
    var versions = new ArrayList<Path>();
    try (Stream<Path> files = Files.walk(folder.resolve("store"))) {
      files
          .filter(f -> f.getFileName().toString().matches("(?i).*(version|format).*"))
          .forEach(versions::add);
    }
    assertThat(versions).as("the file that says the version of the store").isNotEmpty();
    for (Path file : versions) {
      Files.writeString(file, Files.readString(file).replaceAll("\\d+", "99"));
    }
    expect(Run.of("query", "--config", config, "ASK {}"), 3, List.of("EKG-4002", "99"));
  }

  @Test
  void anUnreachableServerIsSaidSo() throws Exception {
    Run run = Run.of("sources", "--server", "http://127.0.0.1:" + freePort());
    expect(run, 3, List.of("EKG-4009", "does not answer"));
    assertThat(Run.of("sources", "--server", "nowhere").code()).isEqualTo(2);
  }

  @Test
  void aConfigurationIsJudgedAsAWhole() throws Exception {
    Path config =
        Run.write(
            folder.resolve("ekg.ttl"),
            """
            @prefix ekg: <https://w3id.org/crm-ekg/ns/config/> .
            <#d> a ekg:FederatedDataset ; ekg:storeLocation <store> ; ekg:sorce <#a> ; ekg:source <#b> .
            <#b> a ekg:JdbcSource ; ekg:id "b" ; ekg:jdbcUrl "jdbc:h2:mem:x" ; ekg:mapping <no.ttl> .
            """);
    expect(
        Run.of("sources", "--config", config.toString()),
        3,
        List.of("EKG-1002", "did you mean source?", "no.ttl does not exist"));
    Run.write(config, "not turtle");
    expect(Run.of("sources", "--config", config.toString()), 3, List.of("EKG-1001", "line: 1"));
  }

  private static int freePort() throws Exception {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
