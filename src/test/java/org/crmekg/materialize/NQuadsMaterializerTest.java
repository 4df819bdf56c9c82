package org.crmekg.materialize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.sys.JenaSystem;
import org.crmekg.Deadline;
import org.crmekg.Problem;
import org.crmekg.SourceException;
import org.crmekg.TestDatabases;
import org.crmekg.mapping.MappingReader;
import org.crmekg.rdf.Schema;
import org.crmekg.source.JdbcSource;
import org.crmekg.virtual.CompiledMapping;
import org.crmekg.virtual.MappingCompiler;
import org.crmekg.virtual.NodeBytes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bytes are the quads of {@link Materializer}, whatever the rows hold. */
class NQuadsMaterializerTest {
  static {
    JenaSystem.init();
  }

  private static final String MAPPING =
      """
      @prefix rr: <http://www.w3.org/ns/r2rml#> .
      @prefix ex: <http://example.org/> .
      @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
      @base <http://example.org/base/> .
      <Row> rr:logicalTable [ rr:tableName "entries" ] ;
        rr:subjectMap [ rr:template "row/{id}" ; rr:class ex:Row ; rr:graph ex:g , rr:defaultGraph ] ;
        rr:predicateObjectMap [ rr:predicate ex:text ; rr:objectMap [ rr:column "txt" ] ] ;
        rr:predicateObjectMap [ rr:predicate ex:lang ; rr:objectMap [ rr:column "txt" ; rr:language "de-at" ] ] ;
        rr:predicateObjectMap [ rr:predicate ex:own ; rr:objectMap [ rr:column "txt" ; rr:datatype ex:dt ] ] ;
        rr:predicateObjectMap [ rr:predicate ex:iri ; rr:objectMap [ rr:template "http://example.org/t/{txt}?{num}" ] ] ;
        rr:predicateObjectMap [ rr:predicate ex:open ; rr:objectMap [ rr:template "{other}" ] ] ;
        rr:predicateObjectMap [ rr:predicate ex:colon ; rr:objectMap [ rr:template "{other}:{id}" ; rr:termType rr:Literal ] ] ;
        rr:predicateObjectMap [ rr:predicate ex:quoted ; rr:objectMap [ rr:template "\\"{txt}\\\\n-{flag}" ; rr:termType rr:Literal ; rr:language "en" ] ] ;
        rr:predicateObjectMap [ rr:predicate ex:node ; rr:objectMap [ rr:column "txt" ; rr:termType rr:BlankNode ] ] ;
        rr:predicateObjectMap [ rr:predicate ex:node2 ; rr:objectMap [ rr:template "n X-{other}" ; rr:termType rr:BlankNode ] ] ;
        rr:predicateObjectMap [ rr:predicate ex:num ; rr:objectMap [ rr:column "num" ] ] ;
        rr:predicateObjectMap [ rr:predicate ex:string ; rr:objectMap [ rr:column "num" ; rr:datatype xsd:string ] ] ;
        rr:predicateObjectMap [ rr:predicate ex:dec ; rr:objectMap [ rr:column "amount" ] ] ;
        rr:predicateObjectMap [ rr:predicate ex:dbl ; rr:objectMap [ rr:column "ratio" ] ] ;
        rr:predicateObjectMap [ rr:predicate ex:day ; rr:objectMap [ rr:column "born" ] ] ;
        rr:predicateObjectMap [ rr:predicate ex:at ; rr:objectMap [ rr:column "seen" ] ] ;
        rr:predicateObjectMap [ rr:predicate ex:flag ; rr:objectMap [ rr:column "flag" ] ] ;
        rr:predicateObjectMap [ rr:predicate ex:code ; rr:objectMap [ rr:column "code" ] ] ;
        rr:predicateObjectMap [ rr:predicateMap [ rr:template "http://example.org/p/{code}" ] ; rr:objectMap [ rr:column "other" ] ;
          rr:graphMap [ rr:template "http://example.org/g/{flag}" ] ] ;
        rr:predicateObjectMap [ rr:predicate ex:parent ; rr:objectMap [ rr:parentTriplesMap <Parent> ;
          rr:joinCondition [ rr:child "parent" ; rr:parent "id" ] ] ] ;
        rr:predicateObjectMap [ rr:predicate ex:parent ; rr:objectMap [ rr:template "parent/{parent}" ] ] ;
        rr:predicateObjectMap [ rr:predicate ex:label ; rr:objectMap [ rr:parentTriplesMap <Label> ;
          rr:joinCondition [ rr:child "parent" ; rr:parent "id" ] ] ] ;
        rr:predicateObjectMap [ rr:predicate ex:peer ; rr:objectMap [ rr:parentTriplesMap <Row> ;
          rr:joinCondition [ rr:child "code" ; rr:parent "code" ] ] ] .
      <Parent> rr:logicalTable [ rr:tableName "parents" ] ;
        rr:subjectMap [ rr:template "parent/{id}" ] ;
        rr:predicateObjectMap [ rr:predicate ex:name ; rr:objectMap [ rr:column "name" ] ] .
      <Label> rr:logicalTable [ rr:tableName "parents" ] ;
        rr:subjectMap [ rr:template "label/{name}" ] ;
        rr:predicateObjectMap [ rr:predicate ex:same ; rr:object ex:same ] .
      """;

