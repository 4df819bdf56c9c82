package org.crmekg.store;

import java.time.Instant;
import java.util.Map;
import org.apache.jena.graph.Node;

/**
 * What the manifest says of one logical graph.
 *
 * @param name the logical graph's IRI, the only name that is ever seen outside
 * @param owner whose graph it is: a source's id, or a part of the system such as {@code findings}
 * @param version grows with each load or change, over all owners
 * @param quads number of distinct quads
 * @param loadedAt when this version became visible
 * @param complete whether its source was read to its end
 * @param attributes what the loader wanted remembered
 */
public record StoredGraph(
    Node name,
    String owner,
    long version,
    long quads,
    Instant loadedAt,
    boolean complete,
    Map<String, String> attributes) {
  /** The attribute that says how many rows of the source were left out. */
  public static final String LEFT_OUT = "quarantined";

  public StoredGraph {
    attributes = Map.copyOf(attributes);
  }
}
