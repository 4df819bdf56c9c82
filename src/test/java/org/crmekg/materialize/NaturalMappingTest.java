package org.crmekg.materialize;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.sys.JenaSystem;
import org.crmekg.Problem;
import org.crmekg.SourceException;
import org.crmekg.TestDatabases;
import org.crmekg.TestDatabases.Database;
import org.crmekg.source.JdbcSource;
import org.crmekg.virtual.CompiledMapping;
import org.junit.jupiter.api.Test;

/**
 * The natural mapping of SQL values (R2RML §10) on each database, type by type: value to literal,
 * and the literal, or an IRI made of it, back to exactly the rows that hold it.
 */
class NaturalMappingTest {
  static {
    JenaSystem.init();
  }

  /**
   * A type with a value and what it becomes.
   *
   * @param expected {@code lexical form^datatype}, or {@code !} and part of the message of a data
   *     error
   */
  private record Value(String type, String sql, String expected) {}

  private static final List<Value> H2 =
      List.of(
          new Value("BOOLEAN", "TRUE", "true^boolean"),
          new Value("TINYINT", "-128", "-128^integer"),
          new Value("BIGINT", "-9223372036854775808", "-9223372036854775808^integer"),
          new Value("NUMERIC(30, 10)", "-00012.5000", "-12.5^decimal"),
          new Value("NUMERIC(30, 10)", "0.0", "0^decimal"),
          new Value("NUMERIC(20, 0)", "100", "100^decimal"),
          new Value("DECFLOAT", "1E+5", "100000^decimal"),
          new Value("DECFLOAT", "CAST('NaN' AS DECFLOAT)", "!\"NaN\" is not a valid"),
          new Value("REAL", "1.1", "1.1E0^double"),
          new Value("DOUBLE PRECISION", "1E300", "1.0E300^double"),
          new Value("DOUBLE PRECISION", "CAST('NaN' AS DOUBLE PRECISION)", "NaN^double"),
          new Value("DOUBLE PRECISION", "CAST('-Infinity' AS DOUBLE PRECISION)", "-INF^double"),
          new Value("DATE", "DATE '2024-02-29'", "2024-02-29^date"),
          new Value("DATE", "DATE '12024-02-29'", "12024-02-29^date"),
          new Value("DATE", "DATE '-0044-03-15'", "-0044-03-15^date"),
          new Value("TIME(9)", "TIME '23:59:59.123456789'", "23:59:59.123456789^time"),
          new Value("TIME", "TIME '10:00:00'", "10:00:00^time"),
          new Value(
              "TIME WITH TIME ZONE", "TIME WITH TIME ZONE '10:00:00+02:00'", "10:00:00+02:00^time"),
          new Value(
              "TIMESTAMP", "TIMESTAMP '2024-01-01 10:00:00.5'", "2024-01-01T10:00:00.5^dateTime"),
          new Value(
              "TIMESTAMP", "TIMESTAMP '12024-01-01 10:00:00'", "12024-01-01T10:00:00^dateTime"),
          new Value(
              "TIMESTAMP WITH TIME ZONE",
              "TIMESTAMP WITH TIME ZONE '2024-01-01 10:00:00+02:00'",
              "2024-01-01T10:00:00+02:00^dateTime"),
          new Value(
              "TIMESTAMP WITH TIME ZONE",
              "TIMESTAMP WITH TIME ZONE '2024-01-01 10:00:00+00:00'",
              "2024-01-01T10:00:00Z^dateTime"),
          new Value(
              "INTERVAL YEAR TO MONTH",
              "INTERVAL '1-2' YEAR TO MONTH",
              "INTERVAL '1-2' YEAR TO MONTH^string"),
          new Value("BINARY VARYING(9)", "X'00FF10'", "00FF10^hexBinary"),
          new Value("BLOB", "X'00FF10'", "00FF10^hexBinary"),
          new Value("CHARACTER(5)", "'ab'", "ab   ^string"),
          new Value("CLOB", "'long'", "long^string"),
          new Value("VARCHAR_IGNORECASE", "'Long'", "Long^string"),
          new Value(
              "UUID",
              "'0b0a3b1e-4e5c-4c7d-9d57-6f5b0f9d3a11'",
              "0b0a3b1e-4e5c-4c7d-9d57-6f5b0f9d3a11^string"),
          new Value("JSON", "JSON '{\"a\":1}'", "{\"a\":1}^string"),
          new Value("ENUM('x y', 'b')", "'x y'", "x y^string"),
          new Value("INTEGER ARRAY", "ARRAY[1, 2]", "[1, 2]^string"));

