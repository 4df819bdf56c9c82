package org.crmekg.materialize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFParser;
import org.apache.jena.sparql.core.DatasetGraph;
import org.apache.jena.sparql.core.DatasetGraphFactory;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.sparql.util.IsoMatcher;
import org.apache.jena.sys.JenaSystem;
import org.crmekg.Deadline;
import org.crmekg.EkgException;
import org.crmekg.SharedData;
import org.crmekg.TestDatabases;
import org.crmekg.mapping.MappingReader;
import org.crmekg.rdf.Schema;
import org.crmekg.source.JdbcSource;
import org.crmekg.virtual.CompiledMapping;
import org.crmekg.virtual.MappingCompiler;
import org.crmekg.virtual.NodeBytes;
import org.crmekg.virtual.QuadScanner;
import org.crmekg.virtual.Quads;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The community's R2RML test cases, materialised, scanned live and written as bytes, on each
 * database.
 */
class R2rmlSuiteTest {
  static {
    JenaSystem.init();
  }

  private static final String BASE = "http://example.com/base/";
  private static final Pattern CASE =
      Pattern.compile("<#(R2RMLTC[^>]+)> a rdb2rdftest:R2RML ;(.*?)\\n\\.", Pattern.DOTALL);

  private static final int CASES = 62;

  /** What a database cannot hold or tell apart; each case still runs, and must deviate. */
  private static final Map<String, String> DUCKDB =
      Map.of(
          "R2RMLTC0002f", "names without quotes match whatever their case",
          "R2RMLTC0018a", "CHAR(n) is VARCHAR: there is no padding to keep");

  private static final Map<String, String> MARIADB =
      Map.of("R2RMLTC0002f", "names without quotes match whatever their case");

  private record Case(
      String name, String database, boolean hasOutput, String mapping, String output) {}

  @TestFactory
  Stream<DynamicTest> h2() throws IOException {
    return cases("h2", TestDatabases::h2, Map.of());
  }

  @TestFactory
  Stream<DynamicTest> postgresql() throws IOException {
    Optional<TestDatabases.Database> database = TestDatabases.postgres();
    return database.isEmpty()
        ? Stream.of(DynamicTest.dynamicTest("postgresql", TestDatabases::skipPostgres))
        : cases("postgresql", database::get, Map.of());
  }

  @TestFactory
  Stream<DynamicTest> duckdb() throws IOException {
    return cases("duckdb", TestDatabases::duckdb, DUCKDB);
  }

  @TestFactory
  Stream<DynamicTest> mariadb() throws IOException {
    Optional<TestDatabases.Database> database = TestDatabases.mariadb();
    return database.isEmpty()
        ? Stream.of(DynamicTest.dynamicTest("mariadb", TestDatabases::skipMariadb))
        : cases("mariadb", () -> TestDatabases.mariadb().orElseThrow(), MARIADB);
  }

  @Test
  void documentedResultIsTheResultOfThisTest() throws IOException {
    assertThat(Files.readAllLines(Path.of("docs/r2rml.md")))
        .contains(documented("H2", Map.of()), documented("PostgreSQL", Map.of()))
        .contains(documented("DuckDB", DUCKDB), documented("MariaDB", MARIADB));
  }

  private static String documented(String database, Map<String, String> deviations) {
    String listed =
        new TreeMap<>(deviations)
            .entrySet().stream()
                .map(e -> e.getKey().replace("R2RMLTC", "") + ": " + e.getValue())
                .collect(Collectors.joining("; "));
    return "| %s | %d of %d | %s |"
        .formatted(database, CASES - deviations.size(), CASES, listed.isEmpty() ? "none" : listed);
  }

  private static Stream<DynamicTest> cases(
      String kind, Supplier<TestDatabases.Database> database, Map<String, String> deviations)
      throws IOException {
    Path suite = SharedData.require("suites/r2rml");
    String manifest = Files.readString(suite.resolve("manifest.ttl"));
    Map<String, String> scripts = new TreeMap<>();
    Matcher db =
        Pattern.compile(
                "<#(d\\d+)> a rdb2rdftest:DataBase;.*?sqlScriptFile \"([^\"]+)\"", Pattern.DOTALL)
            .matcher(manifest);
    while (db.find()) {
      scripts.put(db.group(1), db.group(2));
    }
    var tests = new ArrayList<DynamicTest>();
    Matcher m = CASE.matcher(manifest);
    while (m.find()) {
      String body = m.group(2);
      var test =
          new Case(
              m.group(1),
              Optional.ofNullable(scripts.get(value(body, "database <#([^>]+)>"))).orElseThrow(),
              body.contains("hasExpectedOutput true"),
              value(body, "mappingDocument \"([^\"]+)\""),
              body.contains("rdb2rdftest:output") ? value(body, "output \"([^\"]+)\"") : "");
      String reason = deviations.get(test.name());
      tests.add(
          DynamicTest.dynamicTest(
              kind + " " + test.name() + (reason == null ? "" : ", which deviates: " + reason),
              () -> {
                if (reason == null) {
                  run(suite, test, kind, database.get());
                } else {
                  assertThatThrownBy(() -> run(suite, test, kind, database.get()))
                      .as("%s passes on %s now: take it off the list", test.name(), kind)
                      .isInstanceOf(AssertionError.class);
                }
              }));
    }
    assertThat(tests).hasSize(CASES);
    return tests.stream();
  }

