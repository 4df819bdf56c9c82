package org.crmekg.server;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.jena.graph.Node;
import org.apache.jena.sparql.core.Var;
import org.crmekg.RequestContext;
import org.crmekg.SourceException;
import org.crmekg.app.QueryRequest;

/**
 * What sources call their records, as far as a caller sees it: one query for all records of a page.
 *
 * @param isIncomplete whether a source failed, which costs names and not the page
 */
record RecordNames(Map<String, String> names, boolean isIncomplete) {
  private static final Var RECORD = Var.alloc("record");
  private static final Var NAME = Var.alloc("name");
  private static final int MOST = 500;

  /** Asks for the names of records. */
  static RecordNames of(Collection<String> records, Workbench bench, RequestContext context) {
    var names = new HashMap<String, String>();
    if (records.isEmpty()) {
      return new RecordNames(names, false);
    }
    String values =
        records.stream()
            .distinct()
            .limit(MOST)
            .map(r -> "<" + r + ">")
            .collect(Collectors.joining(" "));
    try {
      List<String> unused =
          bench.run(
              QueryRequest.of(
                  "SELECT ?record ?name { VALUES ?record { %s } GRAPH ?g { ?record party:name ?name } }"
                      .formatted(values)),
              context,
              (query, execution) -> {
                execution
                    .select()
                    .forEachRemaining(row -> add(names, row.get(RECORD), row.get(NAME)));
                return List.of();
              });
    } catch (SourceException e) {
      return new RecordNames(names, true);
    }
    return new RecordNames(names, false);
  }

  /** Of several the longest is shown, so that it is the same each time. */
  private static void add(Map<String, String> names, Node record, Node name) {
    if (name.isLiteral()) {
      names.merge(
          record.getURI(),
          name.getLiteralLexicalForm(),
          (a, b) ->
              a.length() != b.length()
                  ? (a.length() > b.length() ? a : b)
                  : a.compareTo(b) <= 0 ? a : b);
    }
  }

  Optional<String> of(String record) {
    return Optional.ofNullable(names.get(record));
  }
}
