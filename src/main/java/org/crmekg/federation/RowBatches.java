package org.crmekg.federation;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.util.Context;
import org.apache.jena.sparql.util.Symbol;

/**
 * Rows in batches of what one request can take; where a LIMIT may end the query soon, small ones
 * first.
 */
final class RowBatches {
  private static final Symbol FEW_ROWS = Symbol.create("https://w3id.org/crm-ekg/ns/fewRows");
  private static final int FIRST_OF_FEW = 16;

  /** What one request can take. */
  static final int LARGEST = 1024;

  private final Iterator<Binding> rows;
  private final boolean few;
  private int size;

  RowBatches(Iterator<Binding> rows, ExecutionContext context) {
    this.rows = rows;
    this.few = context.getContext().isTrue(FEW_ROWS);
    this.size = few ? FIRST_OF_FEW : LARGEST;
  }

  /** Says that few rows may be read of the answer. */
  static void expectFew(Context context) {
    context.setTrue(FEW_ROWS);
  }

  /** Returns a context in which few rows may be read of an answer, as they may of a sub-select. */
  static ExecutionContext expectingFew(ExecutionContext context) {
    Context few = context.getContext().copy();
    expectFew(few);
    return ExecutionContext.create(context.getDataset(), context.getActiveGraph(), few);
  }

  /** Returns the next rows; none at the end. */
  List<Binding> next() {
    List<Binding> batch = more(size);
    size = Math.min(LARGEST, size * 4);
    return batch;
  }

  /** Returns whether few rows may be read of the answer. */
  boolean areFew() {
    return few;
  }

  /** Returns whether a batch is as large as they become, so that more may follow. */
  boolean isFull(List<Binding> batch) {
    return batch.size() == LARGEST;
  }

  /** Returns some rows more. */
  List<Binding> more(int most) {
    var batch = new ArrayList<Binding>();
    while (batch.size() < most && rows.hasNext()) {
      batch.add(rows.next());
    }
    return batch;
  }
}
