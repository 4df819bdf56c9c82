package org.crmekg.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.crmekg.RequestContext;
import org.crmekg.TestDatabases;
import org.crmekg.TestDatabases.Database;
import org.crmekg.Trace;
import org.crmekg.config.SourceConfig.Mode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A property path over a live source has the answer of a copy, for few requests. */
class PathTest {
  private static final int NODES = 2_000;
  private static final String MAPPING =
      """
      @base <http://p.example/> .
      @prefix rr: <http://www.w3.org/ns/r2rml#> .
      <#node> rr:logicalTable [ rr:tableName "node" ] ;
        rr:subjectMap [ rr:template "node/{id}" ] ;
        rr:predicateObjectMap [ rr:predicate <parent> ;
          rr:objectMap [ rr:template "node/{parent}" ] ] ;
        rr:predicateObjectMap [ rr:predicate <friend> ;
          rr:objectMap [ rr:template "node/{friend}" ] ] .
      """;

  @TempDir Path folder;
  private KnowledgeGraph live;
  private KnowledgeGraph loaded;

  @BeforeEach
  void open() throws Exception {
    var random = new Random(Long.getLong("seed", 20261122));
    Database database = TestDatabases.h2();
    database.execute("CREATE TABLE node (id INT PRIMARY KEY, parent INT, friend INT)");
    for (int i = 0; i < NODES; i++) {
      // A tree, and a graph with circles.
      database.execute(
          "INSERT INTO node VALUES (%d, %s, %d)"
              .formatted(
                  i, i == 0 ? "NULL" : Integer.toString(random.nextInt(i)), random.nextInt(40)));
    }
    live = open("live", database, Mode.VIRTUAL);
    loaded = open("loaded", database, Mode.MATERIALIZED);
    TestGraphs.load(loaded);
  }

  @AfterEach
  void close() {
    live.close();
    loaded.close();
  }

  private KnowledgeGraph open(String name, Database database, Mode mode) throws Exception {
    Path data = Files.createDirectories(folder.resolve(name));
    Path mapping = Files.writeString(data.resolve("p.map.ttl"), MAPPING);
    return TestGraphs.open(
        TestGraphs.config(
            "http://p.example/",
            data,
            List.of(TestGraphs.source("p", database, mapping, mode)),
            List.of(),
            List.of()));
  }

  private int statements(String query) {
    var statements = new AtomicInteger();
    Trace trace =
        (source, statement) -> {
          statements.incrementAndGet();
          return Trace.NONE.sent(source, statement);
        };
    assertThat(TestGraphs.select(live, query, RequestContext.local().tracedBy(trace)))
        .as(query)
        .isEqualTo(TestGraphs.select(loaded, query));
    return statements.get();
  }

  @Test
  void manyNodesAreFollowedInAnEdgeTableThatIsReadOnce() {
    for (String path :
        List.of(
            "?x <http://p.example/parent>* <http://p.example/node/0>",
            "?x <http://p.example/parent>+ <http://p.example/node/3>",
            "?x <http://p.example/friend>/<http://p.example/parent>+ ?y",
            "<http://p.example/node/7> (<http://p.example/parent>|^<http://p.example/parent>)+ ?y",
            "?x <http://p.example/friend>+ ?x",
            "<http://p.example/node/9> <http://p.example/friend>/<http://p.example/friend>? ?y",
            "?x <http://p.example/parent> <http://p.example/node/2>"
                + " OPTIONAL { ?x <http://p.example/friend>+ ?y }",
            "?x !(<http://p.example/parent>) <http://p.example/node/5>")) {
      assertThat(statements("SELECT * { " + path + " }")).as(path).isLessThan(50);
    }
  }

  @Test
  void fewNodesAreAskedForOneByOne() {
    assertThat(
            statements(
                "SELECT * { <http://p.example/node/1> <http://p.example/parent>/<http://p.example/parent>? ?y }"))
        .isLessThan(5);
  }
}
