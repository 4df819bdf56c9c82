package org.crmekg.server;

import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.jena.atlas.iterator.Iter;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.vocabulary.RDFS;
import org.apache.jena.vocabulary.SKOS;
import org.crmekg.SourceException;
import org.crmekg.federation.FederatedDataset;
import org.crmekg.rdf.Ekg;

/**
 * Names of IRIs for people, as the caller's own view of the data has them.
 *
 * <p>A source that fails while names are looked up costs names, not the page; the page says so.
 */
final class Labels {
  private static final int MOST = 600;
  private static final List<Node> PROPERTIES =
      List.of(RDFS.Nodes.label, SKOS.prefLabel.asNode(), Ekg.PARTY_NAME);

  private final Graph ontology;
  private final Map<Node, String> found = new HashMap<>();
  private boolean incomplete;

  Labels(Graph ontology) {
    this.ontology = ontology;
  }

  /** Looks up the names of nodes; to be called on the thread that has the dataset open. */
  Labels lookUp(FederatedDataset dataset, Collection<Node> nodes) {
    try {
      nodes.stream()
          .filter(Node::isURI)
          .distinct()
          .limit(MOST)
          .forEach(node -> label(dataset, node).ifPresent(label -> found.put(node, label)));
    } catch (SourceException e) {
      incomplete = true;
    }
    return this;
  }

  private Optional<String> label(FederatedDataset dataset, Node node) {
    // Terms and the codes of their schemes are in the ontologies and in no source.
    Optional<String> term = term(node);
    if (term.isPresent() || node.getURI().startsWith(Ekg.NS)) {
      return term;
    }
    Node golden = dataset.lens().canonical(node);
    for (Node property : PROPERTIES) {
      Iterator<Quad> quads = dataset.find(Quad.defaultGraphIRI, golden, property, Node.ANY);
      Optional<String> label = best(Iter.map(quads, Quad::getObject));
      if (label.isPresent()) {
        return label;
      }
    }
    return Optional.empty();
  }

  /** Returns the name of a term or code of the ontologies. */
  Optional<String> term(Node term) {
    return Stream.of(RDFS.Nodes.label, SKOS.prefLabel.asNode())
        .flatMap(
            property ->
                best(ontology.find(term, property, Node.ANY).mapWith(Triple::getObject)).stream())
        .findFirst();
  }

  /** Several names are all right; the same one is shown each time: English first, then by text. */
  private static Optional<String> best(Iterator<Node> objects) {
    var names = new TreeSet<String>();
    objects.forEachRemaining(
        o -> {
          if (o.isLiteral()) {
            String language = o.getLiteralLanguage();
            String rank = language.startsWith("en") ? "0" : language.isEmpty() ? "1" : "2";
            names.add(rank + o.getLiteralLexicalForm());
          }
        });
    return names.isEmpty() ? Optional.empty() : Optional.of(names.first().substring(1));
  }

  /** Returns the name that was looked up. */
  Optional<String> of(Node node) {
    return Optional.ofNullable(found.get(node));
  }

  /** Returns whether a source failed, so that names may be missing. */
  boolean isIncomplete() {
    return incomplete;
  }
}
