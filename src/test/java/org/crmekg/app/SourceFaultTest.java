package org.crmekg.app;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.jena.sparql.exec.RowSet;
import org.crmekg.EkgException;
import org.crmekg.FaultProxy;
import org.crmekg.FaultProxy.Fault;
import org.crmekg.FaultProxy.Phase;
import org.crmekg.RequestContext;
import org.crmekg.TestDatabases;
import org.crmekg.config.ConfigReader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten kinds of faults of a source, at four places of the conversation with it.
 *
 * <p>{@code -Dfaults.rounds} is how often each is tried (25 with {@code CI=true}), {@code -Dseed}
 * where in the answer it happens.
 */
class SourceFaultTest {
  private static final boolean ALL = "true".equals(System.getenv("CI"));
  private static final int ROUNDS = Integer.getInteger("faults.rounds", ALL ? 25 : 1);
  private static final int WORKERS = Integer.getInteger("faults.workers", ALL ? 8 : 4);
  private static final long SEED = Long.getLong("seed", new Random().nextLong());

  /** A source that hangs is given up after twice its time-out of two seconds, later under load. */
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /** What nobody may wait beyond, however slow the machine is. */
  private static final Duration MOST = Duration.ofSeconds(20);

  private static final Duration RECOVERY = Duration.ofSeconds(30);
  private static final int THINGS = 6000;

  /** What happens to the source, and by what fault of the network. */
  private enum Kind {
    REFUSE(Fault.REFUSE),
    FREEZE(Fault.FREEZE),
    RESET(Fault.RESET),
    SLOW(Fault.SLOW),
    GARBAGE(Fault.GARBAGE),
    HALF_CLOSE(Fault.HALF_CLOSE),
    NO_NAME(Fault.NO_NAME),
    NO_LOGIN(Fault.RESET_AND_RUN),
    FULL(Fault.RESET_AND_RUN),
    OTHER_SCHEMA(Fault.RUN);

    private final Fault fault;

    Kind(Fault fault) {
      this.fault = fault;
    }
  }

  private static final Map<String, String> QUERIES =
      Map.of(
          "scan", "SELECT * { GRAPH graph:FAR { ?s <http://e/text> ?t } }",
          "join",
              "SELECT * { GRAPH graph:near { ?s <http://e/near> ?n } GRAPH graph:FAR { ?s <http://e/text> ?t } }",
          "optional",
              "SELECT * { GRAPH graph:near { ?s <http://e/near> ?n }"
                  + " OPTIONAL { GRAPH graph:FAR { ?s <http://e/text> ?t ; <http://e/size> ?z } } }",
          "count", "SELECT (COUNT(*) AS ?n) { GRAPH graph:FAR { ?s <http://e/text> ?t } }");

  private record Case(Kind kind, Phase phase, int round) {}

  private record Outcome(List<String> rows, Optional<EkgException> error, boolean marked) {}

  @Test
  void anAnswerIsWholeOrMarkedOrAnErrorThatNamesTheSource(@TempDir Path folder) throws Exception {
    if (TestDatabases.postgres().isEmpty()) {
      TestDatabases.skipPostgres();
    }
    System.err.println("SourceFaultTest -Dseed=" + SEED + " -Dfaults.rounds=" + ROUNDS);
    var cases = new ArrayList<Case>();
    for (int round = 0; round < ROUNDS; round++) {
      for (Kind kind : Kind.values()) {
        for (Phase phase : Phase.values()) {
          cases.add(new Case(kind, phase, round));
        }
      }
    }
    var counts = new EnumMap<Kind, Map<String, Integer>>(Kind.class);
    var parts = new ArrayList<Future<?>>();
    var sites = new ArrayList<Site>();
    for (int w = 0; w < WORKERS; w++) {
      sites.add(new Site(w, SEED + w));
    }
    try (KnowledgeGraph graph = open(folder, sites);
        var runner = new QueryRunner(graph.environment(), 2 * WORKERS);
        ExecutorService workers = Executors.newFixedThreadPool(WORKERS)) {
      for (Site site : sites) {
        parts.add(
            workers.submit(
                () -> {
                  site.learn(graph, runner);
                  for (int i = site.index; i < cases.size(); i += WORKERS) {
                    String how = site.suffers(cases.get(i));
                    synchronized (counts) {
                      counts
                          .computeIfAbsent(cases.get(i).kind(), k -> new TreeMap<>())
                          .merge(how, 1, Integer::sum);
                    }
                  }
                  return null;
                }));
      }
      for (Future<?> part : parts) {
        part.get();
      }
    } finally {
      sites.forEach(Site::close);
    }
    System.err.println(cases.size() + " faults: " + counts);
    assertThat(counts.values().stream().flatMap(m -> m.values().stream()).mapToInt(n -> n).sum())
        .isEqualTo(cases.size());
  }

  private static final String NEAR = "jdbc:h2:mem:near" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";

