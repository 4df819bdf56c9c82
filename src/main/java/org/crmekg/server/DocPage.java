package org.crmekg.server;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.jena.atlas.iterator.Iter;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.vocabulary.RDF;
import org.crmekg.Problem;
import org.crmekg.UsageException;
import org.crmekg.app.Shortfall;
import org.crmekg.federation.FederatedDataset;
import org.crmekg.identity.IdentityLens;
import org.crmekg.rdf.Ekg;
import org.crmekg.rdf.Iris;

/**
 * What the graph says about a thing: each statement with the sources that make it.
 *
 * <p>What does not exist and what the caller may not see are the same 404.
 */
final class DocPage {
  private static final int SHOWN_REFERENCES = 50;

  private final Workbench bench;
  private final Layout layout;
  private final ServiceDescription service;

  /** A statement, and the graphs that hold it. */
  private record Statement(Triple triple, Set<Node> graphs) {}

  /** Another name of the thing, and the graphs that use it. */
  private record Name(Node iri, Set<Node> graphs) {}

  private record Description(
      Node asked,
      Node golden,
      List<Statement> statements,
      List<Name> names,
      List<Triple> references,
      boolean moreReferences,
      Shortfall completeness,
      Labels labels) {
    boolean isEmpty() {
      return statements.isEmpty() && references.isEmpty();
    }
  }

  DocPage(Workbench bench, Layout layout, ServiceDescription service) {
    this.bench = bench;
    this.layout = layout;
    this.service = service;
  }

  /** A thing is not a document: 303 leads to what describes it. */
  Answer redirect(Exchange exchange) {
    return Answer.empty(303)
        .with("Location", "/doc/" + exchange.path().substring("/id/".length()))
        .with("Vary", "Accept");
  }

  /** Describes {@code {base}X} for {@code /doc/X}. */
  Answer document(Exchange exchange) {
    String path = exchange.path().substring("/doc/".length());
    Optional<GraphFormat> format = GraphFormat.named(Addresses.suffix(path));
    String name =
        format.map(f -> path.substring(0, path.length() - f.shortName().length() - 1)).orElse(path);
    String iri = Addresses.fromPath(name).map(rest -> layout.addresses().base() + rest).orElse("");
    return described(exchange, iri, format);
  }

  /** Describes the IRI in the parameter {@code iri}. */
  Answer describe(Exchange exchange) {
    Node node = Terms.required(exchange, "iri");
    return described(exchange, node.isURI() ? node.getURI() : "", Optional.empty());
  }

  private Answer described(Exchange exchange, String iri, Optional<GraphFormat> format) {
    if (!Iris.isAbsolute(iri)) {
      throw nothing(Shortfall.NONE);
    }
    Negotiation<GraphFormat> wanted =
        format.isPresent()
            ? Negotiation.data(format.get(), format.get().mediaType())
            : Negotiation.of(exchange, true, GraphFormat.byMediaType(), GraphFormat::named);
    Description description =
        bench.read(exchange, dataset -> describe(NodeFactory.createURI(iri), dataset, exchange));
    if (description.isEmpty()) {
      throw nothing(description.completeness());
    }
    exchange.noteRows(description.statements().size());
    if (wanted.format().isEmpty()) {
      return page(description);
    }
    Graph graph =
        bench.collect(description.statements().stream().map(Statement::triple).iterator());
    Spool spool = bench.spool();
    wanted.format().get().write(graph, spool);
    return Answer.of(wanted.contentType(), spool)
        .with("Vary", "Accept")
        .about(description.completeness());
  }

  private static UsageException nothing(Shortfall completeness) {
    String why =
        completeness.leftOut().entrySet().stream()
            .map(e -> "; %s was loaded without %,d rows".formatted(e.getKey(), e.getValue()))
            .collect(Collectors.joining());
    return new UsageException(
        Problem.NOT_FOUND, "nothing that you can see is known about this IRI" + why);
  }

