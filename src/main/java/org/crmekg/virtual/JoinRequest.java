package org.crmekg.virtual;

import java.util.List;
import java.util.Map;
import org.apache.jena.sparql.core.Var;

/**
 * One statement that joins the rows of several quad maps.
 *
 * @param sql its text, with a question mark for each parameter
 * @param parameters the values, bound and never pasted
 * @param views where the columns of each quad map stand in the result
 * @param terms the term of each variable
 * @param same terms that must be equal, where equality in SQL is not enough
 * @param premises what must hold besides, for inferred statements
 * @param mayRepeat whether a solution may come twice, from this statement or another one
 */
record JoinRequest(
    String sql,
    List<Object> parameters,
    List<Map<ColumnRef, Integer>> views,
    Map<Var, Term> terms,
    List<Same> same,
    List<Premise> premises,
    boolean mayRepeat) {
  JoinRequest {
    parameters = List.copyOf(parameters);
    views = List.copyOf(views);
    terms = Map.copyOf(terms);
    same = List.copyOf(same);
    premises = List.copyOf(premises);
  }

  /** A term of the row of one of the views. */
  record Term(TermSpec spec, int view) {}

  /** Two terms that must be equal. */
  record Same(Term left, Term right) {}

  /** A statement that must hold in one of the views. */
  record Premise(QuadMap quadMap, int view) {}
}