  /** One source that nothing happens to, and one behind a proxy for each worker. */
  private static KnowledgeGraph open(Path folder, List<Site> sites) throws Exception {
    try (Connection connection = DriverManager.getConnection(NEAR);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE NEAR (ID INT PRIMARY KEY, N INT)");
      statement.execute("INSERT INTO NEAR SELECT X * 2, X FROM SYSTEM_RANGE(1, 2500)");
    }
    Files.writeString(
        folder.resolve("far.ttl"),
        """
        @prefix rr: <http://www.w3.org/ns/r2rml#> .
        <#Thing> rr:logicalTable [ rr:tableName "thing" ] ;
          rr:subjectMap [ rr:template "http://e/thing/{id}" ] ;
          rr:predicateObjectMap [ rr:predicate <http://e/text> ; rr:objectMap [ rr:column "text" ] ] ,
            [ rr:predicate <http://e/size> ; rr:objectMap [ rr:column "size" ] ] .
        """);
    Files.writeString(
        folder.resolve("near.ttl"),
        """
        @prefix rr: <http://www.w3.org/ns/r2rml#> .
        <#Near> rr:logicalTable [ rr:tableName "NEAR" ] ;
          rr:subjectMap [ rr:template "http://e/thing/{ID}" ] ;
          rr:predicateObjectMap [ rr:predicate <http://e/near> ; rr:objectMap [ rr:column "N" ] ] .
        """);
    var config =
        new StringBuilder(
            """
            @prefix ekg: <https://w3id.org/crm-ekg/ns/config/> .
            <#d> a ekg:FederatedDataset ; ekg:storeLocation <data/store> ; ekg:source <#near> .
            <#near> a ekg:JdbcSource ; ekg:id "near" ; ekg:jdbcUrl "%s" ;
              ekg:mapping <near.ttl> ; ekg:mode ekg:Virtual .
            """
                .formatted(NEAR));
    var users = new HashMap<String, String>();
    for (Site site : sites) {
      users.put("USER_" + site.index, site.role);
      config.append(
          """
          <#d> ekg:source <#far%1$d> .
          <#far%1$d> a ekg:JdbcSource ; ekg:id "far%1$d" ; ekg:jdbcUrl "%2$s" ;
            ekg:userVariable "USER_%1$d" ; ekg:mapping <far.ttl> ; ekg:mode ekg:Virtual ;
            ekg:timeout "PT2S" ; ekg:maxConnections 4 .
          """
              .formatted(site.index, site.url));
    }
    Path file = folder.resolve("ekg.ttl");
    Files.writeString(file, config.toString());
    return KnowledgeGraph.open(
        ConfigReader.read(file, users::get), "test", TestGraphs.environment(users));
  }

  /** A database behind a proxy. */
  private static final class Site implements AutoCloseable {
    private final TestDatabases.Database database = TestDatabases.postgres().orElseThrow();
    private final String role = "r" + UUID.randomUUID().toString().replace("-", "");
    private final int index;
    private final FaultProxy proxy;
    private final String url;
    private final Random random;
    private final Map<String, List<String>> expected = new HashMap<>();
    private final Map<String, Long> sizes = new HashMap<>();
    private @Nullable KnowledgeGraph graph;
    private @Nullable QueryRunner runner;

    Site(int index, long seed) throws Exception {
      this.index = index;
      random = new Random(seed);
      Matcher direct =
          Pattern.compile("jdbc:postgresql://([^:/]+)(?::(\\d+))?/(.*)").matcher(database.url());
      assertThat(direct.matches()).isTrue();
      int port = direct.group(2) == null ? 5432 : Integer.parseInt(direct.group(2));
      proxy = new FaultProxy(direct.group(1), port, seed);
      url =
          "jdbc:postgresql://127.0.0.1:%d/%s?socketFactory=%s"
              .formatted(proxy.port(), direct.group(3), FaultProxy.Sockets.class.getName());
      sql(
          "CREATE ROLE %s LOGIN CONNECTION LIMIT 4".formatted(role),
          "CREATE TABLE thing (id INT PRIMARY KEY, text VARCHAR NOT NULL, size INT)",
          ("INSERT INTO thing SELECT i, 'text of ' || i || repeat('x', 40), i %% 97"
                  + " FROM generate_series(1, %d) i")
              .formatted(THINGS),
          "ANALYZE thing",
          "GRANT SELECT ON thing TO " + role);
    }

    /** Asks what is answered while nothing happens. */
    void learn(KnowledgeGraph newGraph, QueryRunner newRunner) throws Exception {
      graph = newGraph;
      runner = newRunner;
      for (String name : QUERIES.keySet()) {
        Outcome healthy = ask(name, false, MOST);
        assertThat(healthy.error()).isEmpty();
        proxy.heal();
        expected.put(name, ask(name, false, MOST).rows());
        sizes.put(name, proxy.answered());
        assertThat(expected.get(name)).isNotEmpty().isEqualTo(healthy.rows());
      }
    }

