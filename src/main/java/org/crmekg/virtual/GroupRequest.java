package org.crmekg.virtual;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.jena.sparql.core.Var;
import org.crmekg.virtual.JoinRequest.Term;
import org.crmekg.virtual.TermSpec.FromColumn;

/**
 * One statement that groups.
 *
 * @param sql its text, with a question mark for each parameter
 * @param parameters the values, bound and never pasted
 * @param views where the columns of each quad map stand in the result
 * @param keys the terms of the group
 * @param count where the number of solutions stands
 * @param measures what else is read
 * @param checks where texts of the least and greatest value of a column stand, which must be terms
 */
record GroupRequest(
    String sql,
    List<Object> parameters,
    List<Map<ColumnRef, Integer>> views,
    Map<Var, Term> keys,
    int count,
    List<Read> measures,
    Map<Integer, String> checks) {
  GroupRequest {
    parameters = List.copyOf(parameters);
    views = List.copyOf(views);
    keys = Map.copyOf(keys);
    measures = List.copyOf(measures);
    checks = Map.copyOf(checks);
  }

  /**
   * A measure of a group.
   *
   * @param variable stands for it
   * @param measure what it is
   * @param value the term of the variable that is measured; empty for counts
   * @param position where it stands
   */
  record Read(Var variable, Measure measure, Optional<FromColumn> value, int position) {}
}
