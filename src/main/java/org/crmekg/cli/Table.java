package org.crmekg.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Rows of text under named columns.
 *
 * @param rows each as long as the columns; an empty text where there is nothing
 */
record Table(List<String> columns, List<List<String>> rows) {
  Table {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
  }

  /** Writes it in one of the formats of rows but JSON, which has a structure of its own. */
  void write(Format format, PrintStream out) {
    switch (format) {
      case CSV -> all().forEach(r -> out.print(joined(r, ",", Table::csv) + "\r\n"));
      case TSV -> all().forEach(r -> out.print(joined(r, "\t", Table::tsv) + "\n"));
      case MD -> markdown(out);
      case TABLE -> aligned(out);
      case JSON, NDJSON, TTL, TRIG, NQ -> throw new IllegalArgumentException(format.toString());
    }
  }

  private List<List<String>> all() {
    var all = new ArrayList<List<String>>();
    all.add(columns);
    all.addAll(rows);
    return all;
  }

  private static String joined(
      List<String> row, String separator, java.util.function.UnaryOperator<String> quoted) {
    return row.stream().map(quoted).collect(Collectors.joining(separator));
  }

  /** RFC 4180. */
  private static String csv(String cell) {
    return cell.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
        ? '"' + cell.replace("\"", "\"\"") + '"'
        : cell;
  }

  private static String tsv(String cell) {
    return cell.replace("\\", "\\\\")
        .replace("\t", "\\t")
        .replace("\n", "\\n")
        .replace("\r", "\\r");
  }

  private void markdown(PrintStream out) {
    out.print("| " + joined(columns, " | ", Table::md) + " |\n");
    out.print(columns.stream().map(c -> "|---").collect(Collectors.joining()) + "|\n");
    rows.forEach(r -> out.print("| " + joined(r, " | ", Table::md) + " |\n"));
  }

  private static String md(String cell) {
    return oneLine(cell).replace("|", "\\|");
  }

  private void aligned(PrintStream out) {
    int[] widths = new int[columns.size()];
    for (List<String> row : all()) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], width(oneLine(row.get(i))));
      }
    }
    out.print(line(columns, widths) + "\n");
    var rule = new ArrayList<String>();
    for (int width : widths) {
      rule.add("-".repeat(width));
    }
    out.print(line(rule, widths) + "\n");
    rows.forEach(r -> out.print(line(r, widths) + "\n"));
  }

  private static String line(List<String> row, int[] widths) {
    var line = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      String cell = oneLine(row.get(i));
      line.append(i == 0 ? "" : "  ").append(cell).append(" ".repeat(widths[i] - width(cell)));
    }
    return line.toString().stripTrailing();
  }

  private static String oneLine(String cell) {
    return cell.replaceAll("[\\r\\n\\t]+", " ");
  }

  /** Columns of a terminal that a text takes: ideographs and their kin take two, accents none. */
  private static int width(String text) {
    return text.codePoints()
        .map(
            c -> {
              int type = Character.getType(c);
              if (type == Character.NON_SPACING_MARK
                  || type == Character.ENCLOSING_MARK
                  || type == Character.FORMAT) {
                return 0;
              }
              boolean wide =
                  (c >= 0x1100 && c <= 0x115F)
                      || (c >= 0x2E80 && c <= 0xA4CF)
                      || (c >= 0xAC00 && c <= 0xD7A3)
                      || (c >= 0xF900 && c <= 0xFAFF)
                      || (c >= 0xFE30 && c <= 0xFE6F)
                      || (c >= 0xFF00 && c <= 0xFF60)
                      || (c >= 0x1F300 && c <= 0x1FAFF)
                      || (c >= 0x20000 && c <= 0x3FFFD);
              return wide ? 2 : 1;
            })
        .sum();
  }
}
