package org.crmekg.federation;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.jena.sparql.algebra.Op;
import org.apache.jena.sparql.algebra.OpVars;
import org.apache.jena.sparql.algebra.OpVisitorBase;
import org.apache.jena.sparql.algebra.op.OpAssign;
import org.apache.jena.sparql.algebra.op.OpBGP;
import org.apache.jena.sparql.algebra.op.OpConditional;
import org.apache.jena.sparql.algebra.op.OpDistinctReduced;
import org.apache.jena.sparql.algebra.op.OpExtend;
import org.apache.jena.sparql.algebra.op.OpFilter;
import org.apache.jena.sparql.algebra.op.OpGraph;
import org.apache.jena.sparql.algebra.op.OpPath;
import org.apache.jena.sparql.algebra.op.OpProject;
import org.apache.jena.sparql.algebra.op.OpSequence;
import org.apache.jena.sparql.algebra.op.OpTable;
import org.apache.jena.sparql.algebra.op.OpTriple;
import org.apache.jena.sparql.algebra.op.OpUnion;
import org.apache.jena.sparql.algebra.walker.Walker;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.expr.ExprFunctionOp;
import org.apache.jena.sparql.expr.ExprVar;
import org.apache.jena.sparql.expr.ExprVisitorBase;

/**
 * Patterns through which rows pass: each result is one input row and what was added to it, and
 * depends on no other row. So do sub-selects ({@link FederatedExecutor}), but not those with
 * grouping, ordering or limits.
 */
final class Linear {
  private Linear() {}

  static boolean is(Op op) {
    return switch (op) {
      case OpBGP o -> true;
      case OpTriple o -> true;
      case OpPath o -> true;
      case OpTable o -> o.isJoinIdentity();
      case OpFilter o -> is(o.getSubOp());
      case OpGraph o -> is(o.getSubOp());
      case OpExtend o -> is(o.getSubOp());
      case OpAssign o -> is(o.getSubOp());
      case OpSequence o -> all(o.getElements());
      case OpConditional o -> is(o.getLeft()) && is(o.getRight());
      case OpUnion o -> is(o.getLeft()) && is(o.getRight());
      case OpProject o -> is(o.getSubOp());
      case OpDistinctReduced o -> is(o.getSubOp());
      default -> false;
    };
  }

  /**
   * Returns whether an operator is a basic graph pattern, perhaps with filters on its own variables
   * and in a graph that is named. Each of its solutions binds all its visible variables, and given
   * rows that bind some of these, it has exactly the solutions that are compatible with one.
   */
  static boolean bindsAll(Op op) {
    return switch (op) {
      case OpBGP o -> true;
      case OpGraph o -> o.getNode().isURI() && bindsAll(o.getSubOp());
      case OpFilter o ->
          bindsAll(o.getSubOp())
              && o.getExprs().getList().stream()
                  .allMatch(
                      e ->
                          !hasPattern(e)
                              && OpVars.visibleVars(o.getSubOp()).containsAll(mentioned(e)));
      default -> false;
    };
  }

  /** Returns whether a condition looks into a graph. */
  static boolean hasPattern(Expr expr) {
    var found = new boolean[1];
    Walker.walk(
        expr,
        new OpVisitorBase(),
        new ExprVisitorBase() {
          @Override
          public void visit(ExprFunctionOp exists) {
            found[0] = true;
          }
        });
    return found[0];
  }

  private static boolean all(List<Op> ops) {
    return ops.stream().allMatch(Linear::is);
  }

  /**
   * Returns the variables of an expression, those deep within the patterns of EXISTS too: ARQ's own
   * collection takes only what such a pattern would bind, and not what it compares.
   */
  static Set<Var> mentioned(Expr expr) {
    var variables = new HashSet<Var>();
    Walker.walk(expr, new OpVisitorBase(), collector(variables));
    return variables;
  }

  /**
   * Returns the variables of a pattern, as {@link #mentioned(Expr)} does, and those that it
   * assigns: a row that has another value there has no result.
   */
  static Set<Var> mentioned(Op op) {
    var variables = new HashSet<>(OpVars.mentionedVars(op));
    Walker.walk(
        op,
        new OpVisitorBase() {
          @Override
          public void visit(OpAssign assigned) {
            variables.addAll(assigned.getVarExprList().getVars());
          }

          @Override
          public void visit(OpExtend assigned) {
            variables.addAll(assigned.getVarExprList().getVars());
          }
        },
        collector(variables));
    return variables;
  }

  /** Returns whether a filter somewhere compares variables that ARQ does not know it mentions. */
  static boolean hasHiddenVariables(Op op) {
    var hidden = new boolean[1];
    Walker.walk(
        op,
        new OpVisitorBase() {
          @Override
          public void visit(OpFilter filter) {
            for (Expr expr : filter.getExprs()) {
              hidden[0] |= !expr.getVarsMentioned().containsAll(mentioned(expr));
            }
          }
        },
        new ExprVisitorBase());
    return hidden[0];
  }

  private static ExprVisitorBase collector(Set<Var> variables) {
    return new ExprVisitorBase() {
      @Override
      public void visit(ExprVar variable) {
        variables.add(variable.asVar());
      }

      @Override
      public void visit(ExprFunctionOp exists) {
        variables.addAll(mentioned(exists.getGraphPattern()));
      }
    };
  }
}
