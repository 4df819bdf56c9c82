package org.crmekg.member;

import java.util.List;
import java.util.Optional;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.sparql.core.Var;
import org.crmekg.RequestContext;
import org.crmekg.virtual.GroupBlock;
import org.crmekg.virtual.Grouping;
import org.crmekg.virtual.JoinBlock;
import org.crmekg.virtual.QuadBlock;
import org.crmekg.virtual.Quads;
import org.crmekg.virtual.Solutions;
import org.crmekg.virtual.Top;

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
   * Returns whether the member can join these patterns itself, so that {@link #join} finds a way.
   *
   * @throws org.crmekg.SourceException if that takes metadata of a source that is down
   */
  default boolean canJoin(JoinBlock block, RequestContext context) {
    return false;
  }

  /**
   * Returns false only if the member surely has no statement that matches, as far as a descriptor
   * that is not complete leaves that open. It may ask for it.
   *
   * @throws org.crmekg.SourceException if it has to ask and is down, slow or cut off
   */
  default boolean mayHave(Triple pattern, RequestContext context) {
    return true;
  }

  /** Returns what its statements are written in. */
  default String language() {
    return "SQL";
  }

  /** Returns the statements that a join would send, for people; none where it sends none. */
  default List<String> statements(JoinBlock block, RequestContext context) {
    return List.of();
  }

  /**
   * Finds the solutions of a basic graph pattern over its own graphs, each once, in normal form,
   * with source IRIs.
   *
   * @return to be closed; empty if it does not join such patterns
   * @throws org.crmekg.SourceException here or while iterating, if the member is down, slow or cut
   *     off
   */
  default Optional<Solutions> join(JoinBlock block, RequestContext context) {
    return Optional.empty();
  }

  /**
   * Groups the solutions of a basic graph pattern itself.
   *
   * @return empty if it cannot, or perhaps with another result than on this side
   * @throws org.crmekg.SourceException if that takes metadata of a source that is down
   */
  default Optional<Grouping> group(GroupBlock block, RequestContext context) {
    return Optional.empty();
  }

  /**
   * Returns whether it can order the solutions of a basic graph pattern by a variable itself.
   *
   * @throws org.crmekg.SourceException if that takes metadata of a source that is down
   */
  default boolean canOrder(JoinBlock block, Var variable, RequestContext context) {
    return false;
  }

  /** Returns the statements that {@link #top} would send, for people. */
  default List<String> statements(JoinBlock block, Top top, RequestContext context) {
    return List.of();
  }

  /**
   * Finds the first solutions of a basic graph pattern that it can order.
   *
   * @throws org.crmekg.SourceException if the member is down, slow or cut off
   */
  default Top.Found top(JoinBlock block, Top top, RequestContext context) {
    throw new IllegalStateException(id() + " does not order");
  }

  /**
   * Estimates how many quads of a block there are for one row of a join, without sending anything
   * that takes time.
   *
   * @param subjectBound whether the row will name the subject
   * @param objectBound whether the row will name the object
   * @throws org.crmekg.SourceException if that takes metadata of a source that is down
   */
  default double estimate(
      QuadBlock block, boolean subjectBound, boolean objectBound, RequestContext context) {
    return 1000.0 / (subjectBound || !block.subjects().isAny() ? 100 : 1) / (objectBound ? 10 : 1);
  }

  /**
   * Returns whether a request is so dear that, rather than to send many, more rows may be read than
   * are needed.
   */
  default boolean prefersFewRequests() {
    return false;
  }

  /**
   * Returns whether requests can be sent on another thread than the one that asks, so that several
   * members answer at once.
   */
  default boolean answersAhead() {
    return false;
  }

  /**
   * Returns whether the next request would have to wait for others to end, so that who holds some
   * open should end them first.
   */
  default boolean isBusy() {
    return false;
  }

  /** Waits a little for the member, and returns whether it is still busy. */
  default boolean staysBusy() {
    return isBusy();
  }
}
