package org.crmekg.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.sparql.core.Quad;
import org.crmekg.Deadline;
import org.crmekg.RequestContext;
import org.crmekg.TestDatabases;
import org.crmekg.app.NamedQuery.Column;
import org.crmekg.app.NamedQuery.Parameter;
import org.crmekg.config.ConfigReader;
import org.crmekg.config.EkgConfig;
import org.crmekg.config.SourceConfig;
import org.crmekg.demo.Enterprise;
import org.crmekg.demo.EnterpriseTruth;
import org.crmekg.demo.Fault;
import org.crmekg.rdf.Ekg;
import org.crmekg.rdf.Iris;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the shapes and the named queries find in the sample enterprise is what SQL finds in its
 * rows.
 *
 * <p>{@code -Dseed=}, {@code -Drounds=}, {@code -Dparties=}, {@code -Dwithout=} and {@code
 * -Ddouble=} (faults with commas between) choose the enterprises, {@code -Dlayout=postgres} puts
 * their databases on the server of the tests, {@code -Dmode=shipped} asks live what the shipped
 * configuration asks live, {@code -Dmode=materialized} loads everything (without it the seed
 * chooses), and {@code -Donly=} is one shape or query.
 */
class EnterpriseTruthTest {
  private static final String BASE = Ekg.DEFAULT_BASE;
  private static final String SHAPE = "https://w3id.org/crm-ekg/shape/";
  private static final String SCHEME = "https://w3id.org/crm-ekg/scheme/";
  private static final String PARAMETER = "param_";

  /**
   * What a way to write a legal form is linked to is not for rows to say, nor who said that records
   * are one party, and why.
   */
  private static final Map<String, Set<String>> NOT_JUDGED =
      Map.of(
          "business-customers",
          Set.of("form"),
          "links-of-record",
          Set.of(
              "state",
              "reason",
              "author",
              "bits",
              "comparison",
              "level",
              "value",
              "otherValue",
              "adds"));

  /** Columns that hold what a source calls a party, and not the party. */
  private static final Set<String> RECORDS = Set.of("record", "other");

  private static final long PARTIES = Long.getLong("parties", 1000);
  private static final int ROUNDS = Integer.getInteger("rounds", 1);
  private static final long SEED = Long.getLong("seed", new Random().nextInt(1_000_000));
  private static final String ONLY = System.getProperty("only", "");
  private static final String MODE = System.getProperty("mode", "");
  private static final boolean ON_POSTGRES =
      System.getProperty("layout", "files").equals("postgres");

  @TempDir static Path folder;

  @TestFactory
  Stream<DynamicTest> rulesAndQueriesAgreeWithTheRows() {
    return LongStream.range(SEED, SEED + ROUNDS)
        .boxed()
        .flatMap(
            seed -> {
              var sample = new Sample(seed, folder.resolve(Long.toString(seed)));
              return Stream.of(
                  DynamicTest.dynamicTest("violations, seed " + seed, sample::violations),
                  DynamicTest.dynamicTest("queries, seed " + seed, sample::queries),
                  DynamicTest.dynamicTest("end of seed " + seed, sample::close));
            });
  }

  /** One enterprise with its truth; opened when it is first asked. */
  private static final class Sample {
    private final long seed;
    private final Path home;
    private Optional<KnowledgeGraph> opened = Optional.empty();
    private final Map<String, String> partyOf = new HashMap<>();

    Sample(long seed, Path home) {
      this.seed = seed;
      this.home = home;
    }

    void close() {
      opened.ifPresent(KnowledgeGraph::close);
    }

    // ---- Rules

