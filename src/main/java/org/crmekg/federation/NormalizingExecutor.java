package org.crmekg.federation;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.sparql.algebra.Op;
import org.apache.jena.sparql.algebra.op.OpAssign;
import org.apache.jena.sparql.algebra.op.OpExtend;
import org.apache.jena.sparql.algebra.op.OpGroup;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.engine.QueryIterator;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.binding.BindingFactory;
import org.apache.jena.sparql.engine.iterator.QueryIterConvert;
import org.apache.jena.sparql.engine.main.OpExecutor;
import org.crmekg.Deadline;
import org.crmekg.rdf.Literals;

/**
 * ARQ's executor with a deadline in every operator and expressions in normal form.
 *
 * <p>ARQ looks at its own time-out only where rows come out; a join that produces nothing for
 * minutes never gets there. Here each operator's input looks at the deadline.
 */
final class NormalizingExecutor extends OpExecutor {
  private final Deadline deadline;

  NormalizingExecutor(ExecutionContext context) {
    super(context);
    this.deadline =
        context.getDataset() instanceof ReadOnlyDataset dataset
            ? dataset.context().deadline()
            : Deadline.none();
  }

  @Override
  protected QueryIterator exec(Op op, QueryIterator input) {
    return new QueryIterConvert(
        super.exec(op, input),
        row -> {
          deadline.check();
          return row;
        },
        execCxt);
  }

  @Override
  protected QueryIterator execute(OpExtend op, QueryIterator input) {
    return normalized(super.execute(op, input), op.getVarExprList().getVars());
  }

  @Override
  protected QueryIterator execute(OpAssign op, QueryIterator input) {
    return normalized(super.execute(op, input), op.getVarExprList().getVars());
  }

  @Override
  protected QueryIterator execute(OpGroup op, QueryIterator input) {
    var assigned = new HashSet<>(op.getGroupVars().getVars());
    op.getAggregators().forEach(a -> assigned.add(a.getVar()));
    return normalized(super.execute(op, input), List.copyOf(assigned));
  }

  private QueryIterator normalized(QueryIterator rows, List<Var> assigned) {
    Set<Var> vars = Set.copyOf(assigned);
    return new QueryIterConvert(rows, row -> normalized(row, vars), execCxt);
  }

  private static Binding normalized(Binding row, Set<Var> vars) {
    boolean same = true;
    for (Var v : vars) {
      Node value = row.get(v);
      same &= value == null || Literals.normal(value).equals(value);
    }
    if (same) {
      return row;
    }
    var builder = BindingFactory.builder();
    row.forEach((v, n) -> builder.add(v, vars.contains(v) ? Literals.normal(n) : n));
    return builder.build();
  }
}
