package org.crmekg.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.crmekg.ConfigException;
import org.crmekg.Problem;
import org.crmekg.SourceException;
import org.crmekg.UsageException;
import org.crmekg.config.EkgConfig;
import org.crmekg.config.SourceConfig;
import org.crmekg.config.SourceConfig.Access;
import org.crmekg.config.SourceConfig.FileTable;

/** The sources of the demo: their making, and changes to them by plain SQL. */
public final class DemoSources {
  private static final String FOLDER = "demo";

  private DemoSources() {}

  /**
   * Makes what is missing: an empty database is filled by its init script, a missing file is copied
   * from the sample. What is there stays as it is.
   *
   * @return what was made, in words
   * @throws SourceException if a source cannot be written
   */
  public static List<String> prepare(EkgConfig config) {
    Path folder = config.dataFolder().resolve(FOLDER);
    var made = new ArrayList<String>();
    for (SourceConfig source : config.sources()) {
      switch (source.access()) {
        case Access.Jdbc jdbc -> {
          if (jdbc.initScript().isPresent()
              && fill(source, jdbc, jdbc.initScript().get(), folder)) {
            made.add("database of " + source.id());
          }
        }
        case Access.Endpoint endpoint -> {}
        case Access.Files files -> {
          for (FileTable table : files.tables()) {
            if (copy(source, table.file(), folder)) {
              made.add("file " + table.file().getFileName());
            }
          }
        }
      }
    }
    return made;
  }

  private static boolean fill(SourceConfig source, Access.Jdbc jdbc, String script, Path folder) {
    try (InputStream in = DemoSources.class.getResourceAsStream("/" + script)) {
      if (in == null) {
        throw new ConfigException(
            Problem.CONFIG_INVALID,
            "source %s: there is no ekg:initScript \"%s\" in the program"
                .formatted(source.id(), script));
      }
      String sql = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      Files.createDirectories(folder);
      try (Connection connection = DriverManager.getConnection(jdbc.url());
          Statement statement = connection.createStatement()) {
        if (!isEmpty(statement)) {
          return false;
        }
        connection.setAutoCommit(false);
        statement.execute(sql);
        connection.commit();
        return true;
      }
    } catch (SQLException | IOException e) {
      throw new SourceException(
          Problem.SOURCE_FAILED,
          "source %s: its sample database cannot be made: %s"
              .formatted(source.id(), e.getMessage()),
          e);
    }
  }

  private static boolean isEmpty(Statement statement) throws SQLException {
    try (ResultSet tables =
        statement.executeQuery(
            "SELECT COUNT(*) FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = 'PUBLIC'")) {
      return tables.next() && tables.getLong(1) == 0;
    }
  }

  private static boolean copy(SourceConfig source, Path file, Path folder) {
    Path name = file.getFileName();
    boolean ours =
        name != null && folder.toAbsolutePath().equals(file.toAbsolutePath().getParent());
    if (!ours || Files.exists(file)) {
      return false;
    }
    try (InputStream in = DemoSources.class.getResourceAsStream("/" + FOLDER + "/" + name)) {
      if (in == null) {
        return false;
      }
      Files.createDirectories(folder);
      Path partial = Files.createTempFile(folder, name.toString(), ".partial");
      Files.copy(in, partial, StandardCopyOption.REPLACE_EXISTING);
      Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
      return true;
    } catch (IOException e) {
      throw new SourceException(
          Problem.FILE_INVALID,
          "source %s: the sample file %s cannot be written: %s"
              .formatted(source.id(), file, e.getMessage()),
          e);
    }
  }

  /**
   * Runs SQL in the database of a demo source.
   *
   * @return the number of rows changed
   * @throws UsageException if there is no such source, or it is not one of the demo, or the
   *     statement is wrong
   */
  public static long execute(EkgConfig config, String sourceId, String sql) {
    SourceConfig source =
        config
            .source(sourceId)
            .orElseThrow(
                () ->
                    new UsageException(
                        Problem.SOURCE_UNKNOWN,
                        "there is no source \"%s\"; there are %s"
                            .formatted(
                                sourceId,
                                config.sources().stream().map(SourceConfig::id).toList())));
    if (!(source.access() instanceof Access.Jdbc jdbc) || jdbc.initScript().isEmpty()) {
      throw new UsageException(
          Problem.USAGE,
          "source %s is not a database of the demo; sources are read-only, change the data there"
              .formatted(sourceId));
    }
    String existing = jdbc.url().contains("IFEXISTS") ? jdbc.url() : jdbc.url() + ";IFEXISTS=TRUE";
    try (Connection connection = DriverManager.getConnection(existing)) {
      return execute(connection, sql);
    } catch (SQLException e) {
      throw new SourceException(
          Problem.SOURCE_UNREACHABLE,
          "source %s cannot be reached: %s; `ekg demo` makes it"
              .formatted(sourceId, e.getMessage()),
          e);
    }
  }

  private static long execute(Connection connection, String sql) {
    try (Statement statement = connection.createStatement()) {
      boolean rows = statement.execute(sql);
      return rows ? 0 : Math.max(0, statement.getLargeUpdateCount());
    } catch (SQLException e) {
      throw new UsageException(
          Problem.USAGE,
          "the database rejects the statement: %s"
              .formatted(String.valueOf(e.getMessage()).replaceAll("\\s+", " ")),
          e);
    }
  }
}