    void violations() throws IOException, SQLException {
      KnowledgeGraph graph = graph();
      Map<String, Set<String>> expected = new TreeMap<>();
      List<String> judged = judged();
      judged.forEach(shape -> expected.put(shape, new TreeSet<>()));
      for (List<String> row :
          rows("SELECT shape, source, type, key FROM truth.violation").cells()) {
        String focus =
            row.get(2).equals("party") && row.get(1).isEmpty()
                ? row.get(3)
                : row.get(2) + "/" + (row.get(1).isEmpty() ? "crm" : row.get(1)) + "/" + row.get(3);
        if (expected.containsKey(row.get(0))) {
          expected.get(row.get(0)).add(focus);
        }
      }
      Map<String, Set<String>> found = new TreeMap<>();
      judged.forEach(shape -> found.put(shape, new TreeSet<>()));
      ValidationView view = graph.validate(graph.asOf(), RequestContext.local());
      for (ValidationView.FindingView finding : view.findings()) {
        String shape = finding.shape().replace(SHAPE, "");
        if (found.containsKey(shape)) {
          String iri = finding.focus().substring(1, finding.focus().length() - 1);
          found.get(shape).add(finding.view().equals("golden") ? place(iri) : relative(iri));
        }
      }
      System.out.printf(
          "seed %d, %s: %d shapes, %d findings, %d ms%n",
          seed,
          isAsShipped() ? "as shipped" : "all materialised",
          view.shapes().size(),
          view.findings().size(),
          view.millis());
      assertSame(expected, found);
      if (ONLY.isEmpty()) {
        assertThat(judged)
            .as("shapes with a truth")
            .containsAll(view.shapes().stream().map(s -> s.replaceFirst(".*[:/]", "")).toList());
      }
      assertThat(judged).allMatch(shape -> ONLY.isEmpty() || shape.equals(ONLY));
    }

    /** The shapes that have a truth. */
    private static List<String> judged() throws IOException {
      try (Stream<Path> files = Files.list(Path.of("src/main/resources/demo/truth/violations"))) {
        return files
            .map(file -> file.getFileName().toString().replace(".sql", ""))
            .filter(shape -> ONLY.isEmpty() || shape.equals(ONLY))
            .sorted()
            .toList();
      }
    }

    // ---- Queries

    void queries() throws IOException, SQLException {
      KnowledgeGraph graph = graph();
      Map<String, Set<String>> expected = new TreeMap<>();
      Map<String, Set<String>> found = new TreeMap<>();
      for (NamedQuery query : graph.namedQueries().all()) {
        if (!ONLY.isEmpty() && !ONLY.equals(query.name())) {
          continue;
        }
        Path truth = home.resolve("truth/queries").resolve(query.name() + ".csv");
        assertThat(truth).as("the truth of %s", query.name()).exists();
        Table table =
            rows(
                "SELECT * FROM read_csv('%s', all_varchar = true, header = true)".formatted(truth));
        long start = System.nanoTime();
        List<List<String>> answer = answer(graph, query, parameters(query, table));
        System.out.printf(
            "seed %d: %s %d rows, %d ms%n",
            seed, query.name(), answer.size(), (System.nanoTime() - start) / 1_000_000);
        expected.put(query.name(), lines(query, table.only(compared(query))));
        found.put(query.name(), lines(query, projected(query, answer)));
      }
      assertSame(expected, found);
    }

    private static List<Column> compared(NamedQuery query) {
      return query.columns().stream()
          .filter(c -> !NOT_JUDGED.getOrDefault(query.name(), Set.of()).contains(c.name()))
          .toList();
    }

    /** Rows that only differ in what is not judged are one. */
    private static List<List<String>> projected(NamedQuery query, List<List<String>> answer) {
      List<Column> compared = compared(query);
      if (compared.equals(query.columns())) {
        return answer;
      }
      List<Integer> positions = compared.stream().map(query.columns()::indexOf).toList();
      return answer.stream()
          .map(row -> positions.stream().map(row::get).toList())
          .distinct()
          .toList();
    }

    /** Rows as texts; a number behind tells a repetition from the first. */
    private static Set<String> lines(NamedQuery query, List<List<String>> rows) {
      var seen = new HashMap<String, Integer>();
      var lines = new TreeSet<String>();
      for (List<String> row : rows) {
        var cells = new ArrayList<String>();
        for (int i = 0; i < row.size(); i++) {
          cells.add(normal(row.get(i), compared(query).get(i)));
        }
        String line = String.join(" | ", cells);
        lines.add(line + " #" + seen.merge(line, 1, Integer::sum));
      }
      return lines;
    }

    private static String normal(String text, Column column) {
      if (text.isEmpty()) {
        return text;
      }
      return switch (column.datatype().map(d -> d.substring(d.indexOf('#') + 1)).orElse("")) {
        case "decimal", "integer" ->
            new BigDecimal(text).stripTrailingZeros().add(BigDecimal.ZERO).toPlainString();
        case "dateTime" -> text.replace(' ', 'T').replaceFirst("(\\.0*)?Z?$", "");
        default -> text;
      };
    }

