package org.crmekg.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.crmekg.EkgException;
import org.crmekg.RequestContext;
import org.crmekg.app.Environment;
import org.crmekg.app.KnowledgeGraph;
import org.crmekg.app.QueryRequest;
import org.crmekg.app.QueryRunner;
import org.crmekg.config.ConfigReader;

/**
 * {@code ekg bench faults}: what a source that is down costs those who ask another one.
 *
 * <p>Two users ask a healthy source, as fast as they can. In every second round two others ask a
 * source that hangs, or one that refuses; the rounds take turns, so that the machine is the same
 * for both.
 */
final class FaultBench {
  private static final int USERS = 2;
  private static final Duration ROUND = Duration.ofSeconds(3);
  private static final String QUERY =
      "SELECT * { GRAPH graph:near { ?s <http://e/word> 'word %d' ; <http://e/num> ?n } }";

  private final int rounds;

  private FaultBench(int rounds) {
    this.rounds = rounds;
  }

  static void run(List<String> args) throws Exception {
    int at = args.indexOf("--rounds");
    new FaultBench(at < 0 ? 10 : Integer.parseInt(args.get(at + 1))).run();
  }

  private void run() throws Exception {
    Path folder = Files.createTempDirectory("ekg-faults");
    String near = "jdbc:h2:mem:near;DB_CLOSE_DELAY=-1";
    fill(near);
    // It takes connections, as the kernel does for it, and says nothing.
    try (var silent = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
        KnowledgeGraph graph = open(folder, near, silent.getLocalPort(), closedPort());
        var runner = new QueryRunner(graph.environment(), 8)) {
      System.out.printf(
          Locale.ROOT,
          "%d rounds of %d s each way, %d users of a healthy source, %d of one that is down%n%n"
              + "| the other source | healthy: p50 ms | p99 ms | queries | with the fault: p50 ms |"
              + " p99 ms | queries | p99 ratio |%n|---|--:|--:|--:|--:|--:|--:|--:|%n",
          rounds,
          ROUND.toSeconds(),
          USERS,
          USERS);
      for (int i = 0; i < 2; i++) {
        ask(graph, runner, List.of());
      }
      for (String fault : List.of("hangs", "refuses")) {
        compare(graph, runner, fault);
      }
    }
  }

  private void compare(KnowledgeGraph graph, QueryRunner runner, String fault) throws Exception {
    var alone = new ArrayList<Double>();
    var beside = new ArrayList<Double>();
    for (int i = 0; i < rounds; i++) {
      alone.addAll(ask(graph, runner, List.of()));
      beside.addAll(ask(graph, runner, List.of(fault)));
    }
    alone.sort(null);
    beside.sort(null);
    System.out.printf(
        Locale.ROOT,
        "| %s | %.2f | %.2f | %d | %.2f | %.2f | %d | %.2f |%n",
        fault,
        share(alone, 0.5),
        share(alone, 0.99),
        alone.size(),
        share(beside, 0.5),
        share(beside, 0.99),
        beside.size(),
        share(beside, 0.99) / share(alone, 0.99));
  }

  private static double share(List<Double> sorted, double part) {
    return sorted.get((int) Math.min(sorted.size() - 1, Math.round(sorted.size() * part)));
  }

