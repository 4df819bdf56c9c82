package org.crmekg.server;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.jena.graph.NodeFactory;
import org.crmekg.app.DecisionView;
import org.crmekg.app.HowView.EvidenceView;
import org.crmekg.app.HowView.GoldenView;
import org.crmekg.app.HowView.PropertyView;
import org.crmekg.app.HowView.StatedView;
import org.crmekg.app.HowView.ValueView;
import org.crmekg.rdf.Prefixes;

/** How pages on identity say things: bits in words, records, parties, decisions. */
record LinkWords(Layout layout, Labels terms) {

  /** What bits of one comparison mean. */
  static String strength(double bits) {
    double size = Math.abs(bits);
    if (size < 0.5) {
      return "says nothing";
    }
    String much =
        size < 2 ? "a little " : size < 5 ? "" : size < 10 ? "strongly " : "very strongly ";
    return "speaks " + much + (bits > 0 ? "for it" : "against it");
  }

  static String bits(double bits) {
    return Math.abs(bits) < 0.05 ? "0 bits" : String.format(Locale.ROOT, "%+.1f bits", bits);
  }

  /** Writes evidence as a table: both values side by side, and what they say. */
  void evidence(Html html, List<EvidenceView> evidence, String left, String right) {
    html.open("div", "class", "scroll").open("table", "class", "evidence-table");
    html.open("thead").open("tr");
    for (String column : List.of("Compared on", left, right, "Which are", "What it says")) {
      html.element("th", column, "scope", "col");
    }
    html.close().end();
    html.open("tbody");
    evidence.stream().filter(LinkWords::says).forEach(e -> evidence(html, e));
    html.close().close().end();
    String open =
        evidence.stream()
            .filter(e -> !says(e))
            .map(EvidenceView::comparison)
            .collect(Collectors.joining(", "));
    if (!open.isEmpty()) {
      html.element("p", "Not known of both: %s.".formatted(open), "class", "hint");
    }
  }

  /** What is not known of both says nothing, but for what is missing and needed. */
  private static boolean says(EvidenceView e) {
    return (!e.leftValue().isEmpty() && !e.rightValue().isEmpty()) || Math.abs(e.bits()) >= 0.05;
  }

  private static void evidence(Html html, EvidenceView e) {
    html.open("tr");
    html.element("th", e.comparison(), "scope", "row");
    html.element("td", e.leftValue()).element("td", e.rightValue());
    html.element("td", e.level()).open("td", "class", "word");
    html.element(
        "span",
        strength(e.bits()),
        "class",
        "bits " + (Math.abs(e.bits()) < 0.5 ? "" : e.bits() > 0 ? "for" : "against"));
    html.text(" ").element("span", bits(e.bits()), "class", "hint").close().end();
  }

  /** Writes a record as its name and its short IRI, which leads to its party. */
  void record(Html html, String record, RecordNames names) {
    html.open("a", "href", party(record), "title", record);
    html.element("bdi", names.of(record).orElseGet(() -> shortName(record))).close();
    if (names.of(record).isPresent()) {
      html.text(" ").element("span", shortName(record), "class", "iri");
    }
  }

  String shortName(String iri) {
    return layout.shortName(NodeFactory.createURI(iri));
  }

  static String party(String iri) {
    return "/party?iri=" + Addresses.parameter(iri);
  }

  static String pair(String left, String right) {
    return "/review/pair?left=%s&right=%s"
        .formatted(Addresses.parameter(left), Addresses.parameter(right));
  }

  static String cluster(String record) {
    return "/review/cluster?record=" + Addresses.parameter(record);
  }

  /** Writes what a decision would change. */
  void change(Html html, DecisionView.Outcome outcome, RecordNames names) {
    if (outcome.before().isEmpty()) {
      html.element("p", "No party would be another one.");
    } else {
      html.open("div", "class", "change");
      parties(html, "Now", outcome.before(), names);
      parties(html, "Then", outcome.after(), names);
      html.end();
    }
    outcome.notes().forEach(n -> Layout.note(html, "warning", n + "."));
  }

  /** Writes parties with their IRIs and records. */
  void parties(Html html, String title, List<DecisionView.PartyView> parties, RecordNames names) {
    html.open("div").element("strong", title).open("ul");
    for (DecisionView.PartyView party : parties) {
      html.open("li");
      if (party.records().size() == 1) {
        record(html, party.records().getFirst(), names);
      } else {
        html.element("span", shortName(party.iri()), "class", "iri", "title", party.iri());
        html.text(": ");
        for (int i = 0; i < party.records().size(); i++) {
          html.text(i == 0 ? "" : ", ");
          record(html, party.records().get(i), names);
        }
      }
      html.close();
    }
    html.close().end();
  }

