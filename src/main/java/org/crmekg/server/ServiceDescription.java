package org.crmekg.server;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.sparql.graph.GraphFactory;
import org.apache.jena.vocabulary.RDF;
import org.crmekg.RequestContext;
import org.crmekg.app.SourceView;
import org.crmekg.federation.FederatedDataset;
import org.crmekg.rdf.Ekg;
import org.crmekg.rdf.Prefixes;

/**
 * What can be asked here, for machines: SPARQL Service Description, VoID and DCAT.
 *
 * <p>Only of what the caller sees; the numbers are those of the visible sources.
 */
final class ServiceDescription {
  private static final String SD = "http://www.w3.org/ns/sparql-service-description#";
  private static final String VOID = "http://rdfs.org/ns/void#";
  private static final String DCAT = "http://www.w3.org/ns/dcat#";
  private static final String DCT = "http://purl.org/dc/terms/";
  private static final String FORMATS = "http://www.w3.org/ns/formats/";

  private final Workbench bench;

  ServiceDescription(Workbench bench) {
    this.bench = bench;
  }

  Answer answer(Exchange exchange, GraphFormat format, String type, boolean withService) {
    Graph graph = graph(exchange, withService);
    Spool spool = bench.spool();
    format.write(graph, spool);
    exchange.noteRows(graph.size());
    return Answer.of(type, spool).with("Vary", "Accept");
  }

  /** Returns VoID and DCAT of the visible sources. */
  Answer catalogue(Exchange exchange) {
    Negotiation<GraphFormat> wanted =
        Negotiation.of(exchange, false, GraphFormat.byMediaType(), GraphFormat::named);
    return answer(exchange, wanted.format().orElseThrow(), wanted.contentType(), false);
  }

  Graph graph(Exchange exchange, boolean withService) {
    RequestContext context = bench.limited(exchange);
    Graph graph = GraphFactory.createDefaultGraph();
    Prefixes.standard().forEach(graph.getPrefixMapping()::setNsPrefix);
    graph.getPrefixMapping().setNsPrefix("sd", SD);
    graph.getPrefixMapping().setNsPrefix("void", VOID);
    graph.getPrefixMapping().setNsPrefix("dcat", DCAT);
    Node endpoint = iri(exchange.origin() + "/sparql");
    Node dataset = iri(exchange.origin() + "/.well-known/void#dataset");
    add(graph, dataset, RDF.Nodes.type, iri(VOID + "Dataset"));
    add(graph, dataset, RDF.Nodes.type, iri(DCAT + "Catalog"));
    add(graph, dataset, iri(DCT + "title"), text("One graph over all sources (golden view)"));
    add(graph, dataset, iri(VOID + "sparqlEndpoint"), endpoint);
    add(graph, dataset, iri(VOID + "uriSpace"), text(bench.graph().config().base()));
    if (withService) {
      describeService(graph, endpoint, dataset);
    }
    describeGraphs(graph, endpoint, dataset, context, withService);
    return graph;
  }

  private static void describeService(Graph graph, Node endpoint, Node dataset) {
    add(graph, endpoint, RDF.Nodes.type, iri(SD + "Service"));
    add(graph, endpoint, iri(SD + "endpoint"), endpoint);
    add(graph, endpoint, iri(SD + "supportedLanguage"), iri(SD + "SPARQL11Query"));
    for (String format :
        List.of(
            "SPARQL_Results_JSON",
            "SPARQL_Results_XML",
            "SPARQL_Results_CSV",
            "SPARQL_Results_TSV",
            "Turtle",
            "N-Triples",
            "JSON-LD")) {
      add(graph, endpoint, iri(SD + "resultFormat"), iri(FORMATS + format));
    }
    add(graph, endpoint, iri(SD + "defaultDataset"), dataset);
    add(graph, dataset, RDF.Nodes.type, iri(SD + "Dataset"));
    Node golden = NodeFactory.createBlankNode("golden");
    add(graph, dataset, iri(SD + "defaultGraph"), golden);
    add(graph, golden, RDF.Nodes.type, iri(SD + "Graph"));
  }

  private void describeGraphs(
      Graph graph, Node endpoint, Node dataset, RequestContext context, boolean withService) {
    String base = bench.graph().config().base();
    Map<Node, SourceView> sources =
        bench.graph().sourceViews(context).stream()
            .collect(Collectors.toMap(s -> Ekg.graph(base, s.id()), Function.identity()));
    FederatedDataset view = bench.graph().dataset(context);
    Set<Node> names = view.graphNames();
    int number = 0;
    for (Node name :
        names.stream().sorted((a, b) -> a.toString().compareTo(b.toString())).toList()) {
      add(graph, name, RDF.Nodes.type, iri(VOID + "Dataset"));
      add(graph, dataset, iri(VOID + "subset"), name);
      SourceView source = sources.get(name);
      if (source != null) {
        describeSource(graph, endpoint, dataset, name, source);
      }
      if (withService) {
        Node named = NodeFactory.createBlankNode("named" + ++number);
        add(graph, dataset, iri(SD + "namedGraph"), named);
        add(graph, named, RDF.Nodes.type, iri(SD + "NamedGraph"));
        add(graph, named, iri(SD + "name"), name);
        add(graph, named, iri(SD + "graph"), name);
        add(graph, name, RDF.Nodes.type, iri(SD + "Graph"));
      }
    }
  }

  private static void describeSource(
      Graph graph, Node endpoint, Node dataset, Node name, SourceView source) {
    add(graph, name, RDF.Nodes.type, iri(DCAT + "Dataset"));
    add(graph, dataset, iri(DCAT + "dataset"), name);
    add(graph, name, iri(DCT + "identifier"), text(source.id()));
    add(graph, name, iri(DCT + "title"), text(source.title()));
    add(graph, name, iri(DCT + "publisher"), text(source.owner()));
    if (!source.classification().isBlank()) {
      add(graph, name, iri(DCT + "accessRights"), text(source.classification()));
    }
    add(graph, name, iri(VOID + "sparqlEndpoint"), endpoint);
    if (source.statements() != null) {
      add(
          graph,
          name,
          iri(VOID + "triples"),
          NodeFactory.createLiteralDT(Long.toString(source.statements()), XSDDatatype.XSDinteger));
    }
    if (source.loadedAt() != null) {
      add(
          graph,
          name,
          iri(DCT + "modified"),
          NodeFactory.createLiteralDT(source.loadedAt(), XSDDatatype.XSDdateTime));
    }
  }

  private static void add(Graph graph, Node subject, Node predicate, Node object) {
    graph.add(subject, predicate, object);
  }

  private static Node iri(String iri) {
    return NodeFactory.createURI(iri);
  }

  private static Node text(String text) {
    return NodeFactory.createLiteralString(text);
  }
}