  private static final int[] NASTY = {
    0x1, 0x7, '\t', '\n', '\r', '\f', '\b', 0x1B, ' ', '"', '\'', '\\', '<', '>', '{', '}', '^',
    '`', '|', '%', '/', '?', '#', ':', 'X', 'a', '0', '-', 0x7F, 0x80, 0x85, 0xA0, 0xE9, 0x2028,
    0x5D0, 0x202E, 0xD7FF, 0xE000, 0xFDD0, 0xFEFF, 0xFFFD, 0x1F600, 0x10000, 0xE0001, 0xF0000,
    0x10FFFD
  };

  private static final String[] TABLES = {
    "CREATE TABLE parents (id BIGINT PRIMARY KEY, name VARCHAR(100))",
    """
    CREATE TABLE entries (id BIGINT PRIMARY KEY, txt VARCHAR(200), other VARCHAR(200),
      num INTEGER, amount DECIMAL(20,4), ratio DOUBLE PRECISION, born DATE, seen TIMESTAMP,
      flag BOOLEAN, code CHAR(4), parent BIGINT)
    """
  };

  @Test
  void bytesAreTheQuadsOnH2() throws SQLException, IOException {
    bytesAreTheQuads(TestDatabases.h2());
  }

  @Test
  void bytesAreTheQuadsOnPostgresql() throws SQLException, IOException {
    Optional<TestDatabases.Database> database = TestDatabases.postgres();
    if (database.isEmpty()) {
      TestDatabases.skipPostgres();
    } else {
      bytesAreTheQuads(database.get());
    }
  }

  private static void bytesAreTheQuads(TestDatabases.Database database)
      throws SQLException, IOException {
    long seed = Long.getLong("seed", new Random().nextLong());
    System.out.println("NQuadsMaterializerTest seed " + seed);
    var random = new Random(seed);
    fill(database, random, 500);
    compare(database);
    // With an enforced foreign key the join to the parent's key is planned away.
    execute(database, "DELETE FROM entries WHERE parent > 20");
    execute(database, "ALTER TABLE entries ADD FOREIGN KEY (parent) REFERENCES parents(id)");
    compare(database);
  }

  private static void compare(TestDatabases.Database database) throws IOException {
    for (boolean normalized : new boolean[] {false, true}) {
      try (JdbcSource source = open(database)) {
        CompiledMapping mapping = compiled(source, normalized);
        var expected = new ArrayList<Quad>();
        new Materializer(mapping, source, Schema.NONE)
            .run(expected::add, Materializer.RowProgress.NONE, Deadline.none());
        assertThat(expected).doesNotHaveDuplicates().hasSizeGreaterThan(1000);
        for (int remembered : new int[] {1 << 22, 1 << 10}) {
          List<Quad> written = written(mapping, source, remembered);
          assertThat(written).hasSameSizeAs(expected);
          assertThat(new HashSet<>(written)).isEqualTo(new HashSet<>(expected));
        }
      }
    }
  }

  @Test
  void halfASurrogatePairIsAnErrorOfItsRow() throws SQLException, IOException {
    TestDatabases.Database database = TestDatabases.h2();
    fill(database, new Random(1), 700);
    for (String column : List.of("txt", "other")) {
      execute(database, "UPDATE entries SET other = 'x', txt = 'y'");
      try (Connection connection = connect(database);
          PreparedStatement update =
              connection.prepareStatement("UPDATE entries SET " + column + " = ? WHERE id = 600")) {
        update.setString(1, "ab\uD800c");
        update.execute();
      }
      try (JdbcSource source = open(database)) {
        CompiledMapping mapping = compiled(source, false);
        String message =
            messageOf(
                () ->
                    new Materializer(mapping, source, Schema.NONE)
                        .run(q -> {}, Materializer.RowProgress.NONE, Deadline.none()));
        assertThat(message).contains("D800", "ENTRIES, row 60");
        assertThat(messageOf(() -> written(mapping, source, 1 << 22))).isEqualTo(message);
      }
    }
  }

  @Test
  void afterAnErrorThereIsNoFile(@TempDir Path folder) throws SQLException, IOException {
    TestDatabases.Database database = TestDatabases.h2();
    fill(database, new Random(1), 100);
    execute(database, "UPDATE entries SET txt = NULL, other = U&'\\D800' WHERE id=99");
    Path file = folder.resolve("out.nq");
    Files.writeString(file, "as before");
    try (JdbcSource source = open(database)) {
      CompiledMapping mapping = compiled(source, false);
      var materializer = new NQuadsMaterializer(mapping, source, Schema.NONE, System::nanoTime);
      assertThatThrownBy(() -> materializer.write(file, MapProgress.Listener.NONE, Deadline.none()))
          .isInstanceOf(SourceException.class);
    }
    assertThat(file).hasContent("as before");
    assertThat(folder).isDirectoryNotContaining(f -> !f.equals(file));
  }

