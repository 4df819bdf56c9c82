package org.crmekg.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.apache.jena.query.QueryFactory;
import org.crmekg.RequestContext;
import org.crmekg.TestDatabases;
import org.crmekg.app.LinkedTables.Place;
import org.crmekg.config.SourceConfig.Mode;
import org.crmekg.federation.FederatedQueryEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The copy of the golden view in the store answers when it is current, and never otherwise. */
class GoldenCopyTest {
  private static final Duration MOST = Duration.ofSeconds(20);
  private static final String PREFIXES =
      "PREFIX m: <http://m.example/ns/> PREFIX gov: <https://w3id.org/crm-ekg/ns/gov/> ";
  private static final List<String> QUERIES =
      List.of(
          PREFIXES + "SELECT * { ?p m:boss ?b . ?b m:age ?x }",
          PREFIXES + "SELECT * { ?p gov:sourceIri ?s OPTIONAL { ?p m:knows ?q } }",
          PREFIXES + "SELECT * { ?p m:knows+ ?q }",
          PREFIXES + "SELECT ?p (COUNT(*) AS ?n) { ?p m:knows ?q . ?q m:age ?x } GROUP BY ?p",
          PREFIXES + "SELECT * { ?p ?q <http://m.example/party/b/3> }",
          PREFIXES + "SELECT * { <http://m.example/party/a/3> ?p ?o FILTER(?o != 3) }",
          PREFIXES + "SELECT * { ?p m:age ?x FILTER NOT EXISTS { ?p m:boss/m:age ?x } }",
          PREFIXES + "SELECT * { GRAPH ?g { ?p m:boss ?b . ?b m:age ?x } }");
  private static final Map<String, Mode> LOADED =
      Map.of("a", Mode.MATERIALIZED, "b", Mode.MATERIALIZED);

  private final long seed = Long.getLong("seed", 20261123L);
  private final List<Place> places =
      List.of(new Place("a", TestDatabases.h2()), new Place("b", TestDatabases.h2()));
  private final List<KnowledgeGraph> opened = new ArrayList<>();
  @TempDir Path folder;
  private LinkedTables tables;
  private KnowledgeGraph live;
  private KnowledgeGraph loaded;

  @BeforeEach
  void open() throws Exception {
    System.out.println("GoldenCopyTest seed " + seed);
    tables = new LinkedTables(folder, places);
    live = tables.open("live", places, Map.of());
    loaded = tables.open("loaded", places, LOADED);
    opened.addAll(List.of(live, loaded));
    tables.draw(new Random(seed), true);
    load();
  }

  @AfterEach
  void close() {
    opened.forEach(KnowledgeGraph::close);
  }

  private void load() {
    for (KnowledgeGraph graph : opened) {
      graph.reloadLinks();
      TestGraphs.load(graph);
    }
  }

  private boolean isUsed(RequestContext context) {
    return String.join(
            "\n",
            FederatedQueryEngine.explain(
                QueryFactory.create(QUERIES.getFirst()), loaded.dataset(context)))
        .contains("the store, which joins");
  }

  private void assertSameAnswers(RequestContext context) throws Exception {
    for (String query : QUERIES) {
      assertThat(TestGraphs.select(loaded, query, context))
          .as(query)
          .isEqualTo(TestGraphs.select(live, query, context));
    }
  }

  @Test
  void itIsUsedAfterALoadAndAfterTheNextStart() throws Exception {
    assertThat(isUsed(RequestContext.local())).isTrue();
    assertSameAnswers(RequestContext.local());
    loaded.close();
    loaded = tables.open("loaded", places, LOADED);
    opened.set(1, loaded);
    assertThat(isUsed(RequestContext.local())).isTrue();
    assertSameAnswers(RequestContext.local());
  }

  @Test
  void otherLinksCountAtOnceAndItFollows() throws Exception {
    var random = new Random(seed);
    for (int i = 0; i < 4; i++) {
      tables.drawLinks(random, i % 2 == 0);
      for (KnowledgeGraph graph : opened) {
        graph.reloadLinks();
      }
      assertSameAnswers(RequestContext.local());
      long end = System.nanoTime() + MOST.toNanos();
      while (!isUsed(RequestContext.local())) {
        assertThat(System.nanoTime() - end).isNegative();
        LockSupport.parkNanos(10_000_000);
      }
      assertSameAnswers(RequestContext.local());
    }
  }

  @Test
  void aSystemThatIsClosedWhileItIsMadeAnswersAsBefore() throws Exception {
    var random = new Random(seed);
    for (int i = 0; i < 5; i++) {
      tables.drawLinks(random, true);
      live.reloadLinks();
      loaded.reloadLinks();
      loaded.close();
      loaded = tables.open("loaded", places, LOADED);
      opened.set(1, loaded);
      assertSameAnswers(RequestContext.local());
    }
  }

  @Test
  void otherRowsCountWhenTheyAreLoaded() throws Exception {
    for (int i = 0; i < 3; i++) {
      tables.draw(new Random(seed + i), i % 2 == 0);
      load();
      assertThat(isUsed(RequestContext.local())).isTrue();
      assertSameAnswers(RequestContext.local());
    }
  }

  /** It would tell what hidden records have, and that they are linked. */
  @Test
  void whoDoesNotSeeAllIsAnsweredWithoutIt() throws Exception {
    RequestContext seller = RequestContext.local().restrictedTo("seller", Set.of("a"));
    assertThat(isUsed(seller)).isFalse();
    assertSameAnswers(seller);
    RequestContext masked = RequestContext.local().masking(Set.of("http://m.example/ns/age"));
    assertThat(isUsed(masked)).isFalse();
  }
}
