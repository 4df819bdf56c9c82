package org.crmekg.federation;

import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.engine.QueryIterator;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.iterator.QueryIter1;
import org.jspecify.annotations.Nullable;

/** Rows that are made of others when the first one is asked for. */
abstract class LateRows extends QueryIter1 {
  private @Nullable QueryIterator rows;

  LateRows(QueryIterator input, ExecutionContext context) {
    super(input, context);
  }

  /** Makes the rows of the input. */
  abstract QueryIterator made();

  @Override
  protected final boolean hasNextBinding() {
    QueryIterator its = rows;
    if (its == null) {
      its = made();
      rows = its;
    }
    return its.hasNext();
  }

  @Override
  protected final Binding moveToNextBinding() {
    QueryIterator its = rows;
    if (its == null) {
      throw new IllegalStateException("hasNext comes first");
    }
    return its.next();
  }

  @Override
  protected final void requestSubCancel() {
    if (rows != null) {
      rows.cancel();
    }
  }

  @Override
  protected final void closeSubIterator() {
    if (rows != null) {
      rows.close();
    }
  }
}
