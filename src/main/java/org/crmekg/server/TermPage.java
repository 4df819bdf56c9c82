package org.crmekg.server;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.graph.GraphFactory;
import org.apache.jena.vocabulary.OWL2;
import org.apache.jena.vocabulary.RDF;
import org.apache.jena.vocabulary.RDFS;
import org.apache.jena.vocabulary.SKOS;
import org.crmekg.Problem;
import org.crmekg.UsageException;
import org.crmekg.rdf.Ekg;
import org.crmekg.rdf.Prefixes;

/** The vocabulary: a list of its terms, and a page and RDF of each. */
final class TermPage {
  private static final Comparator<Node> BY_IRI = Comparator.comparing(Node::toString);
  private static final List<Node> KINDS =
      List.of(
          OWL2.Class.asNode(),
          OWL2.ObjectProperty.asNode(),
          OWL2.DatatypeProperty.asNode(),
          SKOS.Concept.asNode(),
          SKOS.ConceptScheme.asNode());

  private final Workbench bench;
  private final Layout layout;

  TermPage(Workbench bench, Layout layout) {
    this.bench = bench;
    this.layout = layout;
  }

  Answer answer(Exchange exchange) {
    String path = exchange.path().substring("/ns/".length());
    if (path.isEmpty()) {
      return index();
    }
    Optional<GraphFormat> format = GraphFormat.named(Addresses.suffix(path));
    String name =
        format.map(f -> path.substring(0, path.length() - f.shortName().length() - 1)).orElse(path);
    Node term =
        Addresses.fromPath(name)
            .map(rest -> NodeFactory.createURI(Ekg.NS + rest))
            .filter(iri -> bench.graph().ontology().contains(iri, Node.ANY, Node.ANY))
            .orElseThrow(
                () ->
                    new UsageException(
                        Problem.NOT_FOUND, "the vocabulary has no such term; /ns/ lists them"));
    Negotiation<GraphFormat> wanted =
        format.isPresent()
            ? Negotiation.data(format.get(), format.get().mediaType())
            : Negotiation.of(exchange, true, GraphFormat.byMediaType(), GraphFormat::named);
    if (wanted.format().isEmpty()) {
      return page(term);
    }
    Spool spool = bench.spool();
    wanted.format().get().write(statements(term), spool);
    return Answer.of(wanted.contentType(), spool).with("Vary", "Accept");
  }

  /** The term's statements, and those of the blank nodes in them. */
  private Graph statements(Node term) {
    Graph found = GraphFactory.createDefaultGraph();
    Prefixes.standard().forEach(found.getPrefixMapping()::setNsPrefix);
    var seen = new HashSet<Node>();
    var todo = new ArrayDeque<Node>(List.of(term));
    while (!todo.isEmpty()) {
      Node node = todo.pop();
      if (seen.add(node)) {
        bench
            .graph()
            .ontology()
            .find(node, Node.ANY, Node.ANY)
            .forEachRemaining(
                t -> {
                  found.add(t);
                  if (t.getObject().isBlank()) {
                    todo.push(t.getObject());
                  }
                });
      }
    }
    return found;
  }

  private Answer page(Node term) {
    var labels = new Labels(bench.graph().ontology());
    String name = labels.term(term).orElseGet(() -> Prefixes.shorten(term.getURI()));
    return layout.page(
        name,
        html -> {
          html.element("h1", name);
          html.open("p", "class", "summary").element("code", term.getURI()).text(" as ");
          for (GraphFormat format : GraphFormat.all()) {
            html.element(
                    "a",
                    format.shortName(),
                    "href",
                    layout.addresses().of(term.getURI()) + "." + format.shortName())
                .text(" ");
          }
          html.end();
          html.open("section");
          table(
              html,
              bench.graph().ontology().find(term, Node.ANY, Node.ANY).toList().stream(),
              Triple::getPredicate,
              Triple::getObject,
              labels);
          html.end();
          List<Triple> uses = bench.graph().ontology().find(Node.ANY, Node.ANY, term).toList();
          if (!uses.isEmpty()) {
            html.open("section").element("h2", "Used by");
            table(
                html,
                uses.stream().filter(t -> t.getSubject().isURI()),
                Triple::getSubject,
                Triple::getPredicate,
                labels);
            html.end();
          }
        });
  }

  private void table(
      Html html,
      Stream<Triple> triples,
      java.util.function.Function<Triple, Node> first,
      java.util.function.Function<Triple, Node> second,
      Labels labels) {
    html.open("div", "class", "scroll").open("table").open("tbody");
    triples
        .sorted(QueryPage.BY_TEXT)
        .forEach(
            t -> {
              html.open("tr").open("td");
              layout.term(html, first.apply(t), labels.term(first.apply(t)));
              html.close().open("td");
              layout.term(html, second.apply(t), labels.term(second.apply(t)));
              html.close().end();
            });
    html.close().close().end();
  }

  private Answer index() {
    Graph ontology = bench.graph().ontology();
    Map<String, Set<Node>> modules = new TreeMap<>();
    for (Node kind : KINDS) {
      ontology
          .find(Node.ANY, RDF.Nodes.type, kind)
          .mapWith(Triple::getSubject)
          .filterKeep(n -> n.isURI() && n.getURI().startsWith(Ekg.NS))
          .forEach(
              n -> {
                String rest = n.getURI().substring(Ekg.NS.length());
                String module = rest.contains("/") ? rest.substring(0, rest.indexOf('/')) : rest;
                modules.computeIfAbsent(module, m -> new TreeSet<>(BY_IRI)).add(n);
              });
    }
    var labels = new Labels(ontology);
    return layout.page(
        "Vocabulary",
        html -> {
          html.element("h1", "Vocabulary");
          modules.forEach((module, terms) -> module(html, module, terms, labels));
        });
  }

  private void module(Html html, String module, Set<Node> terms, Labels labels) {
    html.open("section", "aria-labelledby", "module-" + module);
    html.element("h2", module, "id", "module-" + module);
    html.open("div", "class", "scroll").open("table").open("tbody");
    for (Node term : terms) {
      html.open("tr").open("td");
      layout.term(html, term, labels.term(term));
      html.close();
      html.element("td", definition(term)).end();
    }
    html.close().close().close().end();
  }

  private String definition(Node term) {
    Graph ontology = bench.graph().ontology();
    return Stream.of(SKOS.definition.asNode(), RDFS.Nodes.comment)
        .flatMap(p -> ontology.find(term, p, Node.ANY).mapWith(Triple::getObject).toList().stream())
        .filter(Node::isLiteral)
        .map(Node::getLiteralLexicalForm)
        .findFirst()
        .orElse("");
  }
}