  private static final List<Value> POSTGRESQL =
      List.of(
          new Value("BOOLEAN", "FALSE", "false^boolean"),
          new Value("SMALLINT", "-32768", "-32768^integer"),
          new Value("BIGINT", "9223372036854775807", "9223372036854775807^integer"),
          new Value("NUMERIC", "1.50", "1.5^decimal"),
          new Value("NUMERIC", "1e30", "1000000000000000000000000000000^decimal"),
          new Value("NUMERIC", "'NaN'", "!\"NaN\" is not a valid"),
          new Value("REAL", "1.1", "1.1E0^double"),
          new Value("DOUBLE PRECISION", "'Infinity'", "INF^double"),
          new Value("DATE", "'2024-02-29'", "2024-02-29^date"),
          new Value("DATE", "'12024-02-29'", "12024-02-29^date"),
          new Value("DATE", "'0044-03-15 BC'", "-0043-03-15^date"),
          new Value("DATE", "'0001-12-31 BC'", "0000-12-31^date"),
          new Value("DATE", "'infinity'", "!infinity"),
          new Value("DATE", "'-infinity'", "!infinity"),
          new Value("TIME", "'24:00:00'", "24:00:00^time"),
          new Value("TIME", "'10:00:00.25'", "10:00:00.25^time"),
          new Value("TIME WITH TIME ZONE", "'10:00:00+02'", "10:00:00+02:00^time"),
          new Value("TIMESTAMP", "'2024-01-01 10:00:00'", "2024-01-01T10:00:00^dateTime"),
          new Value("TIMESTAMP", "'infinity'", "!infinity"),
          new Value(
              "TIMESTAMP WITH TIME ZONE",
              "'2024-01-01 10:00:00+02'",
              "2024-01-01T08:00:00Z^dateTime"),
          new Value("TIMESTAMP WITH TIME ZONE", "'-infinity'", "!infinity"),
          new Value("INTERVAL", "'1 year 2 months'", "1 year 2 mons^string"),
          new Value("BYTEA", "'\\x00ff10'", "00FF10^hexBinary"),
          new Value("CHAR(5)", "'ab'", "ab   ^string"),
          new Value("BIT(3)", "B'101'", "101^string"),
          new Value("BIT(1)", "B'1'", "1^string"),
          new Value("MONEY", "1234.5", "$1,234.50^string"),
          new Value(
              "UUID",
              "'0b0a3b1e-4e5c-4c7d-9d57-6f5b0f9d3a11'",
              "0b0a3b1e-4e5c-4c7d-9d57-6f5b0f9d3a11^string"),
          new Value("JSONB", "'{\"a\":1}'", "{\"a\": 1}^string"),
          new Value("JSON", "'{\"a\":1}'", "{\"a\":1}^string"),
          new Value("XML", "'<a>1</a>'", "<a>1</a>^string"),
          new Value("INTEGER[]", "'{1,2}'", "{1,2}^string"),
          new Value("mood", "'so so'", "so so^string"),
          new Value("INET", "'10.0.0.1'", "10.0.0.1^string"));

