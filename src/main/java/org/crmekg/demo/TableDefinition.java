package org.crmekg.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.crmekg.InternalException;
import org.crmekg.Problem;

/**
 * A table of the sample enterprise, as its DDL declares it.
 *
 * @param source id of the source
 * @param name table name
 * @param columns its columns in order
 * @param key columns of its primary key
 */
record TableDefinition(String source, String name, List<Column> columns, List<String> key) {
  private static final Pattern TABLE =
      Pattern.compile("CREATE TABLE \"(\\w+)\" \\((.*?)\\n\\);", Pattern.DOTALL);
  private static final Pattern COLUMN =
      Pattern.compile("^ {2}\"(\\w+)\" (\\w+)(?:\\([^)]*\\))?( NOT NULL)?,?$", Pattern.MULTILINE);
  private static final Pattern KEY = Pattern.compile("PRIMARY KEY \\((.*)\\)");
  private static final String FOLDER = "/demo/enterprise/";

  TableDefinition {
    columns = List.copyOf(columns);
    key = List.copyOf(key);
  }

  /** A column with its type as the DDL writes it, without length. */
  record Column(String name, String type) {}

  /** Reads the tables of a source. */
  static List<TableDefinition> of(String source) {
    if (source.equals("registry")) {
      return List.of(
          columns("lei", List.of("LEI")),
          columns(
              "rr",
              List.of(
                  "Relationship.StartNode.NodeID",
                  "Relationship.EndNode.NodeID",
                  "Relationship.RelationshipType")));
    }
    var tables = new ArrayList<TableDefinition>();
    Matcher table = TABLE.matcher(ddl(source));
    while (table.find()) {
      var columns = new ArrayList<Column>();
      Matcher column = COLUMN.matcher(table.group(2));
      while (column.find()) {
        columns.add(new Column(column.group(1), column.group(2)));
      }
      Matcher key = KEY.matcher(table.group(2));
      List<String> names =
          key.find() ? Arrays.asList(key.group(1).replace("\"", "").split(", ")) : List.of();
      tables.add(new TableDefinition(source, table.group(1), columns, names));
    }
    return List.copyOf(tables);
  }

  /** Returns the statements that make the tables of a source. */
  static String ddl(String source) {
    return resource(source + ".sql");
  }

  /** Returns the statements that add foreign keys and indexes, one a line. */
  static List<String> keys(String source) {
    return resource(source + "-keys.sql").lines().filter(l -> l.endsWith(";")).toList();
  }

  private static TableDefinition columns(String name, List<String> key) {
    List<Column> columns =
        resource("registry-" + name + ".columns")
            .lines()
            .map(line -> new Column(line, "VARCHAR"))
            .toList();
    return new TableDefinition("registry", name, columns, key);
  }

  static String resource(String name) {
    try (InputStream in = TableDefinition.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new InternalException(
            Problem.INTERNAL, "the resource %s%s is not in the program".formatted(FOLDER, name));
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new InternalException(Problem.INTERNAL, "the resource %s: %s".formatted(name, e), e);
    }
  }
}
