package org.crmekg.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.crmekg.EkgException;
import org.crmekg.TestDatabases;
import org.crmekg.TestDatabases.Database;
import org.crmekg.config.SourceConfig;
import org.crmekg.config.SourceConfig.Mode;
import org.h2.api.Trigger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several sources that a query needs are asked while one of them answers. */
class AskedAtOnceTest {
  private static final int SOURCES = 5;
  private static final int ROWS = 700;
  private static final String PREFIX = "PREFIX j: <http://j.example/> ";

  @TempDir Path folder;
  private final List<Database> databases = new ArrayList<>();
  private KnowledgeGraph graph;

  @BeforeEach
  void open() throws Exception {
    var sources = new ArrayList<SourceConfig>();
    for (int i = 0; i < SOURCES; i++) {
      Database database = TestDatabases.h2();
      database.execute(
          "CREATE TABLE item (id INT PRIMARY KEY, code INT, val INT)",
          "INSERT INTO item SELECT x, MOD(x, 10), x FROM SYSTEM_RANGE(1, " + ROWS + ")",
          "CREATE TRIGGER selecting BEFORE SELECT ON item CALL '%s'"
              .formatted(Selecting.class.getName()));
      databases.add(database);
      sources.add(TestGraphs.source("s" + i, database, mapping("s" + i), Mode.VIRTUAL));
    }
    Path ontology = Files.writeString(folder.resolve("ontology.ttl"), "");
    graph =
        TestGraphs.open(
            TestGraphs.config(
                "http://j.example/",
                folder.resolve("data"),
                sources,
                List.of(),
                List.of(ontology)));
  }

  @AfterEach
  void close() {
    graph.close();
  }

  private Path mapping(String source) throws Exception {
    return Files.writeString(
        folder.resolve(source + ".ttl"),
        """
        @prefix rr: <http://www.w3.org/ns/r2rml#> .
        @prefix j: <http://j.example/> .
        @base <http://j.example/%1$s/> .
        <#map> rr:logicalTable [ rr:tableName "item" ] ;
          rr:subjectMap [ rr:template "http://j.example/%1$s/{id}" ] ;
          rr:predicateObjectMap [ rr:predicate j:code ; rr:objectMap [ rr:column "code" ] ] ,
            [ rr:predicate j:value ; rr:objectMap [ rr:column "val" ] ] .
        """
            .formatted(source));
  }

  /** Holds up each statement until so many sources have one. */
  private static final class Meeting {
    private final CountDownLatch arriving;
    private final AtomicInteger statements = new AtomicInteger();
    private final AtomicInteger late = new AtomicInteger();

    Meeting(int sources) {
      this.arriving = new CountDownLatch(sources);
    }

    void arrive() {
      statements.incrementAndGet();
      arriving.countDown();
      try {
        if (!arriving.await(10, TimeUnit.SECONDS)) {
          late.incrementAndGet();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static volatile Meeting meeting = new Meeting(0);

  /** Is called by H2 before rows of a table are selected. */
  public static final class Selecting implements Trigger {
    @Override
    public void fire(Connection connection, Object[] before, Object[] after) {
      meeting.arrive();
    }
  }

  /** Asks twice: for plans, sources say once how large their tables are. */
  private List<String> met(int sources, String query) {
    meeting = new Meeting(0);
    List<String> first = TestGraphs.select(graph, PREFIX + query);
    meeting = new Meeting(sources);
    assertThat(TestGraphs.select(graph, PREFIX + query)).isEqualTo(first);
    return first;
  }

  private void assertAllAtOnce(String pattern, int rows) {
    List<String> answer = met(SOURCES, "SELECT * { " + pattern + " }");
    assertThat(answer).hasSize(rows).doesNotHaveDuplicates();
    assertThat(meeting.late).hasValue(0);
    assertThat(meeting.statements).hasValue(SOURCES);
  }

  @Test
  void aPatternThatAllSourcesKnowIsAskedOfAllAtOnce() throws Exception {
    assertAllAtOnce("?s j:code ?c", SOURCES * ROWS);
    assertAllAtOnce("?s j:code 3", SOURCES * ROWS / 10);
  }

  @Test
  void sourcesThatJoinForThemselvesDoSoAtOnce() throws Exception {
    assertAllAtOnce("?s j:code ?c ; j:value ?v", SOURCES * ROWS);
    assertAllAtOnce("VALUES ?v { 1 2 3 } ?s j:value ?v ; j:code ?c", SOURCES * 3);
  }

  @Test
  void whatALimitMayLeaveUnreadIsNotAskedAhead() throws Exception {
    List<String> answer = met(1, "SELECT * { ?s j:code ?c ; j:value ?v } LIMIT 1");
    assertThat(answer).hasSize(1);
    assertThat(meeting.statements).hasValue(1);
  }

  /** More often than there are connections, so that none stays taken. */
  @Test
  void aSourceThatFailsBesideOthersIsNamedAndTheirConnectionsComeBack() throws Exception {
    databases.get(3).execute("ALTER TABLE item RENAME TO gone");
    String query = PREFIX + "SELECT * { ?s j:code ?c ; j:value ?v }";
    for (int i = 0; i < 12; i++) {
      assertThatThrownBy(() -> TestGraphs.select(graph, query))
          .isInstanceOf(EkgException.class)
          .hasMessageContaining("s3");
    }
    databases.get(3).execute("ALTER TABLE gone RENAME TO item");
    assertThat(IntStream.range(0, 3).mapToObj(i -> attempt(query)).filter(n -> n > 0))
        .contains(SOURCES * ROWS);
  }

  /** A source whose tables changed may say once more that they did. */
  private int attempt(String query) {
    try {
      return TestGraphs.select(graph, query).size();
    } catch (EkgException e) {
      return 0;
    }
  }
}
