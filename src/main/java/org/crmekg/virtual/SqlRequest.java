package org.crmekg.virtual;

import java.util.List;

/**
 * One request to a database.
 *
 * @param sql its text, with a question mark for each parameter
 * @param parameters the values, bound and never pasted
 * @param columns what its columns are, in order
 * @param distinct whether the database removes duplicate rows
 */
public record SqlRequest(
    String sql, List<Object> parameters, List<ColumnRef> columns, boolean distinct) {
  public SqlRequest {
    parameters = List.copyOf(parameters);
    columns = List.copyOf(columns);
  }
}
