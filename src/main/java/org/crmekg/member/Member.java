package org.crmekg.member;

import org.apache.jena.sparql.core.Quad;
import org.crmekg.RequestContext;
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
  Quads request(Quad pattern, RequestContext context);

  /**
   * Returns whether the next request would have to wait for others to end, so that who holds some
   * open should end them first.
   */
  default boolean isBusy() {
    return false;
  }
}
