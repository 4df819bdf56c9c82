package org.crmekg.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.vocabulary.RDF;
import org.apache.jena.vocabulary.SKOS;
import org.crmekg.Deadline;
import org.crmekg.RequestContext;
import org.crmekg.SharedData;
import org.crmekg.TestDatabases;
import org.crmekg.config.EkgConfig;
import org.crmekg.config.SourceConfig;
import org.crmekg.config.SourceConfig.Mode;
import org.crmekg.demo.Enterprise;
import org.crmekg.mapping.LogicalTable.R2rmlView;
import org.crmekg.mapping.MappingReader;
import org.crmekg.mapping.R2rmlMapping;
import org.crmekg.mapping.TriplesMap;
import org.crmekg.rdf.Ekg;
import org.crmekg.rdf.Schema;
import org.crmekg.source.JdbcSource;
import org.crmekg.source.Sources;
import org.crmekg.virtual.CompiledMapping;
import org.crmekg.virtual.MappingCompiler;
import org.crmekg.virtual.MappingCoverage;
import org.crmekg.virtual.QuadMap;
import org.crmekg.virtual.QuadScanner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The mappings of the eight sources of the sample enterprise, over what its generator writes. */
class MappingsTest {
  private static final String CONFIG = "ekg.ttl";
  private static final String SCHEME = "https://w3id.org/crm-ekg/scheme/";
  private static final long SEED = Long.getLong("seed", System.nanoTime() % 1_000_000);

  /** What the register's format can say, and the generator has no case of at every seed. */
  private static final Set<String> RARE =
      Set.of(
          "registry Associated",
          "registry Branch",
          "registry BranchOf",
          "registry Dissolved",
          "registry EntityEvent",
          "registry Fund",
          "registry FundManagedBy",
          "registry LegalForm",
          "registry OtherLegalForm",
          "registry OtherRelationship",
          "registry Period",
          "registry PublicBody",
          "registry Qualifier",
          "registry AccountingStandard",
          "registry Successor",
          "registry Validity",
          "registry ValidatedBy",
          "kyc Control",
          "kyc OtherRole",
          "kyc PublicBody");

  @TempDir static Path folder;
  private static EkgConfig live;
  private static KnowledgeGraph virtual;
  private static KnowledgeGraph loaded;
  private static final Map<String, LoadReport> REPORTS = new TreeMap<>();
  private static final Map<String, Set<Quad>> QUADS = new HashMap<>();

  @BeforeAll
  static void generateAndLoad() throws Exception {
    System.out.println("-Dseed=" + SEED);
    Path demo = folder.resolve("live").resolve("demo");
    Files.createDirectories(demo);
    Enterprise.generate(
        Enterprise.Plan.of(SEED, Long.getLong("scale", Enterprise.FEWEST)),
        new Enterprise.Place(demo, Optional.empty()));
    live = config("live", Map.of(), Mode.VIRTUAL);
    virtual = open(live, Map.of());
    Files.createDirectories(folder.resolve("loaded"));
    Files.createSymbolicLink(folder.resolve("loaded").resolve("demo"), demo);
    loaded = open(config("loaded", Map.of(), Mode.MATERIALIZED), Map.of());
    for (LoadReport report :
        loaded.load(List.of(), KnowledgeGraph.LoadProgress.NONE, Deadline.none())) {
      REPORTS.put(report.source(), report);
      QUADS.put(report.source(), quads(loaded, report.source()));
    }
  }

  @AfterAll
  static void close() {
    virtual.close();
    loaded.close();
  }

  private static EkgConfig config(String name, Map<String, String> variables, Mode mode)
      throws IOException {
    EkgConfig config = TestGraphs.shipped(CONFIG, folder.resolve(name), variables);
    for (SourceConfig source : config.sources()) {
      config = TestGraphs.withMode(config, source.id(), mode);
    }
    return config;
  }

  private static KnowledgeGraph open(EkgConfig config, Map<String, String> variables) {
    return KnowledgeGraph.open(config, "test", TestGraphs.environment(variables));
  }

  private static Set<Quad> quads(KnowledgeGraph graph, String source) {
    var quads = new HashSet<Quad>();
    graph
        .dataset(RequestContext.local())
        .find(Ekg.graph(Ekg.DEFAULT_BASE, source), Node.ANY, Node.ANY, Node.ANY)
        .forEachRemaining(q -> assertThat(quads.add(q)).as("twice: %s", q).isTrue());
    return quads;
  }

  private static Set<Quad> stored(String source) {
    return Objects.requireNonNull(QUADS.get(source), source);
  }

