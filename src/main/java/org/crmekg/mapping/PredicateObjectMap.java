package org.crmekg.mapping;

import java.util.List;
import org.apache.jena.graph.Node;

/**
 * Predicates and objects for each row; every predicate is combined with every object (R2RML §6.3).
 *
 * @param node where it stands in the document
 * @param predicateMaps one or more, each makes an IRI
 * @param objectMaps one or more, term maps or references to another triples map
 * @param graphMaps graphs in addition to those of the subject map
 */
public record PredicateObjectMap(
    Node node, List<TermMap> predicateMaps, List<ObjectMap> objectMaps, List<TermMap> graphMaps) {
  public PredicateObjectMap {
    predicateMaps = List.copyOf(predicateMaps);
    objectMaps = List.copyOf(objectMaps);
    graphMaps = List.copyOf(graphMaps);
  }
}
