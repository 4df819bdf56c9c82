package org.crmekg.federation;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.jena.sparql.engine.binding.Binding;

/** Rows in batches: small ones first, since a LIMIT may end the query soon. */
final class RowBatches {
  private static final int FIRST = 16;
  private static final int LARGEST = 1024;

  private final Iterator<Binding> rows;
  private int size = FIRST;

  RowBatches(Iterator<Binding> rows) {
    this.rows = rows;
  }

  /** Returns the next rows; none at the end. */
  List<Binding> next() {
    var batch = new ArrayList<Binding>();
    while (batch.size() < size && rows.hasNext()) {
      batch.add(rows.next());
    }
    size = Math.min(LARGEST, size * 4);
    return batch;
  }
}