  private static Set<Quad> minus(Set<Quad> a, Set<Quad> b) {
    return a.stream().filter(q -> !b.contains(q)).limit(5).collect(Collectors.toSet());
  }

  @Test
  void everySourceIsLoadedToItsLastRow() {
    assertThat(REPORTS).hasSize(8);
    REPORTS.forEach(
        (source, report) -> {
          System.out.printf(
              "%-9s %,8d rows %,9d triples %,6d ms%n",
              source, report.rows(), report.quads(), report.took().toMillis());
          assertThat(report.failure()).as(source).isEmpty();
          assertThat(report.quarantined()).as(source).isZero();
          assertThat((long) stored(source).size()).as(source).isEqualTo(report.quads());
        });
  }

  @Test
  void liveAndLoadedSourcesSayTheSame() {
    for (String source : REPORTS.keySet()) {
      Set<Quad> asked = quads(virtual, source);
      Set<Quad> stored = stored(source);
      assertThat(minus(asked, stored)).as("only live: %s", source).isEmpty();
      assertThat(minus(stored, asked)).as("only loaded: %s", source).isEmpty();
    }
  }

  /** A source with its mapping, compiled without the ontology. */
  private interface Check {
    void accept(SourceConfig config, JdbcSource source, R2rmlMapping mapping, CompiledMapping all);
  }

  private static void compiled(Check check) {
    for (SourceConfig config : live.sources()) {
      try (JdbcSource source =
          Sources.open(config, live.dataFolder(), Map.<String, String>of()::get)) {
        R2rmlMapping mapping = MappingReader.read(config.mappings(), live.base());
        var options =
            new MappingCompiler.Options(
                Ekg.graph(live.base(), config.id()),
                Schema.NONE,
                true,
                SourceRuntime.declaredKeys(config));
        check.accept(config, source, mapping, MappingCompiler.compile(mapping, source, options));
      }
    }
  }

  @Test
  void everyTriplesMapGivesTriples() {
    var silent = new TreeSet<String>();
    compiled(
        (config, source, mapping, all) -> {
          for (TriplesMap map : mapping.triplesMaps()) {
            List<QuadMap> own =
                all.quadMaps().stream().filter(q -> q.triplesMap().equals(map)).toList();
            assertThat(own).as("%s %s", config.id(), map.name()).isNotEmpty();
            var one = new CompiledMapping(config.id(), all.defaultGraph(), own, List.of());
            try (var quads =
                new QuadScanner(one, source, Schema.NONE)
                    .find(
                        Quad.create(Node.ANY, Node.ANY, Node.ANY, Node.ANY),
                        Set.of(),
                        Deadline.none())) {
              if (!quads.hasNext()) {
                silent.add(config.id() + " " + map.name());
              }
            }
          }
        });
    System.out.println("triples maps without triples: " + silent);
    assertThat(silent).allMatch(RARE::contains);
  }

  @Test
  void ninetyFiveColumnsOfAHundredAreMapped() {
    compiled(
        (config, source, mapping, all) -> {
          List<MappingCoverage.Table> tables = MappingCoverage.tables(all, source);
          int columns = 0;
          var missing = new ArrayList<String>();
          for (MappingCoverage.Table table : tables) {
            if (table.isQuery() || table.table().startsWith("_ekg")) {
              continue;
            }
            List<String> queries =
                mapping.triplesMaps().stream()
                    .map(TriplesMap::logicalTable)
                    .filter(t -> t instanceof R2rmlView)
                    .map(t -> ((R2rmlView) t).query())
                    .filter(q -> names(q, table.table()))
                    .toList();
            columns += table.mapped().size();
            for (String column : table.unmapped()) {
              if (column.equals("_row")) {
                continue;
              }
              columns++;
              boolean inQuery = queries.stream().anyMatch(q -> names(q, column));
              if (!inQuery && !isInStarQuery(all, table.table(), column)) {
                missing.add(table.table() + "." + column);
              }
            }
          }
          System.out.printf(
              "%-9s %d of %d columns mapped, not: %s%n",
              config.id(), columns - missing.size(), columns, missing);
          assertThat(missing.size())
              .as("%s: %s", config.id(), missing)
              .isLessThan(columns / 20 + 1);
        });
  }

  private static boolean names(String sql, String name) {
    // The register's names have dots, and some begin as others do.
    String end = name.contains(".") ? "(?![\\w.])" : "\\b";
    return Pattern.compile("\\b" + Pattern.quote(name) + end).matcher(sql).find();
  }

