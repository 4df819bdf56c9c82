package org.crmekg.member;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.jena.graph.Node;

/**
 * The predicates and classes of a graph, as somebody counted them once.
 *
 * @param predicates with what their objects are
 * @param classes those that have instances
 * @param counts how many statements there are by predicate, and instances by class
 */
public record EndpointProfile(
    Map<Node, Objects> predicates, Set<Node> classes, Map<Node, Long> counts) {
  /** What the objects of a predicate are. */
  public enum Objects {
    /** Nobody looked. */
    UNKNOWN,
    /** Literals only. */
    LITERALS,
    /** IRIs and blank nodes only. */
    RESOURCES,
    /** Both. */
    MIXED
  }

  public EndpointProfile {
    predicates = Map.copyOf(predicates);
    classes = Set.copyOf(classes);
    counts = Map.copyOf(new HashMap<>(counts));
  }
}
