package org.crmekg.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.apache.jena.query.Query;
import org.apache.jena.query.QueryFactory;
import org.apache.jena.sparql.algebra.Algebra;
import org.apache.jena.sparql.algebra.op.OpBGP;
import org.crmekg.RequestContext;
import org.crmekg.config.EkgConfig;
import org.crmekg.config.SourceConfig;
import org.crmekg.config.SourceConfig.Access;
import org.crmekg.config.SourceConfig.Mode;
import org.crmekg.federation.FederatedQueryEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Things that one source knows under several names, and that several sources know, are one thing in
 * the golden view of live sources: random queries have the answers of plain ARQ over the
 * canonicalised merged graph.
 *
 * <p>{@code -Dseed=} repeats a run, {@code -Drounds=} draws more links and rows.
 */
class MergedNamesTest {
  private static final int ROUNDS =
      Integer.getInteger("rounds", "true".equals(System.getenv("CI")) ? 30 : 5);
  private static final int QUERIES = 30;
  private static final int THINGS = 12;
  private static final List<String> SOURCES = List.of("a", "b");

  /** What random queries seldom are. */
  private static final List<RandomQuery> PLANNED =
      List.of(
          planned(RandomQuery.Form.TOTALS, "?p m:bossa ?b . ?b m:agea ?x"),
          planned(RandomQuery.Form.TOTALS, "?p a party:Party . ?p m:knowsb ?q . ?q m:ageb ?x"),
          planned(RandomQuery.Form.FIRST_ROWS, "?p m:agea ?x"),
          planned(RandomQuery.Form.FIRST_ROWS, "?p m:bossa ?b . ?b m:agea ?x"),
          planned(RandomQuery.Form.FIRST_ROWS, "?p m:boss ?b . ?b m:knowsa ?c . ?b m:ageb ?x"));

  private static RandomQuery planned(RandomQuery.Form form, String patterns) {
    Query query =
        QueryFactory.create(
            "PREFIX m: <http://m.example/ns/> PREFIX party: <https://w3id.org/crm-ekg/ns/party/>"
                + " SELECT * { %s }".formatted(patterns));
    var bgp = (OpBGP) Algebra.compile(query.getQueryPattern());
    return new RandomQuery(
        form, Optional.empty(), bgp.getPattern().getList(), List.of(), Optional.empty());
  }

  /** What plans have to do at least once, or it is not tested. */
  private static final List<String> PUSHED =
      List.of("alone, which joins", "which groups by", "solution by solution", "orders by");

  @TempDir Path folder;

