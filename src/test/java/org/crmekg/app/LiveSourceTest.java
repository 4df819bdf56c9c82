package org.crmekg.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.crmekg.EkgException;
import org.crmekg.FaultProxy;
import org.crmekg.FaultProxy.Fault;
import org.crmekg.FaultProxy.Phase;
import org.crmekg.Problem;
import org.crmekg.RequestContext;
import org.crmekg.SourceException;
import org.crmekg.TestDatabases;
import org.crmekg.config.ConfigReader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sources that are asked live and are not as one would like them: few connections, none at all, a
 * schema that changes, values that have no form in RDF.
 */
class LiveSourceTest {
  private static final Duration MOST = Duration.ofSeconds(60);

  @TempDir private static Path folder;
  private static TestDatabases.Database database;
  private static FaultProxy proxy;
  private static KnowledgeGraph graph;
  private static QueryRunner runner;
  private static final String ROLE = "r" + UUID.randomUUID().toString().replace("-", "");
  private static final String OTHER_ROLE = "o" + UUID.randomUUID().toString().replace("-", "");

  @BeforeAll
  static void start() throws Exception {
    if (TestDatabases.postgres().isEmpty()) {
      TestDatabases.skipPostgres();
    }
    database = TestDatabases.postgres().orElseThrow();
    Matcher direct =
        Pattern.compile("jdbc:postgresql://([^:/]+)(?::(\\d+))?/(.*)").matcher(database.url());
    assertThat(direct.matches()).isTrue();
    proxy = new FaultProxy(direct.group(1), Integer.parseInt(direct.group(2)), 1);
    String frozen = "jdbc:postgresql://127.0.0.1:%d/%s".formatted(proxy.port(), direct.group(3));
    sql(
        "CREATE ROLE %s LOGIN CONNECTION LIMIT 5".formatted(ROLE),
        "CREATE ROLE %s LOGIN CONNECTION LIMIT 2".formatted(OTHER_ROLE),
        "CREATE TABLE a (id INT PRIMARY KEY, v VARCHAR NOT NULL)",
        "INSERT INTO a SELECT i, 'a' || (i % 40) FROM generate_series(1, 400) i",
        "CREATE TABLE b (id INT PRIMARY KEY, v VARCHAR NOT NULL)",
        "INSERT INTO b SELECT i, 'b' || (i % 7) FROM generate_series(1, 400) i",
        "GRANT SELECT ON a, b TO %s, %s".formatted(ROLE, OTHER_ROLE),
        "CREATE TABLE m (id INT PRIMARY KEY, v INT NOT NULL)",
        "INSERT INTO m SELECT i, i % 9 FROM generate_series(1, 25000) i",
        "CREATE TABLE c (id INT PRIMARY KEY, n INT, gone VARCHAR, word VARCHAR)",
        "INSERT INTO c VALUES (1, 7, 'x', '007'), (2, 8, 'y', '8')");
    var config =
        new StringBuilder(
            """
            @prefix ekg: <https://w3id.org/crm-ekg/ns/config/> .
            <#d> a ekg:FederatedDataset ; ekg:storeLocation <data/store> .
            """);
    int closed = closedPort();
    // Tables that a mapping names must be there before it is used.
    sql("CREATE TABLE n (id INT PRIMARY KEY, v INT NOT NULL)", "INSERT INTO n VALUES (1, 1)");
    add(config, "keyed", database.url(), "PG", "k:v", "");
    add(config, "loose", database.url(), "PG", "n:v", "");
    add(
        config,
        "values",
        database.url(),
        "PG",
        IntStream.range(0, VALUES.size())
            .mapToObj(i -> "t" + i + ":v")
            .collect(Collectors.joining(" ")),
        "");
    add(config, "five", database.url(), "FIVE", "a:v b:v", "ekg:maxConnections 9 ;");
    add(config, "two", database.url(), "TWO", "a:v b:v", "ekg:maxConnections 9 ;");
    add(config, "refused", "jdbc:postgresql://127.0.0.1:%d/x".formatted(closed), "PG", "a:v", "");
    add(config, "frozen", frozen, "PG", "a:v", "ekg:timeout \"PT1S\" ;");
    add(config, "many", database.url(), "PG", "m:v m:id", "");
    add(config, "changing", database.url(), "PG", "c:n c:gone c:word", "");
    add(config, "near", "jdbc:h2:mem:" + ROLE + ";DB_CLOSE_DELAY=-1", "", "A:V", "");
    try (Connection connection =
            DriverManager.getConnection("jdbc:h2:mem:" + ROLE + ";DB_CLOSE_DELAY=-1");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE A (ID INT PRIMARY KEY, V VARCHAR)");
      statement.execute("INSERT INTO A VALUES (1, 'near'), (2, 'nearer')");
    }
    Path file = folder.resolve("ekg.ttl");
    Files.writeString(file, config.toString());
    var users = new HashMap<String, String>();
    users.put("FIVE", ROLE);
    users.put("TWO", OTHER_ROLE);
    users.put("PG", database.user());
    graph =
        KnowledgeGraph.open(
            ConfigReader.read(file, users::get), "test", TestGraphs.environment(users));
    runner = new QueryRunner(graph.environment(), 16);
  }

