package org.crmekg;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * Databases for tests: H2 in memory, and PostgreSQL where {@code EKG_TEST_POSTGRES_URL} (a URL of a
 * server, such as {@code jdbc:postgresql://127.0.0.1:5433/postgres}) names one.
 */
public final class TestDatabases {

  /** A database of its own for one test class. */
  public record Database(String url, String user) {}

  private TestDatabases() {}

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
    String reason = "EKG_TEST_POSTGRES_URL names no PostgreSQL server";
    if ("true".equals(System.getenv("CI"))) {
      Assertions.fail(reason);
    }
    Assumptions.abort(reason);
  }
}
