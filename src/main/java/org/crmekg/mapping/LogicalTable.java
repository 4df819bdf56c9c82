package org.crmekg.mapping;

import java.util.List;
import java.util.stream.Collectors;

/** A tabular SQL query result that is mapped to triples (R2RML §5). */
public sealed interface LogicalTable {

  /**
   * A base table or view (R2RML §5.1).
   *
   * @param name its parts as written: catalog and schema are optional
   */
  record BaseTableOrView(List<SqlIdentifier> name) implements LogicalTable {
    public BaseTableOrView {
      name = List.copyOf(name);
    }

    @Override
    public String shown() {
      return name.stream().map(SqlIdentifier::name).collect(Collectors.joining("."));
    }
  }

  /**
   * An R2RML view (R2RML §5.2).
   *
   * @param query its SQL query, without a trailing semicolon
   */
  record R2rmlView(String query) implements LogicalTable {
    @Override
    public String shown() {
      String line = query.replaceAll("\\s+", " ").strip();
      return line.length() <= 80 ? line : line.substring(0, 79) + "…";
    }
  }

  /** Returns it in one line, for people. */
  String shown();
}
