package org.crmekg.federation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.atlas.lib.tuple.Tuple;
import org.apache.jena.graph.Node;
import org.apache.jena.query.ARQ;
import org.apache.jena.rdf.model.impl.Util;
import org.apache.jena.sparql.algebra.Op;
import org.apache.jena.sparql.algebra.OpVars;
import org.apache.jena.sparql.algebra.TransformCopy;
import org.apache.jena.sparql.algebra.op.OpBGP;
import org.apache.jena.sparql.algebra.op.OpFilter;
import org.apache.jena.sparql.algebra.op.OpGraph;
import org.apache.jena.sparql.algebra.op.OpJoin;
import org.apache.jena.sparql.algebra.op.OpQuadPattern;
import org.apache.jena.sparql.algebra.op.OpSequence;
import org.apache.jena.sparql.algebra.op.OpTable;
import org.apache.jena.sparql.algebra.op.OpUnion;
import org.apache.jena.sparql.algebra.optimize.OptimizerStd;
import org.apache.jena.sparql.algebra.optimize.TransformFilterEquality;
import org.apache.jena.sparql.algebra.optimize.TransformFilterImplicitJoin;
import org.apache.jena.sparql.algebra.table.TableData;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.binding.BindingFactory;
import org.apache.jena.sparql.expr.E_Equals;
import org.apache.jena.sparql.expr.E_LogicalOr;
import org.apache.jena.sparql.expr.E_OneOf;
import org.apache.jena.sparql.expr.E_SameTerm;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.expr.ExprFunction2;
import org.apache.jena.sparql.expr.ExprList;
import org.apache.jena.sparql.util.Context;
import org.jspecify.annotations.Nullable;

/**
 * ARQ's optimizer without what changes answers (as of Jena 5.6.0).
 *
 * <p>ARQ writes a constant for a variable where {@code FILTER(?x = <c>)} says so. Over a UNION that
 * binds {@code ?x} on one side only, this gives the rows of the other side, where the filter has no
 * value; over a path of any length, it gives a node that is not in the graph; with {@code
 * sameTerm(?p, 7)} a literal becomes a predicate, and the query fails. A disjunction becomes a
 * concatenation: {@code ?x = <c> || ?y = <d>} gives a row twice where both hold. A filter on a
 * variable of VALUES comes before the pattern that binds it where VALUES says UNDEF. Here, a filter
 * is only rewritten over patterns that bind its variable in every solution (SPARQL 1.1, 18.5), a
 * choice of constants becomes a table that is joined, and {@link FilterPlacement} waits.
 */
final class SoundOptimizer extends OptimizerStd {
  private final boolean filtersIntoPatterns;

  SoundOptimizer(Context context) {
    super(context);
    this.filtersIntoPatterns = context.isTrueOrUndef(ARQ.optFilterPlacementBGP);
  }

  @Override
  protected Op transformFilterImplicitJoin(Op op) {
    return apply("Filter Implicit Join", new EqualVariables(), op);
  }

  @Override
  protected Op transformFilterImplicitLeftJoin(Op op) {
    return op;
  }

  @Override
  protected Op transformFilterDisjunction(Op op) {
    return apply("Filter Disjunction", new Choices(), op);
  }

  @Override
  protected Op transformFilterEquality(Op op) {
    return apply("Filter Equality", new EqualConstants(), op);
  }

  @Override
  protected Op transformFilterPlacement(Op op) {
    return apply("Filter Placement", new FilterPlacement(filtersIntoPatterns), op);
  }

  /** Returns whether every variable of an operator is bound by matching, and nothing else. */
  private static boolean isPattern(Op op) {
    return switch (op) {
      case OpBGP o -> true;
      case OpQuadPattern o -> true;
      case OpGraph o -> isPattern(o.getSubOp());
      case OpFilter o -> isPattern(o.getSubOp());
      case OpSequence o -> o.getElements().stream().allMatch(SoundOptimizer::isPattern);
      case OpJoin o -> isPattern(o.getLeft()) && isPattern(o.getRight());
      case OpUnion o -> isPattern(o.getLeft()) && isPattern(o.getRight());
      default -> false;
    };
  }

  private static boolean hasUnion(Op op) {
    return switch (op) {
      case OpUnion o -> true;
      case OpGraph o -> hasUnion(o.getSubOp());
      case OpFilter o -> hasUnion(o.getSubOp());
      case OpSequence o -> o.getElements().stream().anyMatch(SoundOptimizer::hasUnion);
      case OpJoin o -> hasUnion(o.getLeft()) || hasUnion(o.getRight());
      default -> false;
    };
  }

  /** A variable that equals a constant, as terms. */
  private record Constant(Var variable, Node term) {
    /**
     * Reads {@code ?x = <iri>}, {@code ?x = "string"} or {@code sameTerm(?x, term)}; other literals
     * that are equal are not always the same term.
     */
    static Optional<Constant> of(Expr expr) {
      if (!(expr instanceof E_Equals || expr instanceof E_SameTerm)) {
        return Optional.empty();
      }
      var equality = (ExprFunction2) expr;
      boolean swapped = equality.getArg1().isConstant();
      Expr variable = swapped ? equality.getArg2() : equality.getArg1();
      Expr constant = swapped ? equality.getArg1() : equality.getArg2();
      if (!variable.isVariable() || !constant.isConstant()) {
        return Optional.empty();
      }
      Node term = constant.getConstant().asNode();
      return term.isURI() || Util.isSimpleString(term) || expr instanceof E_SameTerm
          ? Optional.of(new Constant(variable.asVar(), term))
          : Optional.empty();
    }

