package org.crmekg.validation;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.query.Query;
import org.apache.jena.query.QueryFactory;
import org.apache.jena.shacl.engine.ShaclPaths;
import org.apache.jena.shacl.lib.ShLib;
import org.apache.jena.shacl.vocabulary.SHACL;
import org.apache.jena.sparql.algebra.walker.Walker;
import org.apache.jena.sparql.core.TriplePath;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.expr.ExprFunctionOp;
import org.apache.jena.sparql.expr.ExprVisitorBase;
import org.apache.jena.sparql.path.P_Link;
import org.apache.jena.sparql.path.P_Path1;
import org.apache.jena.sparql.path.P_Path2;
import org.apache.jena.sparql.path.Path;
import org.apache.jena.sparql.syntax.ElementBind;
import org.apache.jena.sparql.syntax.ElementFilter;
import org.apache.jena.sparql.syntax.ElementPathBlock;
import org.apache.jena.sparql.syntax.ElementSubQuery;
import org.apache.jena.sparql.syntax.ElementVisitorBase;
import org.apache.jena.sparql.syntax.ElementWalker;
import org.apache.jena.vocabulary.RDF;
import org.apache.jena.vocabulary.RDFS;

/** Collects the predicates that units of shapes name. */
final class ShapeReach {
  private static final Set<Node> NAMES_A_PROPERTY =
      Set.of(
          SHACL.targetSubjectsOf,
          SHACL.targetObjectsOf,
          SHACL.equals,
          SHACL.disjoint,
          SHACL.lessThan,
          SHACL.lessThanOrEquals);

  private final ConstraintComponents components;
  private final Set<Node> predicates = new HashSet<>();
  private boolean everything;

  ShapeReach(ConstraintComponents components) {
    this.components = components;
  }

  boolean everything() {
    return everything;
  }

  Set<Node> predicates() {
    return predicates;
  }

  /** Adds what the unit of a shape can look at. */
  void unit(Graph unit) {
    for (Triple t : unit.find().toList()) {
      Node p = t.getPredicate();
      if (NAMES_A_PROPERTY.contains(p)) {
        predicates.add(t.getObject());
      } else if (p.equals(SHACL.path)) {
        path(ShaclPaths.parsePath(unit, t.getObject()));
      } else if (p.equals(SHACL.targetClass) || p.equals(SHACL.class_)) {
        predicates.add(RDF.type.asNode());
        predicates.add(RDFS.subClassOf.asNode());
      } else if (p.equals(SHACL.closed)) {
        everything |= t.getObject().equals(ShapeLint.TRUE);
      } else if (p.equals(SHACL.sparql)) {
        sparql(unit, t.getObject());
      } else if (components.hasParameter(p)) {
        everything = true;
      }
    }
  }

  private void sparql(Graph unit, Node constraint) {
    Optional<String> text = components.query(constraint);
    text.ifPresent(q -> query(QueryFactory.create(ShLib.prefixes(unit, constraint) + "\n" + q)));
  }

  private void query(Query query) {
    if (query.getQueryPattern() != null) {
      ElementWalker.walk(query.getQueryPattern(), new Patterns());
    }
    query.getProject().getExprs().values().forEach(this::expression);
    query.getHavingExprs().forEach(this::expression);
  }

  private void expression(Expr expr) {
    Walker.walk(
        expr,
        new ExprVisitorBase() {
          @Override
          public void visit(ExprFunctionOp exists) {
            ElementWalker.walk(exists.getElement(), new Patterns());
          }
        });
  }

  private void path(Path path) {
    switch (path) {
      case P_Link link -> predicates.add(link.getNode());
      case P_Path1 one -> path(one.getSubPath());
      case P_Path2 two -> {
        path(two.getLeft());
        path(two.getRight());
      }
      // A negated property set looks at all the other properties.
      default -> everything = true;
    }
  }

  /** The triple patterns of a query. */
  private final class Patterns extends ElementVisitorBase {
    @Override
    public void visit(ElementPathBlock block) {
      for (TriplePath t : block.getPattern()) {
        if (!t.isTriple()) {
          path(t.getPath());
        } else if (t.getPredicate().isURI()) {
          predicates.add(t.getPredicate());
        } else if (!t.getPredicate().getName().equals("PATH")) {
          // $PATH is the path of the property shape, which is collected there.
          everything = true;
        }
      }
    }

    @Override
    public void visit(ElementFilter filter) {
      expression(filter.getExpr());
    }

    @Override
    public void visit(ElementBind bind) {
      expression(bind.getExpr());
    }

    @Override
    public void visit(ElementSubQuery subQuery) {
      query(subQuery.getQuery());
    }
  }
}
