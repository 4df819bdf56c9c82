package org.crmekg.mapping;

import java.util.List;

/** How objects are made: from the row itself, or from a row of another triples map. */
public sealed interface ObjectMap {

  /** An object made from the row. */
  record TermObjectMap(TermMap termMap) implements ObjectMap {}

  /**
   * A referencing object map (R2RML §8).
   *
   * @param parent the triples map whose subjects are the objects here
   * @param joinConditions equal columns of child and parent; none means the same row
   */
  record RefObjectMap(TriplesMap parent, List<JoinCondition> joinConditions) implements ObjectMap {
    public RefObjectMap {
      joinConditions = List.copyOf(joinConditions);
    }
  }

  /** A pair of columns that must be equal (R2RML §8). */
  record JoinCondition(SqlIdentifier child, SqlIdentifier parent) {}
}
