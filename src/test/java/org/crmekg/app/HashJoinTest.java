package org.crmekg.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.crmekg.RequestContext;
import org.crmekg.RequestContext.PushDown;
import org.crmekg.TestDatabases;
import org.crmekg.TestDatabases.Database;
import org.crmekg.Trace;
import org.crmekg.config.SourceConfig.Mode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A join of two databases has one answer, whether batch after batch is asked for or the right side
 * is read once, and never reads more than twice the rows that are needed.
 */
class HashJoinTest {
  private static final int ACCOUNTS = 9_000;
  @TempDir Path folder;
  private final Random random = new Random(Long.getLong("seed", 20261122));

  @Test
  void whereMostRowsMatchTheRightSideIsReadOnce() throws Exception {
    Costs costs = compare(8_000, 9, "?a j:code ?c ; j:valuea ?v . ?b j:code ?c ; j:valueb ?w");
    assertThat(costs.statements.get()).isLessThanOrEqualTo(3);
  }

  @Test
  void whereFewRowsMatchBatchesAreAskedFor() throws Exception {
    Costs costs = compare(40_000, 2, "?a j:code ?c ; j:valuea ?v . ?b j:code ?c ; j:valueb ?w");
    assertThat(costs.statements.get()).isGreaterThan(3);
  }

  @Test
  void groupsAreJoinedAlike() throws Exception {
    Costs costs =
        compare(
            8_000,
            9,
            "SELECT ?w (COUNT(?v) AS ?n) (SUM(?v) AS ?sum)"
                + " { ?a j:code ?c ; j:valuea ?v . ?b j:code ?c ; j:valueb ?w } GROUP BY ?w");
    assertThat(costs.statements.get()).isLessThanOrEqualTo(4);
  }

  @Test
  void optionalRowsAreJoinedAlike() throws Exception {
    compare(8_000, 9, "?a j:code ?c ; j:valuea ?v OPTIONAL { ?b j:code ?c ; j:valueb ?w }");
  }

  private static final class Costs implements Trace {
    private final AtomicInteger statements = new AtomicInteger();
    private final AtomicInteger rows = new AtomicInteger();

    @Override
    public Sent sent(String source, String statement) {
      statements.incrementAndGet();
      return new Sent() {
        @Override
        public void row() {
          rows.incrementAndGet();
        }

        @Override
        public void end() {}
      };
    }
  }

  /**
   * Asks in all ways.
   *
   * @param tenths how many of ten accounts have a party
   */
  private Costs compare(int parties, int tenths, String pattern) throws Exception {
    String query =
        "PREFIX j: <http://j.example/> "
            + (pattern.startsWith("SELECT") ? pattern : "SELECT * { " + pattern + " }");
    Database left = table(ACCOUNTS, i -> random.nextInt(10) < tenths ? i % parties : parties + i);
    Database right = table(parties, i -> i);
    try (KnowledgeGraph live = open("live", left, right, Mode.VIRTUAL);
        KnowledgeGraph loaded = open("loaded", left, right, Mode.MATERIALIZED)) {
      TestGraphs.load(loaded);
      List<String> expected = TestGraphs.select(loaded, query);
      assertThat(expected).isNotEmpty();
      var costs = new Costs();
      RequestContext context = RequestContext.local();
      assertThat(TestGraphs.select(live, query, context.tracedBy(costs))).isEqualTo(expected);
      assertThat(TestGraphs.select(live, query, context.pushing(PushDown.BATCHES)))
          .isEqualTo(expected);
      long matching = matching(left, parties);
      assertThat(costs.rows.get()).isLessThanOrEqualTo((int) (2 * (ACCOUNTS + matching)));
      return costs;
    }
  }

  private static long matching(Database left, int parties) throws SQLException {
    try (Connection connection = left.connect();
        Statement statement = connection.createStatement();
        var found =
            statement.executeQuery(
                "SELECT COUNT(DISTINCT code) FROM item WHERE code BETWEEN 0 AND "
                    + (parties - 1))) {
      found.next();
      return found.getLong(1);
    }
  }

  private interface Codes {
    int of(int i);
  }

  private Database table(int rows, Codes codes) throws SQLException {
    Database database = TestDatabases.h2();
    try (Connection connection = database.connect();
        Statement create = connection.createStatement()) {
      create.execute(
          "CREATE TABLE item (id INT PRIMARY KEY, code INT, val INT);"
              + " CREATE INDEX ON item (code)");
      try (var insert = connection.prepareStatement("INSERT INTO item VALUES (?, ?, ?)")) {
        for (int i = 0; i < rows; i++) {
          insert.setInt(1, i);
          insert.setInt(2, codes.of(i));
          insert.setInt(3, random.nextInt(7));
          insert.addBatch();
        }
        insert.executeBatch();
      }
    }
    return database;
  }

  private KnowledgeGraph open(String name, Database left, Database right, Mode mode)
      throws Exception {
    Path data = Files.createDirectories(folder.resolve(name));
    Path ontology = Files.writeString(data.resolve("ontology.ttl"), "");
    return TestGraphs.open(
        TestGraphs.config(
            "http://j.example/",
            data,
            List.of(
                TestGraphs.source("a", left, mapping(data, "a"), mode),
                TestGraphs.source("b", right, mapping(data, "b"), mode)),
            List.of(),
            List.of(ontology)));
  }

  private static Path mapping(Path data, String source) throws Exception {
    return Files.writeString(
        data.resolve(source + ".ttl"),
        """
        @prefix rr: <http://www.w3.org/ns/r2rml#> .
        @prefix j: <http://j.example/> .
        @base <http://j.example/%1$s/> .
        <#map> rr:logicalTable [ rr:tableName "item" ] ;
          rr:subjectMap [ rr:template "http://j.example/%1$s/{id}" ; rr:class j:%1$s ] ;
          rr:predicateObjectMap [ rr:predicate j:code ; rr:objectMap [ rr:column "code" ] ] ,
            [ rr:predicate j:value%1$s ; rr:objectMap [ rr:column "val" ] ] .
        """
            .formatted(source));
  }
}