    private void sql(String... statements) throws SQLException {
      try (Connection connection = database.connect();
          Statement statement = connection.createStatement()) {
        for (String each : statements) {
          statement.execute(each);
        }
      }
    }

    /** Runs a query and says what came of it; anything but an EkgException is thrown. */
    private Outcome ask(String name, boolean partial, Duration limit) {
      var rows = new ArrayList<String>();
      RequestContext context = requireNonNull(runner).limited(RequestContext.local(), limit);
      try {
        Shortfall shortfall =
            requireNonNull(runner)
                .run(
                    QueryRequest.of(
                        requireNonNull(QUERIES.get(name)).replace("FAR", "far" + index)),
                    partial ? context.allowingPartial() : context,
                    requireNonNull(graph)::dataset,
                    (query, execution) -> {
                      RowSet set = execution.select();
                      set.forEachRemaining(row -> rows.add(TestGraphs.text(row)));
                      return QueryRunner.shortfall(query, execution);
                    });
        rows.sort(null);
        return new Outcome(rows, Optional.empty(), shortfall.missing().containsKey("far" + index));
      } catch (EkgException e) {
        return new Outcome(List.of(), Optional.of(e), false);
      }
    }

    /** Lets one fault happen and returns how it ended. */
    String suffers(Case which) throws Exception {
      var names = new ArrayList<>(QUERIES.keySet());
      names.sort(null);
      String name = names.get(random.nextInt(names.size()));
      boolean partial = random.nextBoolean();
      long size = requireNonNull(sizes.get(name));
      long after =
          which.phase() == Phase.FIRST_ROWS
              ? 1 + random.nextInt(400)
              : size / 10 + random.nextInt((int) Math.max(1, size * 8 / 10));
      String shown =
          "%s, %s, after %d of %d, partial %s".formatted(which, name, after, size, partial);
      proxy.arm(which.kind().fault, which.phase(), after, () -> happen(which.kind()));
      long start = System.nanoTime();
      Outcome outcome = ask(name, partial, LIMIT);
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      proxy.disarm();
      boolean begun = proxy.hasBegun();
      undo(which.kind());
      proxy.heal();
      assertThat(took).as(shown).isLessThan(MOST);
      String how = judge(shown, name, outcome) + (begun ? "" : ", never met");
      long healed = System.nanoTime();
      Outcome again = ask(name, false, MOST);
      while (again.error().isPresent()) {
        if (System.nanoTime() - healed > RECOVERY.toNanos()) {
          fail(shown + " does not recover", again.error().get());
        }
        again = ask(name, false, MOST);
      }
      assertThat(again.rows()).as(shown + ", healed").isEqualTo(expected.get(name));
      return how;
    }

    private String judge(String shown, String name, Outcome outcome) {
      if (outcome.error().isPresent()) {
        assertThat(outcome.error().get().getMessage()).as(shown).contains("source far" + index);
        return "error";
      }
      if (outcome.marked()) {
        if (!name.equals("count")) {
          assertThat(outcome.rows()).as(shown).doesNotHaveDuplicates();
        }
        return "marked";
      }
      assertThat(outcome.rows()).as(shown).isEqualTo(expected.get(name));
      return "whole";
    }

    private void happen(Kind kind) {
      try {
        switch (kind) {
          case NO_LOGIN -> sql("ALTER ROLE %s NOLOGIN".formatted(role));
          case FULL -> {
            sql("ALTER ROLE %s CONNECTION LIMIT 0".formatted(role));
          }
          case OTHER_SCHEMA ->
              sql("SET lock_timeout = 300", "ALTER TABLE thing RENAME COLUMN text TO words");
          case REFUSE, FREEZE, RESET, SLOW, GARBAGE, HALF_CLOSE, NO_NAME -> {}
        }
      } catch (SQLException e) {
        // A table that is being read cannot be changed: then nothing happens.
        assertThat(e.getSQLState()).as(e.getMessage()).isEqualTo("55P03");
      }
    }

    private void undo(Kind kind) throws SQLException {
      switch (kind) {
        case NO_LOGIN -> sql("ALTER ROLE %s LOGIN".formatted(role));
        case FULL -> sql("ALTER ROLE %s CONNECTION LIMIT 4".formatted(role));
        case OTHER_SCHEMA -> {
          try (Connection connection = database.connect();
              Statement statement = connection.createStatement()) {
            statement.execute(
                """
                DO $do$ BEGIN
                  IF EXISTS (SELECT FROM information_schema.columns
                      WHERE table_name = 'thing' AND column_name = 'words') THEN
                    ALTER TABLE thing RENAME COLUMN words TO text;
                  END IF;
                END $do$
                """);
          }
        }
        case REFUSE, FREEZE, RESET, SLOW, GARBAGE, HALF_CLOSE, NO_NAME -> {}
      }
    }

    @Override
    public void close() {
      proxy.close();
    }
  }
}
