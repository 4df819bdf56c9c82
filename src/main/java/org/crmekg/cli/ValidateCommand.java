package org.crmekg.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.crmekg.Problem;
import org.crmekg.UsageException;
import org.crmekg.app.Shortfall;
import org.crmekg.app.ValidationView;
import org.crmekg.app.ValidationView.CellView;
import org.crmekg.app.ValidationView.FindingView;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ekg validate}: the sources against the configured shapes, or plain files. */
@Command(
    name = "validate",
    header = "Check the sources against the rules, or plain files against plain shapes.",
    footerHeading = "%nExamples:%n",
    footer = {
      "ekg validate                                each finding with its source cell and owner\n",
      "ekg validate --fail-on Warning -o json      for a build\n",
      "ekg validate --shapes shapes.ttl --data data.ttl -o ttl\n"
    },
    synopsisHeading = "%nUsage:%n  ",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:nothing was found",
      "1:something was found at or above --fail-on",
      "2:the command line is wrong",
      "3:shapes, configuration or a source failed",
      "4:nothing was found, but a source was loaded without rows that cannot be mapped"
    })
final class ValidateCommand implements Callable<Integer> {
  private static final List<Format> FORMATS =
      List.of(
          Format.TABLE, Format.CSV, Format.TSV, Format.JSON, Format.NDJSON, Format.MD, Format.TTL);

  private final EkgCommand root;

  @Option(
      names = "--as-of",
      paramLabel = "DATE",
      description = "the day whose rules apply, such as 2026-01-31 (default: today)")
  @Nullable LocalDate asOf;

  @Option(
      names = "--fail-on",
      paramLabel = "SEVERITY",
      description =
          "exit with 1 from this severity on: Violation, Warning, Info, or none"
              + " (default: ${DEFAULT-VALUE})")
  FailOn failOn = FailOn.Violation;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description =
          "table, csv, tsv, json, ndjson, md, or ttl for a SHACL report (default: table; ttl for"
              + " plain files)")
  @Nullable Format format;

  @Option(
      names = "--shapes",
      arity = "1..*",
      paramLabel = "FILE",
      description = "shapes of plain files; a folder for all in it")
  List<Path> shapes = new ArrayList<>();

  @Option(
      names = "--data",
      arity = "1..*",
      paramLabel = "FILE",
      description = "plain files to check")
  List<Path> data = new ArrayList<>();

  /** The least severity that fails; the names are those of SHACL. */
  enum FailOn {
    Violation,
    Warning,
    Info,
    none;

    boolean isReachedBy(String severity) {
      return switch (this) {
        case none -> false;
        // A severity of the shape's own ranks with Violation, so that no threshold lets it through.
        case Violation -> !severity.equals("Warning") && !severity.equals("Info");
        case Warning -> !severity.equals("Info");
        case Info -> true;
      };
    }
  }

  ValidateCommand(EkgCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    if (shapes.isEmpty() != data.isEmpty()) {
      throw new UsageException(
          Problem.USAGE,
          "--shapes and --data go together: shapes without data, or data without shapes, say"
              + " nothing");
    }
    if (!shapes.isEmpty()) {
      Format chosen = (format == null ? Format.TTL : format).among(FORMATS, "a report");
      return PlainValidation.run(shapes, data, Optional.ofNullable(asOf), failOn, chosen, root);
    }
    Format chosen = (format == null ? Format.TABLE : format).among(FORMATS, "a report");
    ValidationView view;
    try (Session session = Sessions.open(root, "validate")) {
      view = session.validate(Optional.ofNullable(asOf));
    }
    write(view, chosen);
    root.say(summary(view));
    boolean failed =
        view.counts().entrySet().stream()
            .anyMatch(c -> c.getValue() > 0 && failOn.isReachedBy(c.getKey()));
    if (!view.findings().isEmpty()) {
      root.say("next: ekg why '%s'".formatted(view.findings().getFirst().focus()));
    }
    root.partial(Shortfall.leftOut(view.leftOut()));
    if (failed) {
      return ExitCode.FINDINGS;
    }
    return view.leftOut().isEmpty() ? ExitCode.FINE : ExitCode.PARTIAL;
  }

  private void write(ValidationView view, Format chosen) {
    switch (chosen) {
      case JSON -> root.terminal().out().print(Json.pretty(repeatable(view)) + "\n");
      case TTL -> root.terminal().out().print(FindingsReport.turtle(view));
      case NDJSON, TABLE, CSV, TSV, MD ->
          Views.write(view.findings(), chosen, ValidateCommand::table, root.terminal().out());
      case TRIG, NQ -> throw new IllegalArgumentException(chosen.toString());
    }
  }

  /** Two runs over the same data print the same; how long they took is said beside it. */
  private static JsonNode repeatable(ValidationView view) {
    ObjectNode json = Json.MAPPER.valueToTree(view);
    json.remove("millis");
    return json;
  }

  static String summary(ValidationView view) {
    String skipped =
        view.skipped().isEmpty()
            ? ""
            : ", %d not in force: %s"
                .formatted(view.skipped().size(), String.join(" ", view.skipped()));
    return "%s from %d shapes in %.1f s%s"
        .formatted(counts(view), view.shapes().size(), view.millis() / 1000.0, skipped);
  }

  static String counts(ValidationView view) {
    return view.counts().entrySet().stream()
        .map(c -> "%,d %s".formatted(c.getValue(), c.getKey()))
        .collect(Collectors.joining(", "));
  }

  private static Table table(List<FindingView> findings) {
    var rows = new ArrayList<List<String>>();
    for (FindingView f : findings) {
      String shape = Terms.shortened(f.shape());
      if (f.cells().isEmpty()) {
        rows.add(
            List.of(
                f.severity(),
                shape,
                f.view(),
                "",
                Terms.shown(f.focus()),
                Views.text(f.path()),
                f.value() == null ? "" : Terms.shown(f.value()),
                "",
                f.message()));
      }
      for (CellView cell : f.cells()) {
        rows.add(
            List.of(
                f.severity(),
                shape,
                cell.source(),
                cell.table(),
                key(cell.key()),
                Views.text(cell.column()),
                Views.text(cell.value()),
                cell.owner(),
                f.message()));
      }
    }
    return new Table(
        List.of(
            "severity", "shape", "source", "table", "key", "column", "value", "owner", "message"),
        rows);
  }

  private static String key(Map<String, String> key) {
    return key.entrySet().stream()
        .map(k -> k.getKey() + "=" + k.getValue())
        .collect(Collectors.joining(", "));
  }
}
