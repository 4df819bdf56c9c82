package org.crmekg.validation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.shacl.vocabulary.SHACL;
import org.apache.jena.system.G;

/** The SPARQL-based constraint components that a shapes graph declares (SHACL §6), by parameter. */
final class ConstraintComponents {
  private final Graph graph;
  private final Map<Node, Set<Node>> byParameter = new HashMap<>();
  private final Set<Node> components = new HashSet<>();

  ConstraintComponents(Graph graph) {
    this.graph = graph;
    for (Node component : G.allNodesOfTypeRDFS(graph, SHACL.ConstraintComponent)) {
      components.add(component);
      for (Node parameter : G.listSP(graph, component, SHACL.parameter)) {
        for (Node path : G.listSP(graph, parameter, SHACL.path)) {
          byParameter.computeIfAbsent(path, p -> new HashSet<>()).add(component);
        }
      }
    }
  }

  boolean hasParameter(Node property) {
    return byParameter.containsKey(property);
  }

  Set<Node> components() {
    return components;
  }

  Set<Node> ofParameter(Node property) {
    return byParameter.getOrDefault(property, Set.of());
  }

  /** Returns the names that SPARQL knows the parameters of the component by (SHACL §6.2.1). */
  List<String> variables(Node component) {
    return G.listSP(graph, component, SHACL.parameter).stream()
        .flatMap(parameter -> G.listSP(graph, parameter, SHACL.path).stream())
        .filter(Node::isURI)
        .map(Node::getLocalName)
        .toList();
  }

  /** Returns the validators of a component. */
  List<Node> validators(Node component) {
    return List.of(SHACL.validator, SHACL.nodeValidator, SHACL.propertyValidator).stream()
        .flatMap(p -> G.listSP(graph, component, p).stream())
        .toList();
  }

  /** Returns the query text of a validator or SPARQL constraint, sh:ask or sh:select. */
  Optional<String> query(Node executable) {
    return List.of(SHACL.select, SHACL.ask).stream()
        .flatMap(p -> G.listSP(graph, executable, p).stream())
        .filter(Node::isLiteral)
        .map(Node::getLiteralLexicalForm)
        .findFirst();
  }
}