  @Test
  void randomQueriesOverLinkedLiveSourcesEqualPlainArq() throws Exception {
    long seed = Long.getLong("seed", 20261123L);
    System.out.println("MergedNamesTest seed " + seed);
    String databases = "jdbc:h2:mem:" + UUID.randomUUID();
    try (Connection a = DriverManager.getConnection(databases + "a;DB_CLOSE_DELAY=-1");
        Connection b = DriverManager.getConnection(databases + "b;DB_CLOSE_DELAY=-1")) {
      List<Connection> connections = List.of(a, b);
      for (Connection connection : connections) {
        createTables(connection);
      }
      Path links = folder.resolve("links.ttl");
      Files.writeString(links, "");
      var pushed = new HashSet<String>();
      var slowest = new ArrayList<String>();
      int across = 0;
      long rows = 0;
      try (KnowledgeGraph graph =
              KnowledgeGraph.open(
                  config(databases, links), "test", TestGraphs.environment(Map.of()));
          var runner = new QueryRunner(graph.environment(), 2)) {
        for (int round = 0; round < ROUNDS; round++) {
          // Each round has a seed of its own, so that one is found again without those before it.
          long own = seed + round;
          var random = new Random(own);
          for (Connection connection : connections) {
            fill(connection, random);
          }
          Files.writeString(links, links(random));
          graph.reloadLinks();
          MergedGraph merged = MergedGraph.of(graph, RequestContext.local(), 1_000_000);
          var parity =
              new Parity(
                  runner,
                  RequestContext.local(),
                  merged.dataset(),
                  Map.of("the golden view", graph::dataset));
          var queries = new RandomQueries(random, merged.stated());
          for (int i = -PLANNED.size(); i < QUERIES; i++) {
            RandomQuery query = i < 0 ? PLANNED.get(i + PLANNED.size()) : queries.next();
            pushed.addAll(plan(query, graph));
            switch (parity.compare(query)) {
              case Parity.Outcome.TooLarge tooLarge -> {}
              case Parity.Outcome.TooSlow slow -> slowest.add(slow.query().toString());
              case Parity.Outcome.Same same -> {
                across++;
                rows += same.rows();
              }
              case Parity.Outcome.Different different ->
                  fail(
                      "-Dseed=%d -Drounds=1, query %d\n%s\n%s"
                          .formatted(
                              own,
                              i,
                              String.join("\n", Parity.lines(parity.shrunk(different))),
                              Files.readString(links)));
            }
          }
        }
      }
      System.out.printf("%d rounds, %d queries, %d rows%n", ROUNDS, across, rows);
      assertThat(pushed).containsExactlyInAnyOrderElementsOf(PUSHED);
      // Some are nested loops of plain ARQ, which take long on a busy machine.
      assertThat(slowest).hasSizeLessThan(ROUNDS);
      assertThat(across).isGreaterThan(ROUNDS * QUERIES / 2);
      assertThat(rows).isGreaterThan((long) ROUNDS * QUERIES);
    }
  }

  /** Returns what of the words of {@link #PUSHED} a plan says. */
  private static List<String> plan(RandomQuery query, KnowledgeGraph graph) {
    String plan =
        String.join(
            "\n",
            FederatedQueryEngine.explain(
                QueryFactory.create(query.text()), graph.dataset(RequestContext.local())));
    return PUSHED.stream().filter(plan::contains).toList();
  }

