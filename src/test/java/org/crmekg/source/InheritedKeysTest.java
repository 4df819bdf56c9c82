package org.crmekg.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.crmekg.TestDatabases;
import org.crmekg.TestDatabases.Database;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A query has its table's keys where its text proves that no row comes twice, and only there. */
class InheritedKeysTest {
  private static final String SCHEMA =
      """
      CREATE TABLE city (code VARCHAR(5) NOT NULL PRIMARY KEY, name VARCHAR(20), mayor INT);
      CREATE TABLE person (id INT NOT NULL PRIMARY KEY, name VARCHAR(20), city VARCHAR(5), boss INT,
        amount DECIMAL(8,2), born DATE, "from" INT, note VARCHAR(40));
      CREATE TABLE stay (person INT NOT NULL, city VARCHAR(5) NOT NULL, days INT,
        PRIMARY KEY (person, city));
      CREATE VIEW people AS SELECT * FROM person;
      INSERT INTO city VALUES ('a', 'Ay', 1), ('b', 'Be', 2);
      INSERT INTO person VALUES (1, 'x', 'a', NULL, 1.5, NULL, 1, 'union'),
        (2, 'x', 'a', 1, 1.5, NULL, 1, NULL), (3, 'x', 'b', 1, NULL, NULL, NULL, NULL);
      INSERT INTO stay VALUES (1, 'a', 1), (1, 'b', 2), (2, 'a', 3);
      """;

  private static final List<Optional<Database>> DATABASES =
      List.of(
          Optional.of(TestDatabases.h2()),
          Optional.of(TestDatabases.duckdb()),
          TestDatabases.postgres(),
          TestDatabases.mariadb());