  /** Writes the golden record as a table. */
  void golden(Html html, GoldenView golden) {
    golden
        .missing()
        .forEach(
            (source, why) ->
                Layout.note(
                    html, "warning", "Source %s is missing here: %s.".formatted(source, why)));
    if (golden.properties().isEmpty()) {
      html.element("p", "Its sources say nothing of it.", "class", "hint");
      return;
    }
    html.open("div", "class", "scroll").open("table").open("thead").open("tr");
    for (String column : List.of("Property", "Value", "Said by", "Why it is first")) {
      html.element("th", column, "scope", "col");
    }
    html.close().end();
    html.open("tbody");
    golden.properties().forEach(p -> property(html, p));
    html.close().close().end();
  }

  private void property(Html html, PropertyView property) {
    List<ValueView> values = property.values();
    for (int i = 0; i < values.size(); i++) {
      html.open("tr", "class", i == 0 ? "first" : "losing");
      if (i == 0) {
        html.open(
            "th",
            "scope",
            "row",
            "rowspan",
            Integer.toString(values.size()),
            "title",
            property.property());
        html.text(name(property.property()));
        if (property.conflict()) {
          html.open("br").element("span", "conflict", "class", "severity warning");
        }
        html.close();
      }
      html.open("td");
      value(html, values.get(i));
      html.close().open("td", "class", "hint");
      said(html, values.get(i).stated());
      html.close();
      html.element("td", i == 0 ? why(property) : "", "class", "hint").end();
    }
  }

  /** A property by its label in the ontologies, else by its short IRI. */
  String name(String property) {
    return property.contains(":")
        ? terms.term(NodeFactory.createURI(property)).orElseGet(() -> Prefixes.shorten(property))
        : property;
  }

  void value(Html html, ValueView value) {
    if (value.resource()) {
      layout.term(html, NodeFactory.createURI(value.value()), Optional.empty());
    } else {
      html.text(value.value());
    }
  }

  private static String why(PropertyView property) {
    return property.values().size() == 1
        ? ""
        : property.rule() == null
            ? property.why()
            : "%s: %s".formatted(property.rule(), property.why());
  }

  private void said(Html html, List<StatedView> stated) {
    for (int i = 0; i < stated.size(); i++) {
      StatedView s = stated.get(i);
      html.text(i == 0 ? "" : ", ");
      html.element("span", s.source(), "title", s.record());
      if (stated.stream().filter(o -> o.source().equals(s.source())).count() > 1) {
        html.text(" ").element("span", shortName(s.record()), "class", "iri");
      }
      if (s.written() != null) {
        html.text(" as ").element("span", shortName(s.written()), "class", "iri");
      }
      if (!s.date().isEmpty()) {
        html.text(" of " + s.date());
      }
    }
  }

  /** Writes decisions, each with a way to take it back. */
  void decisions(
      Html html, List<DecisionView> decisions, RecordNames names, boolean mayDecide, String back) {
    html.open("ul", "class", "findings");
    for (DecisionView d : decisions) {
      html.open("li");
      html.element(
          "span", d.state(), "class", "state " + (d.state().equals("counts") ? "ready" : ""));
      html.text(
          " %s%s ".formatted(d.number() == 0 ? "" : "%d: ".formatted(d.number()), d.author()));
      html.element(
          "strong", d.withdraws() == null ? verb(d.decision()) : "took back " + d.withdraws());
      html.text(" ");
      about(html, d, names);
      html.open("p", "class", "hint").text(d.at());
      html.text(d.reason().isEmpty() ? "" : " · " + d.reason()).end();
      if (mayDecide && d.number() > 0 && !d.state().equals("withdrawn")) {
        html.open("form", "method", "post", "action", "/review/undo", "class", "undo");
        html.open(
            "input", "type", "hidden", "name", "number", "value", Integer.toString(d.number()));
        html.open("input", "type", "hidden", "name", "back", "value", back);
        html.open(
            "input",
            "name",
            "reason",
            "placeholder",
            "why",
            "aria-label",
            "why decision %d is taken back".formatted(d.number()));
        html.element("button", "Undo " + d.number(), "type", "submit", "class", "plain").end();
      }
      html.end();
    }
    html.end();
  }

  private static String verb(String decision) {
    return switch (decision) {
      case "same" -> "said the same of";
      case "different" -> "said different of";
      case "unsure" -> "could not tell of";
      case "confirmed" -> "confirmed";
      default -> decision;
    };
  }

  private void about(Html html, DecisionView d, RecordNames names) {
    List<String> records = d.records().isEmpty() ? List.of(d.left(), d.right()) : d.records();
    for (int i = 0; i < records.size(); i++) {
      html.text(i == 0 ? "" : d.records().isEmpty() ? " and " : ", ");
      record(html, records.get(i), names);
    }
    for (int i = 0; i < d.apart().size(); i++) {
      html.text(i == 0 ? " without " : ", ");
      record(html, d.apart().get(i), names);
    }
  }
}
