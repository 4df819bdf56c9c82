package org.crmekg.materialize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  private record Case(
      String name, String database, boolean hasOutput, String mapping, String output) {}

  @TestFactory
  Stream<DynamicTest> h2() throws IOException {
    return cases("h2", TestDatabases.h2(), Set.of());
  }

  @TestFactory
  Stream<DynamicTest> postgresql() throws IOException {
    Optional<TestDatabases.Database> database = TestDatabases.postgres();
    return database.isEmpty()
        ? Stream.of(DynamicTest.dynamicTest("postgresql", TestDatabases::skipPostgres))
        : cases("postgresql", database.get(), Set.of());
  }

  private static Stream<DynamicTest> cases(
      String kind, TestDatabases.Database database, Set<String> deviations) throws IOException {
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
      if (!deviations.contains(test.name())) {
        tests.add(
            DynamicTest.dynamicTest(
                kind + " " + test.name(), () -> run(suite, test, kind, database)));
      }
    }
    assertThat(tests).hasSizeGreaterThanOrEqualTo(62 - deviations.size());
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
    try (Connection connection = DriverManager.getConnection(database.url(), database.user(), "");
        Statement statement = connection.createStatement()) {
      statement.execute(Files.readString(Files.exists(special) ? special : script));
    }
    Path mapping = suite.resolve(test.name()).resolve(test.mapping());
    try (JdbcSource source =
        JdbcSource.open("t", database.url(), database.user(), "", 2, Duration.ofSeconds(5))) {
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
