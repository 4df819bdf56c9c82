package org.crmekg.linkage;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes a specification as Turtle that people can read and change. */
public final class SpecWriter {
  private SpecWriter() {}

  /** Returns the text of the file. */
  public static String turtle(LinkageSpec spec) {
    var out = new StringBuilder();
    out.append("@prefix link: <").append(SpecReader.NS).append("> .\n\n");
    spec.notes().forEach(note -> out.append("# ").append(note.replace('\n', ' ')).append('\n'));
    out.append("[] a link:Specification ;\n");
    out.append("  link:kind link:").append(spec.kind().term()).append(" ;\n");
    out.append("  link:accept ").append(number(spec.accept())).append(" ;\n");
    out.append("  link:review ").append(number(spec.review())).append(" ;\n");
    out.append(spec.everyPair() ? "  link:everyPair true ;\n" : "");
    out.append(spec.within() ? "  link:within true ;\n" : "");
    spec.duplicateFree().stream()
        .sorted()
        .forEach(s -> out.append("  link:duplicateFree ").append(text(s)).append(" ;\n"));
    out.append("  link:fields (\n");
    for (Field field : spec.fields()) {
      out.append("    [ link:name ").append(text(field.name()));
      out.append(" ; link:kind link:").append(field.kind().term());
      out.append(" ; link:columns ").append(texts(field.columns()));
      field.elsewhere().entrySet().stream()
          .sorted(java.util.Map.Entry.comparingByKey())
          .forEach(
              e ->
                  out.append(" ; link:elsewhere [ link:source ")
                      .append(text(e.getKey()))
                      .append(" ; link:columns ")
                      .append(texts(e.getValue()))
                      .append(" ]"));
      field.monthFirst().stream()
          .sorted()
          .forEach(source -> out.append(" ; link:monthFirst ").append(text(source)));
      out.append(" ]\n");
    }
    out.append("  ) ;\n  link:comparisons (\n");
    for (Comparison comparison : spec.comparisons()) {
      write(comparison, spec, out);
    }
    out.append("  ) ;\n  link:blocking (\n");
    for (BlockingRule rule : spec.blocking()) {
      out.append("    [ link:keys (");
      for (BlockingRule.Key key : rule.keys()) {
        out.append(" [ link:field ")
            .append(text(key.field()))
            .append(" ; link:part link:")
            .append(key.part().term())
            .append(" ]");
      }
      out.append(" )");
      out.append(rule.unordered() ? " ; link:unordered true" : "");
      out.append(rule.window() > 0 ? " ; link:window " + rule.window() : "");
      out.append(" ]\n");
    }
    return out.append("  ) .\n").toString();
  }

  private static void write(Comparison comparison, LinkageSpec spec, StringBuilder out) {
    FieldKind kind = spec.field(comparison.field()).orElseThrow().kind();
    out.append("    [ link:name ").append(text(comparison.name()));
    out.append(" ; link:field ").append(text(comparison.field()));
    comparison
        .swappedWith()
        .ifPresent(other -> out.append(" ; link:swappedWith ").append(text(other)));
    if (kind.isGraded() && !comparison.steps().equals(kind.steps())) {
      out.append(
          comparison.steps().stream()
              .map(SpecWriter::number)
              .collect(Collectors.joining(" ", " ; link:steps ( ", " )")));
    }
    if (comparison.termFrequency() != kind.hasTermFrequency()) {
      out.append(" ; link:termFrequency ").append(comparison.termFrequency());
    }
    if (!comparison.levels().equals(kind.levels())) {
      out.append(" ; link:levels (");
      for (FieldKind.Level level : comparison.levels()) {
        out.append("\n        [ link:name ").append(text(level.name()));
        out.append(" ; link:m ").append(number(level.m()));
        out.append(" ; link:u ").append(number(level.u())).append(" ]");
      }
      out.append(" )");
    }
    levelNames(out, "silent", comparison.silent());
    levelNames(out, "otherwise", comparison.otherwise());
    out.append(" ]\n");
  }

  private static void levelNames(StringBuilder out, String property, Set<String> names) {
    if (!names.isEmpty()) {
      out.append(
          names.stream()
              .sorted()
              .map(SpecWriter::text)
              .collect(Collectors.joining(" ", " ; link:" + property + " ( ", " )")));
    }
  }

  private static String number(double value) {
    String text = String.format(Locale.ROOT, "%.9f", value).replaceFirst("0+$", "");
    return text.endsWith(".") ? text + "0" : text;
  }

  private static String texts(List<String> values) {
    return values.stream().map(SpecWriter::text).collect(Collectors.joining(" ", "( ", " )"));
  }

  private static String text(String value) {
    return '"'
        + value
            .replace("\\", "\\\\")
            .replace("\"", "\\\"")
            .replace("\n", "\\n")
            .replace("\r", "\\r")
            .replace("\t", "\\t")
        + '"';
  }
}