  private static final List<Value> DUCKDB =
      List.of(
          new Value("BOOLEAN", "TRUE", "true^boolean"),
          new Value(
              "HUGEINT",
              "170141183460469231731687303715884105727",
              "170141183460469231731687303715884105727^integer"),
          new Value("UBIGINT", "18446744073709551615", "18446744073709551615^integer"),
          new Value("UTINYINT", "255", "255^integer"),
          new Value("DECIMAL(18, 4)", "1.5000", "1.5^decimal"),
          new Value(
              "DECIMAL(38, 10)",
              "1234567890123456789012345678.5",
              "1234567890123456789012345678.5^decimal"),
          new Value("DECIMAL(4, 3)", "1.5", "1.5^decimal"),
          new Value("FLOAT", "1.1", "1.1E0^double"),
          new Value("DOUBLE", "'NaN'", "NaN^double"),
          new Value("DATE", "'2024-02-29'", "2024-02-29^date"),
          new Value("DATE", "'12024-02-29'", "12024-02-29^date"),
          new Value("DATE", "'0044-03-15 (BC)'", "-0043-03-15^date"),
          new Value("DATE", "'infinity'", "!infinity"),
          new Value("TIME", "'10:00:00.25'", "10:00:00.25^time"),
          new Value(
              "TIMESTAMP", "'2024-01-01 10:00:00.123456'", "2024-01-01T10:00:00.123456^dateTime"),
          new Value("TIMESTAMP", "'infinity'", "!infinity"),
          new Value(
              "TIMESTAMP_NS",
              "'2024-01-01 10:00:00.123456789'",
              "2024-01-01T10:00:00.123456789^dateTime"),
          new Value(
              "TIMESTAMP WITH TIME ZONE",
              "'2024-01-01 10:00:00+02'",
              "2024-01-01T08:00:00Z^dateTime"),
          new Value("TIME WITH TIME ZONE", "'10:00:00+02'", "10:00:00+02:00^time"),
          new Value("INTERVAL", "INTERVAL 1 YEAR", "1 year^string"),
          new Value("BLOB", "from_hex('00FF10')", "00FF10^hexBinary"),
          new Value(
              "UUID",
              "'0b0a3b1e-4e5c-4c7d-9d57-6f5b0f9d3a11'",
              "0b0a3b1e-4e5c-4c7d-9d57-6f5b0f9d3a11^string"),
          new Value("ENUM('x y', 'b')", "'x y'", "x y^string"),
          new Value("INTEGER[]", "[1, 2]", "[1, 2]^string"),
          new Value("STRUCT(a INTEGER)", "{'a': 1}", "{'a': 1}^string"));

  private static final List<Value> MARIADB =
      List.of(
          new Value("BOOLEAN", "TRUE", "true^boolean"),
          new Value("TINYINT(1)", "2", "true^boolean"),
          new Value("TINYINT", "2", "2^integer"),
          new Value("BIT(1)", "b'1'", "true^boolean"),
          new Value("BIT(10)", "b'1000000001'", "b'1000000001'^string"),
          new Value("INT UNSIGNED", "4294967295", "4294967295^integer"),
          new Value("BIGINT UNSIGNED", "18446744073709551615", "18446744073709551615^integer"),
          new Value("YEAR", "2024", "2024^integer"),
          new Value("DECIMAL(30, 10)", "-00012.5000", "-12.5^decimal"),
          new Value("FLOAT", "1.1", "1.1E0^double"),
          new Value("DOUBLE", "1e300", "1.0E300^double"),
          new Value("DATE", "'2024-02-29'", "2024-02-29^date"),
          new Value("DATE", "'0000-00-00'", "!0000-00-00"),
          new Value("DATETIME", "'0000-00-00 00:00:00'", "!0000-00-00"),
          new Value("TIME", "'10:00:00'", "10:00:00^time"),
          new Value("TIME", "'838:59:59'", "!838:59:59"),
          new Value("DATETIME(6)", "'2024-01-01 10:00:00.5'", "2024-01-01T10:00:00.5^dateTime"),
          new Value("TIMESTAMP", "'2024-01-01 10:00:00'", "2024-01-01T10:00:00^dateTime"),
          new Value("BINARY(5)", "X'00FF10'", "00FF100000^hexBinary"),
          new Value("VARBINARY(9)", "X'00FF10'", "00FF10^hexBinary"),
          new Value("BLOB", "X'00FF10'", "00FF10^hexBinary"),
          new Value("CHAR(5)", "'ab'", "ab   ^string"),
          new Value("LONGTEXT", "'long'", "long^string"),
          new Value("ENUM('x y', 'b')", "'x y'", "x y^string"),
          new Value("SET('x', 'b')", "'x,b'", "x,b^string"),
          new Value(
              "UUID",
              "'0b0a3b1e-4e5c-4c7d-9d57-6f5b0f9d3a11'",
              "0b0a3b1e-4e5c-4c7d-9d57-6f5b0f9d3a11^string"),
          new Value("JSON", "'{\"a\":1}'", "{\"a\":1}^string"));

  @Test
  void h2() throws SQLException {
    check(TestDatabases.h2(), H2, List.of());
  }

