package org.crmekg.server;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.crmekg.RequestContext;
import org.crmekg.finding.Finding;
import org.crmekg.finding.SourceCell;
import org.crmekg.rdf.Prefixes;

/** What is wrong in the data, with the source cells behind it and who looks after them. */
final class FindingsPage {
  private static final int SHOWN = 500;

  private final Workbench bench;
  private final Layout layout;

  FindingsPage(Workbench bench, Layout layout) {
    this.bench = bench;
    this.layout = layout;
  }

  Answer answer(Exchange exchange) {
    RequestContext context = bench.limited(exchange);
    Optional<String> severity = exchange.one("severity");
    Optional<String> source = exchange.one("source");
    Optional<String> shape = exchange.one("shape");
    boolean fixed = exchange.one("state").filter("fixed"::equals).isPresent();
    List<Finding> chosen =
        bench.graph().findings().list(context).stream()
            .filter(f -> f.isCurrent() != fixed)
            .filter(
                f -> severity.isEmpty() || f.severity().label().equalsIgnoreCase(severity.get()))
            .filter(f -> source.isEmpty() || f.inputSources().contains(source.get()))
            .filter(f -> shape.isEmpty() || f.rule().name().equals(shape.get()))
            .toList();
    exchange.noteRows(chosen.size());
    return layout.page(
        "Findings",
        html -> {
          html.element("h1", fixed ? "Fixed findings" : "Findings");
          filters(html, severity, source, shape);
          html.element("p", "%,d findings".formatted(chosen.size()), "class", "summary");
          if (chosen.size() > SHOWN) {
            Layout.note(
                html, "warning", "The first %,d are shown; narrow the filter.".formatted(SHOWN));
          }
          html.open("ul", "class", "findings");
          chosen.stream().limit(SHOWN).forEach(finding -> item(html, finding));
          html.end();
        });
  }

  private static void filters(
      Html html, Optional<String> severity, Optional<String> source, Optional<String> shape) {
    html.open("form", "class", "filters", "method", "get", "action", "/findings");
    html.element("label", "Severity", "for", "severity");
    html.open("select", "id", "severity", "name", "severity");
    for (String option : List.of("", "Violation", "Warning", "Info")) {
      boolean chosen = severity.filter(option::equalsIgnoreCase).isPresent();
      String text = option.isEmpty() ? "any" : option;
      if (chosen) {
        html.element("option", text, "value", option, "selected", "selected");
      } else {
        html.element("option", text, "value", option);
      }
    }
    html.close();
    html.element("label", "Source", "for", "source");
    html.open("input", "id", "source", "name", "source", "value", source.orElse(""));
    html.element("label", "Shape", "for", "shape");
    html.open("input", "id", "shape", "name", "shape", "value", shape.orElse(""));
    html.element("button", "Filter", "type", "submit").end();
  }

  /** Writes one finding as an item of a list. */
  void item(Html html, Finding finding) {
    String label = finding.severity().label();
    html.open("li", "id", "finding-" + finding.id());
    html.element("span", label, "class", "severity " + label.toLowerCase(Locale.ROOT)).text(" ");
    html.element("span", finding.message(), "class", "message");
    html.open("p", "class", "hint");
    layout.term(html, finding.place().focus(), Optional.empty());
    finding
        .place()
        .path()
        .ifPresent(
            path -> {
              html.text(" · ");
              html.text(Prefixes.shorten(path));
              why(html, finding, path);
            });
    html.text(" · ");
    html.element(
        "a",
        Prefixes.shorten(finding.rule().name()),
        "href",
        "/findings?shape=" + Addresses.parameter(finding.rule().name()));
    html.end();
    for (SourceCell cell : finding.cells()) {
      html.open("p", "class", "cell");
      html.element("strong", cell.source()).text(" " + cell.table());
      html.text(" [" + cell.keyText() + "]");
      if (!cell.column().isEmpty()) {
        html.text(" " + cell.column() + " = ");
        html.element("code", cell.value().isEmpty() ? "NULL" : cell.value());
      }
      finding.owner().ifPresent(owner -> html.text(" · " + owner));
      html.end();
    }
    html.end();
  }

  private static void why(Html html, Finding finding, String path) {
    Optional<Node> value = finding.place().value();
    if (value.isPresent() && path.matches("[a-z]+://[^\\s<>|/^]+/[^\\s<>|^]*")) {
      html.text(" · ");
      html.element(
          "a",
          "why",
          "href",
          Addresses.why(finding.place().focus(), NodeFactory.createURI(path), value.get()));
    }
  }
}