  /** Runs one round and returns the milliseconds of each query of the healthy source. */
  private static List<Double> ask(KnowledgeGraph graph, QueryRunner runner, List<String> faults)
      throws InterruptedException, ExecutionException {
    var times = new ArrayList<Double>();
    var over = new AtomicBoolean();
    var failed = new AtomicLong();
    try (ExecutorService users = Executors.newFixedThreadPool(2 * USERS)) {
      var working = new ArrayList<Future<List<Double>>>();
      long end = System.nanoTime() + ROUND.toNanos();
      for (int u = 0; u < USERS; u++) {
        int user = u;
        working.add(
            users.submit(
                () -> {
                  var own = new ArrayList<Double>();
                  for (int i = user; System.nanoTime() < end; i += USERS) {
                    long start = System.nanoTime();
                    int rows = rows(graph, runner, QUERY.formatted(i % 1000), Duration.ofSeconds(30));
                    own.add((System.nanoTime() - start) / 1e6);
                    if (rows != 1) {
                      throw new IllegalStateException("a wrong answer: " + rows + " rows");
                    }
                  }
                  over.set(true);
                  return own;
                }));
      }
      for (String fault : faults) {
        for (int u = 0; u < USERS; u++) {
          users.submit(() -> askInVain(graph, runner, fault, over, failed));
        }
      }
      for (Future<List<Double>> each : working) {
        times.addAll(each.get());
      }
    }
    if (!faults.isEmpty() && failed.get() == 0) {
      throw new IllegalStateException("nobody met the fault");
    }
    return times;
  }

  private static void askInVain(
      KnowledgeGraph graph,
      QueryRunner runner,
      String fault,
      AtomicBoolean over,
      AtomicLong failed) {
    while (!over.get()) {
      try {
        rows(
            graph,
            runner,
            "SELECT * { GRAPH graph:%s { ?s <http://e/word> ?w } }".formatted(fault),
            Duration.ofSeconds(2));
        throw new IllegalStateException("a source that is down answered");
      } catch (EkgException e) {
        failed.incrementAndGet();
      }
    }
  }

  private static int rows(KnowledgeGraph graph, QueryRunner runner, String query, Duration limit) {
    return runner.run(
        QueryRequest.of(query),
        runner.limited(RequestContext.local(), limit),
        graph::dataset,
        (parsed, execution) -> {
          var count = new AtomicLong();
          execution.select().forEachRemaining(row -> count.incrementAndGet());
          return (int) count.get();
        });
  }

  private static int closedPort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void fill(String url) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE W (NUM INT PRIMARY KEY, WORD VARCHAR NOT NULL UNIQUE)");
      statement.execute("INSERT INTO W SELECT X, 'word ' || X FROM SYSTEM_RANGE(0, 999)");
    }
  }

  private static KnowledgeGraph open(Path folder, String near, int silent, int closed)
      throws IOException {
    Files.writeString(
        folder.resolve("words.ttl"),
        """
        @prefix rr: <http://www.w3.org/ns/r2rml#> .
        <#W> rr:logicalTable [ rr:tableName "W" ] ;
          rr:subjectMap [ rr:template "http://e/w/{NUM}" ] ;
          rr:predicateObjectMap [ rr:predicate <http://e/word> ; rr:objectMap [ rr:column "WORD" ] ] ,
            [ rr:predicate <http://e/num> ; rr:objectMap [ rr:column "NUM" ] ] .
        """);
    var config =
        new StringBuilder(
            """
            @prefix ekg: <https://w3id.org/crm-ekg/ns/config/> .
            <#d> a ekg:FederatedDataset ; ekg:storeLocation <data/store> .
            """);
    add(config, "near", near);
    add(config, "hangs", "jdbc:postgresql://127.0.0.1:%d/x?user=x".formatted(silent));
    add(config, "refuses", "jdbc:postgresql://127.0.0.1:%d/x?user=x".formatted(closed));
    Path file = folder.resolve("ekg.ttl");
    Files.writeString(file, config.toString());
    return KnowledgeGraph.open(
        ConfigReader.read(file, name -> null),
        "bench",
        Environment.system(
            e -> {
              throw new IllegalStateException("the store failed", e);
            }));
  }

  private static void add(StringBuilder config, String id, String url) {
    config.append(
        """
        <#d> ekg:source <#%1$s> .
        <#%1$s> a ekg:JdbcSource ; ekg:id "%1$s" ; ekg:jdbcUrl "%2$s" ;
          ekg:mapping <words.ttl> ; ekg:mode ekg:Virtual .
        """
            .formatted(id, url));
  }
}
