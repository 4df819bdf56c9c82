package org.crmekg.server;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.crmekg.RequestContext;
import org.crmekg.app.NamedQuery;
import org.crmekg.app.SourceView;
import org.crmekg.finding.Finding;
import org.crmekg.finding.Severity;
import org.jspecify.annotations.Nullable;

/** The first page: how the sources stand, what is wrong in them, and a query form. */
final class HomePage {
  private static final int FIRST_FINDINGS = 5;
  private static final int FIRST_QUESTIONS = 3;

  private final Workbench bench;
  private final Layout layout;
  private final QueryPage queries;
  private final FindingsPage findings;

  HomePage(Workbench bench, Layout layout, QueryPage queries, FindingsPage findings) {
    this.bench = bench;
    this.layout = layout;
    this.queries = queries;
    this.findings = findings;
  }

  Answer answer(Exchange exchange) {
    RequestContext context = bench.limited(exchange);
    List<SourceView> sources = bench.graph().sourceViews(context);
    List<Finding> all =
        bench.graph().findings().list(context).stream().filter(Finding::isCurrent).toList();
    Map<Severity, Long> counts = bench.graph().findings().counts(context);
    return layout.page(
        "Overview",
        html -> {
          html.element("h1", "One graph over %d sources".formatted(sources.size()));
          html.open("div", "class", "columns");
          html.open("div");
          sources(html, sources);
          tasks(html);
          html.open("section", "aria-labelledby", "ask");
          html.element("h2", "Ask", "id", "ask");
          queries.form(html, exchange.one("query").orElse(QUERY));
          html.end();
          queries.examples(html);
          html.end();
          findings(html, all, counts);
          html.end();
        });
  }

  private static final String QUERY =
      """
      SELECT ?company ?name ?country
      WHERE { ?company a party:Organization ; party:name ?name ; party:country ?country }
      ORDER BY ?name
      LIMIT 50\
      """;

  private void sources(Html html, List<SourceView> sources) {
    html.open("section", "aria-labelledby", "sources");
    html.element("h2", "Sources", "id", "sources");
    html.open("div", "class", "scroll").open("table").open("thead").open("tr");
    for (String column : List.of("Source", "State", "Mode", "Rows", "Freshness")) {
      html.element("th", column, "scope", "col");
    }
    html.close().end();
    html.open("tbody");
    for (SourceView source : sources) {
      html.open("tr").open("td");
      html.element(
          "a",
          source.title(),
          "href",
          layout.addresses().of(bench.graph().config().base() + "graph/" + source.id()));
      html.open("br").element("span", source.id() + " · " + source.owner(), "class", "hint");
      html.close().open("td");
      html.element("span", source.state().replace('_', ' '), "class", "state " + source.state());
      if (source.problem() != null) {
        html.open("br").element("span", source.problem(), "class", "hint");
      }
      html.close();
      html.element("td", source.mode(), "class", "word");
      html.element("td", number(source.rows()), "class", "number");
      html.element("td", freshness(source), "class", "word").end();
    }
    html.close().close().close().end();
  }

  /** What each role most likely came for: the first questions of theirs. */
  private void tasks(Html html) {
    List<NamedQuery> all = bench.graph().namedQueries().all();
    if (all.isEmpty()) {
      return;
    }
    html.open("section", "aria-labelledby", "questions");
    html.element("h2", "Questions", "id", "questions").open("dl", "class", "questions");
    NamedQueryPage.PERSONAS.forEach(
        (persona, title) -> {
          html.element("dt", title).open("dd");
          all.stream()
              .filter(q -> q.personas().contains(persona))
              .filter(q -> q.parameters().stream().noneMatch(NamedQuery.Parameter::isRequired))
              .limit(FIRST_QUESTIONS)
              .forEach(
                  q -> {
                    html.element("a", q.label(), "href", "/q/" + q.name());
                    html.open("br").text("\n");
                  });
          html.close();
        });
    html.close().open("p");
    html.element("a", "All %d questions".formatted(all.size()), "href", "/q/").close().end();
  }

  private static String number(@Nullable Long value) {
    return value == null ? "–" : "%,d".formatted(value);
  }

  private static String freshness(SourceView source) {
    if (source.mode().equals("virtual")) {
      return "live";
    }
    Long age = source.ageSeconds();
    if (age == null) {
      return "–";
    }
    Long target = source.freshnessSeconds();
    Long leftOut = source.leftOut();
    return shortly(age)
        + " old"
        + (target == null ? "" : ", target " + shortly(target))
        + (leftOut == null
            ? ""
            : ", without %,d %s".formatted(leftOut, leftOut == 1 ? "row" : "rows"));
  }

  static String shortly(long seconds) {
    Duration d = Duration.ofSeconds(Math.max(0, seconds));
    if (d.toDays() > 1) {
      return d.toDays() + " d";
    }
    if (d.toHours() > 0) {
      return d.toHours() + " h";
    }
    return d.toMinutes() > 0 ? d.toMinutes() + " min" : d.toSeconds() + " s";
  }

  private void findings(Html html, List<Finding> all, Map<Severity, Long> counts) {
    html.open("section", "aria-labelledby", "findings");
    html.element("h2", "Findings", "id", "findings");
    html.open("p", "class", "counts");
    counts.forEach(
        (severity, count) -> {
          html.open(
              "a",
              "class",
              "severity " + severity.label().toLowerCase(java.util.Locale.ROOT),
              "href",
              "/findings?severity=" + severity.label());
          html.element("strong", "%,d".formatted(count)).text(" " + severity.label()).close();
          html.text(" ");
        });
    html.end();
    if (all.isEmpty()) {
      Layout.note(html, "info", "Nothing is wrong, or nothing was validated yet.");
    } else {
      html.open("ul", "class", "findings");
      all.stream().limit(FIRST_FINDINGS).forEach(finding -> findings.item(html, finding));
      html.end();
      if (all.size() > FIRST_FINDINGS) {
        html.open("p");
        html.element("a", "All %,d findings".formatted(all.size()), "href", "/findings").end();
      }
    }
    html.end();
  }
}
