package org.crmekg.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A table, view or query with its columns.
 *
 * @param fromSql what stands after FROM, before the alias
 * @param shown its name for people
 * @param columns its columns in order
 * @param keys sets of columns that no two rows share, as far as is known
 */
public record Relation(String fromSql, String shown, List<Column> columns, List<Set<String>> keys) {
  public Relation {
    columns = List.copyOf(columns);
    keys = List.copyOf(keys);
  }

  /** Relations are keys of maps by the thousand: what they select from tells them apart. */
  @Override
  public int hashCode() {
    return fromSql.hashCode();
  }

  /** Returns the names of the columns. */
  public List<String> columnNames() {
    return columns.stream().map(Column::name).toList();
  }

  /** Returns whether it is a table or view of the database, and not a query. */
  public boolean isTable() {
    return !fromSql.startsWith("(");
  }

  /** Returns this relation with further keys. */
  public Relation withKeys(List<Set<String>> more) {
    var all = new ArrayList<>(keys);
    all.addAll(more);
    return new Relation(fromSql, shown, columns, all);
  }
}
