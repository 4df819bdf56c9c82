package org.crmekg.materialize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.sys.JenaSystem;
import org.crmekg.Deadline;
import org.crmekg.EkgException;
import org.crmekg.Problem;
import org.crmekg.TestDatabases;
import org.crmekg.TestDatabases.Database;
import org.crmekg.rdf.Schema;
import org.crmekg.source.JdbcSource;
import org.junit.jupiter.api.Test;

/** What data and mappings must not do to a mapping run. */
class BadMappingInputTest {
  static {
    JenaSystem.init();
  }

  private static final String NAMES =
      MappedTables.PREFIXES
          + """
          <#T> rr:logicalTable [ rr:tableName "\\"t\\"" ] ;
            rr:subjectMap [ rr:template "http://example.com/{\\"id\\"}" ] ;
            rr:predicateObjectMap [ rr:predicate ex:v ; rr:objectMap [ rr:column "\\"v\\"" ] ] .
          """;

  private static void execute(Database database, String... statements) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static List<Quad> quads(Database database, String mapping) {
    try (JdbcSource source = database.source("crm")) {
      return MappedTables.quads(mapping, source);
    }
  }

  private static void assertRefused(
      Database database, String mapping, Problem problem, String... parts) {
    assertThatThrownBy(() -> quads(database, mapping))
        .isInstanceOfSatisfying(
            EkgException.class,
            e -> {
              assertThat(e.problem()).isEqualTo(problem);
              assertThat(e.getMessage()).contains(parts);
            });
  }

  @Test
  void cellBeyondTheLimitIsRefusedNamingTableRowAndColumn() throws SQLException {
    Database database = TestDatabases.h2();
    execute(
        database,
        "CREATE TABLE \"t\" (\"id\" INTEGER PRIMARY KEY, \"v\" CLOB)",
        "INSERT INTO \"t\" VALUES (1, 'small')");
    try (Connection connection = database.connect();
        PreparedStatement insert = connection.prepareStatement("INSERT INTO \"t\" VALUES (2, ?)")) {
      insert.setCharacterStream(1, new Letters(200L << 20));
      insert.executeUpdate();
    }
    assertRefused(database, NAMES, Problem.DATA_ERROR, "\"v\"", "longer than", "in t, row 2");
  }

  /** So many letters, without keeping them. */
  private static final class Letters extends java.io.Reader {
    private long left;

    Letters(long count) {
      left = count;
    }

    @Override
    public int read(char[] buffer, int offset, int length) {
      if (left == 0) {
        return -1;
      }
      int count = (int) Math.min(left, length);
      java.util.Arrays.fill(buffer, offset, offset + count, 'x');
      left -= count;
      return count;
    }

    @Override
    public void close() {}
  }

  @Test
  void tableOfTenThousandColumnsIsMapped() throws SQLException {
    wide(TestDatabases.h2(), 10_000);
  }

  @Test
  void widestTableOfPostgresqlIsMapped() throws SQLException {
    Optional<Database> database = TestDatabases.postgres();
    if (database.isEmpty()) {
      TestDatabases.skipPostgres();
      return;
    }
    wide(database.get(), 1_600);
  }

  private static void wide(Database database, int count) throws SQLException {
    execute(
        database,
        "CREATE TABLE \"t\" ("
            + IntStream.range(0, count)
                .mapToObj(i -> "\"c" + i + "\" SMALLINT")
                .collect(Collectors.joining(", "))
            + ")",
        "INSERT INTO \"t\" VALUES ("
            + IntStream.range(0, count)
                .mapToObj(i -> "" + i % 100)
                .collect(Collectors.joining(", "))
            + ")");
    String mapping =
        MappedTables.PREFIXES
            + "<#T> rr:logicalTable [ rr:tableName \"\\\"t\\\"\" ] ; rr:subject ex:s"
            + IntStream.range(0, count)
                .mapToObj(
                    i ->
                        " ; rr:predicateObjectMap [ rr:predicate ex:p%d ; rr:objectMap [ rr:column \"\\\"c%d\\\"\" ] ]\n"
                            .formatted(i, i))
                .collect(Collectors.joining())
            + " .";
    assertThat(quads(database, mapping)).hasSize(count);
  }

  @Test
  void emptyTableAndTableOfNullsGiveNothing() throws SQLException {
    Database database = TestDatabases.h2();
    execute(database, "CREATE TABLE \"t\" (\"id\" INTEGER, \"v\" VARCHAR(9))");
    assertThat(quads(database, NAMES)).isEmpty();
    execute(database, "INSERT INTO \"t\" VALUES (NULL, NULL), (NULL, 'a'), (1, NULL)");
    assertThat(quads(database, NAMES)).isEmpty();
  }

