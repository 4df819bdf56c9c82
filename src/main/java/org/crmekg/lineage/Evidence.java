package org.crmekg.lineage;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What stands behind a statement in one source.
 *
 * @param kind how sure it is
 * @param source id of the source, or of the part of the system that made it
 * @param owner who answers for the source
 * @param table the logical table
 * @param rows the first rows that give the statement
 * @param rowCount how many there are; counting stops at {@link Tracer#COUNT_LIMIT}
 * @param columns the logical columns that its value comes from; empty for a constant
 * @param rule the triples map and file
 * @param detail for derived statements the inference, for changed ones what the source says now
 */
public record Evidence(
    Kind kind,
    String source,
    String owner,
    String table,
    List<Row> rows,
    long rowCount,
    List<String> columns,
    String rule,
    String detail) {
  public Evidence {
    rows = List.copyOf(rows);
    columns = List.copyOf(columns);
  }

  /** How sure it is. */
  public enum Kind {
    /** These rows, known by key, give the statement now. */
    EXACT,
    /** One of these rows: the logical table has no key, or no column is involved. */
    CANDIDATES,
    /** It was loaded, but the source gives something else now. */
    CHANGED_SINCE_LOAD,
    /** It follows by a rule of the ontology or from an identity link; its premise is named. */
    DERIVED,
    /** It is reference data, which no source states. */
    REFERENCE,
    /** A remote endpoint states it, or it follows from what that states; its rows are not ours. */
    REMOTE,
    /** It was loaded, but the source cannot be asked now. */
    UNVERIFIED
  }

  /**
   * A row of a logical table.
   *
   * @param key the columns that identify it; all columns where there is no key
   * @param values the columns that the statement is made of
   */
  public record Row(Map<String, String> key, Map<String, String> values) {
    public Row {
      key = Collections.unmodifiableMap(new LinkedHashMap<>(key));
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
  }
}
