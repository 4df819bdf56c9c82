package org.crmekg.federation;

import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Var;
import org.crmekg.RequestContext;
import org.crmekg.member.Member;
import org.crmekg.virtual.QuadBlock;
import org.crmekg.virtual.TermSet;

/**
 * What a pattern asks for one row: constants are known, bound variables will be.
 *
 * @param subjects the constant subject, or any
 * @param predicates the constant predicate, or any
 * @param objects the constant object, or any
 * @param subjectBound whether each row will know the subject
 * @param objectBound whether each row will know the object
 */
record PatternCost(
    TermSet subjects,
    TermSet predicates,
    TermSet objects,
    boolean subjectBound,
    boolean objectBound) {

  PatternCost(Triple pattern, Set<Var> bound) {
    this(
        TermSet.of(pattern.getSubject()),
        TermSet.of(pattern.getPredicate()),
        TermSet.of(pattern.getObject()),
        isBound(pattern.getSubject(), bound),
        isBound(pattern.getObject(), bound));
  }

  private static boolean isBound(Node node, Set<Var> bound) {
    return Var.isVar(node) && bound.contains(Var.alloc(node));
  }

  PatternCost map(UnaryOperator<TermSet> terms) {
    return new PatternCost(
        terms.apply(subjects), predicates, terms.apply(objects), subjectBound, objectBound);
  }

  /** Estimates the answer of one member. */
  double at(Member member, Node graph, RequestContext context) {
    QuadBlock possible =
        member.descriptor().possible(new QuadBlock(graph, subjects, predicates, objects));
    return possible.isEmpty() ? 0 : member.estimate(possible, subjectBound, objectBound, context);
  }
}