  /** A query for all columns of a table names none; what it is used for says which ones count. */
  private static boolean isInStarQuery(CompiledMapping all, String table, String column) {
    return all.quadMaps().stream()
        .filter(q -> q.relation().fromSql().contains("SELECT * FROM"))
        .filter(q -> names(q.relation().fromSql(), table))
        .anyMatch(q -> q.columns().stream().anyMatch(c -> c.column().name().equals(column)));
  }

  @Test
  void everyCodeThatTheDataNameStandsInItsScheme() {
    var unknown = new TreeSet<String>();
    for (Set<Quad> quads : QUADS.values()) {
      for (Quad quad : quads) {
        Node object = quad.getObject();
        if (object.isURI()
            && object.getURI().startsWith(SCHEME)
            && !loaded.ontology().contains(object, SKOS.inScheme.asNode(), Node.ANY)) {
          unknown.add(object.getURI().substring(SCHEME.length()));
        }
      }
    }
    assertThat(unknown).isEmpty();
  }

  @Test
  void nothingIsOfTwoKindsThatExcludeEachOther() {
    Node disjoint = NodeFactory.createURI("http://www.w3.org/2002/07/owl#disjointWith");
    for (var entry : QUADS.entrySet()) {
      var types = new HashMap<Node, Set<Node>>();
      entry.getValue().stream()
          .filter(q -> q.getPredicate().equals(RDF.Nodes.type))
          .forEach(
              q -> types.computeIfAbsent(q.getSubject(), s -> new HashSet<>()).add(q.getObject()));
      loaded
          .ontology()
          .find(Node.ANY, disjoint, Node.ANY)
          .forEachRemaining(
              t ->
                  assertThat(
                          types.entrySet().stream()
                              .filter(
                                  e ->
                                      e.getValue()
                                          .containsAll(Set.of(t.getSubject(), t.getObject())))
                              .limit(3))
                      .as("%s: %s and %s", entry.getKey(), t.getSubject(), t.getObject())
                      .isEmpty());
    }
  }

  @Test
  void oneMappingServesH2AndPostgreSql() throws Exception {
    Optional<TestDatabases.Database> postgres = TestDatabases.postgres();
    if (postgres.isEmpty()) {
      TestDatabases.skipPostgres();
    }
    TestDatabases.Database database = postgres.orElseThrow();
    Path demo = folder.resolve("postgres").resolve("demo");
    Files.createDirectories(demo);
    Enterprise.generate(
        Enterprise.Plan.of(SEED, Long.getLong("scale", Enterprise.FEWEST)),
        new Enterprise.Place(
            demo, Optional.of(new Enterprise.Database(database.url(), database.user(), ""))));
    String url =
        database.url() + (database.url().contains("?") ? "&" : "?") + "user=" + database.user();
    Map<String, String> variables =
        Map.of(
            "CRM_URL", url + "&currentSchema=crm", "BILLING_URL", url + "&currentSchema=billing");
    try (KnowledgeGraph graph = open(config("postgres", variables, Mode.VIRTUAL), variables)) {
      for (String source : List.of("crm", "billing")) {
        Set<Quad> quads = quads(graph, source);
        assertThat(minus(quads, stored(source))).as("only PostgreSQL: %s", source).isEmpty();
        assertThat(minus(stored(source), quads)).as("only H2: %s", source).isEmpty();
      }
    }
  }

  @Test
  void realRegisterTakesThePlaceOfTheGeneratedOne() throws Exception {
    Path registry = folder.resolve("gleif").resolve("demo").resolve("registry");
    Files.createDirectories(registry);
    Files.copy(SharedData.require("gleif/lei-cdf-sample-400.csv"), registry.resolve("lei.csv"));
    Files.copy(SharedData.require("gleif/rr-cdf-sample-400.csv"), registry.resolve("rr.csv"));
    try (KnowledgeGraph graph = open(config("gleif", Map.of(), Mode.MATERIALIZED), Map.of())) {
      LoadReport report =
          graph
              .load(List.of("registry"), KnowledgeGraph.LoadProgress.NONE, Deadline.none())
              .getFirst();
      assertThat(report.failure()).isEmpty();
      assertThat(report.quarantined()).isZero();
      assertThat(
              TestGraphs.select(
                  graph,
                  "SELECT (COUNT(DISTINCT ?e) AS ?n) { ?e a party:Organization ; party:registrationStatus ?s }"))
          .containsExactly("{n=\"400\"^^xsd:integer}");
      assertThat(
              TestGraphs.select(
                  graph,
                  """
                  SELECT (COUNT(DISTINCT ?r) AS ?n) {
                    ?r a party:ConsolidationRelationship ; ref:validFrom ?from
                    FILTER(?from > '1900-01-01'^^xsd:date) }"""))
          .containsExactly("{n=\"385\"^^xsd:integer}");
    }
  }
}
