package org.crmekg.virtual;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.jena.graph.Node;
import org.jspecify.annotations.Nullable;

/** The terms that may stand in one place of a pattern: any, or those of a set. */
public final class TermSet {
  /** Any term. */
  public static final TermSet ANY = new TermSet(null);

  private final @Nullable Set<Node> terms;

  private TermSet(@Nullable Set<Node> terms) {
    this.terms = terms;
  }

  /** Returns one of these terms. */
  public static TermSet of(Collection<Node> terms) {
    return new TermSet(Collections.unmodifiableSet(new LinkedHashSet<>(terms)));
  }

  /** Returns this term, or any for {@link Node#ANY} and variables. */
  public static TermSet of(Node term) {
    return term.isConcrete() ? new TermSet(Set.of(term)) : ANY;
  }

  /** Returns whether any term may stand here. */
  public boolean isAny() {
    return terms == null;
  }

  /** Returns whether no term may stand here. */
  public boolean isEmpty() {
    return terms != null && terms.isEmpty();
  }

  /** Returns whether the term may stand here. */
  public boolean contains(Node term) {
    return terms == null || terms.contains(term);
  }

  /**
   * Returns the terms in a fixed order.
   *
   * @throws IllegalStateException if it is any
   */
  public Set<Node> terms() {
    if (terms == null) {
      throw new IllegalStateException("any term has no list");
    }
    return terms;
  }

  /** Returns the term if there is only one, or {@link Node#ANY}. */
  public Node onlyOrAny() {
    return terms != null && terms.size() == 1 ? terms.iterator().next() : Node.ANY;
  }

  /** Returns the terms of the set that pass; any stays any. */
  public TermSet filter(Predicate<Node> test) {
    return terms == null ? this : of(terms.stream().filter(test).toList());
  }

  /** Returns the set with each term replaced; any stays any. */
  public TermSet map(UnaryOperator<Node> function) {
    return terms == null ? this : of(terms.stream().map(function).toList());
  }

  @Override
  public String toString() {
    return terms == null ? "any" : terms.toString();
  }
}
