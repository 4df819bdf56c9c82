package org.crmekg.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.crmekg.InternalException;
import org.crmekg.Problem;
import org.crmekg.SourceException;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * What is true of the sample enterprise, computed from the rows that were written.
 *
 * <p>All sources are read back into one database, a schema for each; only who is who ({@code
 * truth.identity}) and which country is meant by a way to write it ({@code truth.country}) is known
 * from the generator. One SQL query for each shape and named query, below {@code demo/truth}, says
 * what must be found: another language than that of the shapes, so an oracle of its own. The system
 * never reads what is written here.
 *
 * <p>A query of {@code violations} gives {@code type} and {@code key} of each focus node, one row a
 * result, and {@code source} where type and key do not tell it; or {@code party}, for shapes that
 * judge more than one source; a column {@code view} says that other nodes are those of the golden
 * view. A query of {@code queries} gives the expected rows.
 */
public final class EnterpriseTruth {
  private static final String VIOLATIONS = "violations";
  private static final String QUERIES = "queries";

  /** Slips in English that are the country's name in Konkani, Afrikaans and French. */
  private static final Map<String, String> RIGHT_ELSEWHERE =
      Map.of("Sweeden", "SE", "Switserland", "CH", "Grece", "GR");

  private final Path folder;
  private final Connection connection;

  private EnterpriseTruth(Path folder, Connection connection) {
    this.folder = folder;
    this.connection = connection;
  }

  /**
   * Writes the truth about the enterprise at a place into a folder: {@code identities.csv}, {@code
   * violations.csv}, {@code ownership.csv}, {@code queries/*.csv} and {@code enterprise.duckdb},
   * with all of it to be asked.
   *
   * @throws SourceException if a source cannot be read or the truth not be written
   */
  public static void write(Enterprise.Plan plan, Enterprise.Place place, Path folder) {
    try {
      Files.createDirectories(folder.resolve(QUERIES));
      Path database = folder.resolve("enterprise.duckdb");
      Files.deleteIfExists(database);
      try (Connection connection =
          DriverManager.getConnection("jdbc:duckdb:" + database.toAbsolutePath())) {
        var truth = new EnterpriseTruth(folder, connection);
        truth.execute("SET memory_limit='1GB'");
        truth.execute(TableDefinition.resource("truth.sql"));
        truth.identities(plan);
        truth.countries();
        for (SourceName source : SourceName.values()) {
          truth.readBack(source, place);
        }
        truth.violations();
        truth.queries();
        truth.export("SELECT source, type, key, party FROM truth.identity", "identities.csv");
        truth.export(TruthQueries.ownership(), "ownership.csv");
      }
    } catch (SQLException | IOException e) {
      throw new SourceException(
          Problem.SOURCE_FAILED,
          "the truth cannot be written to %s: %s".formatted(folder, e.getMessage()),
          e);
    }
  }

  private void identities(Enterprise.Plan plan) throws SQLException {
    try (DuckDBAppender appender =
        connection.unwrap(DuckDBConnection.class).createAppender("truth", "identity")) {
      for (SourceName source : SourceName.values()) {
        var nowhere = new SourceOutput();
        for (TableDefinition table : TableDefinition.of(source.id())) {
          nowhere.add(new TableOutput(table, RowSink.NOWHERE));
        }
        Enterprise.write(
            plan,
            source,
            nowhere,
            (of, type, key, party) -> append(appender, of.id(), type, key, party));
      }
    }
  }

  /** Which country is meant by what people write; what is misspelt means none for sure. */
  private void countries() throws SQLException {
    try (DuckDBAppender appender =
        connection.unwrap(DuckDBConnection.class).createAppender("truth", "country")) {
      for (Country country : Country.read()) {
        var written = new TreeSet<String>();
        written.add(country.alpha2());
        written.add(country.alpha2().toLowerCase(Locale.ROOT));
        for (String fact : List.of("alpha3", "english", "local", "eu")) {
          country.find(fact).ifPresent(written::add);
        }
        country.list("variants").forEach(variant -> written.add(variant.local()));
        written.forEach(text -> append(appender, text, country.alpha2()));
      }
      RIGHT_ELSEWHERE.forEach((text, code) -> append(appender, text, code));
    }
  }

  private static void append(DuckDBAppender appender, String... values) {
    try {
      DuckTables.append(appender, values);
    } catch (SQLException e) {
      throw new InternalException(Problem.INTERNAL, "what is known cannot be kept: " + e, e);
    }
  }

  private void readBack(SourceName source, Enterprise.Place place) throws SQLException {
    execute("CREATE SCHEMA \"%s\"".formatted(source.id()));
    for (TableDefinition table : TableDefinition.of(source.id())) {
      if (source.isDatabase()) {
        copy(table, place);
      } else {
        Path files = place.folder().toAbsolutePath().resolve(source.id());
        execute(
            "CREATE TABLE \"%s\".\"%s\" AS SELECT %s"
                .formatted(source.id(), table.name(), reader(source, table, files)));
      }
    }
  }

