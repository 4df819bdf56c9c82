package org.crmekg.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.crmekg.TestDatabases;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SQL at a source ends when nobody waits for its answer any more. */
class CallerGoneTest {
  /** What is promised is a second; a busy machine may take longer. */
  private static final Duration MOST = Duration.ofSeconds(10);

  private static final String QUERY = "SELECT * { GRAPH graph:slow { ?s <http://e/slow> ?t } }";

  @TempDir private static Path data;
  private static TestDatabases.Database database;
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    if (TestDatabases.postgres().isEmpty()) {
      TestDatabases.skipPostgres();
    }
    database = TestDatabases.postgres().orElseThrow();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      // Each row takes a second, and no row comes before the hundredth.
      statement.execute(
          """
          CREATE VIEW slow AS SELECT i AS id, pg_sleep(1)::text || 'x' AS t
            FROM generate_series(1, 100) i
          """);
    }
    Files.writeString(
        data.resolve("slow.ttl"),
        """
        @prefix rr: <http://www.w3.org/ns/r2rml#> .
        <#S> rr:logicalTable [ rr:tableName "slow" ] ;
          rr:subjectMap [ rr:template "http://e/slow/{id}" ] ;
          rr:predicateObjectMap [ rr:predicate <http://e/slow> ; rr:objectMap [ rr:column "t" ] ] .
        """);
    server =
        TestServer.start(
            data,
            """
            ekg:source <#slow> .
            <#slow> a ekg:JdbcSource ; ekg:id "slow" ; ekg:jdbcUrl "%s" ; ekg:userVariable "SLOW_USER" ;
              ekg:mapping <slow.ttl> ; ekg:mode ekg:Virtual .
            <#dataset>
            """
                .formatted(database.url()),
            Map.of("SLOW_USER", database.user()),
            ServerOptions.DEFAULTS.onPort(0));
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void aClientThatClosesItsConnectionEndsTheSql() throws Exception {
    try (Connection watch = database.connect()) {
      Socket client = ask(QUERY, "");
      waitUntil(watch, 1, MOST);
      long start = System.nanoTime();
      client.close();
      waitUntil(watch, 0, MOST);
      long millis = (System.nanoTime() - start) / 1_000_000;
      System.err.println("the SQL ended " + millis + " ms after the client had gone");
    }
  }

  @Test
  void aClientWhoseConnectionBreaksEndsTheSql() throws Exception {
    try (Connection watch = database.connect()) {
      Socket client = ask(QUERY, "");
      waitUntil(watch, 1, MOST);
      client.setSoLinger(true, 0);
      client.close();
      waitUntil(watch, 0, MOST);
    }
  }

  @Test
  void theTimeLimitEndsTheSqlAndTheAnswerNamesTheSource() throws Exception {
    try (Connection watch = database.connect();
        Socket client = ask(QUERY, "&timeout=1")) {
      CompletableFuture<String> answer = read(client);
      waitUntil(watch, 1, MOST);
      String text = answer.get(MOST.toSeconds(), TimeUnit.SECONDS);
      assertThat(text).contains("EKG-4005", "1000 ms", "source slow");
      waitUntil(watch, 0, MOST);
    }
  }

  @Test
  void aRequestThatIsThereBeforeTheAnswerIsAnsweredToo() throws Exception {
    String quick = "SELECT ?n { GRAPH graph:crm { ?s party:name ?n } }";
    try (Socket client = ask(quick, "")) {
      client.getOutputStream().write(request(quick, "", "close"));
      client.getOutputStream().flush();
      String both = read(client).get(MOST.toSeconds(), TimeUnit.SECONDS);
      assertThat(both.split("HTTP/1.1 200", -1)).hasSize(3);
      assertThat(both.split("Acme GmbH", -1)).hasSize(3);
    }
  }

  private static Socket ask(String query, String more) throws IOException {
    var client = new Socket(InetAddress.getLoopbackAddress(), server.port());
    client.getOutputStream().write(request(query, more, "keep-alive"));
    client.getOutputStream().flush();
    return client;
  }

  private static byte[] request(String query, String more, String connection) {
    return """
    GET /sparql?query=%s%s HTTP/1.1
    Host: 127.0.0.1
    Accept: application/sparql-results+json, application/problem+json
    Connection: %s

    """
        .formatted(TestServer.encoded(query), more, connection)
        .replace("\n", "\r\n")
        .getBytes(UTF_8);
  }

  private static CompletableFuture<String> read(Socket client) {
    return CompletableFuture.supplyAsync(
        () -> {
          var text = new StringBuilder();
          try {
            byte[] buffer = new byte[4096];
            int length = client.getInputStream().read(buffer);
            while (length > 0) {
              text.append(new String(buffer, 0, length, UTF_8));
              boolean whole = text.indexOf("EKG-4005") > 0;
              length = whole ? -1 : client.getInputStream().read(buffer);
            }
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
          return text.toString();
        });
  }

  private static void waitUntil(Connection watch, int running, Duration most) throws SQLException {
    long end = System.nanoTime() + most.toNanos();
    while (running(watch) != running) {
      assertThat(System.nanoTime() - end).as("statements running at the source").isNegative();
      LockSupport.parkNanos(20_000_000);
    }
  }

  private static int running(Connection watch) throws SQLException {
    try (PreparedStatement count =
            watch.prepareStatement(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                    + " AND state = 'active' AND pid <> pg_backend_pid() AND query LIKE '%slow%'");
        ResultSet rows = count.executeQuery()) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
