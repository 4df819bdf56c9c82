package org.crmekg.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.crmekg.config.SourceConfig.FileTable;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * A file with one JSON object a line (RFC 8259, UTF-8), as a table.
 *
 * <p>The columns are the names that occur in any object, in the order of their first occurrence,
 * after the declared ones. Strings are their text; numbers and booleans are the text of the file,
 * so that {@code 25.00} and identifiers of twenty digits stay what they are; objects and arrays are
 * JSON text, which views take apart. {@code null} and a missing name are NULL. Blank lines hold no
 * record.
 */
final class JsonLines {
  private static final int MAX_TEXT = 64 << 20;

  private final FileTable table;
  private final JsonMapper mapper =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(MAX_TEXT).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  JsonLines(FileTable table) {
    this.table = table;
  }

  /**
   * Makes a table of the records.
   *
   * @return the columns, without that of the record's number
   * @throws SQLException naming the line, if it is not an object or not JSON
   */
  List<String> importInto(Connection connection, String target, String rowColumn)
      throws SQLException {
    List<String> columns = columns(rowColumn);
    var ddl = new StringBuilder("\"%s\" BIGINT".formatted(rowColumn));
    for (String column : columns) {
      ddl.append(", ").append(Dialect.DUCKDB.quote(column)).append(" VARCHAR");
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE %s(%s)".formatted(Dialect.DUCKDB.quote(target), ddl));
    }
    var positions = new TreeMap<String, Integer>();
    for (int i = 0; i < columns.size(); i++) {
      positions.put(columns.get(i), i);
    }
    try (DuckDBAppender appender =
        connection.unwrap(DuckDBConnection.class).createAppender("main", target)) {
      read(
          (record, parser) -> {
            append(appender, record, values(parser, positions));
          });
    }
    return columns;
  }

  private List<String> columns(String rowColumn) throws SQLException {
    Set<String> names = new LinkedHashSet<>(table.columns());
    read(
        (record, parser) -> {
          while (parser.nextToken() == JsonToken.FIELD_NAME) {
            names.add(parser.currentName());
            parser.nextToken();
            parser.skipChildren();
          }
        });
    Map<String, String> seen = new TreeMap<>();
    for (String name : names) {
      String before = seen.put(name.toLowerCase(Locale.ROOT), name);
      if (before != null || name.equalsIgnoreCase(rowColumn) || name.isEmpty()) {
        throw new SQLException(
            before == null
                ? "the name \"%s\" cannot be a column; rename it".formatted(name)
                : "the names \"%s\" and \"%s\" differ in case only; a table cannot have both"
                    .formatted(before, name));
      }
    }
    return new ArrayList<>(names);
  }

  private @Nullable String[] values(JsonParser parser, Map<String, Integer> positions)
      throws IOException {
    var values = new @Nullable String[positions.size()];
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      Integer position = positions.get(parser.currentName());
      JsonToken token = parser.nextToken();
      if (position == null) {
        throw new IOException("the file changed while it was read");
      }
      values[position] =
          switch (token) {
            case VALUE_NULL -> null;
            case START_OBJECT, START_ARRAY -> {
              JsonNode tree = mapper.readTree(parser);
              yield mapper.writeValueAsString(tree);
            }
            default -> parser.getText();
          };
    }
    return values;
  }

  private static void append(DuckDBAppender appender, long record, @Nullable String[] values)
      throws SQLException {
    appender.beginRow();
    appender.append(record);
    for (@Nullable String value : values) {
      appender.append(value);
    }
    appender.endRow();
  }

  private interface Visitor {
    /** Reads an object whose opening brace was read. */
    void visit(long record, JsonParser parser) throws IOException, SQLException;
  }

  private void read(Visitor visitor) throws SQLException {
    long line = 0;
    long record = 0;
    try (BufferedReader lines = Files.newBufferedReader(table.file(), StandardCharsets.UTF_8)) {
      for (String text = lines.readLine(); text != null; text = lines.readLine()) {
        line++;
        String json = line == 1 && text.startsWith("\uFEFF") ? text.substring(1) : text;
        if (json.isBlank()) {
          continue;
        }
        record++;
        try (JsonParser parser = mapper.createParser(json)) {
          if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new SQLException("line %d: there must be a JSON object".formatted(line));
          }
          visitor.visit(record, parser);
          if (parser.nextToken() != null) {
            throw new SQLException("line %d: there is more than one object".formatted(line));
          }
        }
      }
    } catch (JsonProcessingException e) {
      throw new SQLException(
          "line %d, column %d: %s"
              .formatted(
                  line,
                  e.getLocation() == null ? 1 : e.getLocation().getColumnNr(),
                  e.getOriginalMessage()),
          e);
    } catch (CharacterCodingException e) {
      throw new SQLException("line %d or a little later is not UTF-8 text".formatted(line + 1), e);
    } catch (IOException e) {
      throw new SQLException("line %d: %s".formatted(line, e.getMessage()), e);
    }
  }
}
