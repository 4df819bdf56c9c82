package org.crmekg.federation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.query.Query;
import org.apache.jena.sparql.algebra.Op;
import org.apache.jena.sparql.algebra.OpVars;
import org.apache.jena.sparql.algebra.op.OpAssign;
import org.apache.jena.sparql.algebra.op.OpBGP;
import org.apache.jena.sparql.algebra.op.OpConditional;
import org.apache.jena.sparql.algebra.op.OpDistinct;
import org.apache.jena.sparql.algebra.op.OpDistinctReduced;
import org.apache.jena.sparql.algebra.op.OpExtend;
import org.apache.jena.sparql.algebra.op.OpFilter;
import org.apache.jena.sparql.algebra.op.OpGraph;
import org.apache.jena.sparql.algebra.op.OpGroup;
import org.apache.jena.sparql.algebra.op.OpMinus;
import org.apache.jena.sparql.algebra.op.OpOrder;
import org.apache.jena.sparql.algebra.op.OpPath;
import org.apache.jena.sparql.algebra.op.OpProject;
import org.apache.jena.sparql.algebra.op.OpReduced;
import org.apache.jena.sparql.algebra.op.OpSlice;
import org.apache.jena.sparql.algebra.op.OpTopN;
import org.apache.jena.sparql.algebra.op.OpUnion;
import org.apache.jena.sparql.core.GraphView;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.engine.QueryIterator;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.binding.BindingFactory;
import org.apache.jena.sparql.engine.iterator.QueryIterConvert;
import org.apache.jena.sparql.engine.iterator.QueryIterFilterExpr;
import org.apache.jena.sparql.engine.iterator.QueryIterNullIterator;
import org.apache.jena.sparql.engine.iterator.QueryIterPath;
import org.apache.jena.sparql.engine.iterator.QueryIterSlice;
import org.apache.jena.sparql.engine.main.QC;
import org.apache.jena.sparql.expr.E_Exists;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.expr.ExprFunctionOp;
import org.crmekg.Deadline;
import org.crmekg.RequestContext.PushDown;
import org.crmekg.rdf.Literals;
import org.jspecify.annotations.Nullable;

/**
 * ARQ's executor with a deadline in every operator, expressions in normal form, and joins in
 * batches.
 *
 * <p>Where ARQ would evaluate a pattern once for each row that comes from the left (basic graph
 * patterns, OPTIONAL, EXISTS, UNION, GRAPH), it is evaluated once for many rows, so that members
 * get few requests. That is done only for patterns through which rows pass unchanged ({@link
 * Linear}); others stay with ARQ.
 *
 * <p>ARQ looks at its own time-out only where rows come out; a join that produces nothing for
 * minutes never gets there. Here each operator's input looks at the deadline.
 */
final class FederatedExecutor extends SoundExecutor {
  private final Deadline deadline;

  /**
   * The dataset, where it is one that answers blocks, the active graph is one of its own, and it is
   * to be asked for blocks.
   */
  private final @Nullable ReadOnlyDataset dataset;

