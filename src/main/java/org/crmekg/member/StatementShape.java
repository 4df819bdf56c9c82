package org.crmekg.member;

import org.apache.jena.graph.Node;

/**
 * The form of some of a member's statements.
 *
 * @param subject the form of their subjects
 * @param predicate their predicate; {@link Node#ANY} where the data say it
 * @param object the form of their objects
 */
public record StatementShape(TermShape subject, Node predicate, TermShape object) {
  /** Any statement. */
  public static final StatementShape ANY =
      new StatementShape(new TermShape.Any(), Node.ANY, new TermShape.Any());
}