  /** As the mappings see them: text, but for Parquet. */
  private static String reader(SourceName source, TableDefinition table, Path files) {
    String path = "'" + files.resolve(table.name()).toString().replace("'", "''");
    return switch (source) {
      case KYC, HELPDESK ->
          table.columns().stream()
                  .map(
                      c ->
                          "json_extract_string(json, '/%s') AS \"%s\""
                              .formatted(c.name(), c.name()))
                  .collect(Collectors.joining(", "))
              + " FROM read_ndjson_objects("
              + path
              + ".jsonl')";
      case MAIL -> "* FROM read_parquet(" + path + ".parquet')";
      case CRM, BILLING, VENDOR, REGISTRY, SOCIAL ->
          "* FROM read_csv("
              + path
              + ".csv', all_varchar = true, header = true, delim = ',', quote = '\"',"
              + " escape = '\"', nullstr = '', max_line_size = 16777216)";
    };
  }

  private void copy(TableDefinition table, Enterprise.Place place) throws SQLException {
    execute(
        table.columns().stream()
            .map(c -> '"' + c.name() + "\" " + type(c.type()))
            .collect(
                Collectors.joining(
                    ", ",
                    "CREATE TABLE \"%s\".\"%s\" (".formatted(table.source(), table.name()),
                    ")")));
    String columns =
        table.columns().stream().map(c -> '"' + c.name() + '"').collect(Collectors.joining(", "));
    try (Connection source = EnterpriseSinks.connect(SourceName.of(table.source()), place);
        Statement statement = source.createStatement();
        DuckDBAppender appender =
            connection
                .unwrap(DuckDBConnection.class)
                .createAppender(table.source(), table.name())) {
      source.setAutoCommit(false);
      statement.setFetchSize(1000);
      try (ResultSet rows =
          statement.executeQuery("SELECT %s FROM \"%s\"".formatted(columns, table.name()))) {
        while (rows.next()) {
          DuckTables.append(appender, SqlRows.values(table, rows));
        }
      }
    }
  }

  private static String type(String declared) {
    return declared.equals("DECIMAL") ? "DECIMAL(18, 2)" : declared;
  }

  private void violations() throws SQLException {
    for (Map.Entry<String, String> query : TruthQueries.read(VIOLATIONS).entrySet()) {
      Set<String> columns = columns(query.getKey(), query.getValue());
      boolean golden = columns.contains("party");
      execute(
          "INSERT INTO truth.violation SELECT '%s', '%s', %s, %s, %s, count(*) FROM (%s) GROUP BY ALL"
              .formatted(
                  query.getKey(),
                  golden || columns.contains("view") ? "golden" : "source",
                  columns.contains("source") ? "source" : "NULL",
                  golden ? "'party'" : "type",
                  golden ? "party" : "CAST(key AS VARCHAR)",
                  query.getValue()));
    }
    export("SELECT shape, view, source, type, key, results FROM truth.violation", "violations.csv");
  }

  private Set<String> columns(String name, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT * FROM (%s) LIMIT 0".formatted(sql))) {
      var columns = new LinkedHashSet<String>();
      for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
        columns.add(rows.getMetaData().getColumnLabel(i));
      }
      return columns;
    } catch (SQLException e) {
      throw new SQLException("%s: %s".formatted(name, e.getMessage()), e);
    }
  }

  private void queries() throws SQLException {
    for (Map.Entry<String, String> query : TruthQueries.read(QUERIES).entrySet()) {
      columns(query.getKey(), query.getValue());
      export(query.getValue(), QUERIES + "/" + query.getKey() + ".csv");
    }
  }

  private void export(String sql, String file) throws SQLException {
    execute(
        "COPY (SELECT * FROM (%s) ORDER BY ALL) TO '%s' (HEADER)"
            .formatted(sql, folder.toAbsolutePath().resolve(file).toString().replace("'", "''")));
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /**
   * Writes a link file with all that is known of who is who: each record of a party is linked to
   * the party's first. It is for tests; the system finds its own links.
   *
   * @param truth the folder that {@link #write} wrote
   * @param base of the IRIs of records, ending in a slash
   */
  public static void writeLinks(Path truth, String base, Path file) {
    String party = "";
    String first = "";
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:duckdb:" + truth.resolve("enterprise.duckdb").toAbsolutePath());
        Statement statement = connection.createStatement();
        var out = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
        ResultSet rows =
            statement.executeQuery(
                "SELECT source, type, key, party FROM truth.identity ORDER BY party, source, type, key")) {
      out.write("@prefix gov: <https://w3id.org/crm-ekg/ns/gov/> .\n\n");
      while (rows.next()) {
        String iri = RecordIri.of(base, rows.getString(1), rows.getString(2), rows.getString(3));
        if (rows.getString(4).equals(party)) {
          out.write(
              "[] a gov:IdentityLink ; gov:left <%s> ; gov:right <%s> ; gov:linkKind gov:same .\n"
                  .formatted(first, iri));
        } else {
          party = rows.getString(4);
          first = iri;
        }
      }
    } catch (SQLException | IOException e) {
      throw new SourceException(
          Problem.SOURCE_FAILED,
          "the links cannot be written to %s: %s".formatted(file, e.getMessage()),
          e);
    }
  }
}
