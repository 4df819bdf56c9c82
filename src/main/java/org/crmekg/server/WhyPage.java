package org.crmekg.server;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.sparql.util.NodeFactoryExtra;
import org.crmekg.Problem;
import org.crmekg.UsageException;
import org.crmekg.app.WhyView;
import org.crmekg.rdf.Literals;
import org.crmekg.rdf.Prefixes;

/** Why statements are in the graph: the rows, columns, rules and links behind them. */
final class WhyPage {
  private final Workbench bench;
  private final Layout layout;

  WhyPage(Workbench bench, Layout layout) {
    this.bench = bench;
    this.layout = layout;
  }

  /** Explains the statements that the parameters s, p and o name. */
  List<WhyView> explain(Exchange exchange) {
    Node subject = Terms.required(exchange, "s");
    Optional<Node> predicate = Terms.read(exchange, "p");
    Optional<Node> object = Terms.read(exchange, "o");
    List<WhyView> explanations =
        bench
            .graph()
            .whyViews(
                subject,
                predicate.orElse(null),
                object.map(Literals::normal).orElse(null),
                bench.limited(exchange));
    exchange.noteRows(explanations.size());
    return explanations;
  }

  Answer answer(Exchange exchange) {
    List<WhyView> explanations = explain(exchange);
    if (explanations.isEmpty()) {
      throw new UsageException(
          Problem.NOT_FOUND, "there is no such statement in the graph, as far as you can see it");
    }
    return layout.page(
        "Why",
        html -> {
          html.element("h1", "Why");
          explanations.forEach(explanation -> explanation(html, explanation));
        });
  }

  private void explanation(Html html, WhyView view) {
    html.open("section", "class", "why");
    html.open("p", "class", "statement");
    for (String term : List.of(view.subject(), view.predicate(), view.object())) {
      layout.term(html, node(term), Optional.empty());
      html.text(" ");
    }
    html.end();
    if (view.evidence().isEmpty()) {
      Layout.note(html, "warning", "No source that you can see states it now.");
    }
    view.evidence().forEach(evidence -> evidence(html, evidence));
    if (!view.links().isEmpty()) {
      html.element("h3", "Identity").open("ul");
      for (WhyView.LinkView link : view.links()) {
        html.open("li");
        layout.term(html, NodeFactory.createURI(link.left()), Optional.empty());
        html.text(" is the same as ");
        layout.term(html, NodeFactory.createURI(link.right()), Optional.empty());
        html.text(" ").element("span", "decided in " + link.file(), "class", "hint").end();
      }
      html.end();
    }
    html.end();
  }

  private static Node node(String term) {
    return term.startsWith("_:")
        ? NodeFactory.createBlankNode(term.substring(2))
        : NodeFactoryExtra.parseNode(term);
  }

  private static void evidence(Html html, WhyView.EvidenceView evidence) {
    html.open("div", "class", "evidence");
    html.open("p");
    html.element("span", evidence.kind().replace('_', ' '), "class", "state " + evidence.kind());
    html.text(" ").element("strong", evidence.source());
    if (!evidence.table().isEmpty()) {
      html.text(" " + evidence.table());
    }
    if (!evidence.columns().isEmpty()) {
      html.text(" · " + String.join(", ", evidence.columns()));
    }
    if (!evidence.owner().isEmpty()) {
      html.text(" · " + evidence.owner());
    }
    html.end();
    if (!evidence.detail().isEmpty()) {
      html.element("p", evidence.detail());
    }
    if (!evidence.rows().isEmpty()) {
      rows(html, evidence);
    }
    html.element("p", "rule " + Prefixes.shorten(evidence.rule()), "class", "hint").end();
  }

  private static void rows(Html html, WhyView.EvidenceView evidence) {
    if (evidence.rowCount() > evidence.rows().size()) {
      html.element(
          "p",
          "the first %d of %,d rows".formatted(evidence.rows().size(), evidence.rowCount()),
          "class",
          "hint");
    }
    html.open("div", "class", "scroll").open("table").open("thead").open("tr");
    html.element("th", "row", "scope", "col").element("th", "values", "scope", "col");
    html.close().end();
    html.open("tbody");
    for (WhyView.RowView row : evidence.rows()) {
      html.open("tr").element("td", text(row.key())).element("td", text(row.values())).end();
    }
    html.close().close().end();
  }

  private static String text(Map<String, String> cells) {
    return cells.entrySet().stream()
        .map(e -> e.getKey() + " = " + e.getValue())
        .collect(Collectors.joining(", "));
  }
}
