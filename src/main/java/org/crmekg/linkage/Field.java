package org.crmekg.linkage;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is compared: a property of records, made of one column or of several.
 *
 * @param columns in every source that {@code elsewhere} does not name
 * @param monthFirst sources that write 12/31/1999
 * @param elsewhere columns by source, where they have other names
 */
public record Field(
    String name,
    FieldKind kind,
    List<String> columns,
    Map<String, List<String>> elsewhere,
    Set<String> monthFirst) {

  public Field {
    columns = List.copyOf(columns);
    elsewhere = Map.copyOf(elsewhere);
    monthFirst = Set.copyOf(monthFirst);
  }

  /** A field whose dates have the day before the month, if they are not written as ISO has it. */
  public Field(
      String name, FieldKind kind, List<String> columns, Map<String, List<String>> elsewhere) {
    this(name, kind, columns, elsewhere, Set.of());
  }

  /** Returns the columns that make the field in a source. */
  public List<String> columnsOf(String source) {
    return elsewhere.getOrDefault(source, columns);
  }
}
