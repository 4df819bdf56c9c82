package org.crmekg;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import org.crmekg.source.JdbcSource;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * Databases for tests: H2 and DuckDB in memory, and the servers that {@code EKG_TEST_POSTGRES_URL}
 * (such as {@code jdbc:postgresql://127.0.0.1:5433/postgres}) and {@code EKG_TEST_MARIADB_URL}
 * (such as {@code jdbc:mariadb://127.0.0.1:3307/}) name, with their users in {@code …_USER}.
 */
public final class TestDatabases {

  /** A database of its own for one test class. */
  public record Database(String url, String user) {
    /** Connects to it. */
    public Connection connect() throws SQLException {
      var properties = new Properties();
      if (url.startsWith("jdbc:duckdb:")) {
        // All connections to one DuckDB database must be configured alike.
        properties.setProperty("jdbc_stream_results", "true");
        return DriverManager.getConnection(url, properties);
      }
      properties.setProperty("user", user);
      properties.setProperty("password", "");
      return DriverManager.getConnection(url, properties);
    }

    /** Runs statements. */
    public void execute(String... statements) throws SQLException {
      try (Connection connection = connect();
          Statement statement = connection.createStatement()) {
        for (String sql : statements) {
          statement.execute(sql);
        }
      }
    }

    /** Returns its address with the user in it, as a configuration without variables has it. */
    public String urlWithUser() {
      if (user.isEmpty()) {
        return url;
      }
      return url.startsWith("jdbc:h2:")
          ? url + ";USER=" + user
          : url + (url.contains("?") ? "&" : "?") + "user=" + user;
    }

    /** Opens it as a source. */
    public JdbcSource source(String id) {
      boolean anonymous = user.isEmpty();
      return JdbcSource.open(
          id, url, anonymous ? null : user, anonymous ? null : "", 4, Duration.ofSeconds(20));
    }
  }

  /** A DuckDB database in memory lasts as long as one connection to it. */
  private static final List<Connection> HELD = new ArrayList<>();

  private TestDatabases() {}

  /** The databases that this machine has or may have. */
  public enum Kind {
    H2,
    DUCKDB,
    POSTGRES,
    MARIADB;

    /** Returns a new, empty database; without a server the test is skipped by name. */
    public Database create() {
      return switch (this) {
        case H2 -> h2();
        case DUCKDB -> duckdb();
        case POSTGRES -> postgres().orElseGet(() -> skipped("EKG_TEST_POSTGRES_URL", "PostgreSQL"));
        case MARIADB -> mariadb().orElseGet(() -> skipped("EKG_TEST_MARIADB_URL", "MariaDB"));
      };
    }

    private static Database skipped(String variable, String server) {
      skip("%s names no %s server".formatted(variable, server));
      throw new AssertionError("skipping aborts");
    }
  }

  /** Returns a new, empty DuckDB database in memory that lives until the JVM ends. */
  public static Database duckdb() {
    var database =
        new Database("jdbc:duckdb::memory:t" + UUID.randomUUID().toString().replace("-", ""), "");
    try {
      HELD.add(database.connect());
    } catch (SQLException e) {
      throw new IllegalStateException("no DuckDB: " + e.getMessage(), e);
    }
    return database;
  }

  /**
   * Returns a new, empty MariaDB database that reads double quotes as SQL does, if a server is
   * named.
   */
  public static Optional<Database> mariadb() {
    String server = System.getenv("EKG_TEST_MARIADB_URL");
    if (server == null || server.isEmpty()) {
      return Optional.empty();
    }
    String user = Optional.ofNullable(System.getenv("EKG_TEST_MARIADB_USER")).orElse("root");
    String name = "t" + UUID.randomUUID().toString().replace("-", "");
    try (Connection connection = DriverManager.getConnection(server, user, "");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name + " CHARACTER SET utf8mb4");
    } catch (SQLException e) {
      throw new IllegalStateException("no MariaDB at " + server + ": " + e.getMessage(), e);
    }
    return Optional.of(
        new Database(
            server.replaceFirst("/[^/?]*(\\?.*)?$", "/" + name)
                + "?allowMultiQueries=true&sessionVariables=sql_mode='ANSI_QUOTES'",
            user));
  }

  /** Returns a new, empty H2 database that lives until the JVM ends. */
  public static Database h2() {
    return new Database("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa");
  }

  /** Returns a new, empty PostgreSQL database, if a server is named. */
  public static Optional<Database> postgres() {
    String server = System.getenv("EKG_TEST_POSTGRES_URL");
    if (server == null || server.isEmpty()) {
      return Optional.empty();
    }
    String user = Optional.ofNullable(System.getenv("EKG_TEST_POSTGRES_USER")).orElse("postgres");
    String name = "t" + UUID.randomUUID().toString().replace("-", "");
    try (Connection connection = DriverManager.getConnection(server, user, "");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name + " ENCODING 'UTF8' TEMPLATE template0");
    } catch (SQLException e) {
      throw new IllegalStateException("no PostgreSQL at " + server + ": " + e.getMessage(), e);
    }
    return Optional.of(
        new Database(server.replaceFirst("/[^/?]*(\\?|$)", "/" + name + "$1"), user));
  }

  /** Skips by name where no server is named; with CI=true that is a failure. */
  public static void skipPostgres() {
    skip("EKG_TEST_POSTGRES_URL names no PostgreSQL server");
  }

  /** Skips by name where no server is named; with CI=true that is a failure. */
  public static void skipMariadb() {
    skip("EKG_TEST_MARIADB_URL names no MariaDB server");
  }

  private static void skip(String reason) {
    if ("true".equals(System.getenv("CI"))) {
      Assertions.fail(reason);
    }
    Assumptions.abort(reason);
  }
}
