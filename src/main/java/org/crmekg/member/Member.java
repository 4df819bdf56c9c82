package org.crmekg.member;

import org.apache.jena.sparql.core.Quad;
import org.crmekg.RequestContext;
import org.crmekg.virtual.QuadBlock;
import org.crmekg.virtual.Quads;

/** A part of the federation that answers patterns over its own graphs. Safe for several threads. */
public interface Member {

  /** Returns the id of the source that it answers for, or of the part of the system. */
  String id();

  /** Returns what it can answer, without asking it anything. */
  Descriptor descriptor();

  /**
   * Finds the quads that match, each once, in normal form, with source IRIs.
   *
   * @param pattern a quad whose variable places are {@link org.apache.jena.graph.Node#ANY}
   * @return to be closed
   * @throws org.crmekg.SourceException here or while iterating, if the member is down, slow or cut
   *     off
   */
  default Quads request(Quad pattern, RequestContext context) {
    return request(QuadBlock.of(pattern), context);
  }

  /**
   * Finds the quads of a block, each once, in normal form, with source IRIs.
   *
   * @return to be closed
   * @throws org.crmekg.SourceException here or while iterating, if the member is down, slow or cut
   *     off
   */
  Quads request(QuadBlock block, RequestContext context);

  /**
   * Estimates how many quads of a block there are for one row of a join, without sending anything
   * that takes time.
   *
   * @param subjectBound whether the row will name the subject
   * @param objectBound whether the row will name the object
   */
  default double estimate(QuadBlock block, boolean subjectBound, boolean objectBound) {
    return 1000.0 / (subjectBound || !block.subjects().isAny() ? 100 : 1) / (objectBound ? 10 : 1);
  }

  /**
   * Returns whether the next request would have to wait for others to end, so that who holds some
   * open should end them first.
   */
  default boolean isBusy() {
    return false;
  }
}