    /** The truth says for which thing it is the truth. */
    private static Map<String, String> parameters(NamedQuery query, Table table) {
      Map<String, String> values = new LinkedHashMap<>();
      for (Parameter parameter : query.parameters()) {
        int column = table.names().indexOf(PARAMETER + parameter.name());
        assertThat(column >= 0 || !parameter.isRequired())
            .as("the truth of %s names no %s", query.name(), parameter.name())
            .isTrue();
        if (column >= 0) {
          assertThat(table.cells()).as("things to ask %s for", query.name()).isNotEmpty();
          String value = table.cells().getFirst().get(column);
          values.put(parameter.name(), parameter.datatype().isEmpty() ? iri(value) : value);
        }
      }
      return values;
    }

    /** A reference thing is a kind and a code, a record a kind, a source and a key. */
    private static String iri(String relative) {
      int kind = relative.indexOf('/') + 1;
      int key = Math.max(kind, relative.indexOf('/', kind) + 1);
      return BASE + relative.substring(0, key) + Iris.encode(relative.substring(key));
    }

    private List<List<String>> answer(
        KnowledgeGraph graph, NamedQuery query, Map<String, String> values) {
      try (var runner = new QueryRunner(graph.environment(), 1)) {
        return runner.run(
            query.bind(values, graph.asOf()),
            RequestContext.local(),
            graph::dataset,
            (parsed, execution) -> {
              var rows = new ArrayList<List<String>>();
              execution
                  .select()
                  .forEachRemaining(
                      row ->
                          rows.add(
                              query.columns().stream()
                                  .map(
                                      c -> {
                                        Node node = row.get(c.name());
                                        return node == null
                                            ? ""
                                            : text(node, RECORDS.contains(c.name()));
                                      })
                                  .toList()));
              return rows;
            });
      }
    }

    private String text(Node node, boolean isRecord) {
      if (node.isURI()) {
        return isRecord ? relative(node.getURI()) : place(node.getURI());
      }
      String text = node.isLiteral() ? node.getLiteralLexicalForm() : "_:";
      return text.startsWith(BASE) ? place(text) : text;
    }

    /** The party of the truth where the IRI is one's, otherwise what it is below the base. */
    private String place(String iri) {
      String party = partyOf.get(iri);
      return party == null ? relative(iri) : party;
    }

    private static String relative(String iri) {
      if (iri.startsWith(SCHEME)) {
        return "scheme:" + iri.substring(SCHEME.length());
      }
      if (iri.startsWith(Ekg.NS)) {
        return iri.substring(Ekg.NS.length()).replace('/', ':');
      }
      String path = iri.startsWith(BASE) ? iri.substring(BASE.length()) : iri;
      return URLDecoder.decode(path.replace("+", "%2B"), UTF_8);
    }

    // ---- Both

    private void assertSame(Map<String, Set<String>> expected, Map<String, Set<String>> found) {
      var differences = new ArrayList<String>();
      expected.forEach(
          (name, right) -> {
            Set<String> missing = new TreeSet<>(right);
            missing.removeAll(found.get(name));
            Set<String> extra = new TreeSet<>(found.get(name));
            extra.removeAll(right);
            System.out.printf("seed %d: %s %d%n", seed, name, right.size());
            if (!missing.isEmpty() || !extra.isEmpty()) {
              differences.add(
                  "%s: %d expected, %d missing %s, %d extra %s"
                      .formatted(
                          name,
                          right.size(),
                          missing.size(),
                          missing.stream().limit(4).toList(),
                          extra.size(),
                          extra.stream().limit(4).toList()));
            }
          });
      assertThat(differences).as("seed %d", seed).isEmpty();
    }

    private KnowledgeGraph graph() throws IOException, SQLException {
      if (opened.isEmpty()) {
        opened = Optional.of(open());
      }
      return opened.get();
    }

