package org.crmekg.demo;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.crmekg.InternalException;
import org.crmekg.Problem;

/** The open tables of one source. */
final class SourceOutput {
  private final Map<String, TableOutput> tables = new LinkedHashMap<>();

  void add(TableOutput table) {
    tables.put(table.table().name(), table);
  }

  /** Returns the same tables with something between them and where their rows go. */
  SourceOutput through(UnaryOperator<RowSink> between) {
    var output = new SourceOutput();
    tables.values().forEach(table -> output.add(table.through(between)));
    return output;
  }

  TableOutput table(String name) {
    TableOutput table = tables.get(name);
    if (table == null) {
      throw new InternalException(Problem.INTERNAL, "there is no table " + name);
    }
    return table;
  }

  void finish() {
    tables.values().forEach(TableOutput::finish);
  }

  /** Returns the number of rows of each table. */
  Map<String, Long> rows() {
    var rows = new LinkedHashMap<String, Long>();
    tables.forEach((name, table) -> rows.put(name, table.rows()));
    return rows;
  }
}
