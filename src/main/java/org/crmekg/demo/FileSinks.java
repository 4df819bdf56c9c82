package org.crmekg.demo;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** Tables as files. */
final class FileSinks {
  private FileSinks() {}

  static RowSink csv(TableDefinition table, Path file) throws IOException {
    Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
    out.write(
        table.columns().stream().map(c -> field(c.name())).collect(Collectors.joining(",")) + "\n");
    return new TextSink(out) {
      @Override
      void append(StringBuilder line, @Nullable Object[] values) {
        for (int i = 0; i < values.length; i++) {
          line.append(i == 0 ? "" : ",");
          Object value = values[i];
          if (value != null) {
            line.append(field(text(value)));
          }
        }
      }
    };
  }

  static RowSink jsonLines(TableDefinition table, Path file) throws IOException {
    return new TextSink(Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      @Override
      void append(StringBuilder line, @Nullable Object[] values) {
        for (int i = 0; i < values.length; i++) {
          line.append(i == 0 ? "{\"" : ",\"").append(table.columns().get(i).name()).append("\":");
          Object value = values[i];
          Json.append(line, value instanceof LocalDateTime time ? text(time) : value);
        }
        line.append('}');
      }
    };
  }

  /** Rows go through a table of an embedded database, which writes the file at the end. */
  static RowSink parquet(TableDefinition table, Path file) throws SQLException, IOException {
    Path database = file.resolveSibling(table.name() + ".partial.duckdb");
    Files.deleteIfExists(database);
    Connection connection = DriverManager.getConnection("jdbc:duckdb:" + database.toAbsolutePath());
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET memory_limit='256MB'");
      statement.execute("SET threads TO 1");
      statement.execute(
          table.columns().stream()
              .map(c -> "\"" + c.name() + "\" " + c.type())
              .collect(Collectors.joining(", ", "CREATE TABLE t (", ")")));
    }
    DuckDBAppender appender = connection.unwrap(DuckDBConnection.class).createAppender("main", "t");
    return new RowSink() {
      @Override
      public void write(@Nullable Object[] values) throws SQLException {
        DuckTables.append(appender, values);
      }

      @Override
      public void finish() throws SQLException, IOException {
        appender.close();
        try (Statement statement = connection.createStatement()) {
          statement.execute(
              "COPY t TO '%s' (FORMAT parquet)"
                  .formatted(file.toAbsolutePath().toString().replace("'", "''")));
        }
        connection.close();
        Files.deleteIfExists(database);
      }
    };
  }

  static String text(Object value) {
    return switch (value) {
      case LocalDateTime time -> seconds(time);
      case BigDecimal number -> number.toPlainString();
      case Json json -> json.text();
      default -> value.toString();
    };
  }

  /** As a formatter of this pattern would write it, in a tenth of the time. */
  private static String seconds(LocalDateTime time) {
    // LocalTime leaves seconds out that are zero, and writes fractions that are not.
    String text = time.truncatedTo(ChronoUnit.SECONDS).toString();
    return time.getSecond() == 0 ? text + ":00" : text;
  }

  /** RFC 4180. */
  private static String field(String text) {
    boolean quote = text.isEmpty();
    for (int i = 0; i < text.length() && !quote; i++) {
      char c = text.charAt(i);
      quote = c == ',' || c == '"' || c == '\n' || c == '\r';
    }
    return quote ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }

  private abstract static class TextSink implements RowSink {
    private final Writer out;
    private final StringBuilder line = new StringBuilder();

    TextSink(Writer out) {
      this.out = new BufferedWriter(out, 1 << 16);
    }

    abstract void append(StringBuilder line, @Nullable Object[] values);

    @Override
    public void write(@Nullable Object[] values) throws IOException {
      line.setLength(0);
      append(line, values);
      out.append(line.append('\n'));
    }

    @Override
    public void finish() throws IOException {
      out.close();
    }
  }
}