    private KnowledgeGraph open() throws IOException, SQLException {
      var plan = new Enterprise.Plan(seed, PARTIES, faults("without"), faults("double"));
      Optional<TestDatabases.Database> server = server();
      var place =
          new Enterprise.Place(
              home.resolve("demo"),
              server.map(d -> new Enterprise.Database(d.url(), d.user(), "")));
      Enterprise.generate(plan, place);
      EnterpriseTruth.write(plan, place, home.resolve("truth"));
      Path links = home.resolve("links.ttl");
      EnterpriseTruth.writeLinks(home.resolve("truth"), BASE, links);
      KnowledgeGraph graph =
          KnowledgeGraph.open(config(links, server), "test", TestGraphs.environment(Map.of()));
      List<String> ids =
          graph.config().sources().stream()
              .filter(source -> source.mode() == SourceConfig.Mode.MATERIALIZED)
              .map(SourceConfig::id)
              .toList();
      for (LoadReport report : graph.load(ids, KnowledgeGraph.LoadProgress.NONE, Deadline.none())) {
        assertThat(report.failure()).as(report.source()).isEmpty();
      }
      assertThat(graph.linkConcepts(List.of(), Deadline.none())).allMatch(v -> v.problem() == null);
      graph.makeCopy(Deadline.none());
      Map<String, String> records = new HashMap<>();
      for (List<String> row : rows("SELECT source, type, key, party FROM truth.identity").cells()) {
        boolean person = Set.of("contact", "requester", "mailbox", "profile").contains(row.get(1));
        String kind = person ? "person" : "party";
        records.put(
            "%s%s/%s/%s".formatted(BASE, kind, row.get(0), Iris.encode(row.get(2))), row.get(3));
      }
      partyOf.putAll(records);
      graph
          .dataset(RequestContext.local())
          .find(
              Quad.defaultGraphIRI,
              Node.ANY,
              NodeFactory.createURI(Ekg.NS + "gov/sourceIri"),
              Node.ANY)
          .forEachRemaining(
              quad -> {
                String party = records.get(quad.getObject().getURI());
                if (party != null) {
                  partyOf.put(quad.getSubject().getURI(), party);
                }
              });
      return graph;
    }

    private static Set<Fault> faults(String property) {
      return Stream.of(System.getProperty(property, "").split(","))
          .filter(name -> !name.isEmpty())
          .map(Enterprise::fault)
          .collect(Collectors.toSet());
    }

    private static Optional<TestDatabases.Database> server() {
      if (!ON_POSTGRES) {
        return Optional.empty();
      }
      Optional<TestDatabases.Database> server = TestDatabases.postgres();
      if (server.isEmpty()) {
        TestDatabases.skipPostgres();
      }
      return server;
    }

    private boolean isAsShipped() {
      return MODE.isEmpty() ? seed % 2 == 0 : MODE.equals("shipped");
    }

    /** The configuration that is shipped, with the links of the truth. */
    private EkgConfig config(Path links, Optional<TestDatabases.Database> server)
        throws IOException {
      String text =
          Files.readString(Path.of("fuseki-config", "ekg.ttl"))
              .replaceAll(
                  "ekg:storeLocation <[^>]*>",
                  "ekg:storeLocation <%s> ; ekg:links <%s>"
                      .formatted(home.resolve("store").toUri(), links.toUri()))
              .replaceAll("<\\.\\./", "<" + Path.of("").toAbsolutePath().toUri())
              .replace("ekg:Virtual", isAsShipped() ? "ekg:Virtual" : "ekg:Materialized");
      Path file = home.resolve("ekg.ttl");
      Files.writeString(file, text);
      Map<String, String> variables =
          server
              .map(d -> Map.of("CRM_URL", schema(d, "crm"), "BILLING_URL", schema(d, "billing")))
              .orElse(Map.of());
      return ConfigReader.read(file, variables::get);
    }

    private static String schema(TestDatabases.Database database, String schema) {
      return "%s%scurrentSchema=%s&user=%s"
          .formatted(
              database.url(), database.url().contains("?") ? "&" : "?", schema, database.user());
    }

    private Table rows(String sql) throws SQLException {
      try (Connection connection =
              DriverManager.getConnection(
                  "jdbc:duckdb:" + home.resolve("truth/enterprise.duckdb"));
          var statement = connection.createStatement();
          ResultSet rows = statement.executeQuery(sql)) {
        var names = new ArrayList<String>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          names.add(rows.getMetaData().getColumnLabel(i));
        }
        var cells = new ArrayList<List<String>>();
        while (rows.next()) {
          var row = new ArrayList<String>();
          for (int i = 1; i <= names.size(); i++) {
            String cell = rows.getString(i);
            row.add(cell == null ? "" : cell);
          }
          cells.add(row);
        }
        return new Table(names, cells);
      }
    }
  }

  private record Table(List<String> names, List<List<String>> cells) {
    List<List<String>> only(List<Column> columns) {
      List<Integer> positions =
          columns.stream()
              .map(
                  c -> {
                    int position = names.indexOf(c.name());
                    assertThat(position).as("column %s in %s", c.name(), names).isNotNegative();
                    return position;
                  })
              .toList();
      return cells.stream()
          .map(row -> positions.stream().map(row::get).collect(Collectors.toList()))
          .toList();
    }
  }
}