  private static void createTables(Connection connection) throws Exception {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          """
          CREATE TABLE person (id INT PRIMARY KEY, name VARCHAR(20), boss INT, age INT);
          CREATE TABLE knows (one INT, other INT);
          CREATE TABLE thing (x VARCHAR(5), y VARCHAR(5), owner INT, iri VARCHAR(100));
          """);
    }
  }

  private static void fill(Connection connection, Random random) throws Exception {
    try (Statement statement = connection.createStatement()) {
      for (String table : List.of("person", "knows", "thing")) {
        statement.execute("DELETE FROM " + table);
      }
      for (int id = 0; id < THINGS; id++) {
        statement.execute(
            "INSERT INTO person VALUES (%d, %s, %s, %s)"
                .formatted(
                    id,
                    orNull(random, "'n" + random.nextInt(5) + "'"),
                    orNull(random, Integer.toString(random.nextInt(THINGS))),
                    orNull(random, Integer.toString(random.nextInt(4)))));
      }
      for (int i = 0; i < THINGS; i++) {
        statement.execute(
            "INSERT INTO knows VALUES (%d, %d)"
                .formatted(random.nextInt(THINGS), random.nextInt(THINGS)));
        // {x}-{y} cannot be turned back, and a column's IRI may be written in two ways.
        statement.execute(
            "INSERT INTO thing VALUES ('%s', '%s', %d, '%sparty/a/%d')"
                .formatted(
                    random.nextBoolean() ? "1" : "1-1",
                    random.nextInt(2) + (random.nextBoolean() ? "-1" : ""),
                    random.nextInt(THINGS),
                    random.nextBoolean() ? "" : "http://m.example/",
                    random.nextInt(THINGS)));
      }
    }
  }

  private static String orNull(Random random, String value) {
    return random.nextInt(5) == 0 ? "NULL" : value;
  }

  /** Links within a source and across, of persons and of things; some are transitive. */
  private static String links(Random random) {
    var names = new ArrayList<String>();
    for (String source : SOURCES) {
      for (int i = 0; i < THINGS; i++) {
        names.add("party/" + source + "/" + i);
      }
      names.addAll(List.of("thing/" + source + "/1-0", "thing/" + source + "/1-1-1"));
    }
    var links = new StringBuilder("@prefix gov: <https://w3id.org/crm-ekg/ns/gov/> .\n");
    for (int i = random.nextInt(16); i > 0; i--) {
      links.append(
          "[] a gov:IdentityLink ; gov:left <http://m.example/%s> ; gov:right <http://m.example/%s> ; gov:linkKind gov:same .\n"
              .formatted(
                  names.get(random.nextInt(names.size())),
                  names.get(random.nextInt(names.size()))));
    }
    return links.toString();
  }

  private EkgConfig config(String databases, Path links) throws Exception {
    var sources = new ArrayList<SourceConfig>();
    for (String id : SOURCES) {
      Path mapping = folder.resolve(id + ".ttl");
      Files.writeString(mapping, mapping(id));
      sources.add(
          new SourceConfig(
              id,
              id,
              id,
              new Access.Jdbc(
                  databases + id + ";DB_CLOSE_DELAY=-1",
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty()),
              List.of(mapping),
              Mode.VIRTUAL,
              Optional.empty(),
              "",
              Duration.ofSeconds(20),
              4,
              List.of()));
    }
    EkgConfig shipped = TestGraphs.shipped("crm-registry.ttl", folder, Map.of());
    return new EkgConfig(
        shipped.origin(),
        "http://m.example/",
        folder.resolve("store"),
        List.of(),
        List.of(),
        List.of(links),
        List.of(),
        Optional.empty(),
        sources,
        shipped.server(),
        List.of());
  }

  /** Both sources have predicates of their own, and predicates that the other one has, too. */
  private static String mapping(String id) {
    return """
        @base <http://m.example/> .
        @prefix rr: <http://www.w3.org/ns/r2rml#> .
        @prefix m: <http://m.example/ns/> .
        @prefix party: <https://w3id.org/crm-ekg/ns/party/> .
        m:person rr:logicalTable [ rr:tableName "PERSON" ] ;
          rr:subjectMap [ rr:template "party/SRC/{ID}" ; rr:class party:Party ] ;
          rr:predicateObjectMap [ rr:predicate m:nameSRC ; rr:objectMap [ rr:column "NAME" ] ] ;
          rr:predicateObjectMap [ rr:predicate m:age, m:ageSRC ; rr:objectMap [ rr:column "AGE" ] ] ;
          rr:predicateObjectMap [ rr:predicate m:boss, m:bossSRC ;
            rr:objectMap [ rr:parentTriplesMap m:person ;
              rr:joinCondition [ rr:child "BOSS" ; rr:parent "ID" ] ] ] .
        m:knows rr:logicalTable [ rr:tableName "KNOWS" ] ;
          rr:subjectMap [ rr:template "party/SRC/{ONE}" ] ;
          rr:predicateObjectMap [ rr:predicate m:knowsSRC ;
            rr:objectMap [ rr:template "party/SRC/{OTHER}" ] ] .
        m:thing rr:logicalTable [ rr:tableName "THING" ] ;
          rr:subjectMap [ rr:template "thing/SRC/{X}-{Y}" ; rr:class m:Thing ] ;
          rr:predicateObjectMap [ rr:predicate m:ownerSRC ;
            rr:objectMap [ rr:template "party/SRC/{OWNER}" ] ] ;
          rr:predicateObjectMap [ rr:predicate m:seenSRC ;
            rr:objectMap [ rr:column "IRI" ; rr:termType rr:IRI ] ] .
        """
        .replace("SRC", id);
  }
}
