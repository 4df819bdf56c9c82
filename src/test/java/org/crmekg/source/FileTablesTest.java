package org.crmekg.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmekg.Deadline;
import org.crmekg.SourceException;
import org.crmekg.config.SourceConfig;
import org.crmekg.config.SourceConfig.Access;
import org.crmekg.config.SourceConfig.FileTable;
import org.crmekg.config.SourceConfig.Format;
import org.crmekg.config.SourceConfig.Mode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JSON lines and Parquet as tables. */
class FileTablesTest {
  @TempDir Path folder;

  @Test
  void jsonValuesKeepTheTextOfTheFile() throws SQLException, IOException {
    write(
        "t.jsonl",
        """
        \uFEFF{"id": 12345678901234567890123, "share": 25.00, "ok": true, "name": "Zoë \\"Z\\"\\n\\u0434", "none": null}

        {"late": "", "id": "007", "share": 1e-7, "list": [1.50, {"a": null}], "object": {"b": [12345678901234567890]}}
        """);
    try (JdbcSource source = open(table(Format.JSONL, List.of("never")))) {
      assertThat(columns(source))
          .containsExactly(
              "_row", "never", "id", "share", "ok", "name", "none", "late", "list", "object");
      assertThat(
              rows(
                  source,
                  "SELECT * FROM t ORDER BY _row",
                  List.of("_row", "id", "share", "ok", "name", "none", "late", "list", "object")))
          .containsExactly(
              "1|12345678901234567890123|25.00|true|Zoë \"Z\"\nд|null|null|null|null",
              "2|007|1e-7|null|null|null||[1.50,{\"a\":null}]|{\"b\":[12345678901234567890]}");
      assertThat(
              rows(
                  source,
                  "SELECT _row, unnest(json_extract_string(list, '$[*]')) AS item FROM t",
                  List.of("_row", "item")))
          .contains("2|1.5");
    }
  }

  @Test
  void aFileWithoutRecordsHasTheDeclaredColumns() throws SQLException, IOException {
    write("t.jsonl", "\n");
    try (JdbcSource source = open(table(Format.JSONL, List.of("id")))) {
      assertThat(columns(source)).containsExactly("_row", "id");
      assertThat(rows(source, "SELECT * FROM t", List.of("id"))).isEmpty();
    }
  }

  @Test
  void brokenJsonNamesTheLine() throws IOException {
    Map<String, String> broken =
        Map.of(
            "{\"a\": 1}\n{\"a\": ", "line 2",
            "{\"a\": 1}\n\n[1]\n", "line 3",
            "{\"a\": 1} {\"a\": 2}\n", "line 1",
            "{\"a\": 1, \"a\": 2}\n", "line 1",
            "{\"a\": 01}\n", "line 1",
            "{\"a\": 1}\n{\"A\": 1}\n", "differ in case",
            "{\"_row\": 1}\n", "_row");
    for (Map.Entry<String, String> file : broken.entrySet()) {
      write("t.jsonl", file.getKey());
      try (JdbcSource source = open(table(Format.JSONL, List.of()))) {
        assertThatThrownBy(() -> columns(source))
            .as(file.getKey())
            .isInstanceOf(SourceException.class)
            .hasMessageContaining("t.jsonl")
            .hasMessageContaining(file.getValue());
      }
    }
    Files.write(folder.resolve("t.jsonl"), new byte[] {'{', '"', (byte) 0xFF, '"', ':', '1', '}'});
    try (JdbcSource source = open(table(Format.JSONL, List.of()))) {
      assertThatThrownBy(() -> columns(source)).hasMessageContaining("UTF-8");
    }
  }

  @Test
  void aChangedFileIsReadAgain() throws SQLException, IOException {
    write("t.jsonl", "{\"a\": 1}\n");
    try (JdbcSource source = open(table(Format.JSONL, List.of()))) {
      assertThat(rows(source, "SELECT a FROM t", List.of("a"))).containsExactly("1");
      write("t.jsonl", "{\"a\": 1}\n{\"a\": 22}\n");
      assertThat(rows(source, "SELECT a FROM t", List.of("a"))).containsExactly("1", "22");
    }
  }

  @Test
  void parquetKeepsItsTypesAndTheOrderOfItsRows() throws SQLException {
    duckdb(
        "COPY (SELECT i AS id, i * 1.5::DECIMAL(9,2) AS amount, DATE '2026-01-01' + i::INTEGER AS day"
            + " FROM range(5000) r(i) ORDER BY i DESC) TO '%s' (FORMAT parquet, ROW_GROUP_SIZE 1000)"
                .formatted(folder.resolve("t.parquet")));
    try (JdbcSource source = open(table(Format.PARQUET, List.of()))) {
      assertThat(columns(source)).containsExactly("_row", "id", "amount", "day");
      assertThat(
              rows(
                  source,
                  "SELECT _row, id, amount, day FROM t WHERE _row IN (1, 2, 5000) ORDER BY _row",
                  List.of("_row", "id", "amount", "day")))
          .containsExactly(
              "1|4999|7498.50|2039-09-09", "2|4998|7497.00|2039-09-08", "5000|0|0.00|2026-01-01");
    }
  }

  @Test
  void aCutParquetFileIsAnError() throws SQLException, IOException {
    Path file = folder.resolve("t.parquet");
    duckdb("COPY (SELECT 1 AS id) TO '%s' (FORMAT parquet)".formatted(file));
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 10));
    try (JdbcSource source = open(table(Format.PARQUET, List.of()))) {
      assertThatThrownBy(() -> columns(source))
          .isInstanceOf(SourceException.class)
          .hasMessageContaining("t.parquet");
    }
  }

  private FileTable table(Format format, List<String> columns) {
    return new FileTable("t", folder.resolve("t." + format.shown()), format, columns, List.of());
  }

  private JdbcSource open(FileTable table) {
    var config =
        new SourceConfig(
            "f",
            "f",
            "nobody",
            new Access.Files(List.of(table)),
            List.of(),
            Mode.VIRTUAL,
            Optional.empty(),
            "public",
            Duration.ofSeconds(30),
            2,
            List.of());
    return Sources.open(config, folder.resolve("data"), variable -> null);
  }

  private static List<String> columns(JdbcSource source) throws SQLException {
    source.ping();
    return source.table(List.of("t")).orElseThrow().columnNames();
  }

  private static List<String> rows(JdbcSource source, String sql, List<String> columns)
      throws SQLException {
    var rows = new ArrayList<String>();
    try (RowCursor cursor = source.query(sql, List.of(), Deadline.none())) {
      while (cursor.next()) {
        var values = new ArrayList<String>();
        for (String column : columns) {
          values.add(cursor.row().getString(column));
        }
        rows.add(String.join("|", values));
      }
    }
    return rows;
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text, StandardCharsets.UTF_8);
  }

  private static void duckdb(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
