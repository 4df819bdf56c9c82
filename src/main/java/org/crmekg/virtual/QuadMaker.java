package org.crmekg.virtual;

import org.apache.jena.graph.Node;
import org.apache.jena.sparql.core.Quad;
import org.jspecify.annotations.Nullable;

/** Makes the quad of a row. */
public final class QuadMaker {
  private QuadMaker() {}

  /**
   * Applies a quad map to a row.
   *
   * @return the quad, or null if a column that it needs is NULL (R2RML §11)
   * @throws org.crmekg.SourceException if a value cannot be such a term
   */
  public static @Nullable Quad make(QuadMap quadMap, RowValues row) {
    Node subject = quadMap.subject().make(row);
    if (subject == null) {
      return null;
    }
    Node object = quadMap.object().make(row);
    if (object == null) {
      return null;
    }
    Node predicate = quadMap.predicate().make(row);
    Node graph = quadMap.graph().make(row);
    if (predicate == null || graph == null) {
      return null;
    }
    // An inferred quad holds where its premise does.
    if (quadMap.origin() instanceof QuadMap.Origin.Inferred inferred
        && make(inferred.premise(), row) == null) {
      return null;
    }
    return new Quad(graph, subject, predicate, object);
  }
}
