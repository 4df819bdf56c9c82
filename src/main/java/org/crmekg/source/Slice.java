package org.crmekg.source;

import java.util.List;
import java.util.Map;

/**
 * Those rows of a table that meet a condition: what a query is that does no more than to choose
 * rows and columns.
 *
 * @param table the table
 * @param columns the table's columns, by the names under which the query shows them unchanged
 * @param texts the condition, cut before each column; empty if there is none
 * @param constants columns that have one value in all these rows, with its text; texts that differ
 *     in case only may be the same value
 */
public record Slice(
    Relation table,
    Map<String, Column> columns,
    List<String> texts,
    Map<String, String> constants) {
  public Slice {
    columns = Map.copyOf(columns);
    texts = List.copyOf(texts);
    constants = Map.copyOf(constants);
  }

  /** Returns the condition for rows under an alias; empty if there is none. */
  public String condition(String alias) {
    return String.join(alias + ".", texts);
  }

  /** Returns true only if no row of the table is in both. */
  public boolean isDisjoint(Slice other) {
    return table.equals(other.table)
        && constants.entrySet().stream()
            .anyMatch(
                c -> {
                  String its = other.constants.get(c.getKey());
                  return its != null && !its.strip().equalsIgnoreCase(c.getValue().strip());
                });
  }
}
