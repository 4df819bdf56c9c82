package org.crmekg.virtual;

import org.crmekg.source.Column;

/**
 * A column of one of the two relations of a quad map.
 *
 * @param side the row itself, or the parent row of a join
 * @param column the column
 */
public record ColumnRef(Side side, Column column) {

  /** Which relation. */
  public enum Side {
    CHILD("c"),
    PARENT("p");

    private final String alias;

    Side(String alias) {
      this.alias = alias;
    }

    /** Returns the alias of the relation in SQL. */
    public String alias() {
      return alias;
    }
  }
}
