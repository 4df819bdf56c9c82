package org.crmekg.store;

import java.util.Map;
import java.util.Set;
import org.apache.jena.graph.Node;

/**
 * What is to be recorded about a load besides its quads.
 *
 * @param graphs logical graphs that exist after it even when no quad is in them: an empty source is
 *     a graph without triples, not an unknown graph
 * @param complete whether the source was read to its end
 * @param attributes anything else to remember with the graphs, such as the mapping's checksum
 */
public record LoadRequest(Set<Node> graphs, boolean complete, Map<String, String> attributes) {
  public LoadRequest {
    graphs = Set.copyOf(graphs);
    attributes = Map.copyOf(attributes);
  }

  /** Returns the request of a complete load of these graphs, with no attributes. */
  public static LoadRequest of(Node... graphs) {
    return new LoadRequest(Set.of(graphs), true, Map.of());
  }

  /** Returns this request with other attributes. */
  public LoadRequest with(Map<String, String> newAttributes) {
    return new LoadRequest(graphs, complete, newAttributes);
  }
}