  FederatedExecutor(ExecutionContext context) {
    super(context);
    this.deadline =
        context.getDataset() instanceof ReadOnlyDataset dataset
            ? dataset.context().deadline()
            : Deadline.none();
    this.dataset =
        context.getDataset() instanceof ReadOnlyDataset own
                && context.getActiveGraph() instanceof GraphView view
                && view.getDataset() == own
                && !Quad.isUnionGraph(view.getGraphName())
                && own.context().pushDown() != PushDown.NONE
            ? own
            : null;
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
  protected QueryIterator execute(OpBGP op, QueryIterator input) {
    return patterns(op, List.of(), input);
  }

  private QueryIterator patterns(OpBGP op, List<Expr> filters, QueryIterator input) {
    return dataset == null || op.getPattern().isEmpty()
        ? filtered(super.execute(op, input), filters)
        : new PatternGroup(input, dataset, graph(), op.getPattern().getList(), filters, execCxt);
  }

  private Node graph() {
    Node name = ((GraphView) execCxt.getActiveGraph()).getGraphName();
    return name == null ? Quad.defaultGraphIRI : name;
  }

  @Override
  protected QueryIterator execute(OpFilter op, QueryIterator input) {
    if (dataset == null) {
      return super.execute(op, input);
    }
    var filters = new ArrayList<Expr>();
    var exists = new ArrayList<ExprFunctionOp>();
    for (Expr filter : op.getExprs()) {
      if (filter instanceof ExprFunctionOp pattern && Linear.is(pattern.getGraphPattern())) {
        exists.add(pattern);
      } else {
        filters.add(filter);
      }
    }
    QueryIterator rows =
        op.getSubOp() instanceof OpBGP bgp
            ? patterns(bgp, filters, input)
            : filtered(exec(op.getSubOp(), input), filters);
    for (ExprFunctionOp pattern : exists) {
      rows =
          new Batches(
              pattern instanceof E_Exists ? Batches.Kind.EXISTS : Batches.Kind.NOT_EXISTS,
              rows,
              batch -> existing(pattern.getGraphPattern(), batch),
              Linear.mentioned(pattern.getGraphPattern()),
              execCxt);
    }
    return rows;
  }

  /** Of EXISTS it matters only which rows have results. */
  private QueryIterator existing(Op pattern, QueryIterator batch) {
    if (dataset != null && pattern instanceof OpBGP bgp && !bgp.getPattern().isEmpty()) {
      return PatternGroup.existing(
          batch, dataset, graph(), bgp.getPattern().getList(), List.of(), execCxt);
    }
    return dataset != null
            && pattern instanceof OpFilter filter
            && filter.getSubOp() instanceof OpBGP bgp
            && !bgp.getPattern().isEmpty()
            && filter.getExprs().getList().stream().noneMatch(ExprFunctionOp.class::isInstance)
        ? PatternGroup.existing(
            batch,
            dataset,
            graph(),
            bgp.getPattern().getList(),
            filter.getExprs().getList(),
            execCxt)
        : QC.execute(pattern, batch, execCxt);
  }

  private QueryIterator filtered(QueryIterator rows, List<Expr> filters) {
    QueryIterator passed = rows;
    for (Expr filter : filters) {
      passed = new QueryIterFilterExpr(passed, filter, execCxt);
    }
    return passed;
  }

  @Override
  protected QueryIterator execute(OpConditional op, QueryIterator input) {
    if (dataset == null || !Linear.is(op.getRight())) {
      return super.execute(op, input);
    }
    return new Batches(
        Batches.Kind.OPTIONAL,
        exec(op.getLeft(), input),
        batch -> QC.execute(op.getRight(), batch, execCxt),
        Set.of(),
        execCxt);
  }

  /**
   * MINUS (SPARQL 1.1, 18.5) takes a row away if some solution of the right side is compatible with
   * it and has a variable in common with it. Where each solution of the right side binds the same
   * variables V, it has one in common exactly if the row binds one of V. Then what a row binds of V
   * is all that matters, and the row goes exactly if the right side has a solution that agrees in
   * it; no other variable of the row is to be seen by the right side, for its filters are about its
   * own rows. {@link Linear#bindsAll} holds for right sides of which all this is true. Others,
   * whose solutions may bind different variables, are ARQ's.
   */
  @Override
  protected QueryIterator execute(OpMinus op, QueryIterator input) {
    if (dataset == null || !Linear.bindsAll(op.getRight())) {
      return super.execute(op, input);
    }
    // What rows bind beside the left side, as within EXISTS, is not its solution's.
    Set<Var> common = new HashSet<>(OpVars.visibleVars(op.getLeft()));
    common.retainAll(OpVars.visibleVars(op.getRight()));
    return new Batches(
        Batches.Kind.MINUS,
        exec(op.getLeft(), input),
        batch -> existing(op.getRight(), batch),
        common,
        execCxt);
  }

  @Override
  protected QueryIterator execute(OpProject op, QueryIterator input) {
    return dataset == null || input.isJoinIdentity() || !Linear.is(op.getSubOp())
        ? super.execute(op, input)
        : subSelect(Batches.Kind.JOIN, op, input);
  }

  @Override
  protected QueryIterator execute(OpDistinct op, QueryIterator input) {
    return isBatched(op, input)
        ? subSelect(Batches.Kind.JOIN_DISTINCT, (OpProject) op.getSubOp(), input)
        : super.execute(op, input);
  }

  @Override
  protected QueryIterator execute(OpReduced op, QueryIterator input) {
    return isBatched(op, input)
        ? subSelect(Batches.Kind.JOIN_DISTINCT, (OpProject) op.getSubOp(), input)
        : super.execute(op, input);
  }

  private boolean isBatched(OpDistinctReduced op, QueryIterator input) {
    return dataset != null
        && !input.isJoinIdentity()
        && op.getSubOp() instanceof OpProject project
        && Linear.is(project.getSubOp());
  }

  private QueryIterator subSelect(Batches.Kind kind, OpProject op, QueryIterator input) {
    Set<Var> shared = OpVars.visibleVars(op.getSubOp());
    shared.retainAll(op.getVars());
    return new Batches(
        kind, input, batch -> QC.execute(op.getSubOp(), batch, execCxt), shared, execCxt);
  }

  @Override
  protected QueryIterator execute(OpPath op, QueryIterator input) {
    return dataset == null
        ? super.execute(op, input)
        : new QueryIterPath(
            op.getTriplePath(),
            input,
            ExecutionContext.copyChangeActiveGraph(
                execCxt, PathGraph.of(execCxt, dataset, graph())));
  }

  @Override
  protected QueryIterator execute(OpSlice op, QueryIterator input) {
    return dataset == null || op.getLength() == Query.NOLIMIT || !isReadInTurn(op.getSubOp())
        ? super.execute(op, input)
        : new QueryIterSlice(
            QC.execute(op.getSubOp(), input, RowBatches.expectingFew(execCxt)),
            op.getStart(),
            op.getLength(),
            execCxt);
  }

  /** Returns false if the first row of an operator may need all that it is made of. */
  private static boolean isReadInTurn(Op op) {
    return switch (op) {
      case OpGroup o -> false;
      case OpOrder o -> false;
      case OpTopN o -> false;
      case OpProject o -> isReadInTurn(o.getSubOp());
      case OpDistinctReduced o -> isReadInTurn(o.getSubOp());
      case OpExtend o -> isReadInTurn(o.getSubOp());
      case OpAssign o -> isReadInTurn(o.getSubOp());
      case OpFilter o -> isReadInTurn(o.getSubOp());
      default -> true;
    };
  }

  @Override
  protected QueryIterator execute(OpUnion op, QueryIterator input) {
    List<Op> branches = flattenUnion(op);
    return dataset == null || !branches.stream().allMatch(Linear::is)
        ? super.execute(op, input)
        : new Branches(input, branches, execCxt);
  }

  @Override
  protected QueryIterator execute(OpGraph op, QueryIterator input) {
    Node name = op.getNode();
    if (dataset != null && Var.isVar(name) && Linear.is(op.getSubOp())) {
      return new GraphBranches(input, dataset, Var.alloc(name), op.getSubOp(), execCxt);
    }
    if (dataset == null
        || !name.isURI()
        || Quad.isUnionGraph(name)
        || Quad.isDefaultGraph(name)
        || !Linear.is(op.getSubOp())) {
      return super.execute(op, input);
    }
    if (!dataset.containsGraph(name)) {
      input.close();
      return QueryIterNullIterator.create(execCxt);
    }
    return QC.execute(
        op.getSubOp(),
        input,
        ExecutionContext.copyChangeActiveGraph(execCxt, dataset.getGraph(name)));
  }

  @Override
  protected QueryIterator execute(OpTopN op, QueryIterator input) {
    if (dataset != null && input.isJoinIdentity()) {
      Optional<PushedTop> pushed = PushedTop.of(op, dataset, graph());
      if (pushed.isPresent()) {
        input.close();
        return pushed.get().execute(execCxt);
      }
    }
    return super.execute(op, input);
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
    if (dataset != null && input.isJoinIdentity()) {
      Optional<PushedGroups> pushed = PushedGroups.of(op, dataset, graph());
      if (pushed.isPresent()) {
        input.close();
        return pushed.get().execute(execCxt);
      }
    }
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
