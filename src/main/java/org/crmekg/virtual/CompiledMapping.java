package org.crmekg.virtual;

import java.util.List;
import org.apache.jena.graph.Node;
import org.crmekg.source.Relation;

/**
 * A mapping resolved against its database and completed with the ontology's inferences.
 *
 * @param sourceId the source
 * @param defaultGraph the graph that stands for R2RML's default graph
 * @param quadMaps its rules, stated ones first
 * @param openEnded stated rules whose predicate or class is known per row only, so that their
 *     inferences are drawn per row
 */
public record CompiledMapping(
    String sourceId, Node defaultGraph, List<QuadMap> quadMaps, List<QuadMap> openEnded) {
  public CompiledMapping {
    quadMaps = List.copyOf(quadMaps);
    openEnded = List.copyOf(openEnded);
  }

  /** Returns the distinct logical tables. */
  public List<Relation> relations() {
    return quadMaps.stream().map(QuadMap::relation).distinct().toList();
  }
}
