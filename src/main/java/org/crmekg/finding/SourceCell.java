package org.crmekg.finding;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One value in its source, as the source itself names it.
 *
 * @param source the source's id
 * @param table its logical table
 * @param key columns and values that identify the row, in the order of the key
 * @param column the column of the value
 * @param value the value as text, as it was when it was read; empty for NULL
 */
public record SourceCell(
    String source, String table, Map<String, String> key, String column, String value) {
  public SourceCell {
    key = Collections.unmodifiableMap(new LinkedHashMap<>(key));
  }

  /** Returns the key as people write it, such as {@code id = 17, line = 2}. */
  public String keyText() {
    return key.entrySet().stream()
        .map(entry -> entry.getKey() + " = " + entry.getValue())
        .collect(Collectors.joining(", "));
  }
}