  @Test
  void progressKnowsHowManyRowsThereAre(@TempDir Path folder) throws SQLException, IOException {
    TestDatabases.Database database = TestDatabases.h2();
    fill(database, new Random(1), 100);
    var heard = new ArrayList<MapProgress>();
    try (JdbcSource source = open(database)) {
      Materializer.Result result =
          new NQuadsMaterializer(compiled(source, false), source, Schema.NONE, System::nanoTime)
              .write(folder.resolve("out.nq"), heard::add, Deadline.none());
      MapProgress last = heard.getLast();
      // A join's rows are not counted, which is why it is an estimate.
      assertThat(last.expectedRows()).hasValue(220);
      assertThat(last.quads()).isLessThanOrEqualTo(result.quads());
      assertThat(result.rows()).isEqualTo(120);
    }
    var half =
        new MapProgress("rows", 50, java.util.OptionalLong.of(100), 5000, Duration.ofMillis(2500));
    assertThat(half.rate()).isEqualTo(2000);
    assertThat(half.secondsLeft()).hasValue(3);
  }

  private interface Work {
    void run() throws IOException;
  }

  private static String messageOf(Work work) throws IOException {
    try {
      work.run();
      throw new AssertionError("must fail");
    } catch (SourceException e) {
      assertThat(e.problem()).isEqualTo(Problem.DATA_ERROR);
      return String.valueOf(e.getMessage());
    }
  }

  private static List<Quad> written(CompiledMapping mapping, JdbcSource source, int remembered)
      throws IOException {
    var out = new ByteArrayOutputStream();
    new NQuadsMaterializer(mapping, source, Schema.NONE, System::nanoTime, remembered)
        .write(out, MapProgress.Listener.NONE, Deadline.none());
    return NodeBytes.parse(out.toByteArray(), out.size(), mapping.defaultGraph());
  }

  private static CompiledMapping compiled(JdbcSource source, boolean normalized)
      throws IOException {
    Path file = Files.createTempFile("mapping", ".ttl");
    try {
      Files.writeString(file, MAPPING, StandardCharsets.UTF_8);
      return MappingCompiler.compile(
          MappingReader.read(List.of(file), "http://example.org/base/"),
          source,
          new MappingCompiler.Options(
              Quad.defaultGraphNodeGenerated, Schema.NONE, normalized, Map.of()));
    } finally {
      Files.delete(file);
    }
  }

  private static JdbcSource open(TestDatabases.Database database) {
    return JdbcSource.open("t", database.url(), database.user(), "", 3, Duration.ofSeconds(10));
  }

  private static Connection connect(TestDatabases.Database database) throws SQLException {
    return DriverManager.getConnection(database.url(), database.user(), "");
  }

  private static void execute(TestDatabases.Database database, String... commands)
      throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      for (String command : commands) {
        statement.execute(command);
      }
    }
  }

  private static void fill(TestDatabases.Database database, Random random, int rows)
      throws SQLException {
    execute(database, TABLES);
    try (Connection connection = connect(database);
        PreparedStatement parent = connection.prepareStatement("INSERT INTO parents VALUES (?,?)");
        PreparedStatement row =
            connection.prepareStatement("INSERT INTO entries VALUES (?,?,?,?,?,?,?,?,?,?,?)")) {
      for (int i = 0; i < 20; i++) {
        parent.setLong(1, i + 1);
        parent.setString(2, text(random));
        parent.execute();
      }
      for (int i = 0; i < rows; i++) {
        Object[] values = {
          (long) i,
          text(random),
          text(random),
          random.nextInt(50) - 25,
          new BigDecimal(random.nextInt(100_000) - 50_000).movePointLeft(random.nextInt(5)),
          random.nextInt(4) == 0 ? (double) random.nextInt(10) : random.nextGaussian() * 1e9,
          LocalDate.of(1000 + random.nextInt(2000), 1, 1).plusDays(random.nextInt(365)),
          LocalDateTime.of(1600 + random.nextInt(1000), 1, 1, 0, 0, random.nextInt(60))
              .plusNanos(1000L * random.nextInt(1_000_000) * random.nextInt(2)),
          random.nextBoolean(),
          "c" + random.nextInt(40),
          (long) random.nextInt(30) + 1
        };
        for (int c = 0; c < values.length; c++) {
          row.setObject(c + 1, c > 0 && random.nextInt(6) == 0 ? null : values[c]);
        }
        row.addBatch();
      }
      row.executeBatch();
    }
  }

  private static @Nullable String text(Random random) {
    var out = new StringBuilder();
    int length = random.nextInt(12);
    for (int i = 0; i < length; i++) {
      out.appendCodePoint(NASTY[random.nextInt(NASTY.length)]);
    }
    return out.toString();
  }
}