  @Test
  void postgresql() throws SQLException {
    Optional<Database> database = TestDatabases.postgres();
    if (database.isEmpty()) {
      TestDatabases.skipPostgres();
      return;
    }
    check(
        database.get(),
        POSTGRESQL,
        List.of("SET lc_monetary = 'C'", "CREATE TYPE mood AS ENUM ('so so', 'fine')"));
  }

  @Test
  void duckdb() throws SQLException {
    check(TestDatabases.duckdb(), DUCKDB, List.of());
  }

  @Test
  void mariadb() throws SQLException {
    Optional<Database> database = TestDatabases.mariadb();
    if (database.isEmpty()) {
      TestDatabases.skipMariadb();
      return;
    }
    check(database.get(), MARIADB, List.of());
  }

  private static void check(Database database, List<Value> values, List<String> before)
      throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      for (String sql : before) {
        statement.execute(sql);
      }
      for (int i = 0; i < values.size(); i++) {
        Value value = values.get(i);
        statement.execute(
            "CREATE TABLE \"t%d\" (\"v\" %s, \"w\" INTEGER)".formatted(i, value.type()));
        statement.execute("INSERT INTO \"t%d\" VALUES (%s, 1)".formatted(i, value.sql()));
        statement.execute("INSERT INTO \"t%d\" VALUES (NULL, 2)".formatted(i));
      }
    }
    Map<String, String> wrong = new TreeMap<>();
    try (JdbcSource source = database.source("t")) {
      for (int i = 0; i < values.size(); i++) {
        String outcome = outcome("t" + i, values.get(i), source);
        if (!outcome.isEmpty()) {
          wrong.put("t" + i + " " + values.get(i), outcome);
        }
      }
    }
    assertThat(
            wrong.entrySet().stream()
                .map(e -> e.getKey() + "\n   " + e.getValue())
                .collect(Collectors.joining("\n")))
        .isEmpty();
  }

  /** Returns what is wrong, or nothing. */
  private static String outcome(String table, Value value, JdbcSource source) {
    CompiledMapping literals =
        MappedTables.compiled(
            mapping(table, "rr:subject ex:s", "rr:objectMap [ rr:column \"\\\"v\\\"\" ]"), source);
    CompiledMapping iris =
        MappedTables.compiled(
            mapping(
                table,
                "rr:subjectMap [ rr:template \"http://example.com/{\\\"v\\\"}\" ]",
                "rr:object ex:o"),
            source);
    String all = literals.relations().getFirst().columns().getFirst() + " ";
    List<Quad> quads;
    try {
      quads = MappedTables.quads(literals, source);
    } catch (SourceException e) {
      return value.expected().startsWith("!")
              && e.problem() == Problem.DATA_ERROR
              && String.valueOf(e.getMessage()).contains(value.expected().substring(1))
          ? ""
          : all + e.getMessage();
    }
    Function<Node, String> shown =
        n -> n.getLiteralLexicalForm() + "^" + n.getLiteralDatatypeURI().replaceFirst(".*#", "");
    List<String> made = quads.stream().map(q -> shown.apply(q.getObject())).toList();
    if (!made.equals(List.of(value.expected()))) {
      return all + made;
    }
    var problems = new ArrayList<String>();
    Node object = quads.getFirst().getObject();
    if (!MappedTables.found(literals, source, new Quad(Node.ANY, Node.ANY, Node.ANY, object))
        .equals(quads)) {
      problems.add("not found by its literal");
    }
    Node other = NodeFactory.createLiteralDT("17", object.getLiteralDatatype());
    if (!MappedTables.found(literals, source, new Quad(Node.ANY, Node.ANY, Node.ANY, other))
        .isEmpty()) {
      problems.add("found by another literal");
    }
    List<Quad> subjects = MappedTables.quads(iris, source);
    if (subjects.size() != 1
        || !MappedTables.found(
                iris,
                source,
                new Quad(Node.ANY, subjects.getFirst().getSubject(), Node.ANY, Node.ANY))
            .equals(subjects)) {
      problems.add("not found by an IRI made of it " + subjects);
    }
    return problems.isEmpty() ? "" : all + String.join(", ", problems);
  }

  private static String mapping(String table, String subject, String object) {
    return MappedTables.PREFIXES
        + """
        ex:m rr:logicalTable [ rr:tableName "\\"%s\\"" ] ;
          %s ;
          rr:predicateObjectMap [ rr:predicate ex:p ; %s ] .
        """
            .formatted(table, subject, object);
  }
}
