package org.crmekg.app;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.jena.query.Query;
import org.apache.jena.riot.out.NodeFmtLib;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.exec.QueryExec;
import org.apache.jena.sparql.exec.RowSet;

/** Answers as multisets that can be compared. */
final class AnswerRows {
  private AnswerRows() {}

  /** Returns the rows of a SELECT, or the truth of an ASK, as texts in order. */
  static List<String> of(Query query, QueryExec execution) {
    return of(query, execution, AnswerRows::text);
  }

  /** Returns the rows as {@link #of(Query, QueryExec)} does, in other words. */
  static List<String> of(Query query, QueryExec execution, Function<Binding, String> text) {
    var rows = new ArrayList<String>();
    if (query.isAskType()) {
      rows.add(Boolean.toString(execution.ask()));
      return rows;
    }
    RowSet set = execution.select();
    while (set.hasNext()) {
      rows.add(text.apply(set.next()));
    }
    rows.sort(null);
    return rows;
  }

  private static String text(Binding row) {
    var texts = new TreeMap<String, String>();
    row.forEach((v, n) -> texts.put("?" + v.getName(), NodeFmtLib.strNT(n)));
    return texts.toString();
  }

  /** Returns what is in the first and not in the second, by numbers of copies; both in order. */
  static List<String> without(List<String> all, List<String> gone) {
    var left = new ArrayList<String>();
    int g = 0;
    for (String row : all) {
      while (g < gone.size() && gone.get(g).compareTo(row) < 0) {
        g++;
      }
      if (g < gone.size() && gone.get(g).equals(row)) {
        g++;
      } else {
        left.add(row);
      }
    }
    return left;
  }
}