  /** Query, and its keys. */
  static final List<Arguments> EVERYWHERE =
      List.of(
          arguments("SELECT id, amount FROM person WHERE amount IS NOT NULL", "id"),
          arguments("select p.Id as NUMBER_, name from person as p", "number_"),
          arguments("SELECT id number_ FROM person p", "number_"),
          arguments("SELECT * FROM person", "id"),
          arguments("SELECT p.*, 1 AS one FROM person p WHERE (id > 0)", "id"),
          arguments("SELECT city, days, person FROM stay", "city+person"),
          arguments("SELECT person AS p, city AS c FROM stay WHERE days > 1", "c+p"),
          // Comments and strings are no clauses.
          arguments("SELECT id /* UNION ALL SELECT 2 */ FROM person -- GROUP BY id", "id"),
          arguments(
              "SELECT id, 'a '' JOIN, FROM b' AS j FROM person WHERE name <> ' UNION '", "id"),
          arguments("SELECT id, '-- not a comment' AS j FROM person", "id"),
          arguments("-- first\nSELECT id -- 'one\nFROM person /* it's */ WHERE id > 0", "id"),
          arguments("SELECT id FROM person WHERE note = 'union' OR note = '/*'", "id"),
          // Expressions and functions of one value.
          arguments(
              "SELECT id, UPPER(REPLACE(name, ' ', '')) AS n, amount * 2 - 1 AS a, CASE WHEN (id > 1)"
                  + " THEN 'x' ELSE 'y' END AS c, COALESCE(boss, 0) AS b, EXTRACT(YEAR FROM born) AS y,"
                  + " CAST(amount AS DECIMAL(9,3)) AS d FROM person",
              "id"),
          arguments(
              "SELECT id, ROW_NUMBER() OVER (PARTITION BY city ORDER BY id) AS n FROM person",
              "id"),
          arguments("SELECT id, COUNT(*) OVER (PARTITION BY city) AS n FROM person", "id"),
          // Subqueries filter.
          arguments(
              "SELECT id FROM person WHERE city IN (SELECT city FROM stay GROUP BY city HAVING"
                  + " COUNT(*) > 1 UNION SELECT city FROM stay)",
              "id"),
          // Look-ups of one row.
          arguments("SELECT p.id, b.name FROM person p JOIN person b ON p.boss = b.id", "id"),
          arguments(
              "SELECT p.id, b.id AS boss FROM person p LEFT OUTER JOIN person b ON b.id = p.boss",
              "id"),
          arguments(
              "SELECT s.person, s.city, p.name, b.name AS boss FROM stay s INNER JOIN person p ON"
                  + " s.person = p.id LEFT JOIN person b ON p.boss = b.id AND b.boss = 1 WHERE s.days > 0",
              "city+person"),
          // No key: the column is hidden, made of others, or left out.
          arguments("SELECT name AS id, boss FROM person", ""),
          arguments("SELECT id + 0 AS id FROM person", ""),
          arguments("SELECT (id) AS id FROM person", ""),
          arguments("SELECT -id AS id FROM person", ""),
          arguments("SELECT ABS(id) AS id FROM person", ""),
          arguments("SELECT NULL AS id FROM person", ""),
          arguments("SELECT id IS NULL AS id FROM person", ""),
          arguments("SELECT name FROM person", ""),
          arguments("SELECT city FROM stay", ""),
          arguments("SELECT boss AS id, name AS x FROM person", ""),
          // No key: rows may come more than once, or that is not known.
          arguments("SELECT id FROM people", ""),
          arguments("SELECT id FROM person UNION ALL SELECT id FROM person", ""),
          arguments("SELECT id FROM person WHERE id > 0 UNION ALL SELECT id FROM person", ""),
          arguments("SELECT id FROM person GROUP BY id", ""),
          arguments("SELECT DISTINCT id FROM person", ""),
          arguments("SELECT MAX(id) AS id FROM person", ""),
          arguments("SELECT p.id, s.city FROM person p, stay s", ""),
          arguments("SELECT p.id FROM person p CROSS JOIN stay s", ""),
          arguments("SELECT p.id FROM person p JOIN stay s ON p.id = s.person", ""),
          arguments("SELECT p.id FROM person p JOIN stay s ON s.person = p.id AND s.days = 1", ""),
          arguments("SELECT p.id FROM person p JOIN person b ON p.boss = b.id OR b.id > 0", ""),
          arguments("SELECT p.id FROM person p JOIN person b ON b.boss = b.id", ""),
          arguments("SELECT p.id FROM person p JOIN person b ON p.boss <= b.id", ""),
          arguments("SELECT p.id FROM person p JOIN person b ON NOT p.boss = b.id", ""),
          arguments("SELECT b.id FROM person p JOIN person b ON p.boss = b.id", ""),
          arguments("SELECT b.id FROM person p RIGHT JOIN person b ON p.boss = b.id", ""),
          arguments("SELECT p.id FROM person p RIGHT JOIN person b ON p.boss = b.id", ""),
          arguments(
              "SELECT id FROM (SELECT id FROM person UNION ALL SELECT id FROM person) person", ""),
          arguments("WITH person AS (SELECT 1 AS id UNION ALL SELECT 1) SELECT id FROM person", ""),
          arguments(
              "SELECT id FROM person WHERE id IN (1, 2) -- '\nUNION ALL SELECT id FROM person -- '",
              ""));

  static final List<Arguments> H2 =
      List.of(
          arguments("SELECT \"ID\" AS \"iD\" FROM \"PERSON\"", "id"),
          arguments("SELECT ID, \"from\" FROM PERSON WHERE \"from\" = 1", "id"),
          arguments("SELECT id, name || '#' || city AS j FROM person", "id"),
          arguments(
              "SELECT id, $$ ' $$ AS a FROM person UNION ALL SELECT id, $$ ' $$ FROM person", ""),
          arguments("SELECT id FROM person // '\nUNION ALL SELECT id FROM person // '", ""),
          arguments("SELECT x AS id FROM SYSTEM_RANGE(1, 2)", ""));

  static final List<Arguments> DUCKDB =
      List.of(
          arguments("SELECT \"ID\" AS \"iD\" FROM \"person\"", "id"),
          arguments("SELECT id, \"from\" FROM person WHERE \"from\" = 1", "id"),
          arguments("SELECT id, amount::VARCHAR AS j FROM person", "id"),
          arguments("SELECT id, unnest([1, 2]) AS u FROM person", ""),
          arguments("SELECT id, UNNEST(range(3)) AS u FROM person", ""),
          arguments("SELECT id, \"unnest\"(range(3)) AS u FROM person", ""),
          arguments("SELECT id, range(3).unnest() AS u FROM person", ""),
          arguments("SELECT * REPLACE (upper(name) AS id) FROM person", ""),
          arguments("SELECT * EXCLUDE (name) FROM person", ""),
          arguments("SELECT COLUMNS('id|name') FROM person", ""),
          arguments("SELECT name: id, id: 1 FROM person", ""),
          arguments("FROM person SELECT id", ""),
          arguments(
              "SELECT id, $$ ' $$ AS a FROM person UNION ALL SELECT id, $$ ' $$ FROM person", ""),
          arguments(
              "SELECT id, E'\\'' AS a FROM person UNION ALL SELECT id, E'\\'' FROM person", ""),
          arguments("SELECT p.id FROM person p POSITIONAL JOIN person b", ""),
          arguments("SELECT p.id FROM person p TABLESAMPLE 50%", ""),
          arguments("SELECT name AS id, id AS other FROM person", "other"));

