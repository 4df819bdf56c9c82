package org.crmekg.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.query.Query;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.exec.QueryExec;
import org.crmekg.app.NamedQuery;
import org.crmekg.app.QueryRequest;
import org.crmekg.app.QueryRunner;
import org.crmekg.app.Shortfall;
import org.crmekg.app.SyntaxPosition;
import org.crmekg.federation.FederatedDataset;

/** The query form, its answers as tables, and its errors with the place marked. */
final class QueryPage {
  /** Rows that a page shows; the files that it links to hold all of them. */
  static final int SHOWN = 1_000;

  private final Workbench bench;
  private final Layout layout;
  private final List<Examples.Example> examples;
  private final LongSupplier nanoTime;

  private sealed interface Result {
    Labels labels();

    Shortfall completeness();

    record Table(
        List<Var> variables,
        List<List<Optional<Node>>> rows,
        long total,
        Labels labels,
        Shortfall completeness)
        implements Result {}

    record Truth(boolean value, Labels labels, Shortfall completeness) implements Result {}

    record Statements(List<Triple> shown, long total, Labels labels, Shortfall completeness)
        implements Result {}
  }

  QueryPage(
      Workbench bench, Layout layout, List<Examples.Example> examples, LongSupplier nanoTime) {
    this.bench = bench;
    this.layout = layout;
    this.examples = examples;
    this.nanoTime = nanoTime;
  }

  /** Returns the form without an answer. */
  Answer empty(Exchange exchange) {
    return layout.page(
        "Query",
        html -> {
          html.element("h1", "Query");
          form(html, exchange.one("query").orElse(first()));
          examples(html);
        });
  }

  private String first() {
    return examples.getFirst().query();
  }

  /** Runs the query and returns the form with its answer. */
  Answer result(QueryRequest request, Exchange exchange) {
    Section section = answer(request, exchange, address(request));
    return layout
        .page(
            "Answer",
            html -> {
              html.element("h1", "Query");
              form(html, request.text());
              section.html().accept(html);
              examples(html);
            })
        .about(section.completeness());
  }

  /**
   * Runs a query and returns what writes its answer as a section of a page.
   *
   * @param address where the answer is as a file, for {@code &format=} to follow
   */
  Section answer(QueryRequest request, Exchange exchange, String address) {
    long start = nanoTime.getAsLong();
    Result result =
        bench.run(request, bench.asked(exchange), (query, execution) -> result(query, execution));
    long millis = (nanoTime.getAsLong() - start) / 1_000_000;
    return new Section(
        result.completeness(),
        html -> {
          html.open("section", "aria-labelledby", "answer");
          html.element("h2", "Answer", "id", "answer");
          summary(html, result, address, exchange, millis);
          body(html, result);
          html.end();
        });
  }

  /** An answer as a section of a page. */
  record Section(Shortfall completeness, Consumer<Html> html) {}

  private static String address(QueryRequest request) {
    var address = new StringBuilder(Addresses.query(request.text()));
    request
        .defaultGraphs()
        .forEach(g -> address.append("&default-graph-uri=").append(Addresses.parameter(g)));
    request
        .namedGraphs()
        .forEach(g -> address.append("&named-graph-uri=").append(Addresses.parameter(g)));
    return address.toString();
  }

  private Result result(Query query, QueryExec execution) throws IOException {
    var labels = new Labels(bench.graph().ontology());
    if (query.isAskType()) {
      boolean value = execution.ask();
      return new Result.Truth(value, labels, completeness(query, execution));
    }
    if (query.isSelectType()) {
      return table(query, execution, labels);
    }
    Graph graph =
        bench.collect(
            query.isConstructType() ? execution.constructTriples() : execution.describeTriples());
    var shown = new ArrayList<Triple>();
    Iterator<Triple> triples = graph.find();
    while (triples.hasNext() && shown.size() < SHOWN) {
      shown.add(triples.next());
    }
    shown.sort(BY_TEXT);
    var nodes = new ArrayList<Node>();
    shown.forEach(t -> nodes.addAll(List.of(t.getSubject(), t.getPredicate(), t.getObject())));
    // Before names are looked up, which may ask more sources than the query.
    Shortfall completeness = completeness(query, execution);
    return new Result.Statements(
        shown, graph.size(), lookUp(labels, execution, nodes), completeness);
  }

