package org.crmekg.server;

import java.util.Map;
import java.util.Optional;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.shared.JenaException;
import org.apache.jena.sparql.util.NodeFactoryExtra;
import org.crmekg.Problem;
import org.crmekg.UsageException;
import org.crmekg.rdf.Iris;
import org.crmekg.rdf.Prefixes;

/** Reads RDF terms of parameters: N-Triples syntax, a plain IRI, or a standard prefix and name. */
final class Terms {
  private Terms() {}

  static Optional<Node> read(Exchange exchange, String parameter) {
    return exchange.one(parameter).map(text -> read(parameter, text.strip()));
  }

  static Node required(Exchange exchange, String parameter) {
    return read(exchange, parameter)
        .orElseThrow(
            () ->
                new UsageException(
                    Problem.USAGE, "the parameter %s is missing".formatted(parameter)));
  }

  private static Node read(String parameter, String text) {
    if (text.startsWith("<") || text.startsWith("\"")) {
      try {
        Node node = NodeFactoryExtra.parseNode(text);
        if (!node.isURI() || Iris.isAbsolute(node.getURI())) {
          return node;
        }
      } catch (JenaException e) {
        throw wrong(parameter, e);
      }
    }
    for (Map.Entry<String, String> prefix : Prefixes.standard().entrySet()) {
      if (text.startsWith(prefix.getKey() + ":")) {
        String iri = prefix.getValue() + text.substring(prefix.getKey().length() + 1);
        if (Iris.isAbsolute(iri)) {
          return NodeFactory.createURI(iri);
        }
      }
    }
    if (Iris.isAbsolute(text)) {
      return NodeFactory.createURI(text);
    }
    throw wrong(parameter, null);
  }

  private static UsageException wrong(
      String parameter, @org.jspecify.annotations.Nullable Exception cause) {
    String message =
        "the parameter %s must be an IRI or a term in N-Triples syntax, such as \"text\"@en"
            .formatted(parameter);
    return cause == null
        ? new UsageException(Problem.USAGE, message)
        : new UsageException(Problem.USAGE, message, cause);
  }
}
