package org.crmekg.virtual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.stream.Stream;
import org.apache.jena.query.Query;
import org.apache.jena.query.QueryFactory;
import org.apache.jena.sparql.algebra.Algebra;
import org.apache.jena.sparql.algebra.op.OpBGP;
import org.apache.jena.sparql.core.DatasetGraph;
import org.apache.jena.sparql.core.DatasetGraphFactory;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.exec.QueryExec;
import org.apache.jena.sys.JenaSystem;
import org.crmekg.ConfigException;
import org.crmekg.Deadline;
import org.crmekg.TestDatabases;
import org.crmekg.TestDatabases.Database;
import org.crmekg.Trace;
import org.crmekg.mapping.MappingReader;
import org.crmekg.materialize.MappedTables;
import org.crmekg.rdf.Schema;
import org.crmekg.source.JdbcSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Joined patterns have the solutions that they have over the graph, each once. */
class JoinScannerTest {
  static {
    JenaSystem.init();
  }

  private static final String SCHEMA =
      """
      CREATE TABLE pair (a INT UNIQUE, b INT, v VARCHAR(9), UNIQUE (a, b));
      CREATE TABLE loose (a INT, b INT, v VARCHAR(9), UNIQUE (a, b));
      CREATE TABLE sale (id INT NOT NULL PRIMARY KEY, amount INT, currency VARCHAR(3));
      INSERT INTO pair VALUES (1, 1, 'x'), (2, NULL, 'y'), (NULL, 1, 'z'), (NULL, NULL, 'z');
      INSERT INTO loose VALUES (1, 1, 'x'), (1, NULL, 'y'), (1, NULL, 'y'), (NULL, 1, 'y'),
        (NULL, NULL, 'y'), (NULL, NULL, 'y');
      INSERT INTO sale VALUES (1, 5, 'EUR'), (2, NULL, 'EUR'), (3, 5, NULL), (4, 5, 'EUR');
      """;

  private static final String MAPPING =
      MappedTables.PREFIXES
          + """
          ex:Child rr:logicalTable [ rr:tableName "pair" ] ;
            rr:subjectMap [ rr:template "http://example.com/child/{v}" ] ;
            rr:predicateObjectMap [ rr:predicate ex:a ; rr:objectMap [ rr:column "a" ] ] ;
            rr:predicateObjectMap [ rr:predicate ex:b ; rr:objectMap [ rr:column "b" ] ] ;
            rr:predicateObjectMap [ rr:predicate ex:same ; rr:objectMap [
              rr:parentTriplesMap ex:Parent ;
              rr:joinCondition [ rr:child "a" ; rr:parent "a" ] ] ] ;
            rr:predicateObjectMap [ rr:predicate ex:both ; rr:objectMap [
              rr:parentTriplesMap ex:Parent ;
              rr:joinCondition [ rr:child "a" ; rr:parent "a" ] ;
              rr:joinCondition [ rr:child "b" ; rr:parent "b" ] ] ] ;
            rr:predicateObjectMap [ rr:predicate ex:tied ; rr:objectMap [
              rr:parentTriplesMap ex:Loose ;
              rr:joinCondition [ rr:child "a" ; rr:parent "a" ] ;
              rr:joinCondition [ rr:child "b" ; rr:parent "b" ] ] ] .
          ex:Parent rr:logicalTable [ rr:tableName "pair" ] ;
            rr:subjectMap [ rr:template "http://example.com/parent/{v}" ] ;
            rr:predicateObjectMap [ rr:predicate ex:b ; rr:objectMap [ rr:column "b" ] ] .
          ex:Loose rr:logicalTable [ rr:tableName "loose" ] ;
            rr:subjectMap [ rr:template "http://example.com/loose/{a}" ] ;
            rr:predicateObjectMap [ rr:predicate ex:b ; rr:objectMap [ rr:column "b" ] ] ;
            rr:predicateObjectMap [ rr:predicate ex:v ; rr:objectMap [ rr:column "v" ] ] .
          ex:Money rr:logicalTable [ rr:sqlQuery
              "SELECT id, amount, currency FROM sale WHERE amount IS NOT NULL" ] ;
            rr:subjectMap [ rr:template "http://example.com/sale/{id}" ] ;
            rr:predicateObjectMap [ rr:predicate ex:amount ;
              rr:objectMap [ rr:template "http://example.com/amount/{id}" ] ] .
          ex:Amount rr:logicalTable [ rr:sqlQuery
              "SELECT id, amount, currency FROM sale WHERE amount IS NOT NULL" ] ;
            rr:subjectMap [ rr:template "http://example.com/amount/{id}" ] ;
            rr:predicateObjectMap [ rr:predicate ex:value ; rr:objectMap [ rr:column "amount" ] ] ;
            rr:predicateObjectMap [ rr:predicate ex:currency ;
              rr:objectMap [ rr:column "currency" ] ] .
          """;