  private static int closedPort() throws Exception {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Adds a source whose mapping gives each {@code table:column} the predicate of that name. */
  private static void add(
      StringBuilder config, String id, String url, String user, String columns, String more)
      throws Exception {
    config.append(
        """
        <#d> ekg:source <#%1$s> .
        <#%1$s> a ekg:JdbcSource ; ekg:id "%1$s" ; ekg:jdbcUrl "%2$s" ; %3$s %4$s
          ekg:mapping <%1$s.ttl> ; ekg:mode ekg:Virtual .
        """
            .formatted(
                id, url, user.isEmpty() ? "" : "ekg:userVariable \"%s\" ;".formatted(user), more));
    var mapping = new StringBuilder("@prefix rr: <http://www.w3.org/ns/r2rml#> .\n");
    for (String each : columns.split(" ")) {
      String table = each.split(":")[0];
      String column = each.split(":")[1];
      mapping.append(
          """
          <#%1$s_%2$s> rr:logicalTable [ rr:tableName "%1$s" ] ;
            rr:subjectMap [ rr:template "http://e/thing/{%3$s}" ] ;
            rr:predicateObjectMap [ rr:predicate <http://e/%4$s_%5$s> ; rr:objectMap [ rr:column "%2$s" ] ] .
          """
              .formatted(
                  table,
                  column,
                  table.equals("A") ? "ID" : "id",
                  table.toLowerCase(java.util.Locale.ROOT),
                  column.toLowerCase(java.util.Locale.ROOT)));
    }
    Files.writeString(folder.resolve(id + ".ttl"), mapping.toString());
  }

  @AfterAll
  static void stop() {
    if (graph != null) {
      runner.close();
      graph.close();
      proxy.close();
    }
  }

  private static void sql(String... statements) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  private static List<String> ask(String query) {
    return runner.run(
        QueryRequest.of(query),
        runner.limited(RequestContext.local(), MOST),
        graph::dataset,
        (parsed, execution) -> {
          var rows = new ArrayList<String>();
          execution.select().forEachRemaining(row -> rows.add(TestGraphs.text(row)));
          rows.sort(null);
          return rows;
        });
  }

  // ---- Connections

  @Test
  void fewConnectionsServeManyUsersAtOnce() throws Exception {
    // Two sources in one query, each the other way round: waiting for one while holding the other
    // would be a deadlock.
    String first =
        "SELECT * { GRAPH graph:five { ?x <http://e/a_v> ?u . ?y <http://e/a_v> ?u }"
            + " GRAPH graph:two { ?y <http://e/b_v> ?w } }";
    String second =
        "SELECT * { GRAPH graph:two { ?x <http://e/a_v> ?u . ?y <http://e/a_v> ?u }"
            + " GRAPH graph:five { ?y <http://e/b_v> ?w OPTIONAL { ?y <http://e/a_v> ?z } } }";
    int one = ask(first).size();
    int two = ask(second).size();
    assertThat(one).isEqualTo(4000);
    assertThat(two).isEqualTo(4000);
    int most = 0;
    try (ExecutorService users = Executors.newFixedThreadPool(12);
        Connection watch = database.connect();
        Statement count = watch.createStatement()) {
      var answers = new ArrayList<Future<Integer>>();
      for (int i = 0; i < 36; i++) {
        String query = i % 2 == 0 ? first : second;
        answers.add(users.submit(() -> ask(query).size()));
      }
      for (Future<Integer> answer : answers) {
        assertThat(answer.get()).isEqualTo(4000);
        try (ResultSet rows =
            count.executeQuery(
                "SELECT count(*) FROM pg_stat_activity WHERE usename = '%s'".formatted(ROLE))) {
          rows.next();
          most = Math.max(most, rows.getInt(1));
        }
      }
    }
    assertThat(most).isLessThanOrEqualTo(5);
  }

  @Test
  void aRefusedConnectionIsAnErrorAtOnce() {
    long start = System.nanoTime();
    assertThatThrownBy(() -> ask("SELECT * { GRAPH graph:refused { ?s ?p ?o } }"))
        .isInstanceOfSatisfying(
            SourceException.class,
            e -> assertThat(e.problem()).isEqualTo(Problem.SOURCE_UNREACHABLE))
        .hasMessageContaining("source refused");
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    System.err.println("a refused connection is an error after " + took.toMillis() + " ms");
    // A driver's own patience would be five seconds.
    assertThat(took).isLessThan(Duration.ofSeconds(4));
  }

  @Test
  void aSourceThatHangsConcernsOnlyThoseWhoAskIt() throws Exception {
    assertThat(ask("SELECT * { GRAPH graph:frozen { ?s <http://e/a_v> ?o } }")).hasSize(400);
    proxy.arm(Fault.FREEZE, Phase.CONNECT, 0, () -> {});
    try (ExecutorService users = Executors.newFixedThreadPool(4)) {
      var waiting = new ArrayList<Future<EkgException>>();
      for (int i = 0; i < 4; i++) {
        waiting.add(
            users.submit(
                () -> {
                  try {
                    ask("SELECT * { GRAPH graph:frozen { ?s <http://e/a_v> ?o } }");
                    throw new AssertionError("a frozen source answered");
                  } catch (EkgException e) {
                    return e;
                  }
                }));
      }
      assertThat(ask("SELECT * { GRAPH graph:near { ?s <http://e/a_v> ?o } }")).hasSize(2);
      assertThat(ask("SELECT * { GRAPH graph:five { ?s <http://e/b_v> 'b3' } }")).isNotEmpty();
      for (Future<EkgException> each : waiting) {
        assertThat(each.get()).hasMessageContaining("source frozen");
      }
    } finally {
      proxy.heal();
    }
  }

  // ---- Groups

  @Test
  void asManyGroupsAsThereAreComeFromTheSource() {
    assertThat(ask(groups("v"))).hasSize(9);
    assertThat(ask(groups("id").replace("}", "FILTER(?v <= 10000) }"))).hasSize(10_000);
    assertThat(ask(groups("id").replace("}", "FILTER(?v <= 10001) }"))).hasSize(10_001);
    assertThat(ask(groups("id"))).hasSize(25_000).doesNotHaveDuplicates();
    assertThat(ask("SELECT (COUNT(*) AS ?n) { GRAPH graph:many { ?s <http://e/m_v> ?v } }"))
        .singleElement()
        .asString()
        .contains("25000");
  }

  private static String groups(String column) {
    return "SELECT ?v (COUNT(*) AS ?n) FROM graph:many { ?s <http://e/m_%s> ?v } GROUP BY ?v"
        .formatted(column);
  }

  // ---- Schema

  @Test
  void aColumnThatIsGoneIsNamedWithItsTriplesMap() throws Exception {
    String query = "SELECT * { GRAPH graph:changing { ?s <http://e/c_gone> ?o } }";
    assertThat(ask(query)).hasSize(2);
    sql("ALTER TABLE c RENAME COLUMN gone TO kept");
    try {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> ask(query))
            .hasMessageContainingAll("changing", "c_gone", "column gone", "kept");
      }
    } finally {
      sql("ALTER TABLE c RENAME COLUMN kept TO gone");
    }
    assertThat(ask(query)).hasSize(2);
  }

  @Test
  void aColumnOfAnotherTypeIsNeverReadAsWhatItWas() throws Exception {
    String query = "SELECT * { GRAPH graph:changing { ?s <http://e/c_n> ?o } }";
    List<String> numbers = ask(query);
    assertThat(numbers).hasSize(2).allMatch(r -> r.contains("integer") || !r.contains("\"00"));
    var refused = new AtomicInteger();
    // More often than it takes PostgreSQL's driver to keep a statement's plan.
    for (int i = 0; i < 8; i++) {
      sql("ALTER TABLE c ALTER COLUMN n TYPE VARCHAR USING '00' || n");
      try {
        assertThat(askOnceMore(query, refused)).hasSize(2).allMatch(r -> r.contains("\"00"));
      } finally {
        sql("ALTER TABLE c ALTER COLUMN n TYPE INT USING n::INT");
      }
      assertThat(askOnceMore(query, refused)).isEqualTo(numbers);
    }
    assertThat(refused).hasPositiveValue();
  }

  /** Tables are read again now and then, so a change may be known before a query meets it. */
  private List<String> askOnceMore(String query, AtomicInteger refused) throws Exception {
    try {
      return ask(query);
    } catch (SourceException e) {
      assertThat(e).hasMessageContainingAll("source changing", "\"n\"", "c_n", "ask once more");
      refused.incrementAndGet();
      return ask(query);
    }
  }

  @Test
  void aConstantForAColumnThatBecameANumberIsNotLost() throws Exception {
    String query = "SELECT * { GRAPH graph:changing { ?s <http://e/c_word> ?o FILTER(?o = '8') } }";
    assertThat(ask(query)).hasSize(1);
    sql("ALTER TABLE c ALTER COLUMN word TYPE INT USING word::INT");
    try {
      assertThatThrownBy(() -> ask(query)).hasMessageContaining("source changing");
      assertThat(ask(query)).isEmpty();
      assertThat(ask(query.replace("'8'", "8"))).hasSize(1);
    } finally {
      sql("ALTER TABLE c ALTER COLUMN word TYPE VARCHAR USING word::VARCHAR");
    }
    // No integer is '8', so nothing is sent that could show the change: it is noticed soon.
    long end = System.nanoTime() + MOST.toNanos();
    while (ask(query).size() != 1) {
      assertThat(System.nanoTime() - end).isNegative();
      LockSupport.parkNanos(100_000_000);
    }
  }

  @Test
  void theTableThatIsGoneIsNamed() throws Exception {
    String query = "SELECT * { GRAPH graph:changing { ?s <http://e/c_n> ?o } }";
    assertThat(ask(query)).hasSize(2);
    sql("ALTER TABLE c RENAME TO d");
    try {
      assertThatThrownBy(() -> ask(query))
          .hasMessageContainingAll("source changing", "no table c", "it has a, b, d");
    } finally {
      sql("ALTER TABLE d RENAME TO c");
    }
    assertThat(ask(query)).hasSize(2);
  }

  @Test
  void aKeyThatWasDroppedIsNotCountedOnForLong() throws Exception {
    sql("CREATE TABLE k (id INT PRIMARY KEY, v INT)", "INSERT INTO k VALUES (1, 10), (2, 20)");
    String query = "SELECT * { GRAPH graph:keyed { ?s <http://e/k_v> ?o } }";
    assertThat(ask(query)).hasSize(2);
    sql("ALTER TABLE k DROP CONSTRAINT k_pkey", "INSERT INTO k VALUES (1, 10), (1, 10)");
    long end = System.nanoTime() + MOST.toNanos();
    while (ask(query).size() != 2) {
      assertThat(System.nanoTime() - end).isNegative();
      LockSupport.parkNanos(100_000_000);
    }
    assertThat(
            ask("SELECT (COUNT(*) AS ?n) { GRAPH graph:keyed { ?s <http://e/k_v> ?o } }")
                .toString())
        .contains("2");
  }

  // ---- Values

  /** A value, and what it is in RDF; null where it has no form and is an error. */
  private record Value(String type, String sql, @Nullable String lexical) {}

  private static final List<Value> VALUES =
      List.of(
          new Value("INT[]", "'{1,2,NULL}'", "{1,2,NULL}"),
          new Value("TEXT[]", "'{\"a b\",c}'", "{\"a b\",c}"),
          new Value("JSON", "'{\"a\" : 1}'", "{\"a\" : 1}"),
          new Value("JSONB", "'{\"b\":2, \"a\":1}'", "{\"a\": 1, \"b\": 2}"),
          new Value("BYTEA", "'\\x00ff41'", "00FF41"),
          new Value("FLOAT8", "'Infinity'", "INF"),
          new Value("FLOAT8", "'-Infinity'", "-INF"),
          new Value("FLOAT8", "'NaN'", "NaN"),
          new Value("FLOAT8", "'-0'", "-0.0E0"),
          new Value("REAL", "'1.1'", "1.1E0"),
          new Value(
              "NUMERIC",
              "'123456789012345678901234567890.1234567890'",
              "123456789012345678901234567890.123456789"),
          new Value("DATE", "'0044-03-15 BC'", "-0043-03-15"),
          new Value("DATE", "'5874897-12-31'", "5874897-12-31"),
          new Value("DATE", "'infinity'", null),
          new Value("TIMESTAMP", "'-infinity'", null),
          new Value("TIMESTAMP", "'0044-03-15 12:00:00 BC'", "-0043-03-15T12:00:00"),
          new Value("TIMESTAMPTZ", "'infinity'", null),
          new Value("TIMESTAMPTZ", "'2020-01-01 12:00:00.250+02'", "2020-01-01T10:00:00.25Z"),
          new Value("TIME", "'24:00:00'", "24:00:00"),
          new Value("INTERVAL", "'1 year 2 days 03:04:05.6'", "1 year 2 days 03:04:05.6"),
          new Value("MONEY", "'1234.5'", "$1,234.50"),
          new Value(
              "UUID",
              "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'",
              "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
          new Value("INET", "'10.0.0.1/8'", "10.0.0.1/8"),
          new Value("POINT", "'(1,2)'", "(1,2)"),
          new Value("BIT(3)", "B'101'", "101"),
          new Value("INT4RANGE", "'[1,5)'", "[1,5)"),
          new Value("XML", "'<a>b</a>'", "<a>b</a>"),
          new Value("CHAR(5)", "'ab'", "ab   "));

  @Test
  void everyValueIsRightOrAnErrorThatNamesItsRow() throws Exception {
    for (int i = 0; i < VALUES.size(); i++) {
      Value value = VALUES.get(i);
      sql(
          "DROP TABLE IF EXISTS t%d".formatted(i),
          "CREATE TABLE t%d (id INT PRIMARY KEY, v %s)".formatted(i, value.type()),
          "INSERT INTO t%d VALUES (1, NULL), (2, %s)".formatted(i, value.sql()));
    }
    for (int i = 0; i < VALUES.size(); i++) {
      Value value = VALUES.get(i);
      String query = "SELECT ?o { GRAPH graph:values { ?s <http://e/t%d_v> ?o } }".formatted(i);
      if (value.lexical() == null) {
        assertThatThrownBy(() -> ask(query))
            .as(value.toString())
            .hasMessageContainingAll("source values", "http://e/thing/2", "\"v\"");
      } else {
        assertThat(TestGraphs.terms(graph, query))
            .as(value.toString())
            .singleElement()
            .asString()
            .startsWith(quoted(value.lexical()));
      }
    }
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  @Test
  void aNullWhereTheDatabasePromisedNoneIsNoStatement() throws Exception {
    String query = "SELECT * { GRAPH graph:loose { ?s <http://e/n_v> ?o } }";
    assertThat(ask(query)).hasSize(1);
    sql("ALTER TABLE n ALTER COLUMN v DROP NOT NULL", "INSERT INTO n VALUES (2, NULL)");
    assertThat(ask(query)).hasSize(1);
  }
}
