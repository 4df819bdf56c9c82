package org.crmekg.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.query.Query;
import org.apache.jena.query.QueryException;
import org.apache.jena.query.QueryFactory;
import org.apache.jena.shacl.lib.ShLib;
import org.apache.jena.shacl.parser.ShaclParseException;
import org.apache.jena.sparql.algebra.walker.Walker;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.expr.E_Now;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.expr.ExprFunction0;
import org.apache.jena.sparql.expr.ExprFunctionOp;
import org.apache.jena.sparql.expr.ExprVisitorBase;
import org.apache.jena.sparql.syntax.ElementAssign;
import org.apache.jena.sparql.syntax.ElementBind;
import org.apache.jena.sparql.syntax.ElementData;
import org.apache.jena.sparql.syntax.ElementFilter;
import org.apache.jena.sparql.syntax.ElementMinus;
import org.apache.jena.sparql.syntax.ElementService;
import org.apache.jena.sparql.syntax.ElementSubQuery;
import org.apache.jena.sparql.syntax.ElementVisitorBase;
import org.apache.jena.sparql.syntax.ElementWalker;

/**
 * Checks the query of a SPARQL constraint or validator against SHACL appendix A, "Pre-binding of
 * Variables in SPARQL Queries", which neither engine enforces.
 */
final class SparqlLint {

  /** What keeps a query that looks at the shapes from RDF4J. */
  static final String SHAPES_GRAPH = "the variable $shapesGraph";

  /** What is wrong with a query, and what keeps it from RDF4J. */
  record Outcome(List<String> invalid, List<String> unsupported, List<String> notRdf4j) {}

  private final Graph graph;

  SparqlLint(Graph graph) {
    this.graph = graph;
  }

  Outcome check(Node executable, String queryText, Set<String> preBound, boolean ask) {
    var outcome = new Outcome(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    Query query;
    try {
      query = QueryFactory.create(ShLib.prefixes(graph, executable) + "\n" + queryText);
    } catch (QueryException | ShaclParseException e) {
      outcome.invalid.add("the SPARQL query cannot be parsed: " + e.getMessage());
      return outcome;
    }
    if (ask != query.isAskType() || (!ask && !query.isSelectType())) {
      outcome.invalid.add(
          "the SPARQL query has to be %s query".formatted(ask ? "an ASK" : "a SELECT"));
    }
    if (!query.getGraphURIs().isEmpty() || !query.getNamedGraphURIs().isEmpty()) {
      outcome.unsupported.add("FROM in a SPARQL constraint is not supported");
    }
    new Rules(outcome, preBound).query(query, true);
    if (!queryText.contains("$this")) {
      outcome.notRdf4j.add("a query without $this");
    }
    if (queryText.matches("(?s).*[$?]shapesGraph\\b.*")) {
      outcome.notRdf4j.add(SHAPES_GRAPH);
    }
    if (queryText.matches("(?s).*[$?]currentShape\\b.*")) {
      outcome.notRdf4j.add("the variable $currentShape");
    }
    return outcome;
  }

  /** The restrictions on pre-bound variables, for a query and what it contains. */
  private static final class Rules extends ElementVisitorBase {
    private final Outcome outcome;
    private final Set<String> preBound;

    private Rules(Outcome outcome, Set<String> preBound) {
      this.outcome = outcome;
      this.preBound = preBound;
    }

    private void query(Query query, boolean outermost) {
      if (query.hasValues()) {
        outcome.unsupported.add("VALUES is not allowed in a SPARQL constraint (SHACL appendix A)");
      }
      query.getProject().getExprs().keySet().forEach(this::assigned);
      query.getProject().getExprs().values().forEach(this::expression);
      query.getHavingExprs().forEach(this::expression);
      if (!outermost) {
        subSelect(query);
      }
      if (query.getQueryPattern() != null) {
        ElementWalker.walk(query.getQueryPattern(), this);
      }
    }

    /**
     * SHACL appendix A: a sub-select returns all pre-bound variables, or they are unbound in it.
     */
    private void subSelect(Query query) {
      var missing = new TreeSet<>(preBound);
      missing.remove("shapesGraph");
      missing.remove("currentShape");
      missing.remove("PATH");
      query.getProjectVars().stream().map(Var::getName).forEach(missing::remove);
      if (!missing.isEmpty()) {
        outcome.unsupported.add(
            "a sub-select in a SPARQL constraint has to return $%s (SHACL appendix A)"
                .formatted(String.join(", $", missing)));
      }
    }

    private void assigned(Var variable) {
      if (preBound.contains(variable.getName())) {
        outcome.unsupported.add(
            "AS $%s assigns to a variable that is bound already (SHACL appendix A)"
                .formatted(variable.getName()));
      }
    }

    private void expression(Expr expr) {
      Walker.walk(
          expr,
          new ExprVisitorBase() {
            @Override
            public void visit(ExprFunction0 function) {
              if (function instanceof E_Now) {
                outcome.unsupported.add(
                    "NOW() makes a run impossible to repeat; compare with a date in the data");
              }
            }

            @Override
            public void visit(ExprFunctionOp exists) {
              ElementWalker.walk(exists.getElement(), Rules.this);
            }
          });
    }

    @Override
    public void visit(ElementMinus element) {
      outcome.unsupported.add("MINUS is not allowed in a SPARQL constraint (SHACL appendix A)");
    }

    @Override
    public void visit(ElementData element) {
      outcome.unsupported.add("VALUES is not allowed in a SPARQL constraint (SHACL appendix A)");
    }

    @Override
    public void visit(ElementService element) {
      outcome.unsupported.add("SERVICE is not allowed in a SPARQL constraint (SHACL appendix A)");
    }

    @Override
    public void visit(ElementBind element) {
      assigned(element.getVar());
      expression(element.getExpr());
    }

    @Override
    public void visit(ElementAssign element) {
      assigned(element.getVar());
    }

    @Override
    public void visit(ElementFilter element) {
      expression(element.getExpr());
    }

    @Override
    public void visit(ElementSubQuery element) {
      query(element.getQuery(), false);
    }
  }
}
