package org.crmekg.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import org.crmekg.Problem;
import org.crmekg.SourceException;
import org.crmekg.UsageException;
import org.jspecify.annotations.Nullable;

/**
 * The open tables of one source in its place.
 *
 * <p>Files and H2 databases are written beside their names and moved there when they are complete,
 * so that a crash leaves no half source.
 */
final class EnterpriseSinks implements AutoCloseable {
  private static final String OURS = "crm-ekg sample enterprise";

  private final SourceName source;
  private final SourceOutput output = new SourceOutput();
  private final Map<Path, Path> moves = new LinkedHashMap<>();
  private final @Nullable Connection connection;

  private EnterpriseSinks(SourceName source, Enterprise.Place place) throws IOException {
    this.source = source;
    try {
      this.connection = source.isDatabase() ? database(place) : null;
      for (TableDefinition table : TableDefinition.of(source.id())) {
        output.add(new TableOutput(table, sink(table, place)));
      }
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  static EnterpriseSinks open(SourceName source, Enterprise.Place place) throws IOException {
    return new EnterpriseSinks(source, place);
  }

  SourceOutput output() {
    return output;
  }

  private RowSink sink(TableDefinition table, Enterprise.Place place)
      throws IOException, SQLException {
    if (connection != null) {
      return new SqlSink(table, connection);
    }
    Path folder = Files.createDirectories(place.folder().resolve(source.id()));
    String suffix =
        switch (source) {
          case KYC, HELPDESK -> ".jsonl";
          case MAIL -> ".parquet";
          case VENDOR, REGISTRY, SOCIAL, CRM, BILLING -> ".csv";
        };
    Path file = folder.resolve(table.name() + suffix);
    Path partial = folder.resolve(table.name() + suffix + ".partial");
    moves.put(partial, file);
    return switch (suffix) {
      case ".jsonl" -> FileSinks.jsonLines(table, partial);
      case ".parquet" -> FileSinks.parquet(table, partial);
      default -> FileSinks.csv(table, partial);
    };
  }

  private Connection database(Enterprise.Place place) throws SQLException, IOException {
    Connection made;
    if (place.database().isPresent()) {
      Enterprise.Database database = place.database().get();
      String url = database.url();
      made =
          DriverManager.getConnection(
              url + (url.contains("?") ? "&" : "?") + "reWriteBatchedInserts=true",
              database.user(),
              database.password());
      makeSchema(made, url);
    } else {
      Path partial = place.folder().resolve(source.id() + "-partial.mv.db");
      Files.deleteIfExists(partial);
      moves.put(partial, place.folder().resolve(source.id() + ".mv.db"));
      made =
          DriverManager.getConnection(
              "jdbc:h2:file:%s;DATABASE_TO_LOWER=TRUE;CACHE_SIZE=%d"
                  .formatted(
                      place.folder().toAbsolutePath().resolve(source.id() + "-partial"),
                      Runtime.getRuntime().maxMemory() / 8 / 1024));
    }
    try (Statement statement = made.createStatement()) {
      statement.execute(TableDefinition.ddl(source.id()));
    }
    made.setAutoCommit(false);
    return made;
  }

  /** Opens a database of the enterprise for reading. */
  static Connection connect(SourceName source, Enterprise.Place place) throws SQLException {
    if (place.database().isEmpty()) {
      return DriverManager.getConnection(
          "jdbc:h2:file:%s;DATABASE_TO_LOWER=TRUE;IFEXISTS=TRUE;ACCESS_MODE_DATA=r"
              .formatted(place.folder().toAbsolutePath().resolve(source.id())));
    }
    Enterprise.Database database = place.database().get();
    Connection connection =
        DriverManager.getConnection(database.url(), database.user(), database.password());
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET search_path TO \"%s\"".formatted(source.id()));
    }
    return connection;
  }

  /** Only a schema that says that it is ours is thrown away. */
  private void makeSchema(Connection made, String url) throws SQLException {
    try (Statement statement = made.createStatement()) {
      try (ResultSet rows =
          statement.executeQuery(
              """
              SELECT coalesce(obj_description(oid, 'pg_namespace'), '') FROM pg_namespace
              WHERE nspname = '%s'
              """
                  .formatted(source.id()))) {
        if (rows.next() && !rows.getString(1).equals(OURS)) {
          made.close();
          throw new UsageException(
              Problem.USAGE,
              "%s has a schema \"%s\" that is not of the sample enterprise; choose a database of its own"
                  .formatted(url, source.id()));
        }
      }
      statement.execute("DROP SCHEMA IF EXISTS \"%s\" CASCADE".formatted(source.id()));
      statement.execute("CREATE SCHEMA \"%s\"".formatted(source.id()));
      statement.execute("COMMENT ON SCHEMA \"%s\" IS '%s'".formatted(source.id(), OURS));
      statement.execute("SET search_path TO \"%s\"".formatted(source.id()));
    }
  }

  /** Completes the tables, adds keys and indexes, and puts the files in their places. */
  void finish() throws IOException {
    output.finish();
    try {
      if (connection != null) {
        addKeys(connection);
        connection.close();
      }
    } catch (SQLException e) {
      throw failed(e);
    }
    for (Map.Entry<Path, Path> move : moves.entrySet()) {
      Files.move(move.getKey(), move.getValue(), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /**
   * H2 would look up every foreign key once more, one by one: half of the time for a million
   * parties. The rows are right by construction; PostgreSQL gets the same ones and checks them.
   */
  private void addKeys(Connection database) throws SQLException {
    boolean unchecked = !moves.isEmpty();
    try (Statement statement = database.createStatement()) {
      for (String key : TableDefinition.keys(source.id())) {
        boolean reference = key.startsWith("ALTER TABLE");
        statement.execute(unchecked && reference ? key.replaceFirst(";$", " NOCHECK") : key);
      }
    }
    database.commit();
  }

  private SourceException failed(SQLException e) {
    return new SourceException(
        Problem.SOURCE_FAILED,
        "the sample source %s cannot be written: %s".formatted(source.id(), e.getMessage()),
        e);
  }

  @Override
  public void close() {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      throw failed(e);
    }
  }
}