  static final java.util.Comparator<Triple> BY_TEXT =
      java.util.Comparator.comparing((Triple t) -> t.getSubject().toString())
          .thenComparing(t -> t.getPredicate().toString())
          .thenComparing(t -> t.getObject().toString());

  private Result table(Query query, QueryExec execution, Labels labels) {
    var rows = new LimitedRows(execution.select(), bench.limits().maxRows());
    List<Var> variables = rows.getResultVars();
    var shown = new ArrayList<List<Optional<Node>>>();
    var nodes = new ArrayList<Node>();
    while (rows.hasNext()) {
      Binding row = rows.next();
      if (shown.size() < SHOWN) {
        var cells = new ArrayList<Optional<Node>>();
        for (Var variable : variables) {
          Node node = row.get(variable);
          cells.add(Optional.ofNullable(node));
          if (node != null) {
            nodes.add(node);
          }
        }
        shown.add(cells);
      }
    }
    Shortfall completeness = completeness(query, execution);
    return new Result.Table(
        variables, shown, rows.getRowNumber(), lookUp(labels, execution, nodes), completeness);
  }

  private static Shortfall completeness(Query query, QueryExec execution) {
    return QueryRunner.shortfall(query, execution);
  }

  private static Labels lookUp(Labels labels, QueryExec execution, List<Node> nodes) {
    return execution.getDataset() instanceof FederatedDataset dataset
        ? labels.lookUp(dataset, nodes)
        : labels;
  }

  private static void summary(
      Html html, Result result, String address, Exchange exchange, long millis) {
    String what =
        switch (result) {
          case Result.Table t -> "%,d %s".formatted(t.total(), t.total() == 1 ? "row" : "rows");
          case Result.Truth t -> "an answer";
          case Result.Statements s -> "%,d statements".formatted(s.total());
        };
    exchange.noteRows(
        switch (result) {
          case Result.Table t -> t.total();
          case Result.Truth t -> 1;
          case Result.Statements s -> s.total();
        });
    html.open("p", "class", "summary");
    html.text(
        "%s in %,d ms, %s. As a file: "
            .formatted(what, millis, result.completeness().isPartial() ? "partial" : "complete"));
    if (result instanceof Result.Statements) {
      for (GraphFormat format : GraphFormat.all()) {
        download(html, address, format.shortName());
      }
    } else {
      for (RowFormat format : RowFormat.all()) {
        download(html, address, format.shortName());
      }
    }
    html.end();
    long total =
        switch (result) {
          case Result.Table t -> t.total();
          case Result.Truth t -> 1;
          case Result.Statements s -> s.total();
        };
    if (total > SHOWN) {
      Layout.note(
          html,
          "warning",
          "This page shows the first %,d; the files hold all %,d.".formatted(SHOWN, total));
    }
    Layout.shortfall(html, result.completeness());
    if (result.labels().isIncomplete()) {
      Layout.note(
          html, "warning", "A source does not answer: some names are missing, the answer is not.");
    }
  }

  private static void download(Html html, String address, String format) {
    html.element("a", format, "href", address + "&format=" + format).text(" ");
  }

  private void body(Html html, Result result) {
    switch (result) {
      case Result.Truth t -> html.element("p", t.value() ? "Yes" : "No", "class", "truth");
      case Result.Table t -> {
        open(html, t.variables().stream().map(Var::getVarName).toList());
        for (List<Optional<Node>> row : t.rows()) {
          html.open("tr");
          row.forEach(cell -> cell(html, cell, t.labels()));
          html.end();
        }
        html.close().close().end();
      }
      case Result.Statements s -> {
        open(html, List.of("subject", "predicate", "object"));
        for (Triple triple : s.shown()) {
          html.open("tr");
          for (Node node :
              List.of(triple.getSubject(), triple.getPredicate(), triple.getObject())) {
            cell(html, Optional.of(node), s.labels());
          }
          html.end();
        }
        html.close().close().end();
      }
    }
  }

