package org.crmekg.server;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.crmekg.Problem;
import org.crmekg.UsageException;
import org.crmekg.app.NamedQuery;
import org.crmekg.app.NamedQuery.Default;
import org.crmekg.app.NamedQuery.Parameter;
import org.crmekg.app.QueryRequest;
import org.crmekg.app.Story;
import org.crmekg.rdf.Prefixes;

/** The queries that are kept: a catalogue by role, and a form and an answer for each. */
final class NamedQueryPage {
  /** Parameters of addresses that are not the query's. */
  private static final Set<String> OURS = Set.of("format", "timeout", "partial", "cross-product");

  /** The roles in the order in which they are shown. */
  static final Map<String, String> PERSONAS =
      orderedMap(
          "steward", "Data stewards",
          "compliance", "Compliance officers",
          "sales", "Sales",
          "engineer", "Engineers");

  private final Workbench bench;
  private final Layout layout;
  private final SparqlEndpoint sparql;
  private final QueryPage queries;

  NamedQueryPage(Workbench bench, Layout layout, SparqlEndpoint sparql, QueryPage queries) {
    this.bench = bench;
    this.layout = layout;
    this.sparql = sparql;
    this.queries = queries;
  }

  private static Map<String, String> orderedMap(String... pairs) {
    var map = new LinkedHashMap<String, String>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put(pairs[i], pairs[i + 1]);
    }
    return map;
  }

  /** Answers {@code /q/} and {@code /q/NAME}. */
  Answer answer(Exchange exchange) {
    String name = exchange.path().substring("/q/".length());
    return name.isEmpty() ? catalogue() : page(bench.graph().namedQueries().named(name), exchange);
  }

  /** Answers {@code /api/q/NAME} in one of the formats of rows. */
  Answer file(Exchange exchange) {
    String name = exchange.path().substring("/api/q/".length());
    QueryRequest request = bound(bench.graph().namedQueries().named(name), exchange);
    return sparql.answer(
        request,
        exchange,
        () -> {
          throw new UsageException(
              Problem.USAGE, "rows come as one of " + RowFormat.all() + "; /q/ has the page");
        });
  }

  private QueryRequest bound(NamedQuery query, Exchange exchange) {
    exchange.noteShape("q:" + query.name());
    return query.bind(values(exchange), bench.graph().asOf());
  }

  /** An empty field of a form is a parameter that is not given. */
  private static Map<String, String> values(Exchange exchange) {
    Map<String, String> values = new LinkedHashMap<>();
    for (Exchange.Parameter parameter : exchange.parameters()) {
      if (!OURS.contains(parameter.name()) && !parameter.value().isEmpty()) {
        if (values.put(parameter.name(), parameter.value()) != null) {
          throw new UsageException(
              Problem.USAGE, "the parameter %s is given twice".formatted(parameter.name()));
        }
      }
    }
    return values;
  }

  private Answer catalogue() {
    List<NamedQuery> all = bench.graph().namedQueries().all();
    return layout.page(
        "Questions",
        html -> {
          html.element("h1", "Questions");
          if (all.isEmpty()) {
            Layout.note(html, "info", "The configuration names no queries (ekg:queries).");
          }
          PERSONAS.forEach((persona, title) -> section(html, title, of(all, persona)));
          section(
              html,
              "Everybody",
              all.stream()
                  .filter(q -> q.personas().stream().noneMatch(PERSONAS::containsKey))
                  .toList());
        });
  }

  private static List<NamedQuery> of(List<NamedQuery> all, String persona) {
    return all.stream().filter(q -> q.personas().contains(persona)).toList();
  }

  private static void section(Html html, String title, List<NamedQuery> queries) {
    if (queries.isEmpty()) {
      return;
    }
    html.open("section").element("h2", title);
    Map<String, List<NamedQuery>> byUseCase =
        queries.stream()
            .collect(
                Collectors.groupingBy(
                    q -> q.story().map(Story::useCase).orElse("Other"),
                    TreeMap::new,
                    Collectors.toList()));
    byUseCase.forEach(
        (useCase, its) -> {
          if (byUseCase.size() > 1) {
            html.element("h3", useCase);
          }
          html.open("dl", "class", "questions");
          for (NamedQuery query : its) {
            html.open("dt").element("a", query.label(), "href", "/q/" + query.name()).close();
            html.element("dd", query.comment());
          }
          html.end();
        });
    html.end();
  }

  private Answer page(NamedQuery query, Exchange exchange) {
    Map<String, String> values = values(exchange);
    boolean ready =
        query.parameters().stream().allMatch(p -> !p.isRequired() || values.containsKey(p.name()));
    if (!ready && values.isEmpty()) {
      return page(query, values, html -> {});
    }
    QueryRequest request = bound(query, exchange);
    return sparql.answer(
        request,
        exchange,
        () -> {
          QueryPage.Section answer = queries.answer(request, exchange, address(query, values));
          return page(query, values, answer.html()).about(answer.completeness());
        });
  }

  private static String address(NamedQuery query, Map<String, String> values) {
    var address = new StringBuilder("/api/q/" + query.name() + "?");
    values.forEach(
        (name, value) ->
            address.append(name).append('=').append(Addresses.parameter(value)).append('&'));
    return address.substring(0, address.length() - 1) + (values.isEmpty() ? "?" : "");
  }

  private Answer page(NamedQuery query, Map<String, String> values, Consumer<Html> answer) {
    return layout.page(
        query.label(),
        html -> {
          html.element("h1", query.label());
          html.element("p", query.comment());
          query
              .story()
              .ifPresent(
                  story ->
                      html.element(
                          "p",
                          "%s: %s".formatted(story.useCase(), story.sentence()),
                          "class",
                          "hint"));
          form(html, query, values);
          answer.accept(html);
          html.open("details").element("summary", "The query in SPARQL");
          html.element("pre", query.text().strip(), "class", "code").end();
          html.open("p").element("a", "All questions", "href", "/q/").end();
        });
  }

  private void form(Html html, NamedQuery query, Map<String, String> values) {
    if (query.parameters().isEmpty()) {
      return;
    }
    html.open("form", "action", "/q/" + query.name(), "method", "get", "class", "parameters");
    for (Parameter parameter : query.parameters()) {
      String id = "p-" + parameter.name();
      html.open("p");
      html.element("label", parameter.name(), "for", id);
      html.open(
          "input",
          "id",
          id,
          "name",
          parameter.name(),
          "type",
          parameter.kind().equals("date") ? "date" : "text",
          "value",
          values.getOrDefault(parameter.name(), given(parameter)));
      html.element(
          "span",
          "%s%s".formatted(parameter.description(), parameter.isRequired() ? " (needed)" : ""),
          "class",
          "hint");
      html.end();
    }
    html.open("div", "class", "actions").element("button", "Ask", "type", "submit").close().end();
  }

  private String given(Parameter parameter) {
    return switch (parameter.byDefault()) {
      case Default.Required r -> "";
      case Default.Unbound u -> "";
      case Default.Value v -> Prefixes.shown(v.term());
      case Default.AsOf a -> bench.graph().asOf().toString();
    };
  }
}
