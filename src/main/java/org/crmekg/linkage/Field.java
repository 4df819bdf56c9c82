package org.crmekg.linkage;

import java.util.List;
import java.util.Map;

/**
 * What is compared: a property of records, made of one column or of several.
 *
 * @param columns in every source that {@code elsewhere} does not name
 * @param elsewhere columns by source, where they have other names
 */
public record Field(
    String name, FieldKind kind, List<String> columns, Map<String, List<String>> elsewhere) {

  public Field {
    columns = List.copyOf(columns);
    elsewhere = Map.copyOf(elsewhere);
  }

  /** Returns the columns that make the field in a source. */
  public List<String> columnsOf(String source) {
    return elsewhere.getOrDefault(source, columns);
  }
}
