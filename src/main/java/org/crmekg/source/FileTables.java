package org.crmekg.source;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.crmekg.Problem;
import org.crmekg.SourceException;
import org.crmekg.config.SourceConfig.FileTable;
import org.crmekg.config.SourceConfig.Format;
import org.jspecify.annotations.Nullable;

/**
 * Files as tables of an embedded database.
 *
 * <p>A point look-up through a view over a file takes tens of milliseconds, through a table three.
 * So a file is imported once, and again when its size, time or checksum changes. Columns are text,
 * but those of Parquet, which declares types: sniffed types would cost identifiers their zeros.
 * Column {@code _row} is the number of the record, from 1, for lineage. A broken file is an error
 * that names the line; nothing is skipped.
 */
final class FileTables {
  private static final String ROW = "_row";

  private record Stamp(String path, long size, long modified) {}

  private final String sourceId;
  private final List<FileTable> tables;
  private final Path database;
  private final Map<String, Stamp> current = new HashMap<>();

  FileTables(String sourceId, List<FileTable> tables, Path database) {
    this.sourceId = sourceId;
    this.tables = tables;
    this.database = database;
  }

  String url() {
    try {
      Files.createDirectories(database.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw new SourceException(
          Problem.FILE_INVALID, "the folder of %s cannot be made: %s".formatted(database, e), e);
    }
    return "jdbc:duckdb:" + database.toAbsolutePath();
  }

  /** Imports what has changed; cheap when nothing has. */
  synchronized void refresh() {
    for (FileTable table : tables) {
      Stamp stamp = stamp(table);
      if (!stamp.equals(current.get(table.name()))) {
        importIfChanged(table, stamp);
        current.put(table.name(), stamp);
      }
    }
  }

  private Stamp stamp(FileTable table) {
    try {
      return new Stamp(
          table.file().toAbsolutePath().toString(),
          Files.size(table.file()),
          Files.getLastModifiedTime(table.file()).toMillis());
    } catch (IOException e) {
      throw new SourceException(
          Problem.FILE_INVALID,
          "source %s: the file %s of table %s cannot be read; is it there?"
              .formatted(sourceId, table.file(), table.name()),
          e);
    }
  }

  private void importIfChanged(FileTable table, Stamp stamp) {
    String checksum = checksum(table.file());
    var properties = new Properties();
    properties.setProperty("jdbc_stream_results", "true");
    try (Connection connection = DriverManager.getConnection(url(), properties);
        Statement statement = connection.createStatement()) {
      statement.execute("SET memory_limit='1GB'");
      statement.execute(
          "CREATE TABLE IF NOT EXISTS _ekg_files"
              + "(name VARCHAR PRIMARY KEY, path VARCHAR, checksum VARCHAR, format VARCHAR)");
      if (isImported(connection, table, stamp, checksum)) {
        return;
      }
      importInto(connection, table);
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT OR REPLACE INTO _ekg_files VALUES (?, ?, ?, ?)")) {
        insert.setString(1, table.name());
        insert.setString(2, stamp.path());
        insert.setString(3, checksum);
        insert.setString(4, shape(table));
        insert.execute();
      }
    } catch (SQLException e) {
      throw new SourceException(
          Problem.FILE_INVALID,
          "source %s: the file %s of table %s is broken: %s"
              .formatted(sourceId, table.file(), table.name(), shortened(e)),
          e);
    }
  }

