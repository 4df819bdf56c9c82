package org.crmekg.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFLanguages;
import org.apache.jena.riot.RDFParser;
import org.apache.jena.riot.RiotException;
import org.apache.jena.riot.out.NodeFmtLib;
import org.apache.jena.riot.system.ErrorHandlerFactory;
import org.apache.jena.sparql.graph.GraphFactory;
import org.crmekg.Deadline;
import org.crmekg.Problem;
import org.crmekg.UsageException;
import org.crmekg.rdf.Prefixes;
import org.crmekg.validation.ComputedProperties;
import org.crmekg.validation.ResultPath;
import org.crmekg.validation.ShapesGraph;
import org.crmekg.validation.ShapesReader;
import org.crmekg.validation.Strictness;
import org.crmekg.validation.ValidationOptions;
import org.crmekg.validation.ValidationReport;
import org.crmekg.validation.ValidationResult;
import org.crmekg.validation.Validator;

/** Validation of files: data graph, shapes graph, report, and nothing of the product's own. */
final class PlainValidation {
  private PlainValidation() {}

  static int run(
      List<Path> shapeFiles,
      List<Path> dataFiles,
      Optional<LocalDate> asOf,
      ValidateCommand.FailOn failOn,
      Format format,
      EkgCommand root) {
    ShapesGraph shapes = new ShapesReader(Strictness.PLAIN).read(shapeFiles);
    Graph data = data(dataFiles);
    ValidationReport report =
        new Validator()
            .validate(
                shapes,
                data,
                new ValidationOptions(
                    Graph.emptyGraph, ComputedProperties.none(), asOf, Deadline.none()));
    write(report, format, root);
    root.say(
        report.conforms()
            ? "conforms: no results from %d shapes".formatted(report.judged().size())
            : report.counts().entrySet().stream()
                .map(c -> "%,d %s".formatted(c.getValue(), c.getKey().label()))
                .collect(Collectors.joining(", ")));
    boolean failed =
        report.results().stream().anyMatch(r -> failOn.isReachedBy(r.severity().label()));
    return failed ? ExitCode.FINDINGS : ExitCode.FINE;
  }

  private static Graph data(List<Path> filesAndFolders) {
    Graph graph = GraphFactory.createGraphMem();
    for (Path path : filesAndFolders) {
      for (Path file : files(path)) {
        read(file, graph);
      }
    }
    return graph;
  }

  private static List<Path> files(Path path) {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> inside = Files.walk(path)) {
      return inside
          .filter(Files::isRegularFile)
          .filter(f -> RDFLanguages.pathnameToLang(f.toString()) != null)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void read(Path file, Graph graph) {
    if (!Files.isReadable(file)) {
      throw new UsageException(
          Problem.USAGE, "--data %s cannot be read; is the name right?".formatted(file));
    }
    try {
      Lang lang = RDFLanguages.pathnameToLang(file.toString());
      RDFParser.source(file)
          .lang(lang == null ? Lang.TURTLE : lang)
          .base(file.toUri().toString())
          .errorHandler(ErrorHandlerFactory.errorHandlerStrictNoLogging)
          .parse(graph);
    } catch (RiotException e) {
      throw new UsageException(Problem.USAGE, "%s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static void write(ValidationReport report, Format format, EkgCommand root) {
    switch (format) {
      case TTL -> root.terminal().out().print(report.toTurtle());
      case JSON, NDJSON ->
          Views.write(
              report.results().stream().map(PlainValidation::object).toList(),
              format,
              unused -> new Table(List.of(), List.of()),
              root.terminal().out());
      case TABLE, CSV, TSV, MD -> table(report).write(format, root.terminal().out());
      case TRIG, NQ -> throw new IllegalArgumentException(format.toString());
    }
  }

  private static Map<String, String> object(ValidationResult result) {
    Map<String, String> object = new LinkedHashMap<>();
    object.put("severity", result.severity().label());
    object.put("focus", text(result.focusNode()));
    result.path().ifPresent(p -> object.put("path", p.rendered()));
    result.value().ifPresent(v -> object.put("value", text(v)));
    object.put("component", text(result.component()));
    object.put("shape", text(result.sourceShape()));
    object.put("message", result.message());
    return object;
  }

  private static String text(Node node) {
    return NodeFmtLib.strNT(node);
  }

  private static Table table(ValidationReport report) {
    return new Table(
        List.of("severity", "focus", "path", "value", "shape", "message"),
        report.results().stream()
            .map(
                r ->
                    List.of(
                        r.severity().label(),
                        Prefixes.shown(r.focusNode()),
                        r.path().map(ResultPath::rendered).orElse(""),
                        r.value().map(Prefixes::shown).orElse(""),
                        Prefixes.shown(r.rootShape()),
                        r.message()))
            .toList());
  }
}