  private static void open(Html html, List<String> columns) {
    html.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", "Rows");
    html.open("table").open("thead").open("tr");
    columns.forEach(column -> html.element("th", column, "scope", "col"));
    html.close().end();
    html.open("tbody");
  }

  private void cell(Html html, Optional<Node> cell, Labels labels) {
    boolean isNumber =
        cell.filter(
                n ->
                    n.isLiteral()
                        && n.getLiteral().isWellFormed()
                        && n.getLiteralValue() instanceof Number)
            .isPresent();
    html.open("td", "class", isNumber ? "number" : "");
    cell.ifPresent(node -> layout.term(html, node, labels.of(node)));
    html.close();
  }

  void form(Html html, String query) {
    html.open("form", "action", "/sparql", "method", "get", "class", "query");
    html.element("label", "SPARQL query over all sources", "for", "query");
    int lines = Math.clamp(query.lines().count() + 1, 6, 22);
    html.open(
        "textarea",
        "id",
        "query",
        "name",
        "query",
        "spellcheck",
        "false",
        "rows",
        Integer.toString(lines));
    html.text("\n" + query).close();
    html.open("div", "class", "actions").element("button", "Run", "type", "submit");
    html.element(
        "span",
        "Prefixes party, crm, ref, gov, rdfs and the like need no declaration.",
        "class",
        "hint");
    html.close().end();
  }

  /** Writes links to questions that have an answer here: the kept ones, or the shipped examples. */
  void examples(Html html) {
    List<NamedQuery> named = bench.graph().namedQueries().all();
    html.open("section", "aria-labelledby", "examples");
    html.element("h2", "Examples", "id", "examples").open("ul", "class", "examples");
    for (NamedQuery query : named) {
      html.open("li").element("a", query.label(), "href", "/q/" + query.name()).end();
    }
    if (!named.isEmpty()) {
      html.close().end();
      return;
    }
    for (Examples.Example example : examples) {
      html.open("li");
      html.element("a", example.title(), "href", Addresses.query(example.query())).end();
    }
    html.close().end();
  }

  /** Returns the form with the query and what is wrong with it. */
  Answer error(ProblemDetails problem, String query) {
    return layout.page(
        problem.problem().code(),
        html -> {
          html.element("h1", "Query");
          html.open("section", "class", "problem", "role", "alert");
          html.element("h2", problem.heading());
          html.open("p").element("strong", problem.problem().code()).text(" ");
          html.text(problem.detail()).end();
          problem.position().ifPresent(position -> marked(html, query, position));
          html.end();
          form(html, query);
          examples(html);
        });
  }

  private static void marked(Html html, String query, SyntaxPosition position) {
    List<String> lines = query.lines().toList();
    html.open("pre", "class", "code");
    for (int i = Math.max(0, position.line() - 3);
        i < Math.min(lines.size(), position.line() + 2);
        i++) {
      boolean bad = i == position.line() - 1;
      html.open("span", "class", bad ? "line bad" : "line");
      html.element("span", "%4d  ".formatted(i + 1), "class", "number");
      String line = lines.get(i);
      int column = Math.clamp(position.column() - 1, 0, line.length());
      if (bad) {
        html.text(line.substring(0, column));
        int end = wordEnd(line, column);
        html.element("mark", column < end ? line.substring(column, end) : " ");
        html.text(line.substring(end));
      } else {
        html.text(line);
      }
      html.text("\n").close();
    }
    html.end();
  }

  private static int wordEnd(String line, int start) {
    int end = start;
    while (end < line.length() && !Character.isWhitespace(line.charAt(end))) {
      end++;
    }
    return end;
  }
}
