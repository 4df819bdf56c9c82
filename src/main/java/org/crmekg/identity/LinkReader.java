package org.crmekg.identity;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.graph.GraphFactory;
import org.apache.jena.vocabulary.RDF;
import org.crmekg.ConfigException;
import org.crmekg.Problem;
import org.crmekg.rdf.Ekg;
import org.crmekg.rdf.TurtleReader;

/** Reads link files: {@code [] a gov:IdentityLink ; gov:left … ; gov:right … ; gov:linkKind …}. */
public final class LinkReader {
  private LinkReader() {}

  /**
   * Reads files in order; the links of one file come sorted, so that reading is repeatable.
   *
   * @throws ConfigException naming the file and the link, if one is not whole
   */
  public static List<IdentityLink> read(List<Path> files) {
    var links = new ArrayList<IdentityLink>();
    for (Path file : files) {
      Graph graph = parse(file);
      var ofFile = new ArrayList<IdentityLink>();
      graph
          .find(Node.ANY, RDF.Nodes.type, Ekg.IDENTITY_LINK)
          .mapWith(Triple::getSubject)
          .forEachRemaining(node -> ofFile.add(link(graph, node, file)));
      ofFile.sort(
          Comparator.<IdentityLink, String>comparing(l -> l.left().getURI())
              .thenComparing(l -> l.right().getURI()));
      links.addAll(ofFile);
    }
    return List.copyOf(links);
  }

  private static Graph parse(Path file) {
    Graph graph = GraphFactory.createDefaultGraph();
    new TurtleReader(Ekg.DEFAULT_BASE, Problem.LINKS_INVALID).read(file, graph);
    return graph;
  }

  private static IdentityLink link(Graph graph, Node node, Path file) {
    Node left = only(graph, node, Ekg.LEFT, file);
    Node right = only(graph, node, Ekg.RIGHT, file);
    Node kind = only(graph, node, Ekg.LINK_KIND, file);
    if (!kind.equals(Ekg.SAME)) {
      throw new ConfigException(
          Problem.LINKS_INVALID,
          "%s: the link %s – %s has gov:linkKind %s; a link file holds gov:same only"
              .formatted(file, left, right, kind));
    }
    return new IdentityLink(
        left, right, String.valueOf(file.getFileName()), evidence(graph, node, file));
  }

  private static Optional<IdentityLink.Evidence> evidence(Graph graph, Node node, Path file) {
    List<String> methods = texts(graph, node, Ekg.LINK_METHOD);
    List<String> confidences = texts(graph, node, Ekg.LINK_CONFIDENCE);
    if (methods.size() != 1 || confidences.size() != 1) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new IdentityLink.Evidence(
              methods.getFirst(), Double.parseDouble(confidences.getFirst())));
    } catch (NumberFormatException e) {
      throw new ConfigException(
          Problem.LINKS_INVALID,
          "%s: gov:linkConfidence is a number from 0 to 1, not %s"
              .formatted(file, confidences.getFirst()),
          e);
    }
  }

  private static List<String> texts(Graph graph, Node node, Node property) {
    return graph
        .find(node, property, Node.ANY)
        .mapWith(Triple::getObject)
        .filterKeep(Node::isLiteral)
        .mapWith(Node::getLiteralLexicalForm)
        .toList();
  }

  private static Node only(Graph graph, Node node, Node property, Path file) {
    List<Node> values = graph.find(node, property, Node.ANY).mapWith(Triple::getObject).toList();
    if (values.size() != 1 || !values.getFirst().isURI()) {
      throw new ConfigException(
          Problem.LINKS_INVALID,
          "%s: a gov:IdentityLink has one IRI as %s, this has %s; the link says %s"
              .formatted(
                  file,
                  property.getURI(),
                  values,
                  graph
                      .find(node, Node.ANY, Node.ANY)
                      .mapWith(t -> t.getPredicate().getLocalName() + " " + t.getObject())
                      .toList()));
    }
    return values.getFirst();
  }
}
