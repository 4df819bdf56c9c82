package org.crmekg.federation;

import org.apache.jena.atlas.io.IndentedWriter;
import org.apache.jena.sparql.algebra.op.OpJoin;
import org.apache.jena.sparql.algebra.op.OpLeftJoin;
import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.engine.QueryIterator;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.iterator.QueryIter;
import org.apache.jena.sparql.engine.join.Join;
import org.apache.jena.sparql.engine.main.OpExecutor;
import org.apache.jena.sparql.serializer.SerializationContext;

/**
 * ARQ's execution without a fault of its hash joins (as of Jena 5.6.0): one that is closed before
 * it was read fails, as where it is the right side of a join whose left side is empty.
 */
public class SoundExecutor extends OpExecutor {
  /** Creates an executor. */
  public SoundExecutor(ExecutionContext context) {
    super(context);
  }

  @Override
  protected QueryIterator execute(OpJoin op, QueryIterator input) {
    QueryIterator left = exec(op.getLeft(), input);
    QueryIterator right = exec(op.getRight(), root());
    return new Joined(Join.join(left, right, execCxt), left, right, execCxt);
  }

  @Override
  protected QueryIterator execute(OpLeftJoin op, QueryIterator input) {
    QueryIterator left = exec(op.getLeft(), input);
    QueryIterator right = exec(op.getRight(), root());
    return new Joined(Join.leftJoin(left, right, op.getExprs(), execCxt), left, right, execCxt);
  }

  /** A join that can be closed at any time. */
  private static final class Joined extends QueryIter {
    private final QueryIterator rows;
    private final QueryIterator left;
    private final QueryIterator right;
    private boolean read;

    Joined(QueryIterator rows, QueryIterator left, QueryIterator right, ExecutionContext context) {
      super(context);
      this.rows = rows;
      this.left = left;
      this.right = right;
    }

    @Override
    protected boolean hasNextBinding() {
      read = true;
      return rows.hasNext();
    }

    @Override
    protected Binding moveToNextBinding() {
      return rows.next();
    }

    @Override
    protected void closeIterator() {
      if (read) {
        rows.close();
      } else {
        left.close();
        right.close();
      }
    }

    @Override
    protected void requestCancel() {
      rows.cancel();
    }

    @Override
    public void output(IndentedWriter out, SerializationContext context) {
      rows.output(out, context);
    }
  }
}