  private Description describe(Node asked, FederatedDataset dataset, Exchange exchange) {
    IdentityLens lens = dataset.lens();
    Node golden = lens.canonical(asked);
    Map<Triple, Set<Node>> graphs = new LinkedHashMap<>();
    List<Node> names = new ArrayList<>();
    Iterator<Quad> about = dataset.find(Quad.defaultGraphIRI, golden, Node.ANY, Node.ANY);
    about.forEachRemaining(
        quad -> {
          if (quad.getPredicate().equals(Ekg.SOURCE_IRI)) {
            names.add(quad.getObject());
          }
          graphs.put(quad.asTriple(), new TreeSet<>(BY_IRI));
        });
    if (asked.getURI().startsWith(layout.addresses().base() + "graph/")) {
      service
          .graph(exchange, false)
          .find(asked, Node.ANY, Node.ANY)
          .forEachRemaining(t -> graphs.putIfAbsent(t, new TreeSet<>(BY_IRI)));
    }
    Map<Node, Set<Node>> usedBy = new TreeMap<>(BY_IRI);
    names.forEach(name -> usedBy.put(name, new TreeSet<>(BY_IRI)));
    for (Node graph : dataset.graphNames()) {
      for (Node local : lens.sourceIris(golden)) {
        Iterator<Quad> stated = dataset.findNG(graph, local, Node.ANY, Node.ANY);
        stated.forEachRemaining(
            quad -> {
              Set<Node> known = graphs.get(lens.canonical(quad.asTriple()));
              if (known != null) {
                known.add(graph);
              }
              Set<Node> users = usedBy.get(local);
              if (users != null) {
                users.add(graph);
              }
            });
      }
    }
    var references = new ArrayList<Triple>();
    Iterator<Quad> referring = dataset.find(Quad.defaultGraphIRI, Node.ANY, Node.ANY, golden);
    while (referring.hasNext() && references.size() <= SHOWN_REFERENCES) {
      Triple triple = referring.next().asTriple();
      if (!triple.getPredicate().equals(Ekg.SOURCE_IRI)) {
        references.add(triple);
      }
    }
    Iter.close(referring);
    boolean more = references.size() > SHOWN_REFERENCES;
    // Before names are looked up, which may ask more sources.
    var completeness = Shortfall.of(dataset);
    List<Triple> shown = references.subList(0, Math.min(SHOWN_REFERENCES, references.size()));
    var labels = new Labels(bench.graph().ontology());
    var nodes = new HashSet<Node>(Set.of(golden));
    graphs.keySet().forEach(t -> nodes.addAll(List.of(t.getPredicate(), t.getObject())));
    shown.forEach(t -> nodes.addAll(List.of(t.getSubject(), t.getPredicate())));
    return new Description(
        asked,
        golden,
        graphs.entrySet().stream()
            .map(e -> new Statement(e.getKey(), e.getValue()))
            .sorted(Comparator.comparing(Statement::triple, OWN_FIRST))
            .toList(),
        usedBy.entrySet().stream().map(e -> new Name(e.getKey(), e.getValue())).toList(),
        List.copyOf(shown),
        more,
        completeness,
        labels.lookUp(dataset, nodes));
  }

  /** Types, then what our own vocabulary says, then the same in the words of others. */
  private static final Comparator<Triple> OWN_FIRST =
      Comparator.comparing((Triple t) -> !t.getPredicate().equals(RDF.Nodes.type))
          .thenComparing(t -> !t.getPredicate().toString().startsWith(Ekg.NS))
          .thenComparing(t -> !t.getObject().toString().startsWith(Ekg.NS))
          .thenComparing(QueryPage.BY_TEXT);

  private static final Comparator<Node> BY_IRI = Comparator.comparing(Node::toString);

