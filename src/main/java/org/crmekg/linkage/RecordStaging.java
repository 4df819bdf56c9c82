package org.crmekg.linkage;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Properties;
import java.util.StringJoiner;
import org.crmekg.Problem;
import org.crmekg.ResourceException;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * Makes records of values that come column by column, in bounded memory.
 *
 * <p>What is added may come in any order and more than once; records come out by their identifiers,
 * each once, and their values in alphabetical order, so that the same statements make the same
 * records. DuckDB sorts, and goes to disk when memory ends. To be closed; used by one thread at a
 * time.
 */
public final class RecordStaging implements AutoCloseable {
  /** A record of more values in one column says nothing of anybody by them. */
  private static final int MOST_VALUES = 16;

  /** Stands for "there is this record" among the numbers of columns. */
  private static final short EXISTS = -1;

  private final List<String> sources;
  private final List<String> columns;
  private final Connection connection;
  private final DuckDBAppender appender;
  private final Map<String, Short> sourceNumbers = new HashMap<>();
  private final Map<String, Short> columnNumbers = new HashMap<>();
  private long cut;

  /**
   * Prepares the staging.
   *
   * @param sources the names of all sources
   * @param columns the names of all columns
   */
  public RecordStaging(List<String> sources, List<String> columns, LinkageOptions options) {
    this.sources = List.copyOf(sources);
    this.columns = List.copyOf(columns);
    for (String source : sources) {
      sourceNumbers.put(source, (short) sourceNumbers.size());
    }
    for (String column : columns) {
      columnNumbers.put(column, (short) columnNumbers.size());
    }
    var properties = new Properties();
    properties.setProperty("jdbc_stream_results", "true");
    try {
      connection = DriverManager.getConnection("jdbc:duckdb:", properties);
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET memory_limit='%dMB'".formatted(options.memoryMegabytes()));
        statement.execute("SET threads=" + options.threads());
        statement.execute(
            "SET temp_directory='%s'"
                .formatted(options.temporary().toAbsolutePath().toString().replace("'", "''")));
        statement.execute(
            "CREATE TABLE cell(record VARCHAR, source SMALLINT, col SMALLINT, val VARCHAR)");
      }
      appender = connection.unwrap(DuckDBConnection.class).createAppender("main", "cell");
      // One call after the other, but queries that fill it run on threads of their own.
      appender.unsafeBreakThreadConfinement();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** Says that there is a record, whether it has values or not. */
  public void record(String source, String id) {
    append(id, source, EXISTS, "");
  }

  /** Adds a value to a record; counts for records that {@link #record} names only. */
  public void value(String source, String id, String column, String value) {
    Short number = columnNumbers.get(column);
    if (number == null) {
      throw new IllegalArgumentException("no column " + column);
    }
    append(id, source, number, value.replace(RecordTable.SEVERAL, ' '));
  }

  private void append(String id, String source, short column, String value) {
    Short number = sourceNumbers.get(source);
    if (number == null) {
      throw new IllegalArgumentException("no source " + source);
    }
    try {
      appender.beginRow();
      appender.append(id);
      appender.append(number);
      appender.append(column);
      appender.append(value);
      appender.endRow();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** Takes back everything that was added of a source, as if it had no records. */
  public void forget(String source) {
    try {
      appender.flush();
      try (var statement = connection.prepareStatement("DELETE FROM cell WHERE source = ?")) {
        statement.setShort(1, sourceNumbers.getOrDefault(source, EXISTS));
        statement.execute();
      }
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /**
   * Returns the records by their identifiers; nothing can be added any more.
   *
   * <p>A record that several sources have is of the first of them. Of more than 16 values in one
   * column the first by the alphabet are taken, and counted by {@link #cut}.
   */
  public Iterator<LinkRecord> records() {
    try {
      appender.close();
      Statement statement = connection.createStatement();
      ResultSet rows =
          statement.executeQuery(
              """
              SELECT record, col, val, min(source) FROM cell
              SEMI JOIN (SELECT record FROM cell WHERE col = -1) AS known USING (record)
              GROUP BY record, col, val ORDER BY record, col, val
              """);
      return new Records(rows);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** Returns how many records had more values in a column than are compared. */
  public long cut() {
    return cut;
  }

  private final class Records implements Iterator<LinkRecord> {
    private final ResultSet rows;
    private boolean isThere;

    Records(ResultSet rows) throws SQLException {
      this.rows = rows;
      this.isThere = rows.next();
    }

    @Override
    public boolean hasNext() {
      return isThere;
    }

    @Override
    public LinkRecord next() {
      if (!isThere) {
        throw new NoSuchElementException();
      }
      try {
        String id = rows.getString(1);
        short source = Short.MAX_VALUE;
        List<List<String>> values = new ArrayList<>();
        columns.forEach(c -> values.add(new ArrayList<>()));
        while (isThere && rows.getString(1).equals(id)) {
          short column = rows.getShort(2);
          if (column == EXISTS) {
            source = rows.getShort(4);
          } else {
            values.get(column).add(rows.getString(3));
          }
          isThere = rows.next();
        }
        return new LinkRecord(id, sources.get(source), joined(values));
      } catch (SQLException e) {
        throw failed(e);
      }
    }

    private Map<String, String> joined(List<List<String>> values) {
      var joined = new HashMap<String, String>();
      for (int c = 0; c < values.size(); c++) {
        List<String> all = values.get(c);
        if (all.isEmpty()) {
          continue;
        }
        cut += all.size() > MOST_VALUES ? 1 : 0;
        var text = new StringJoiner(String.valueOf(RecordTable.SEVERAL));
        all.stream().limit(MOST_VALUES).forEach(text::add);
        joined.put(columns.get(c), text.toString());
      }
      return joined;
    }
  }

  private static ResourceException failed(SQLException e) {
    return new ResourceException(
        Problem.STAGING_FAILED, "records cannot be put together: " + e.getMessage(), e);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failed(e);
    }
  }
}