    /** Returns whether the term may stand wherever the variable does. */
    boolean fits(Op op) {
      if (term.isURI()) {
        return true;
      }
      Tuple<Set<Var>> positions = OpVars.mentionedVarsByPosition(op);
      return !positions.get(0).contains(variable)
          && !positions.get(1).contains(variable)
          && !positions.get(2).contains(variable);
    }
  }

  private static final class EqualConstants extends TransformCopy {
    @Override
    public Op transform(OpFilter filter, Op subOp) {
      if (!isPattern(subOp)) {
        return super.transform(filter, subOp);
      }
      Set<Var> bound = OpVars.fixedVars(subOp);
      var equalities = new LinkedHashMap<Var, Expr>();
      var others = new ExprList();
      for (Expr expr : filter.getExprs()) {
        Optional<Constant> constant =
            Constant.of(expr).filter(c -> bound.contains(c.variable()) && c.fits(subOp));
        if (constant.isEmpty() || equalities.putIfAbsent(constant.get().variable(), expr) != null) {
          others.add(expr);
        }
      }
      if (equalities.isEmpty()) {
        return super.transform(filter, subOp);
      }
      Op replaced =
          new TransformFilterEquality()
              .transform(
                  OpFilter.filterAlways(new ExprList(List.copyOf(equalities.values())), subOp),
                  subOp);
      return others.isEmpty() ? replaced : OpFilter.filterBy(others, replaced);
    }
  }

  /** One name for two variables that are equal, as terms. */
  private static final class EqualVariables extends TransformCopy {
    @Override
    public Op transform(OpFilter filter, Op subOp) {
      if (!isPattern(subOp) || hasUnion(subOp)) {
        return super.transform(filter, subOp);
      }
      Set<Var> bound = OpVars.fixedVars(subOp);
      var seen = new LinkedHashSet<Var>();
      var equalities = new ExprList();
      var others = new ExprList();
      for (Expr expr : filter.getExprs()) {
        if ((expr instanceof E_Equals || expr instanceof E_SameTerm)
            && expr instanceof ExprFunction2 equality
            && equality.getArg1().isVariable()
            && equality.getArg2().isVariable()
            && bound.containsAll(expr.getVarsMentioned())
            && expr.getVarsMentioned().stream().noneMatch(seen::contains)) {
          seen.addAll(expr.getVarsMentioned());
          equalities.add(expr);
        } else {
          others.add(expr);
        }
      }
      if (equalities.isEmpty()) {
        return super.transform(filter, subOp);
      }
      Op replaced =
          new TransformFilterImplicitJoin()
              .transform(OpFilter.filterAlways(equalities, subOp), subOp);
      return others.isEmpty() ? replaced : OpFilter.filterBy(others, replaced);
    }
  }

  /** {@code ?x IN (<a>, <b>)}, or the same said with {@code ||}, as a table. */
  private static final class Choices extends TransformCopy {
    @Override
    public Op transform(OpFilter filter, Op subOp) {
      if (!isPattern(subOp)) {
        return super.transform(filter, subOp);
      }
      Set<Var> bound = OpVars.fixedVars(subOp);
      Expr chosen = null;
      Map.@Nullable Entry<Var, Set<Node>> fewest = null;
      for (Expr expr : filter.getExprs()) {
        Optional<Map.Entry<Var, Set<Node>>> choice =
            choice(expr, subOp).filter(c -> bound.contains(c.getKey()));
        if (choice.isPresent()
            && (fewest == null || choice.get().getValue().size() < fewest.getValue().size())) {
          fewest = choice.get();
          chosen = expr;
        }
      }
      if (fewest == null) {
        return super.transform(filter, subOp);
      }
      Op joined = OpSequence.create(table(fewest.getKey(), fewest.getValue()), subOp);
      var others = new ExprList();
      for (Expr expr : filter.getExprs()) {
        if (expr != chosen) {
          others.add(expr);
        }
      }
      return others.isEmpty() ? joined : OpFilter.filterBy(others, joined);
    }

    private static Optional<Map.Entry<Var, Set<Node>>> choice(Expr expr, Op subOp) {
      if (!(expr instanceof E_LogicalOr || expr instanceof E_OneOf)) {
        return Optional.empty();
      }
      var terms = new LinkedHashSet<Node>();
      Var variable = null;
      for (Expr part : parts(expr)) {
        Optional<Constant> constant = Constant.of(part).filter(c -> c.fits(subOp));
        if (constant.isEmpty()
            || (variable != null && !variable.equals(constant.get().variable()))) {
          return Optional.empty();
        }
        variable = constant.get().variable();
        terms.add(constant.get().term());
      }
      return variable == null ? Optional.empty() : Optional.of(Map.entry(variable, terms));
    }

    /** Returns what one of must hold; not by recursion, since a list may be long. */
    private static List<Expr> parts(Expr expr) {
      var parts = new ArrayList<Expr>();
      var open = new ArrayDeque<Expr>(List.of(expr));
      while (!open.isEmpty()) {
        Expr next = open.pop();
        if (next instanceof E_LogicalOr or) {
          open.push(or.getArg2());
          open.push(or.getArg1());
        } else if (next instanceof E_OneOf oneOf) {
          oneOf.getRHS().forEach(e -> parts.add(new E_Equals(oneOf.getLHS(), e)));
        } else {
          parts.add(next);
        }
      }
      return parts;
    }

    private static Op table(Var variable, Set<Node> terms) {
      List<Binding> rows = terms.stream().map(t -> BindingFactory.binding(variable, t)).toList();
      return OpTable.create(new TableData(List.of(variable), rows));
    }
  }
}
