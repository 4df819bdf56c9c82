package org.crmekg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmekg.SharedData;
import org.crmekg.TestDatabases;
import org.crmekg.TestDatabases.Database;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A first mapping and configuration from the schema of a database, which work as they stand. */
class InitFromTest {
  @TempDir Path folder;

  private static void execute(Database database, String... statements) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static Run ekg(Database database, String command, String... more) {
    var args = new ArrayList<>(List.of(command, command.equals("init") ? "--from" : "--jdbc"));
    args.addAll(List.of(database.url(), "--user", database.user()));
    args.addAll(List.of(more));
    return Run.of(args.toArray(String[]::new));
  }

  /**
   * The folder that init writes answers queries at once, and so does `ekg map` with its mapping.
   */
  private Run started(Database database, String id) {
    Path graph = folder.resolve("graph");
    Run init = ekg(database, "init", "--id", id, graph.toString());
    assertThat(init.code()).as(init.err()).isZero();
    String user = id.toUpperCase(java.util.Locale.ROOT).replace('-', '_') + "_USER";
    assertThat(init.err()).contains("export %s=%s; cd ".formatted(user, database.user()));
    String config = graph.resolve("fuseki-config/ekg.ttl").toString();
    Map<String, String> variables = Map.of(user, database.user());
    Run doctor = Run.with(variables, "", "doctor", "--config", config);
    assertThat(doctor.out()).doesNotContain("✗");
    Path mapped = folder.resolve("out.nq");
    Run map =
        ekg(
            database,
            "map",
            "--mapping",
            graph.resolve("mappings/%s.ttl".formatted(id)).toString(),
            "-o",
            mapped.toString());
    assertThat(map.code()).as(map.err()).isZero();
    String classes =
        "SELECT ?class (COUNT(DISTINCT ?s) AS ?n) { GRAPH graph:%s { ?s a ?class } } GROUP BY ?class"
            .formatted(id);
    return Run.with(variables, "", "query", "--config", config, "-o", "csv", classes);
  }

  @Test
  void northwindInPostgresqlAnswersAtOnce() throws Exception {
    Optional<Database> database = TestDatabases.postgres();
    if (database.isEmpty()) {
      TestDatabases.skipPostgres();
      return;
    }
    execute(database.get(), Files.readString(SharedData.require("northwind/northwind.sql")));
    assertThat(started(database.get(), "northwind").out())
        .contains("#Customers,91", "#Order_details,2155", "#Orders,830", "#Us_states,51");
    String mapped = Files.readString(folder.resolve("out.nq"));
    assertThat(
            mapped
                .lines()
                .filter(l -> l.contains("northwind#customer>") && l.contains("<https://w3id"))
                .count())
        .isEqualTo(830);
  }

  @Test
  void northwindInH2AnswersAtOnce() throws Exception {
    Database database = TestDatabases.h2();
    for (String sql : statements(Files.readString(SharedData.require("northwind/northwind.sql")))) {
      execute(database, sql);
    }
    assertThat(started(database, "nw-2").out())
        .contains("#CUSTOMERS,91", "#ORDER_DETAILS,2155", "#ORDERS,830", "#US_STATES,51");
  }

  /** The statements of the dump that H2 understands too: tables, rows, keys. */
  private static List<String> statements(String dump) {
    return java.util.Arrays.stream(dump.replaceAll("(?m)^--.*$", "").split(";\\s*\\n"))
        .map(String::strip)
        .filter(s -> s.matches("(?is)(CREATE TABLE|INSERT INTO|ALTER TABLE (ONLY )?\\w+\\s+ADD).*"))
        .map(s -> s.replaceFirst("(?i)ALTER TABLE ONLY", "ALTER TABLE"))
        .map(s -> s.replaceAll("(?i)\\bbytea\\b", "BLOB").replaceAll("'\\\\x'", "X''"))
        .toList();
  }

