package org.crmekg.federation;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.jena.sparql.algebra.Op;
import org.apache.jena.sparql.algebra.OpVars;
import org.apache.jena.sparql.algebra.TransformCopy;
import org.apache.jena.sparql.algebra.op.Op0;
import org.apache.jena.sparql.algebra.op.Op1;
import org.apache.jena.sparql.algebra.op.Op2;
import org.apache.jena.sparql.algebra.op.OpConditional;
import org.apache.jena.sparql.algebra.op.OpDisjunction;
import org.apache.jena.sparql.algebra.op.OpExtendAssign;
import org.apache.jena.sparql.algebra.op.OpFilter;
import org.apache.jena.sparql.algebra.op.OpGraph;
import org.apache.jena.sparql.algebra.op.OpGroup;
import org.apache.jena.sparql.algebra.op.OpLeftJoin;
import org.apache.jena.sparql.algebra.op.OpMinus;
import org.apache.jena.sparql.algebra.op.OpN;
import org.apache.jena.sparql.algebra.op.OpProject;
import org.apache.jena.sparql.algebra.op.OpTable;
import org.apache.jena.sparql.algebra.op.OpUnion;
import org.apache.jena.sparql.algebra.optimize.TransformFilterPlacement;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.expr.ExprList;

/**
 * Puts filters where their variables are bound, but no sooner than they surely are.
 *
 * <p>For ARQ (Jena 5.6.0) a variable of inline data, of an assignment or of a sub-select is bound
 * there. Yet UNDEF, an expression that fails, or an OPTIONAL within the sub-select may leave that
 * to a pattern which comes later; a filter that is evaluated before it loses the row.
 */
final class FilterPlacement extends TransformCopy {
  private final TransformFilterPlacement placement;

  /**
   * Creates the transformation.
   *
   * @param intoPatterns whether basic graph patterns are split
   */
  FilterPlacement(boolean intoPatterns) {
    this.placement = new TransformFilterPlacement(intoPatterns);
  }

  @Override
  public Op transform(OpFilter filter, Op subOp) {
    var places = new Places();
    places.add(subOp, true);
    Set<Var> late = places.boundLater();
    var placed = new ExprList();
    var kept = new ExprList();
    for (Expr expr : filter.getExprs()) {
      (expr.getVarsMentioned().stream().anyMatch(late::contains) ? kept : placed).add(expr);
    }
    if (kept.isEmpty()) {
      return placement.transform(filter, subOp);
    }
    Op below =
        placed.isEmpty() ? subOp : placement.transform(OpFilter.filterAlways(placed, subOp), subOp);
    return OpFilter.filterBy(kept, below);
  }

  /** Where variables may be bound within an operator. */
  private static final class Places {
    private final Set<Var> once = new HashSet<>();
    private final Set<Var> several = new HashSet<>();
    private final Set<Var> unsure = new HashSet<>();

    /** Returns variables that one place may leave unbound and another one binds. */
    Set<Var> boundLater() {
      Set<Var> later = new HashSet<>(several);
      later.retainAll(unsure);
      return later;
    }

    private void place(Var variable, boolean sure) {
      if (!once.add(variable)) {
        several.add(variable);
      }
      if (!sure) {
        unsure.add(variable);
      }
    }

    /**
     * Adds the places of an operator.
     *
     * @param sure whether it is evaluated for each solution
     */
    void add(Op op, boolean sure) {
      switch (op) {
        case OpTable o -> o.getTable().getVars().forEach(v -> place(v, sure && isInAllRows(v, o)));
        case OpExtendAssign o -> {
          add(o.getSubOp(), sure);
          o.getVarExprList()
              .forEachVarExpr((v, e) -> place(v, sure && e != null && e.isConstant()));
        }
        case OpProject o -> {
          var within = new Places();
          within.add(o.getSubOp(), true);
          o.getVars().forEach(v -> place(v, sure && within.isBound(v)));
        }
        case OpGroup o -> {
          var within = new Places();
          within.add(o.getSubOp(), true);
          o.getGroupVars().forEachVar(v -> place(v, sure && within.isBound(v)));
          o.getAggregators().forEach(a -> place(a.getVar(), false));
        }
        case OpLeftJoin o -> {
          add(o.getLeft(), sure);
          add(o.getRight(), false);
        }
        case OpConditional o -> {
          add(o.getLeft(), sure);
          add(o.getRight(), false);
        }
        case OpMinus o -> add(o.getLeft(), sure);
        case OpUnion o -> choice(List.of(o.getLeft(), o.getRight()), sure);
        case OpDisjunction o -> choice(o.getElements(), sure);
        case OpGraph o -> {
          if (Var.isVar(o.getNode())) {
            place(Var.alloc(o.getNode()), sure);
          }
          add(o.getSubOp(), sure);
        }
        case Op0 o -> OpVars.visibleVars(o).forEach(v -> place(v, sure));
        case Op1 o -> add(o.getSubOp(), sure);
        case Op2 o -> {
          add(o.getLeft(), sure);
          add(o.getRight(), sure);
        }
        case OpN o -> o.getElements().forEach(e -> add(e, sure));
        default -> OpVars.visibleVars(op).forEach(v -> place(v, false));
      }
    }

    /** A variable that one of them does not bind may be bound elsewhere. */
    private void choice(List<Op> ops, boolean sure) {
      Set<Var> variables = new HashSet<>();
      ops.forEach(op -> variables.addAll(OpVars.visibleVars(op)));
      for (Op op : ops) {
        add(op, sure);
        variables.stream().filter(v -> !OpVars.visibleVars(op).contains(v)).forEach(unsure::add);
      }
    }

    private boolean isBound(Var variable) {
      return once.contains(variable) && !unsure.contains(variable);
    }

    private static boolean isInAllRows(Var variable, OpTable table) {
      var rows = table.getTable().rows();
      while (rows.hasNext()) {
        if (!rows.next().contains(variable)) {
          return false;
        }
      }
      return true;
    }
  }
}
