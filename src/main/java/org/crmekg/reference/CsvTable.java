package org.crmekg.reference;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.crmekg.ConfigException;
import org.crmekg.InternalException;
import org.crmekg.Problem;

/**
 * A table of text with named columns (RFC 4180); lines that begin with {@code #} are comments.
 *
 * @param name where it was read from, for messages
 */
record CsvTable(String name, List<String> comments, List<Row> rows) {
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();

  CsvTable {
    comments = List.copyOf(comments);
    rows = List.copyOf(rows);
  }

  /** One row, with the line where it begins. */
  record Row(String table, long line, CSVRecord cells) {
    String get(String column) {
      return cells.isMapped(column) && cells.isSet(column) ? cells.get(column).strip() : "";
    }

    ConfigException wrong(String what) {
      return new ConfigException(
          Problem.REFERENCE_INVALID, "%s, line %d: %s".formatted(table, line, what));
    }
  }

  /** Reads one of our own tables. */
  static CsvTable bundled(String name) {
    try (InputStream in = CsvTable.class.getResourceAsStream("/reference/" + name)) {
      if (in == null) {
        throw new InternalException(Problem.INTERNAL, "reference/%s is missing".formatted(name));
      }
      return parse(name, new String(in.readAllBytes(), StandardCharsets.UTF_8), List.of());
    } catch (IOException e) {
      throw new InternalException(Problem.INTERNAL, "reference/%s: %s".formatted(name, e), e);
    }
  }

  /**
   * Reads a table of somebody else.
   *
   * @param needed columns that it has to have
   * @throws ConfigException naming the file and the line
   */
  static CsvTable read(Path file, List<String> needed) {
    try {
      String text = Files.readString(file);
      return parse(file.toString(), text.startsWith("\uFEFF") ? text.substring(1) : text, needed);
    } catch (IOException e) {
      throw new ConfigException(
          Problem.REFERENCE_INVALID, "%s cannot be read: %s".formatted(file, e), e);
    }
  }

  private static CsvTable parse(String name, String text, List<String> needed) {
    var comments = new ArrayList<String>();
    String body = text;
    while (body.startsWith("#")) {
      int end = body.indexOf('\n');
      comments.add(body.substring(1, end < 0 ? body.length() : end).strip());
      body = end < 0 ? "" : body.substring(end + 1);
    }
    var rows = new ArrayList<Row>();
    try (Reader reader = new StringReader(body);
        CSVParser parser = FORMAT.parse(reader)) {
      for (String column : needed) {
        if (!parser.getHeaderNames().contains(column)) {
          throw new ConfigException(
              Problem.REFERENCE_INVALID,
              "%s has no column \"%s\"; it has %s"
                  .formatted(name, column, parser.getHeaderNames()));
        }
      }
      long line = comments.size() + 2L;
      for (CSVRecord cells : parser) {
        rows.add(new Row(name, line, cells));
        line = comments.size() + parser.getCurrentLineNumber() + 1;
      }
    } catch (IOException | IllegalArgumentException | java.io.UncheckedIOException e) {
      throw new ConfigException(
          Problem.REFERENCE_INVALID, "%s is not CSV: %s".formatted(name, e.getMessage()), e);
    }
    return new CsvTable(name, comments, rows);
  }
}
