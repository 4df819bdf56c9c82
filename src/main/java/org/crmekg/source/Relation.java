package org.crmekg.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A table, view or query with its columns.
 *
 * @param fromSql what stands after FROM, before the alias
 * @param shown its name for people
 * @param columns its columns in order
 * @param keys sets of columns that no two rows share, as far as is known
 * @param slice the rows of a table that it is, if it is a query that is known to be that
 */
public record Relation(
    String fromSql,
    String shown,
    List<Column> columns,
    List<Set<String>> keys,
    Optional<Slice> slice) {
  /** Creates a relation that is no slice, or is not known to be one. */
  public Relation(String fromSql, String shown, List<Column> columns, List<Set<String>> keys) {
    this(fromSql, shown, columns, keys, Optional.empty());
  }

  public Relation {
    columns = List.copyOf(columns);
    keys = List.copyOf(keys);
  }

  /** Of the name only, since a table may have thousands of columns. */
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

  /** Returns this relation with further keys, which its table need not have. */
  public Relation withKeys(List<Set<String>> more) {
    var all = new ArrayList<>(keys);
    all.addAll(more);
    return new Relation(fromSql, shown, columns, all);
  }
}