  @Test
  void foreignKeysToOtherSchemasStayInTheirSchema() throws Exception {
    Optional<Database> database = TestDatabases.postgres();
    if (database.isEmpty()) {
      TestDatabases.skipPostgres();
      return;
    }
    execute(
        database.get(),
        "CREATE SCHEMA archive",
        "CREATE SCHEMA secret",
        "CREATE TABLE archive.customer (id INTEGER PRIMARY KEY, name TEXT)",
        "CREATE TABLE secret.region (id INTEGER PRIMARY KEY)",
        "CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT)",
        "CREATE TABLE invoice (id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES"
            + " archive.customer, region_id INTEGER REFERENCES secret.region)",
        "CREATE TABLE archive.note (id INTEGER PRIMARY KEY, invoice_id INTEGER REFERENCES invoice)",
        "INSERT INTO archive.customer VALUES (1, 'old')",
        "INSERT INTO customer VALUES (1, 'another')",
        "INSERT INTO secret.region VALUES (5)",
        "INSERT INTO invoice VALUES (7, 1, 5)",
        "INSERT INTO archive.note VALUES (9, 7)");
    assertThat(started(database.get(), "crm").code()).isZero();
    String mapped = Files.readString(folder.resolve("out.nq"));
    String id = "https://w3id.org/crm-ekg/id/";
    assertThat(mapped)
        .contains(
            "<%sinvoice/crm/7> <https://example.org/ns/crm#customer> <%sarchive.customer/crm/1>"
                .formatted(id, id))
        .contains(
            "<%sinvoice/crm/7> <https://example.org/ns/crm#region> <%ssecret.region/crm/5>"
                .formatted(id, id))
        .contains(
            "<%sarchive.note/crm/9> <https://example.org/ns/crm#invoice> <%sinvoice/crm/7>"
                .formatted(id, id))
        .doesNotContain("#customer> <%scustomer/crm/1>".formatted(id));

    // Of one schema, keys that lead out of it stay columns.
    Path own = folder.resolve("own.ttl");
    assertThat(
            ekg(database.get(), "init", "--id", "crm", "--schema", "public", "-o", own.toString())
                .code())
        .isZero();
    assertThat(Files.readString(own)).doesNotContain("archive").doesNotContain("parentTriplesMap");
    assertThat(ekg(database.get(), "map", "--mapping", own.toString()).out())
        .contains("<%sinvoice/crm/7> <https://example.org/ns/crm#customer_id> \"1\"".formatted(id));
    Run other = ekg(database.get(), "init", "--id", "crm", "--schema", "archive", "-o", "-");
    assertThat(other.out())
        .contains("\\\"archive\\\".\\\"note\\\"")
        .doesNotContain("parentTriplesMap");
    Run wrong = ekg(database.get(), "init", "--schema", "archiv", "-o", "-");
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).contains("did you mean archive?").contains("public, secret");
  }

  @Test
  void tablesWhoseNamesDifferInCaseOnlyStayApart() throws Exception {
    Database database = TestDatabases.h2();
    execute(
        database,
        "CREATE TABLE \"Order\" (\"id\" INTEGER PRIMARY KEY)",
        "CREATE TABLE \"order\" (\"id\" INTEGER PRIMARY KEY)",
        "INSERT INTO \"Order\" VALUES (1)",
        "INSERT INTO \"order\" VALUES (1)");
    Path mapping = folder.resolve("m.ttl");
    assertThat(ekg(database, "init", "--id", "crm", "-o", mapping.toString()).code()).isZero();
    assertThat(ekg(database, "map", "--mapping", mapping.toString()).out())
        .contains("id/Order/crm/1>", "id/order/crm/1>");
  }

  @Test
  void aDatabaseFileIsFoundFromAnyFolder() throws Exception {
    Path file = folder.resolve("my crm");
    execute(
        new Database("jdbc:h2:file:" + file, "sa"),
        "CREATE TABLE ACCOUNT (ID INTEGER PRIMARY KEY)",
        "INSERT INTO ACCOUNT VALUES (1)");
    Path here = Path.of("").toAbsolutePath();
    String relative = "./" + here.relativize(file.toAbsolutePath());
    Path graph = folder.resolve("g");
    Run init =
        Run.of(
            "init", "--from", "jdbc:h2:file:" + relative, "--user", "sa", "-o", graph.toString());
    assertThat(init.code()).as(init.err()).isZero();
    assertThat(init.out()).contains("mappings/my-crm.ttl");
    String config = Files.readString(graph.resolve("fuseki-config/ekg.ttl"));
    assertThat(config)
        .contains("ekg:jdbcUrl \"jdbc:h2:file:%s\"".formatted(file.toAbsolutePath()))
        .contains("ekg:userVariable \"MY_CRM_USER\"")
        .contains("# ekg:passwordVariable \"MY_CRM_PASSWORD\"");
  }

  @Test
  void nothingIsOverwrittenAndNoSecretIsWritten() throws Exception {
    Database database = TestDatabases.h2();
    execute(database, "CREATE TABLE ACCOUNT (ID INTEGER PRIMARY KEY)");
    Path there = Run.write(folder.resolve("g/links/links.ttl"), "mine");
    Run again = ekg(database, "init", "--id", "crm", folder.resolve("g").toString());
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.err()).contains("links.ttl is there already and stays as it is");
    assertThat(there).hasContent("mine");
    assertThat(folder.resolve("g/mappings")).doesNotExist();

    Map<String, String> variables = new HashMap<>(Map.of("EKG_JDBC_PASSWORD", "s3cret"));
    Path locked = folder.resolve("locked");
    try (Connection connection =
            java.sql.DriverManager.getConnection("jdbc:h2:file:" + locked, "owner", "s3cret");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE T (ID INTEGER PRIMARY KEY)");
    }
    Path graph = folder.resolve("h");
    Run init =
        Run.with(
            variables,
            "",
            "init",
            "--from",
            "jdbc:h2:file:" + locked,
            "--user",
            "owner",
            graph.toString());
    assertThat(init.code()).as(init.err()).isZero();
    assertThat(init.err()).contains("LOCKED_PASSWORD=…").doesNotContain("s3cret");
    try (var files = Files.walk(graph)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file)).as("%s", file).doesNotContain("s3cret");
      }
    }
    Run url = Run.of("init", "--from", "jdbc:postgresql://h/db?user=a&password=b", "-o", "-");
    assertThat(url.code()).isEqualTo(2);
    assertThat(url.err()).contains("EKG_JDBC_PASSWORD");
  }

  @Test
  void whatDoesNotFitIsSaidSo() throws Exception {
    Database database = TestDatabases.h2();
    assertThat(ekg(database, "init", "--id", "crm", "-o", "-").err())
        .contains("EKG-1206", "no table");
    assertThat(ekg(database, "init", "--id", "No", "-o", "-").err()).contains("lower-case letters");
    assertThat(ekg(database, "init", "--base", "x", "-o", "-").err()).contains("ends with /");
    assertThat(ekg(database, "init", "--namespace", "http://x/y", "-o", "-").err())
        .contains("ends with / or #");
    assertThat(ekg(database, "init", "-o", "a", "b").err()).contains("not both");
    assertThat(Run.of("init", "--from", "h2:mem:x").err()).contains("starts with jdbc:");
    assertThat(Run.of("init", "--schema", "S").err()).contains("go with --from URL");
    assertThat(Run.of("init", "--from", "jdbc:oracle:x", "-o", "-").err())
        .contains("jdbc:postgresql:");
  }
}