  static final List<Arguments> POSTGRESQL =
      List.of(
          arguments("SELECT \"id\" AS \"iD\" FROM \"person\"", "id"),
          arguments("SELECT id, \"from\" FROM ONLY person", ""),
          arguments("SELECT id, \"from\" FROM person WHERE \"from\" = 1", "id"),
          arguments("SELECT id, amount::text AS j, name || '#' AS k FROM person", "id"),
          arguments("SELECT id, generate_series(1, 2) AS u FROM person", ""),
          arguments("SELECT id, unnest(ARRAY[1, 2]) AS u FROM person", ""),
          arguments("SELECT id, 1 + generate_series(1, 2) AS u FROM person", ""),
          arguments("SELECT id, regexp_split_to_table(name, '') AS u FROM person", ""),
          arguments("SELECT id, \"generate_series\"(1, 2) AS u FROM person", ""),
          arguments("SELECT id, pg_catalog.generate_series(1, 2) AS u FROM person", ""),
          arguments("SELECT p.twice, p.id FROM person p", ""),
          arguments("SELECT p.id, (p).twice FROM person p", ""),
          arguments("SELECT p.id FROM person p, LATERAL generate_series(1, 2) g", ""),
          arguments("SELECT p.id FROM person p CROSS JOIN LATERAL generate_series(1, 2) g", ""),
          arguments("SELECT id FROM person TABLESAMPLE SYSTEM (100)", ""),
          arguments(
              "SELECT id, $a$ ' $a$ AS a FROM person UNION ALL SELECT id, $a$ ' $a$ FROM person",
              ""),
          arguments(
              "SELECT id, E'\\'' AS a FROM person UNION ALL SELECT id, E'\\'' FROM person", ""),
          arguments("SELECT id /* /* */ ' */ FROM person UNION ALL SELECT id FROM person -- '", ""),
          arguments("SELECT id NOTNULL FROM person", ""),
          arguments("SELECT id FROM parent", ""),
          arguments("SELECT user FROM account", ""),
          arguments("SELECT \"user\" FROM account", "user"));

  static final List<Arguments> MARIADB =
      List.of(
          arguments("SELECT `id` AS `iD` FROM `person`", "id"),
          arguments("SELECT id, `from` FROM person WHERE `from` = 1", "id"),
          arguments("SELECT id, 'a\\' FROM b' AS j FROM person", ""),
          arguments("SELECT id, '\\'' AS a FROM person UNION ALL SELECT id, '\\'' FROM person", ""),
          arguments("SELECT id, \"a\" FROM (SELECT id, 1 AS a FROM person) p", ""),
          arguments("SELECT id FROM person # '\nUNION ALL SELECT id FROM person # '", ""),
          arguments("SELECT id FROM person /*! UNION ALL SELECT id FROM person */", ""),
          arguments("SELECT 1--1 AS x, id FROM person", ""),
          arguments("SELECT BINARY id FROM person", ""),
          arguments("SELECT p.id FROM person p STRAIGHT_JOIN stay s", ""),
          // Equal by its collation, not by its letters.
          arguments("SELECT p.id FROM person p JOIN city c ON p.city = c.code", ""));