  private static final List<String> PATTERNS =
      List.of(
          "?s ex:same ?o",
          "?s ex:same ?o . ?s ex:b ?b",
          "?s ex:same ?o . ?o ex:b ?b",
          "?s ex:same ?o . ?s ex:a ?a . ?o ex:b ?b",
          "?s ex:both ?o",
          "?s ex:both ?o . ?s ex:same ?o",
          "?s ex:tied ?o",
          "?s ex:tied ?o . ?o ex:v ?v",
          "?s ex:a ?a . ?s ex:b ?b",
          "?s ex:b ?b . ?t ex:b ?b",
          "?s ex:b ?b . ?s ex:v ?v",
          "?s ex:v ?v . ?t ex:v ?v",
          "?s ex:amount ?m . ?m ex:value ?v . ?m ex:currency ?c",
          "?s ex:amount ?m . ?m ex:value ?v",
          "?m ex:value ?v . ?n ex:value ?v");

  static Stream<Database> databases() {
    return Stream.of(
            Optional.of(TestDatabases.h2()),
            Optional.of(TestDatabases.duckdb()),
            TestDatabases.postgres(),
            TestDatabases.mariadb())
        .flatMap(Optional::stream);
  }

  @ParameterizedTest
  @MethodSource("databases")
  void solutionsAreThoseOfTheGraphAlsoWhereKeysMayBeNull(Database database) throws SQLException {
    fill(database);
    try (JdbcSource source = database.source("test")) {
      CompiledMapping mapping = MappedTables.compiled(MAPPING, source);
      DatasetGraph graph = DatasetGraphFactory.create();
      MappedTables.quads(mapping, source).forEach(graph::add);
      var scanner = new JoinScanner(mapping, source, Set.of());
      for (String pattern : PATTERNS) {
        Query query = query(pattern);
        JoinBlock block = block(query);
        var expected = new ArrayList<String>();
        QueryExec.dataset(graph).query(query).select().forEachRemaining(b -> expected.add(text(b)));
        var found = new ArrayList<String>();
        try (Solutions solutions = scanner.find(block, Deadline.none(), Trace.NONE).orElseThrow()) {
          solutions.forEachRemaining(b -> found.add(text(b)));
        }
        assertThat(found)
            .as("%s: %s: %s", database.url(), pattern, scanner.statements(block))
            .containsExactlyInAnyOrderElementsOf(expected);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("databases")
  void aStarOverAQueryReadsItOnce(Database database) throws SQLException {
    fill(database);
    try (JdbcSource source = database.source("test")) {
      var scanner = new JoinScanner(MappedTables.compiled(MAPPING, source), source, Set.of());
      String star = "?s ex:amount ?m . ?m ex:value ?v . ?m ex:currency ?c";
      assertThat(scanner.statements(block(query(star))))
          .singleElement()
          .asString()
          .containsOnlyOnce("FROM")
          .doesNotContain(" t1")
          .doesNotContain("DISTINCT");
    }
  }

  @Test
  void declaredKeysNameColumnsAsTheDatabaseKnowsThem(@TempDir Path folder) throws Exception {
    Database database = TestDatabases.duckdb();
    fill(database);
    Path file = Files.writeString(folder.resolve("m.ttl"), MAPPING);
    try (JdbcSource source = database.source("test")) {
      assertThat(compiled(file, source, "B").relations())
          .filteredOn(r -> r.shown().equals("loose"))
          .allSatisfy(r -> assertThat(r.keys()).containsExactly(Set.of("b")));
      assertThatThrownBy(() -> compiled(file, source, "bb"))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("\"bb\"")
          .hasMessageContaining("it has a, b, v");
    }
  }

  private static Query query(String pattern) {
    return QueryFactory.create(
        "PREFIX ex: <http://example.com/> SELECT * { %s }".formatted(pattern));
  }

  private static JoinBlock block(Query query) {
    return new JoinBlock(
        Quad.defaultGraphNodeGenerated,
        ((OpBGP) Algebra.compile(query.getQueryPattern())).getPattern().getList(),
        Map.of(),
        List.of());
  }

  private static CompiledMapping compiled(Path file, JdbcSource source, String key) {
    return MappingCompiler.compile(
        MappingReader.read(List.of(file), "http://example.com/"),
        source,
        new MappingCompiler.Options(
            Quad.defaultGraphNodeGenerated,
            Schema.NONE,
            false,
            Map.of("loose", List.of(Set.of(key)))));
  }

  private static String text(Binding binding) {
    var terms = new TreeMap<String, String>();
    binding.forEach((v, n) -> terms.put(v.getVarName(), n.toString()));
    return terms.toString();
  }

  private static void fill(Database database) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      for (String sql : SCHEMA.split(";\n")) {
        statement.execute(sql);
      }
    }
  }
}