  private Answer page(Description description) {
    Labels labels = description.labels();
    String name =
        labels.of(description.golden()).orElseGet(() -> layout.shortName(description.golden()));
    return layout
        .page(
            name,
            html -> {
              html.element("h1", name);
              html.open("p", "class", "summary");
              html.element("code", description.golden().getURI());
              html.text(" as ");
              for (GraphFormat format : GraphFormat.all()) {
                html.element("a", format.shortName(), "href", address(description, format));
                html.text(" ");
              }
              html.end();
              if (!description.asked().equals(description.golden())) {
                Layout.note(
                    html,
                    "info",
                    "%s is what a source calls it."
                        .formatted(layout.shortName(description.asked())));
              }
              Layout.shortfall(html, description.completeness());
              if (labels.isIncomplete()) {
                Layout.note(html, "warning", "A source does not answer: some names are missing.");
              }
              statements(html, description);
              names(html, description);
              references(html, description);
            })
        .about(description.completeness());
  }

  private String address(Description description, GraphFormat format) {
    String address = layout.addresses().of(description.golden().getURI());
    return address.startsWith("/doc/")
        ? address + "." + format.shortName()
        : address + "&format=" + format.shortName();
  }

  private void statements(Html html, Description description) {
    html.open("section", "aria-labelledby", "statements");
    html.element("h2", "What is known", "id", "statements");
    head(html, "Property", "Value", "Said by", "");
    for (Statement statement : description.statements()) {
      Triple triple = statement.triple();
      if (triple.getPredicate().equals(Ekg.SOURCE_IRI)) {
        continue;
      }
      html.open("tr").open("td");
      layout.term(html, triple.getPredicate(), description.labels().of(triple.getPredicate()));
      html.close().open("td");
      layout.term(html, triple.getObject(), description.labels().of(triple.getObject()));
      html.close().open("td");
      graphs(html, statement.graphs());
      html.close().open("td");
      html.element(
              "a",
              "why",
              "href",
              Addresses.why(triple.getSubject(), triple.getPredicate(), triple.getObject()))
          .close()
          .end();
    }
    html.close().close().close().end();
  }

  private static void head(Html html, String... columns) {
    html.open("div", "class", "scroll").open("table").open("thead").open("tr");
    for (String column : columns) {
      html.element("th", column, "scope", "col");
    }
    html.close().end();
    html.open("tbody");
  }

  private void graphs(Html html, Set<Node> graphs) {
    for (Node graph : graphs) {
      String prefix = layout.addresses().base() + "graph/";
      String iri = graph.getURI();
      html.open("a", "class", "source", "href", layout.addresses().of(iri));
      html.text(iri.startsWith(prefix) ? iri.substring(prefix.length()) : layout.shortName(graph));
      html.close().text(" ");
    }
  }

  private void names(Html html, Description description) {
    if (description.names().isEmpty()) {
      return;
    }
    html.open("section", "aria-labelledby", "names");
    html.element("h2", "What sources call it", "id", "names");
    head(html, "Name", "Source", "");
    for (Name name : description.names()) {
      html.open("tr").open("td").element("code", layout.shortName(name.iri())).close();
      html.open("td");
      graphs(html, name.graphs());
      html.close().open("td");
      html.element(
              "a", "why", "href", Addresses.why(description.golden(), Ekg.SOURCE_IRI, name.iri()))
          .close()
          .end();
    }
    html.close().close().close().end();
  }

  private void references(Html html, Description description) {
    if (description.references().isEmpty()) {
      return;
    }
    html.open("section", "aria-labelledby", "references");
    html.element("h2", "What refers to it", "id", "references");
    if (description.moreReferences()) {
      html.element("p", "the first %d".formatted(SHOWN_REFERENCES), "class", "hint");
    }
    head(html, "Thing", "Property");
    for (Triple triple : description.references()) {
      html.open("tr").open("td");
      layout.term(html, triple.getSubject(), description.labels().of(triple.getSubject()));
      html.close().open("td");
      layout.term(html, triple.getPredicate(), description.labels().of(triple.getPredicate()));
      html.close().end();
    }
    html.close().close().close().end();
  }
}