  @Test
  void iriWithSpaceOrQuoteIsADataErrorAndRightToLeftTextIsNot() throws SQLException {
    String mapping =
        MappedTables.PREFIXES
            + """
            <#T> rr:logicalTable [ rr:tableName "\\"t\\"" ] ; rr:subjectMap [ rr:column "\\"v\\"" ] ;
              rr:predicateObjectMap [ rr:predicate ex:p ; rr:object ex:o ] .
            """;
    for (String bad : List.of("http://e/a b", "http://e/\"a\"", "http://e/<a>", "http://e/a\tb")) {
      Database database = TestDatabases.h2();
      execute(
          database,
          "CREATE TABLE \"t\" (\"v\" VARCHAR(99))",
          "INSERT INTO \"t\" VALUES ('http://e/שלום')",
          "INSERT INTO \"t\" VALUES ('" + bad + "')");
      assertRefused(
          database, mapping, Problem.DATA_ERROR, "\"" + bad + "\" is not an IRI", "in t, row 2");
    }
    Database database = TestDatabases.h2();
    execute(
        database,
        "CREATE TABLE \"t\" (\"v\" VARCHAR(99))",
        "INSERT INTO \"t\" VALUES ('http://e/שלום')");
    assertThat(quads(database, mapping).getFirst().getSubject().getURI())
        .isEqualTo("http://e/שלום");
  }

  @Test
  void templateWithoutAHoleIsAConstant() throws SQLException {
    Database database = TestDatabases.h2();
    execute(
        database,
        "CREATE TABLE \"t\" (\"id\" INTEGER, \"v\" VARCHAR(9))",
        "INSERT INTO \"t\" VALUES (1, 'a'), (2, 'a')");
    assertThat(quads(database, NAMES.replace("{\\\"id\\\"}", "all")))
        .hasSize(1)
        .allMatch(q -> q.getSubject().getURI().equals("http://example.com/all"));
  }

  @Test
  void twoTriplesMapsOfOneNameAreRefused() throws SQLException {
    Database database = TestDatabases.h2();
    execute(database, "CREATE TABLE \"t\" (\"id\" INTEGER, \"v\" VARCHAR(9))");
    assertRefused(
        database,
        NAMES + NAMES.replace(MappedTables.PREFIXES, "").replace("\"t\\\"", "\"u\\\""),
        Problem.MAPPING_INVALID,
        "two triples maps of one name");
  }

  @Test
  void parentsMayReferToEachOther() throws SQLException {
    Database database = TestDatabases.h2();
    execute(
        database,
        "CREATE TABLE \"t\" (\"id\" INTEGER PRIMARY KEY, \"boss\" INTEGER)",
        "INSERT INTO \"t\" VALUES (1, 2), (2, 1)");
    String mapping =
        MappedTables.PREFIXES
            + """
            <#A> rr:logicalTable [ rr:tableName "\\"t\\"" ] ; rr:subjectMap [ rr:template "http://e/a/{\\"id\\"}" ] ;
              rr:predicateObjectMap [ rr:predicate ex:p ; rr:objectMap [ rr:parentTriplesMap <#B> ;
                rr:joinCondition [ rr:child "\\"boss\\"" ; rr:parent "\\"id\\"" ] ] ] .
            <#B> rr:logicalTable [ rr:tableName "\\"t\\"" ] ; rr:subjectMap [ rr:template "http://e/b/{\\"id\\"}" ] ;
              rr:predicateObjectMap [ rr:predicate ex:p ; rr:objectMap [ rr:parentTriplesMap <#A> ] ] .
            """;
    assertThat(quads(database, mapping).stream().map(q -> q.getSubject() + " " + q.getObject()))
        .containsExactlyInAnyOrder(
            "http://e/a/1 http://e/b/2",
            "http://e/a/2 http://e/b/1",
            "http://e/b/1 http://e/a/1",
            "http://e/b/2 http://e/a/2");
  }

  @Test
  void syntaxErrorOfAQueryShowsTheDatabasesMessageAndThePlace() throws SQLException {
    String mapping =
        NAMES.replace(
            "rr:tableName \"\\\"t\\\"\"",
            "rr:sqlQuery \"SELECT \\\"id\\\",\\n \\\"v\\\" FORM \\\"t\\\"\"");
    Database h2 = TestDatabases.h2();
    execute(h2, "CREATE TABLE \"t\" (\"id\" INTEGER, \"v\" VARCHAR(9))");
    assertRefused(h2, mapping, Problem.MAPPING_SQL, "triples map T", "Syntax error", "FORM \"t\"");
    Database duckdb = TestDatabases.duckdb();
    execute(duckdb, "CREATE TABLE \"t\" (\"id\" INTEGER, \"v\" VARCHAR(9))");
    assertRefused(duckdb, mapping, Problem.MAPPING_SQL, "syntax error at or near \"\"t\"\"");
    Optional<Database> postgres = TestDatabases.postgres();
    if (postgres.isPresent()) {
      execute(postgres.get(), "CREATE TABLE \"t\" (\"id\" INTEGER, \"v\" VARCHAR(9))");
      assertRefused(
          postgres.get(),
          mapping,
          Problem.MAPPING_SQL,
          "syntax error at or near",
          "line 2, column 11");
    }
  }

