package org.crmekg.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.crmekg.app.CoverageView;
import org.crmekg.app.CoverageView.SourceCoverage;
import org.crmekg.app.CoverageView.TableCoverage;
import org.crmekg.rdf.Prefixes;

/** What mappings leave out, as a table. */
final class CoverageReport {
  private CoverageReport() {}

  static void write(CoverageView coverage, Format format, PrintStream out) {
    switch (format) {
      case JSON -> out.print(Json.pretty(coverage) + "\n");
      case NDJSON -> {
        coverage.sources().forEach(s -> out.print(Json.line(s) + "\n"));
        coverage.classes().forEach(c -> out.print(Json.line(new Term("class", c)) + "\n"));
        coverage.properties().forEach(p -> out.print(Json.line(new Term("property", p)) + "\n"));
      }
      case TABLE, CSV, TSV, MD -> table(coverage).write(format, out);
      case TTL, TRIG, NQ -> throw new IllegalArgumentException(format.toString());
    }
  }

  /** A term of the ontology that no mapping makes. */
  record Term(String kind, String iri) {}

  private static Table table(CoverageView coverage) {
    var rows = new ArrayList<List<String>>();
    for (SourceCoverage source : coverage.sources()) {
      for (TableCoverage table : source.tables()) {
        rows.add(
            List.of(
                source.source(),
                table.query() ? "query" : "table",
                table.table(),
                "%d of %d"
                    .formatted(
                        table.mapped().size(), table.mapped().size() + table.unmapped().size()),
                String.join(", ", table.unmapped())));
      }
    }
    coverage.classes().forEach(c -> rows.add(never("class", c)));
    coverage.properties().forEach(p -> rows.add(never("property", p)));
    return new Table(List.of("source", "kind", "name", "mapped", "not mapped"), rows);
  }

  private static List<String> never(String kind, String iri) {
    return List.of("", kind, Prefixes.shorten(iri), "never", "");
  }
}
