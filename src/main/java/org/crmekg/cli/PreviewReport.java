package org.crmekg.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.crmekg.Problem;
import org.crmekg.UsageException;
import org.crmekg.app.PreviewView;
import org.crmekg.app.PreviewView.StatementView;
import org.crmekg.rdf.Suggestions;
import org.jspecify.annotations.Nullable;

/** Rows and their statements, side by side. */
final class PreviewReport {
  private static final int SHOWN_CHARACTERS = 60;

  private PreviewReport() {}

  /** Finds a format of rows by its name. */
  static Format format(String name) {
    return Arrays.stream(Format.values())
        .filter(f -> f.toString().equalsIgnoreCase(name))
        .findFirst()
        .map(f -> f.among(Format.OF_ROWS, "a preview"))
        .orElseThrow(
            () ->
                new UsageException(
                    Problem.USAGE,
                    "there is no format \"%s\" for a preview%s; use one of %s"
                        .formatted(
                            name,
                            Suggestions.didYouMean(name, Format.names()),
                            Format.OF_ROWS.stream()
                                .map(Format::toString)
                                .collect(Collectors.joining(" ")))));
  }

  static void write(AdHoc.Preview preview, Format format, PrintStream out) {
    boolean isForPeople = format == Format.TABLE || format == Format.MD;
    Views.write(
        preview.rows(), format, rows -> table(rows, preview.shortening(), isForPeople), out);
  }

  private static Table table(List<PreviewView> rows, Shortening shortening, boolean isForPeople) {
    var lines = new ArrayList<List<String>>();
    int number = 0;
    for (PreviewView row : rows) {
      number++;
      if (isForPeople && number > 1) {
        lines.add(List.of("", "", "", "", "", ""));
      }
      List<List<String>> left = left(row.cells(), isForPeople);
      List<List<String>> right = right(row, shortening, isForPeople);
      for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
        var line = new ArrayList<String>();
        line.add(i == 0 || !isForPeople ? Integer.toString(number) : "");
        line.addAll(i < left.size() ? left.get(i) : List.of("", ""));
        line.addAll(i < right.size() ? right.get(i) : List.of("", "", ""));
        lines.add(line);
      }
    }
    return new Table(List.of("row", "column", "value", "subject", "predicate", "object"), lines);
  }

  private static List<List<String>> left(Map<String, @Nullable String> cells, boolean isForPeople) {
    var left = new ArrayList<List<String>>();
    cells.forEach(
        (column, value) ->
            left.add(List.of(column, value == null ? "NULL" : cut(value, isForPeople))));
    return left;
  }

  /** The problems of a row stand where its statements would. */
  private static List<List<String>> right(
      PreviewView row, Shortening shortening, boolean isForPeople) {
    var right = new ArrayList<List<String>>();
    String before = "";
    for (StatementView s : row.statements()) {
      String subject = shortening.shown(s.subject());
      String graph = s.graph();
      right.add(
          List.of(
              subject.equals(before) && isForPeople ? "" : subject,
              s.predicate().equals(TYPE) ? "a" : shortening.shown(s.predicate()),
              cut(shortening.shown(s.object()), isForPeople)
                  + (graph == null ? "" : " in " + shortening.shown(graph))));
      before = subject;
    }
    row.problems().forEach(p -> right.add(List.of("", "✗ cannot be mapped", p)));
    if (right.isEmpty()) {
      right.add(List.of("", "", "no statement"));
    }
    return right;
  }

  private static final String TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>";

  private static String cut(String text, boolean isForPeople) {
    return !isForPeople || text.length() <= SHOWN_CHARACTERS
        ? text
        : "%s… (%,d characters)"
            .formatted(
                text.substring(0, text.offsetByCodePoints(0, text.codePointCount(0, 40))),
                text.length());
  }
}
