package org.crmekg.federation;

import java.util.List;
import org.apache.jena.sparql.algebra.Op;
import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.engine.QueryIterator;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.iterator.QueryIter1;
import org.apache.jena.sparql.engine.iterator.QueryIterPlainWrapper;
import org.apache.jena.sparql.engine.main.QC;
import org.jspecify.annotations.Nullable;

/** UNION for batches of rows: each branch gets all rows of a batch. */
final class Branches extends QueryIter1 {
  private final List<Op> branches;
  private final RowBatches batches;
  private List<Binding> batch = List.of();
  private int branch;
  private @Nullable QueryIterator results;

  Branches(QueryIterator input, List<Op> branches, ExecutionContext context) {
    super(input, context);
    this.batches = new RowBatches(input, context);
    this.branches = List.copyOf(branches);
    this.branch = branches.size();
  }

  @Override
  protected boolean hasNextBinding() {
    while (true) {
      QueryIterator current = results;
      if (current != null && current.hasNext()) {
        return true;
      }
      if (current != null) {
        current.close();
        results = null;
      }
      if (branch == branches.size() && !nextBatch()) {
        return false;
      }
      results =
          QC.execute(
              branches.get(branch++),
              QueryIterPlainWrapper.create(batch.iterator(), getExecContext()),
              getExecContext());
    }
  }

  private boolean nextBatch() {
    batch = batches.next();
    branch = 0;
    return !batch.isEmpty();
  }

  @Override
  protected Binding moveToNextBinding() {
    QueryIterator current = results;
    if (current == null) {
      throw new IllegalStateException("hasNext comes first");
    }
    return current.next();
  }

  @Override
  protected void requestSubCancel() {
    if (results != null) {
      results.cancel();
    }
  }

  @Override
  protected void closeSubIterator() {
    if (results != null) {
      results.close();
    }
  }
}
