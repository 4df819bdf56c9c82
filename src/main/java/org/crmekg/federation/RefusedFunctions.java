package org.crmekg.federation;

import java.util.List;
import java.util.Set;
import org.apache.jena.sparql.algebra.Transform;
import org.apache.jena.sparql.algebra.optimize.ExprTransformApplyTransform;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.expr.ExprFunctionN;
import org.apache.jena.sparql.expr.ExprList;
import org.crmekg.Problem;
import org.crmekg.UsageException;

/**
 * Refuses functions that load classes, run scripts or look into the server (CVE-2023-22665 and its
 * kin).
 */
final class RefusedFunctions extends ExprTransformApplyTransform {
  private static final List<String> SCHEMES = List.of("java:", "js:", "javascript:", "python:");
  private static final String ARQ = "http://jena.apache.org/ARQ/function#";
  private static final String OLD_ARQ = "http://jena.hpl.hp.com/ARQ/function#";
  private static final Set<String> ARQ_NAMES =
      Set.of("context", "SystemVar", "systemVar", "eval", "wait", "version", "execTime");

  RefusedFunctions(Transform transform) {
    super(transform);
  }

  @Override
  public Expr transform(ExprFunctionN function, ExprList arguments) {
    String iri = function.getFunctionIRI();
    check(iri == null ? "" : iri);
    return super.transform(function, arguments);
  }

  static void check(String iri) {
    boolean refused =
        SCHEMES.stream().anyMatch(iri::startsWith)
            || (iri.startsWith(ARQ) && ARQ_NAMES.contains(iri.substring(ARQ.length())))
            || (iri.startsWith(OLD_ARQ) && ARQ_NAMES.contains(iri.substring(OLD_ARQ.length())));
    if (refused) {
      throw new UsageException(
          Problem.QUERY_REFUSED, "the function <%s> runs code and is switched off".formatted(iri));
    }
  }
}
