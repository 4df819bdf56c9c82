package org.crmekg.mapping;

import java.util.List;
import org.apache.jena.graph.Node;

/**
 * How the subject of each row is made, with its types and graphs (R2RML §6.1).
 *
 * @param termMap makes an IRI or a blank node
 * @param classes IRIs of the types of all its subjects
 * @param graphMaps graphs that all its triples go to; none means the default graph
 */
public record SubjectMap(TermMap termMap, List<Node> classes, List<TermMap> graphMaps) {
  public SubjectMap {
    classes = List.copyOf(classes);
    graphMaps = List.copyOf(graphMaps);
  }
}