  private static String value(String body, String pattern) {
    Matcher m = Pattern.compile(pattern).matcher(body);
    return m.find() ? m.group(1) : fail("no " + pattern + " in " + body);
  }

  private static void run(Path suite, Case test, String kind, TestDatabases.Database database)
      throws IOException, SQLException {
    Path script = suite.resolve("databases").resolve(test.database());
    Path special =
        suite.resolve("databases").resolve(test.database().replace(".sql", "-" + kind + ".sql"));
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(adapted(Files.readString(Files.exists(special) ? special : script), kind));
    }
    Path mapping = mapping(suite, test, kind);
    try (JdbcSource source = database.source("t")) {
      if (!test.hasOutput()) {
        String message = messageOf(() -> materialized(mapping, source));
        assertThat(messageOf(() -> written(mapping, source))).isEqualTo(message);
        return;
      }
      DatasetGraph expected = DatasetGraphFactory.create();
      Path output = suite.resolve(test.name()).resolve(test.output());
      if (Files.exists(output)) {
        RDFParser.source(output).lang(Lang.NQUADS).parse(expected);
      }
      List<Quad> given = materialized(mapping, source);
      assertThat(given).doesNotHaveDuplicates();
      assertIsomorphic(dataset(given), expected);
      List<Quad> scanned = scanned(mapping, source);
      assertThat(scanned).containsExactlyInAnyOrderElementsOf(given);
      assertThat(written(mapping, source)).containsExactlyInAnyOrderElementsOf(given);
    }
  }

  private static String messageOf(Supplier<List<Quad>> output) {
    try {
      throw new AssertionError("must fail, but gave " + output.get());
    } catch (EkgException e) {
      assertThat(e.kind()).isIn(EkgException.Kind.CONFIG, EkgException.Kind.SOURCE);
      return String.valueOf(e.getMessage());
    }
  }

  /** DuckDB knows no length of binary columns and no X'…' literals. */
  private static String adapted(String script, String kind) {
    return kind.equals("duckdb")
        ? script.replace("VARBINARY(200)", "BLOB").replaceAll("X'([0-9A-F]+)'", "from_hex('$1')")
        : script;
  }

  /** The suite's mappings for MySQL have the dialect of MariaDB, which has no || for texts. */
  private static Path mapping(Path suite, Case test, String kind) {
    Path folder = suite.resolve(test.name());
    Path special = folder.resolve(test.mapping().replace(".ttl", "-mysql.ttl"));
    return kind.equals("mariadb") && Files.exists(special)
        ? special
        : folder.resolve(test.mapping());
  }

  private static CompiledMapping compiled(Path mapping, JdbcSource source) {
    return MappingCompiler.compile(
        MappingReader.read(List.of(mapping), BASE),
        source,
        new MappingCompiler.Options(Quad.defaultGraphNodeGenerated, Schema.NONE, false, Map.of()));
  }

  private static List<Quad> materialized(Path mapping, JdbcSource source) {
    var quads = new ArrayList<Quad>();
    new Materializer(compiled(mapping, source), source, Schema.NONE)
        .run(quads::add, Materializer.RowProgress.NONE, Deadline.none());
    return quads;
  }

  private static List<Quad> written(Path mapping, JdbcSource source) {
    CompiledMapping compiled = compiled(mapping, source);
    var out = new ByteArrayOutputStream();
    try {
      new NQuadsMaterializer(compiled, source, Schema.NONE, System::nanoTime)
          .write(out, MapProgress.Listener.NONE, Deadline.none());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return NodeBytes.parse(out.toByteArray(), out.size(), compiled.defaultGraph());
  }

  private static List<Quad> scanned(Path mapping, JdbcSource source) {
    var found = new ArrayList<Quad>();
    try (Quads quads =
        new QuadScanner(compiled(mapping, source), source, Schema.NONE)
            .find(Quad.ANY, Set.of(), Deadline.none())) {
      quads.forEachRemaining(found::add);
    }
    return found;
  }

  private static DatasetGraph dataset(List<Quad> quads) {
    DatasetGraph dataset = DatasetGraphFactory.create();
    quads.forEach(
        q -> dataset.add(q.isDefaultGraph() ? Quad.create(Quad.defaultGraphIRI, q.asTriple()) : q));
    return dataset;
  }

  private static void assertIsomorphic(DatasetGraph actual, DatasetGraph expected) {
    if (!IsoMatcher.isomorphic(actual, expected)) {
      var a = new ArrayList<String>();
      actual.find().forEachRemaining(q -> a.add(q.toString()));
      var e = new ArrayList<String>();
      expected.find().forEachRemaining(q -> e.add(q.toString()));
      assertThat(a).containsExactlyInAnyOrderElementsOf(e);
      fail("not isomorphic");
    }
  }
}
