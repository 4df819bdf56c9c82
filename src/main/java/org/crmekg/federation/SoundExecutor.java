package org.crmekg.federation;

import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.jena.sparql.algebra.OpVars;
import org.apache.jena.sparql.algebra.op.OpDistinct;
import org.apache.jena.sparql.algebra.op.OpJoin;
import org.apache.jena.sparql.algebra.op.OpLeftJoin;
import org.apache.jena.sparql.algebra.op.OpMinus;
import org.apache.jena.sparql.algebra.op.OpReduced;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.engine.QueryIterator;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.binding.BindingLib;
import org.apache.jena.sparql.engine.iterator.QueryIterConvert;
import org.apache.jena.sparql.engine.iterator.QueryIterRepeatApply;
import org.apache.jena.sparql.engine.iterator.QueryIterSingleton;
import org.apache.jena.sparql.engine.iterator.QueryIteratorWrapper;
import org.apache.jena.sparql.engine.join.Join;
import org.apache.jena.sparql.engine.main.OpExecutor;

/**
 * ARQ's execution without two of its faults (as of Jena 5.6.0): a hash join that is closed before
 * it was read fails, as where it is the right side of a join whose left side is empty; and MINUS
 * takes away rows that lack a common variable and agree in one of the others only.
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
    return new Joined(Join.join(left, right, execCxt), left, right);
  }

  @Override
  protected QueryIterator execute(OpLeftJoin op, QueryIterator input) {
    QueryIterator left = exec(op.getLeft(), input);
    QueryIterator right = exec(op.getRight(), root());
    return new Joined(Join.leftJoin(left, right, op.getExprs(), execCxt), left, right);
  }

  @Override
  protected QueryIterator execute(OpMinus op, QueryIterator input) {
    QueryIterator left = exec(op.getLeft(), input);
    // What rows bind beside the left side, as within EXISTS, is not its solution's.
    Set<Var> common = OpVars.visibleVars(op.getLeft());
    common.retainAll(OpVars.visibleVars(op.getRight()));
    return common.isEmpty()
        ? left
        : new MinusWhole(left, () -> exec(op.getRight(), root()), common, execCxt);
  }

  @Override
  protected QueryIterator execute(OpDistinct op, QueryIterator input) {
    return input.isJoinIdentity()
        ? super.execute(op, input)
        : eachRow(input, row -> super.execute(op, row));
  }

  @Override
  protected QueryIterator execute(OpReduced op, QueryIterator input) {
    return input.isJoinIdentity()
        ? super.execute(op, input)
        : eachRow(input, row -> super.execute(op, row));
  }

  /** Evaluates a sub-select for one row after another. */
  private QueryIterator eachRow(QueryIterator input, UnaryOperator<QueryIterator> subSelect) {
    return new QueryIterRepeatApply(input, execCxt) {
      @Override
      protected QueryIterator nextStage(Binding row) {
        return new QueryIterConvert(
            subSelect.apply(QueryIterSingleton.create(row, execCxt)),
            result -> BindingLib.merge(row, result),
            execCxt);
      }
    };
  }

  /** A join that can be closed at any time. */
  private static final class Joined extends QueryIteratorWrapper {
    private final QueryIterator left;
    private final QueryIterator right;
    private boolean read;

    Joined(QueryIterator rows, QueryIterator left, QueryIterator right) {
      super(rows);
      this.left = left;
      this.right = right;
    }

    @Override
    protected boolean hasNextBinding() {
      read = true;
      return super.hasNextBinding();
    }

    @Override
    protected void closeIterator() {
      if (read) {
        super.closeIterator();
      } else {
        left.close();
        right.close();
      }
    }
  }
}
