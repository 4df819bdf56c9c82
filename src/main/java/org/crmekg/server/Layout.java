package org.crmekg.server;

import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.jena.graph.Node;
import org.apache.jena.riot.out.NodeFmtLib;
import org.apache.jena.vocabulary.RDF;
import org.apache.jena.vocabulary.XSD;
import org.crmekg.app.Shortfall;
import org.crmekg.rdf.Prefixes;

/** What all pages share: the frame, and how terms look. */
record Layout(Addresses addresses) {
  private static final int LONG_TEXT = 2_000;

  /** Datatypes that a value shows by itself. */
  private static final Set<String> PLAIN =
      Set.of(
          XSD.xstring.getURI(),
          RDF.langString.getURI(),
          XSD.integer.getURI(),
          XSD.decimal.getURI(),
          XSD.xboolean.getURI(),
          XSD.date.getURI());

  /** Returns a page with a title and what the content writes. */
  Answer page(String title, Consumer<Html> content) {
    var html = new Html();
    html.open("html", "lang", "en").open("head");
    html.open("meta", "charset", "utf-8");
    html.open("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    html.open("meta", "name", "color-scheme", "content", "light dark");
    html.element("title", title + " · crm-ekg");
    html.open("link", "rel", "stylesheet", "href", "/static/ekg.css");
    html.end();
    html.open("body");
    html.element("a", "Skip to content", "class", "skip", "href", "#content");
    html.open("header", "class", "bar").open("nav", "aria-label", "Main");
    html.element("a", "crm-ekg", "class", "brand", "href", "/");
    html.element("a", "Questions", "href", "/q/");
    html.element("a", "Query", "href", "/sparql");
    html.element("a", "Findings", "href", "/findings");
    html.element("a", "Review", "href", "/review");
    html.element("a", "Vocabulary", "href", "/ns/");
    html.close().end();
    html.open("main", "id", "content");
    content.accept(html);
    html.end();
    html.end();
    html.end();
    return Answer.of(200, Answer.HTML, html.document()).with("Vary", "Accept");
  }

  /** Writes a term: an IRI with its name as a link to its description, or the text of a literal. */
  void term(Html html, Node node, Optional<String> label) {
    if (node.isURI()) {
      html.open("a", "href", addresses.of(node.getURI()), "title", node.getURI());
      html.text(label.orElseGet(() -> shortName(node))).close();
      if (label.isPresent()) {
        html.text(" ").element("span", shortName(node), "class", "iri");
      }
      return;
    }
    if (node.isBlank()) {
      html.element("span", "blank node " + node.getBlankNodeLabel(), "class", "iri");
      return;
    }
    if (!node.isLiteral()) {
      html.text(NodeFmtLib.strNT(node));
      return;
    }
    String text = node.getLiteralLexicalForm();
    html.text(
        text.length() <= LONG_TEXT
            ? text
            : "%s … (%,d characters)".formatted(text.substring(0, LONG_TEXT), text.length()));
    String datatype = node.getLiteralDatatypeURI();
    if (!node.getLiteralLanguage().isEmpty()) {
      html.text(" ").element("span", node.getLiteralLanguage(), "class", "tag");
    } else if (!PLAIN.contains(datatype)) {
      html.text(" ").element("span", Prefixes.shorten(datatype), "class", "tag");
    }
  }

  /** Returns a short IRI; one of the data without the base that all share. */
  String shortName(Node node) {
    String iri = node.getURI();
    return iri.startsWith(addresses.base()) && iri.length() > addresses.base().length()
        ? iri.substring(addresses.base().length())
        : Prefixes.shorten(iri);
  }

  /** Tells how fresh an answer is, and marks a page whose answer is partial. */
  static void shortfall(Html html, Shortfall shortfall) {
    if (!shortfall.freshness().sources().isEmpty()) {
      html.element("p", "Sources: " + shortfall.freshness().words(), "class", "fresh");
    }
    shortfall.messages().forEach(m -> note(html, "warning", "This is partial: " + m + "."));
  }

  static void note(Html html, String kind, String text) {
    html.open("p", "class", "note " + kind, "role", "status").text(text).end();
  }
}