  @BeforeAll
  static void fill() throws SQLException {
    for (Optional<Database> database : DATABASES) {
      if (database.isEmpty()) {
        continue;
      }
      Dialect dialect = Dialect.of(database.get().url());
      try (Connection connection = database.get().connect();
          Statement statement = connection.createStatement()) {
        for (String sql : SCHEMA.split(";\n")) {
          statement.execute(dialect == Dialect.MARIADB ? sql.replace("\"from\"", "`from`") : sql);
        }
        if (dialect == Dialect.POSTGRESQL) {
          statement.execute(
              """
              CREATE FUNCTION twice(person) RETURNS SETOF INT LANGUAGE SQL
                AS 'SELECT generate_series(1, 2)';
              CREATE TABLE parent (id INT PRIMARY KEY);
              CREATE TABLE child () INHERITS (parent);
              INSERT INTO parent VALUES (1);
              INSERT INTO child VALUES (1);
              CREATE TABLE account ("user" VARCHAR(20) PRIMARY KEY);
              INSERT INTO account VALUES ('a'), ('b');
              """);
        }
      }
    }
  }

  @ParameterizedTest
  @FieldSource("EVERYWHERE")
  void everywhere(String sql, String keys) throws SQLException {
    for (Optional<Database> database : DATABASES) {
      if (database.isPresent()) {
        check(database.get(), sql, keys);
      }
    }
  }

  @ParameterizedTest
  @FieldSource("H2")
  void inH2(String sql, String keys) throws SQLException {
    check(DATABASES.getFirst().orElseThrow(), sql, keys);
  }

  @ParameterizedTest
  @FieldSource("DUCKDB")
  void inDuckdb(String sql, String keys) throws SQLException {
    check(DATABASES.get(1).orElseThrow(), sql, keys);
  }

  @ParameterizedTest
  @FieldSource("POSTGRESQL")
  void inPostgresql(String sql, String keys) throws SQLException {
    if (DATABASES.get(2).isEmpty()) {
      TestDatabases.skipPostgres();
    }
    check(DATABASES.get(2).orElseThrow(), sql, keys);
  }

  @ParameterizedTest
  @FieldSource("MARIADB")
  void inMariadb(String sql, String keys) throws SQLException {
    if (DATABASES.get(3).isEmpty()) {
      TestDatabases.skipMariadb();
    }
    check(DATABASES.get(3).orElseThrow(), sql, keys);
  }

  static Stream<Arguments> textsOfTheseDatabases() {
    return DATABASES.stream()
        .flatMap(Optional::stream)
        .filter(d -> Dialect.of(d.url()).comparesTextByCode())
        .map(Arguments::of);
  }

  @ParameterizedTest
  @MethodSource("textsOfTheseDatabases")
  void aTextFindsOneRowWhereTextsCompareByTheirLetters(Database database) throws SQLException {
    check(database, "SELECT p.id, c.name FROM person p JOIN city c ON p.city = c.code", "id");
  }

  @Test
  void aKeyOfAFileIsThatOfItsQueries() throws SQLException {
    try (JdbcSource source = DATABASES.get(1).orElseThrow().source("test")) {
      String sql = "SELECT id AS no, name FROM people WHERE id > 1";
      Relation found =
          source.query(sql, sql, n -> source.table(n).map(t -> t.withKeys(List.of(Set.of("id")))));
      assertThat(found.keys()).containsExactly(Set.of("no"));
    }
  }

  /** Checks the keys, and that the rows agree. */
  private static void check(Database database, String sql, String keys) throws SQLException {
    try (JdbcSource source = database.source("test")) {
      Relation relation = source.query(sql, sql, source::table);
      String found =
          relation.keys().stream()
              .map(k -> k.stream().map(c -> c.toLowerCase(Locale.ROOT)).sorted())
              .map(k -> k.collect(Collectors.joining("+")))
              .collect(Collectors.joining(", "));
      assertThat(found).as("%s: %s", database.url(), sql).isEqualTo(keys);
      for (Set<String> key : relation.keys()) {
        String columns =
            key.stream().map(source.dialect()::quote).collect(Collectors.joining(", "));
        var seen = new HashSet<String>();
        try (Connection connection = database.connect();
            Statement statement = connection.createStatement();
            ResultSet rows =
                statement.executeQuery(
                    "SELECT %s FROM %s t".formatted(columns, relation.fromSql()))) {
          while (rows.next()) {
            var row = new StringBuilder();
            for (int i = 1; i <= key.size(); i++) {
              row.append(rows.getString(i)).append('\n');
            }
            assertThat(seen.add(row.toString())).as("%s twice in %s", row, sql).isTrue();
          }
        }
      }
    }
  }
}