  private static boolean isImported(
      Connection connection, FileTable table, Stamp stamp, String checksum) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT 1 FROM _ekg_files WHERE name = ? AND path = ? AND checksum = ? AND format = ?")) {
      select.setString(1, table.name());
      select.setString(2, stamp.path());
      select.setString(3, checksum);
      select.setString(4, shape(table));
      try (ResultSet rows = select.executeQuery()) {
        return rows.next();
      }
    }
  }

  /** What else of a table's declaration decides what is imported and checked. */
  private static String shape(FileTable table) {
    return table.format().name() + table.columns() + table.key();
  }

  private void importInto(Connection connection, FileTable table) throws SQLException {
    String staging = "_ekg_import_" + table.name();
    try (Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS " + Dialect.DUCKDB.quote(staging));
      List<String> columns =
          switch (table.format()) {
            case CSV, TSV -> importText(statement, staging, table);
            case JSONL -> new JsonLines(table).importInto(connection, staging, ROW);
            case PARQUET -> importParquet(statement, staging, table);
          };
      for (String column : table.key()) {
        if (!columns.contains(column)) {
          throw new SQLException(
              "ekg:key names the column \"%s\"; the file has %s".formatted(column, columns));
        }
      }
      if (!table.key().isEmpty()) {
        checkKey(statement, Dialect.DUCKDB.quote(staging), table);
      }
      String target = Dialect.DUCKDB.quote(table.name());
      statement.execute("BEGIN TRANSACTION");
      statement.execute("DROP TABLE IF EXISTS " + target);
      statement.execute(
          "ALTER TABLE %s RENAME TO %s".formatted(Dialect.DUCKDB.quote(staging), target));
      statement.execute("COMMIT");
    }
  }

  private List<String> importParquet(Statement statement, String staging, FileTable table)
      throws SQLException {
    String reader = "read_parquet(%s)".formatted(text(table.file().toAbsolutePath().toString()));
    var columns = new ArrayList<String>();
    try (ResultSet rows = statement.executeQuery("DESCRIBE SELECT * FROM " + reader)) {
      while (rows.next()) {
        columns.add(rows.getString("column_name"));
      }
    }
    checkNames(columns);
    statement.execute(
        "CREATE TABLE %s AS SELECT row_number() OVER () AS \"%s\", * FROM %s"
            .formatted(Dialect.DUCKDB.quote(staging), ROW, reader));
    return columns;
  }

  private List<String> importText(Statement statement, String name, FileTable table)
      throws SQLException {
    char separator = table.format() == Format.TSV ? '\t' : ',';
    List<String> header = header(table, separator);
    var columns = new StringBuilder();
    for (String column : header) {
      columns.append(columns.isEmpty() ? "" : ", ").append(text(column)).append(": 'VARCHAR'");
    }
    String staging = Dialect.DUCKDB.quote(name);
    statement.execute(
        """
        CREATE TABLE %s AS SELECT row_number() OVER () AS "%s", * FROM read_csv(%s,
          auto_detect = false, header = true, columns = {%s}, delim = %s, quote = '"',
          escape = '"', nullstr = '', allow_quoted_nulls = false, strict_mode = true,
          null_padding = false, ignore_errors = false, max_line_size = 67108864,
          parallel = false)
        """
            .formatted(
                staging,
                ROW,
                text(table.file().toAbsolutePath().toString()),
                columns,
                text(String.valueOf(separator))));
    checkWhole(statement, staging, table, header.size() == 1, separator);
    return header;
  }

  /**
   * The reader drops what follows a quote that is never closed, as in a file that was cut off,
   * without a word. So records are counted here, too.
   */
  private static void checkWhole(
      Statement statement, String staging, FileTable table, boolean oneColumn, char separator)
      throws SQLException {
    long records = records(table.file(), oneColumn, separator) - 1;
    try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + staging)) {
      if (!rows.next() || rows.getLong(1) != records) {
        throw new SQLException(
            "the file has %d records, and %d could be read".formatted(records, rows.getLong(1)));
      }
    }
  }

  /**
   * Counts the records of a file (RFC 4180), header and all; an empty line is one only where there
   * is one column.
   */
  private static long records(Path file, boolean oneColumn, char separator) throws SQLException {
    long records = 0;
    long line = 1;
    long quoteLine = 0;
    boolean empty = true;
    boolean fieldStart = true;
    boolean quoted = false;
    int before = -1;
    try (var in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      // Bytes are enough: in UTF-8 no other character has a byte of the ones looked at.
      for (int c = in.read(); c != -1; c = in.read()) {
        if (c == '"' && (quoted || fieldStart)) {
          // A doubled quote closes and opens again at once.
          quoted = !quoted;
          quoteLine = line;
          empty = false;
          fieldStart = !quoted;
        } else if (quoted) {
          fieldStart = false;
        } else if (c == '\n' || c == '\r') {
          boolean second = c == '\n' && before == '\r';
          records += second || (empty && !oneColumn) ? 0 : 1;
          empty = true;
          fieldStart = true;
        } else {
          fieldStart = c == separator;
          empty = false;
        }
        line += c == '\n' ? 1 : 0;
        before = c;
      }
    } catch (IOException e) {
      throw new SQLException("the file cannot be read: " + e.getMessage(), e);
    }
    if (quoted) {
      throw new SQLException("line %d: a quote is opened and never closed".formatted(quoteLine));
    }
    return empty ? records : records + 1;
  }

  /**
   * A declared key that does not hold would cost duplicates or rows later, so it is checked here.
   */
  private static void checkKey(Statement statement, String staging, FileTable table)
      throws SQLException {
    String columns =
        table.key().stream()
            .map(Dialect.DUCKDB::quote)
            .reduce((a, b) -> a + ", " + b)
            .orElseThrow();
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT max(\"%s\"), count(*) FROM %s GROUP BY %s HAVING count(*) > 1 LIMIT 1"
                .formatted(ROW, staging, columns))) {
      if (rows.next()) {
        throw new SQLException(
            "ekg:key %s is not unique: record %d repeats an earlier one"
                .formatted(table.key(), rows.getLong(1)));
      }
    }
  }

  /** Reads the first record; quotes, doubled quotes and a byte order mark are understood. */
  private List<String> header(FileTable table, char separator) throws SQLException {
    var names = new ArrayList<String>();
    try (var reader = Files.newBufferedReader(table.file(), StandardCharsets.UTF_8)) {
      var name = new StringBuilder();
      boolean quoted = false;
      boolean any = false;
      int c = reader.read();
      if (c == 0xFEFF) {
        c = reader.read();
      }
      while (c != -1 && (quoted || (c != '\n' && c != '\r'))) {
        any = true;
        if (c == '"') {
          if (quoted) {
            reader.mark(1);
            if (reader.read() == '"') {
              name.append('"');
            } else {
              reader.reset();
              quoted = false;
            }
          } else {
            quoted = true;
          }
        } else if (c == separator && !quoted) {
          names.add(name.toString());
          name.setLength(0);
        } else {
          name.append((char) c);
        }
        c = reader.read();
      }
      names.add(name.toString());
      if (!any) {
        throw new SQLException("the file is empty; its first line must name the columns");
      }
    } catch (IOException e) {
      throw new SQLException("the first line is not UTF-8 text", e);
    }
    checkNames(names);
    return names;
  }

  /** Names of columns are the same in this database whatever their case. */
  private static void checkNames(List<String> names) throws SQLException {
    var seen = new HashSet<String>();
    for (String name : names) {
      if (name.isEmpty()) {
        throw new SQLException("a column has no name");
      }
      if (name.equalsIgnoreCase(ROW) || !seen.add(name.toLowerCase(Locale.ROOT))) {
        throw new SQLException(
            "the column name \"%s\" is used twice (whatever its case) or reserved".formatted(name));
      }
    }
  }

  private String checksum(Path file) {
    try (InputStream in =
        new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(((DigestInputStream) in).getMessageDigest().digest());
    } catch (IOException | NoSuchAlgorithmException e) {
      throw new SourceException(
          Problem.FILE_INVALID,
          "source %s: the file %s cannot be read: %s".formatted(sourceId, file, e.getMessage()),
          e);
    }
  }

  private static String text(@Nullable String value) {
    return "'" + String.valueOf(value).replace("'", "''") + "'";
  }

  private static String shortened(SQLException e) {
    String message = String.valueOf(e.getMessage());
    int options = message.indexOf("Possible fixes");
    String line = (options > 0 ? message.substring(0, options) : message).replaceAll("\\s+", " ");
    return line.length() <= 400 ? line : line.substring(0, 399) + "…";
  }
}
