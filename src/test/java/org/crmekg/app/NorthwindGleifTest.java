package org.crmekg.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.jena.graph.NodeFactory;
import org.crmekg.Deadline;
import org.crmekg.RequestContext;
import org.crmekg.SharedData;
import org.crmekg.TestDatabases;
import org.crmekg.config.EkgConfig;
import org.crmekg.config.SourceConfig.Mode;
import org.crmekg.identity.ScoredPair;
import org.crmekg.lineage.Evidence;
import org.crmekg.lineage.Explanation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real data: Northwind in PostgreSQL and 400 + 400 rows of the legal entity register. */
class NorthwindGleifTest {
  @TempDir static Path folder;
  private static TestDatabases.Database database;
  private static KnowledgeGraph graph;
  private static EkgConfig config;

  @BeforeAll
  static void open() throws IOException, SQLException {
    Path northwind = SharedData.require("northwind/northwind.sql");
    Path gleif = SharedData.require("gleif");
    if (TestDatabases.postgres().isEmpty()) {
      TestDatabases.skipPostgres();
    }
    database = TestDatabases.postgres().orElseThrow();
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(Files.readString(northwind));
    }
    var variables =
        Map.of(
            "NORTHWIND_URL", database.url(),
            "NORTHWIND_USER", database.user(),
            "NORTHWIND_PASSWORD", "",
            "GLEIF_DIR", gleif.toString());
    config = TestGraphs.shipped("northwind-gleif.ttl", folder, variables);
    graph = KnowledgeGraph.open(config, "test", TestGraphs.environment(variables));
    List<LoadReport> reports =
        graph.load(List.of(), KnowledgeGraph.LoadProgress.NONE, Deadline.none());
    assertThat(reports).singleElement().matches(r -> r.failure().isEmpty());
  }

  @AfterAll
  static void close() {
    if (graph != null) {
      graph.close();
    }
  }

  private static Connection connect() throws SQLException {
    return DriverManager.getConnection(database.url(), database.user(), "");
  }

  private static long sql(String query) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      assertThat(rows.next()).isTrue();
      return rows.getLong(1);
    }
  }

  private static long count(String pattern) {
    String row = TestGraphs.select(graph, "SELECT (COUNT(*) AS ?n) { " + pattern + " }").getFirst();
    return Long.parseLong(row.replaceAll(".*n=\"(\\d+)\".*", "$1"));
  }

  @Test
  void randomQueriesHaveOneAnswerInAllModes() {
    long seed = Long.getLong("seed", 20L);
    int queries = Integer.getInteger("queries", "true".equals(System.getenv("CI")) ? 25 : 5);
    ParityView all =
        new ParityRun(graph)
            .run(new ParityRun.Options(Set.of(), seed, queries, 1_000_000), done -> {});
    System.out.printf("parity -Dseed=%d: %s%n", seed, all);
    assertThat(all.difference()).isEmpty();
    assertThat(all.rows()).isPositive();
  }

  @Test
  void oneQueryOverBothCountsAsHandWrittenSqlDoes() throws SQLException {
    assertThat(count("?o a crm:SalesOrder")).isEqualTo(sql("SELECT count(*) FROM orders"));
    long german =
        count(
            "?c a party:Organization ; party:country <https://w3id.org/crm-ekg/id/country/DE> ;"
                + " gov:sourceIri ?s . FILTER(CONTAINS(STR(?s), '/northwind/'))");
    assertThat(german)
        .isEqualTo(
            sql(
                "SELECT (SELECT count(*) FROM customers WHERE country='Germany')"
                    + " + (SELECT count(*) FROM suppliers WHERE country='Germany')"));
    List<String> both =
        TestGraphs.select(
            graph,
            """
            SELECT ?code (COUNT(DISTINCT ?c) AS ?customers) (COUNT(DISTINCT ?e) AS ?entities) {
              GRAPH graph:northwind { ?c party:country ?nc }
              GRAPH graph:registry { ?e party:country ?gc . ?e party:leiCode ?lei }
              ?country gov:sourceIri ?nc , ?gc ; ref:alpha2Code ?code
            } GROUP BY ?code""");
    assertThat(both).hasSizeGreaterThan(5);
    String germany = both.stream().filter(r -> r.contains("\"DE\"")).findFirst().orElseThrow();
    assertThat(germany)
        .contains(
            "customers=\""
                + sql(
                    "SELECT count(*) FROM (SELECT 1 FROM customers WHERE country='Germany' UNION"
                        + " ALL SELECT 1 FROM suppliers WHERE country='Germany') x")
                + "\"");
  }

  @Test
  void theThreeAnnulledLeisAreTheLeiFindingsEachWithItsRow() {
    ValidationView report = graph.validate(LocalDate.of(2026, 1, 1), RequestContext.local());
    List<ValidationView.FindingView> lei =
        report.findings().stream().filter(f -> f.shape().contains("LeiCheckDigits")).toList();
    assertThat(lei).hasSize(3);
    for (ValidationView.FindingView finding : lei) {
      assertThat(finding.cells())
          .singleElement()
          .satisfies(
              c -> {
                assertThat(c.source()).isEqualTo("registry");
                assertThat(c.table()).isEqualTo("lei");
                assertThat(c.column()).isEqualTo("LEI");
                assertThat(c.key()).containsKey("LEI").containsKey("_row");
                assertThat(c.value()).isEqualTo(c.key().get("LEI"));
              });
    }
    assertThat(report.counts().get("Violation")).isEqualTo(3);
  }

  @Test
  void aRowChangedBySqlIsInTheNextAnswerAndInTheLoadedCopyAfterALoad() throws Exception {
    String query =
        "SELECT ?n { GRAPH graph:northwind { ?c party:name ?n } FILTER(CONTAINS(?n, 'Futterkiste')) }";
    assertThat(TestGraphs.select(graph, query)).containsExactly("{n=\"Alfreds Futterkiste\"}");
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "UPDATE customers SET company_name='Neue Futterkiste' WHERE customer_id='ALFKI'");
      assertThat(TestGraphs.select(graph, query)).containsExactly("{n=\"Neue Futterkiste\"}");
      statement.execute(
          "UPDATE customers SET company_name='Alfreds Futterkiste' WHERE customer_id='ALFKI'");
    }
    assertThat(TestGraphs.select(graph, query)).containsExactly("{n=\"Alfreds Futterkiste\"}");
  }

  @Test
  void virtualAndMaterialisedGiveTheSameTriples() throws IOException {
    List<String> queries =
        List.of(
            "SELECT * { ?s ?p ?o }",
            "SELECT * { GRAPH ?g { ?s ?p ?o } FILTER(!CONTAINS(STR(?g), 'reference')) }",
            "SELECT * { ?o a crm:SalesOrder ; ?p ?v }",
            "SELECT ?t (COUNT(*) AS ?n) { ?x a ?t } GROUP BY ?t");
    List<List<String>> virtual = queries.stream().map(q -> TestGraphs.select(graph, q)).toList();
    var variables =
        Map.of(
            "NORTHWIND_URL", database.url(),
            "NORTHWIND_USER", database.user(),
            "NORTHWIND_PASSWORD", "",
            "GLEIF_DIR", SharedData.require("gleif").toString());
    EkgConfig other =
        TestGraphs.withMode(
            TestGraphs.withMode(
                TestGraphs.shipped("northwind-gleif.ttl", folder.resolve("other"), variables),
                "northwind",
                Mode.MATERIALIZED),
            "registry",
            Mode.VIRTUAL);
    try (KnowledgeGraph swapped =
        KnowledgeGraph.open(other, "test", TestGraphs.environment(variables))) {
      assertThat(swapped.load(List.of(), KnowledgeGraph.LoadProgress.NONE, Deadline.none()))
          .allMatch(r -> r.failure().isEmpty());
      for (int i = 0; i < queries.size(); i++) {
        assertThat(TestGraphs.select(swapped, queries.get(i)))
            .as(queries.get(i))
            .isEqualTo(virtual.get(i));
      }
    }
    assertThat(virtual.getFirst()).hasSizeGreaterThan(15_000);
  }

  @Test
  void everyStatementOfACustomerHasARow() {
    List<Explanation> why =
        graph.why(
            NodeFactory.createURI("https://w3id.org/crm-ekg/id/party/northwind/customer-ALFKI"),
            null,
            null,
            RequestContext.local());
    assertThat(why).isNotEmpty();
    for (Explanation explanation : why) {
      assertThat(explanation.evidence()).as(explanation.triple().toString()).isNotEmpty();
    }
    assertThat(
            why.stream()
                .flatMap(e -> e.evidence().stream())
                .map(Evidence::kind)
                .collect(Collectors.toSet()))
        .contains(Evidence.Kind.EXACT, Evidence.Kind.DERIVED);
  }

  /**
   * The specifications that come with the program, as they are. No company of the made-up Northwind
   * is in the register, which has each entity once; so nothing between the two may be linked.
   */
  @Test
  void theBundledSpecificationsLinkWhatIsTheSameAndNothingElse() throws SQLException {
    List<PartyLinkView> views =
        graph.linkParties(List.of(), false, false, step -> {}, Deadline.none());
    System.out.println(views);
    PartyLinkView organizations = view(views, "organizations");
    assertThat(organizations.failed()).isEmpty();
    assertThat(organizations.records())
        .containsEntry(
            "northwind",
            sql("SELECT (SELECT count(*) FROM customers) + (SELECT count(*) FROM suppliers)"));
    assertThat(organizations.records().get("registry")).isGreaterThanOrEqualTo(400L);
    List<ScoredPair> linked =
        graph.partyLinks().current().stream()
            .filter(r -> r.specification().equals("organizations"))
            .flatMap(r -> r.pairs().stream().filter(p -> p.bits() >= r.accept()))
            .toList();
    assertThat(linked).noneMatch(p -> isNorthwind(p.left()) != isNorthwind(p.right()));
    assertThat(view(views, "persons").failed()).isEmpty();
    // The same again is the same version.
    assertThat(graph.linkParties(List.of(), false, false, step -> {}, Deadline.none()))
        .extracting(PartyLinkView::version)
        .isEqualTo(views.stream().map(PartyLinkView::version).toList());
  }

  private static PartyLinkView view(List<PartyLinkView> views, String specification) {
    return views.stream()
        .filter(v -> v.specification().equals(specification))
        .findFirst()
        .orElseThrow();
  }

  private static boolean isNorthwind(String record) {
    return record.contains("/northwind/");
  }
}