  @Test
  void tableThatChangesWhileItIsReadGivesOneSnapshotOrAnError() throws Exception {
    Optional<Database> database = TestDatabases.postgres();
    if (database.isEmpty()) {
      TestDatabases.skipPostgres();
      return;
    }
    execute(
        database.get(),
        "CREATE TABLE \"t\" (\"id\" INTEGER PRIMARY KEY, \"v\" VARCHAR(9))",
        "INSERT INTO \"t\" SELECT g, 'old' FROM generate_series(1, 5000) g");
    var values = new HashSet<String>();
    var count = new AtomicLong();
    try (JdbcSource source = database.get().source("crm")) {
      new Materializer(MappedTables.compiled(NAMES, source), source, Schema.NONE)
          .run(
              q -> {
                if (count.getAndIncrement() == 10) {
                  change(database.get());
                }
                values.add(q.getObject().getLiteralLexicalForm());
              },
              Materializer.RowProgress.NONE,
              Deadline.none());
    }
    assertThat(count.get()).isEqualTo(5000);
    assertThat(values).containsExactly("old");
  }

  private static void change(Database database) {
    try {
      execute(database, "UPDATE \"t\" SET \"v\" = 'new'", "DELETE FROM \"t\" WHERE \"id\" > 100");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void connectionThatIsLostMidwayIsAnErrorAndNeverAnEnd() throws Exception {
    Optional<Database> database = TestDatabases.postgres();
    if (database.isEmpty()) {
      TestDatabases.skipPostgres();
      return;
    }
    execute(
        database.get(),
        "CREATE TABLE \"t\" (\"id\" INTEGER PRIMARY KEY, \"v\" VARCHAR(9))",
        "INSERT INTO \"t\" SELECT g, 'v' FROM generate_series(1, 200000) g");
    URI server = URI.create(database.get().url().substring("jdbc:".length()));
    try (var proxy = new Proxy(server.getHost(), server.getPort(), 1 << 20)) {
      Database behind =
          new Database(
              database.get().url().replace(server.getAuthority(), "127.0.0.1:" + proxy.port()),
              database.get().user());
      var count = new AtomicLong();
      try (JdbcSource source = behind.source("crm")) {
        var materializer =
            new Materializer(MappedTables.compiled(NAMES, source), source, Schema.NONE);
        assertThatThrownBy(
                () ->
                    materializer.run(
                        q -> count.incrementAndGet(),
                        Materializer.RowProgress.NONE,
                        Deadline.none()))
            .isInstanceOfSatisfying(
                EkgException.class,
                e -> {
                  assertThat(e.problem()).isEqualTo(Problem.SOURCE_UNREACHABLE);
                  assertThat(e.getMessage()).contains("source crm");
                });
      }
      assertThat(count.get()).isPositive().isLessThan(200_000);
    }
  }

  @Test
  void outputThatFailsEndsTheRunAndGivesTheConnectionBack() throws SQLException {
    Database database = TestDatabases.h2();
    execute(
        database,
        "CREATE TABLE \"t\" (\"id\" INTEGER, \"v\" VARCHAR(9))",
        "INSERT INTO \"t\" VALUES (1, 'a'), (2, 'b')");
    try (JdbcSource source = database.source("crm")) {
      var materializer =
          new Materializer(MappedTables.compiled(NAMES, source), source, Schema.NONE);
      for (int i = 0; i < 10; i++) {
        assertThatThrownBy(
                () ->
                    materializer.run(
                        q -> {
                          throw new UncheckedIOException(
                              new IOException("No space left on device"));
                        },
                        Materializer.RowProgress.NONE,
                        Deadline.none()))
            .hasMessageContaining("No space left on device");
      }
      assertThat(MappedTables.quads(NAMES, source)).hasSize(2);
    }
  }

  /** A connection that breaks after so many bytes of answers. */
  private static final class Proxy implements AutoCloseable {
    private final ServerSocket listener;
    private final String host;
    private final int port;
    private final long limit;

    Proxy(String host, int port, long limit) throws IOException {
      this.listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
      this.host = host;
      this.port = port;
      this.limit = limit;
      Thread.ofVirtual().start(this::serve);
    }

    int port() {
      return listener.getLocalPort();
    }

    private void serve() {
      while (!listener.isClosed()) {
        try {
          Socket client = listener.accept();
          Socket server = new Socket(host, port);
          Thread.ofVirtual().start(() -> copy(client, server, Long.MAX_VALUE));
          Thread.ofVirtual().start(() -> copy(server, client, limit));
        } catch (IOException e) {
          return;
        }
      }
    }

    private static void copy(Socket from, Socket to, long limit) {
      try (from;
          to) {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        byte[] buffer = new byte[8192];
        long left = limit;
        int count = in.read(buffer);
        while (count >= 0 && left > 0) {
          out.write(buffer, 0, count);
          out.flush();
          left -= count;
          count = in.read(buffer);
        }
      } catch (IOException e) {
        // The other side has gone, which is what this is for.
        return;
      }
    }

    @Override
    public void close() throws IOException {
      listener.close();
    }
  }
}
