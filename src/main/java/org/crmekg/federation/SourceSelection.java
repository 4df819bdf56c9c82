package org.crmekg.federation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Var;
import org.crmekg.member.Member;
import org.crmekg.member.StatementShape;
import org.crmekg.member.TermShape;
import org.crmekg.rdf.Ekg;

/**
 * Which members can answer which patterns of a basic graph pattern, by the forms of their
 * statements and what these have in common with those of the other patterns; nothing is sent.
 *
 * <p>A member is dropped on positive evidence only: forms that cannot be the same term and that no
 * link connects. What is known while rows are joined can only drop more.
 */
final class SourceSelection {
  /** A form of a member's statements that may match a pattern. */
  private record Candidate(Member member, StatementShape shape) {}

  private final List<Triple> patterns;
  private final BiPredicate<TermShape, TermShape> canMeet;
  private final List<List<Candidate>> candidates = new ArrayList<>();
  private final List<Dropped> dropped = new ArrayList<>();

  /**
   * A member that has such statements, none of which can go with those of another pattern.
   *
   * @param variable what the two patterns have in common
   * @param its what the member's term may be
   * @param others what it would have to be
   */
  record Dropped(
      Triple pattern, Member member, Var variable, TermShape its, Set<TermShape> others) {
    Dropped {
      others = Set.copyOf(others);
    }
  }

  /**
   * Selects.
   *
   * @param locals the IRIs under which a constant may be known
   * @param canMeet false only if surely no term of one form is one of the other
   * @param mayHave false only if a member surely has no statement that matches a pattern, whatever
   *     its descriptor leaves open
   */
  SourceSelection(
      List<Triple> patterns,
      Collection<Member> members,
      Function<Node, Set<Node>> locals,
      BiPredicate<TermShape, TermShape> canMeet,
      BiPredicate<Member, Triple> mayHave) {
    this.patterns = List.copyOf(patterns);
    this.canMeet = canMeet;
    for (Triple pattern : patterns) {
      var of = new ArrayList<Candidate>();
      if (isDerived(pattern)) {
        candidates.add(of);
        continue;
      }
      for (Member member : members) {
        List<StatementShape> shapes =
            member.descriptor().statements().of(pattern.getPredicate()).stream()
                .filter(shape -> matches(pattern, shape, locals))
                .toList();
        if (!shapes.isEmpty() && mayHave.test(member, pattern)) {
          shapes.forEach(shape -> of.add(new Candidate(member, shape)));
        }
      }
      candidates.add(of);
    }
    if (unanswerable().isEmpty()) {
      prune();
    }
  }

  /** What the golden view itself adds is in no descriptor. */
  static boolean isDerived(Triple pattern) {
    return !pattern.getPredicate().isURI() || pattern.getPredicate().equals(Ekg.SOURCE_IRI);
  }

  private static boolean matches(
      Triple pattern, StatementShape shape, Function<Node, Set<Node>> locals) {
    return matches(pattern.getSubject(), shape.subject(), locals)
        && matches(pattern.getObject(), shape.object(), locals);
  }

  private static boolean matches(Node node, TermShape shape, Function<Node, Set<Node>> locals) {
    return node.isVariable() || locals.apply(node).stream().anyMatch(shape::fits);
  }

  /** Drops what has no partner in another pattern with the same variable, until nothing changes. */
  private void prune() {
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int i = 0; i < patterns.size(); i++) {
        for (int j = 0; j < patterns.size(); j++) {
          if (i != j && !isDerived(patterns.get(i)) && !isDerived(patterns.get(j))) {
            changed |= prune(i, j);
          }
        }
      }
    }
  }

  private boolean prune(int i, int j) {
    boolean changed = false;
    for (boolean here : new boolean[] {true, false}) {
      for (boolean there : new boolean[] {true, false}) {
        Node node = node(patterns.get(i), here);
        if (node.isVariable() && node.equals(node(patterns.get(j), there))) {
          Set<TermShape> partners = new HashSet<>();
          candidates.get(j).forEach(c -> partners.add(term(c.shape(), there)));
          changed |= keep(i, here, partners);
        }
      }
    }
    return changed;
  }

  /** Keeps the candidates of a pattern whose term can be one of these. */
  private boolean keep(int pattern, boolean place, Set<TermShape> partners) {
    List<Candidate> of = candidates.get(pattern);
    List<Candidate> gone =
        of.stream()
            .filter(c -> partners.stream().noneMatch(p -> canMeet.test(term(c.shape(), place), p)))
            .toList();
    of.removeAll(gone);
    for (Candidate c : gone) {
      boolean last =
          of.stream().noneMatch(o -> o.member().equals(c.member()))
              && dropped.stream()
                  .noneMatch(
                      d ->
                          d.pattern().equals(patterns.get(pattern))
                              && d.member().equals(c.member()));
      if (last) {
        dropped.add(
            new Dropped(
                patterns.get(pattern),
                c.member(),
                Var.alloc(node(patterns.get(pattern), place)),
                term(c.shape(), place),
                partners));
      }
    }
    return !gone.isEmpty();
  }

  /** Returns what was dropped, and why. */
  List<Dropped> dropped() {
    return List.copyOf(dropped);
  }

  /** Returns the members that may answer a pattern, with what the others leave of them. */
  List<Member> members(Triple pattern) {
    return candidates.get(patterns.indexOf(pattern)).stream()
        .map(Candidate::member)
        .distinct()
        .toList();
  }

  /** Returns the first pattern that nobody can answer, by itself or with the others. */
  Optional<Triple> unanswerable() {
    for (int i = 0; i < patterns.size(); i++) {
      if (candidates.get(i).isEmpty() && !isDerived(patterns.get(i))) {
        return Optional.of(patterns.get(i));
      }
    }
    return Optional.empty();
  }

  private static Node node(Triple pattern, boolean subject) {
    return subject ? pattern.getSubject() : pattern.getObject();
  }

  private static TermShape term(StatementShape shape, boolean subject) {
    return subject ? shape.subject() : shape.object();
  }

  /** Returns the member that alone can answer all patterns. */
  Optional<Member> sole() {
    Optional<Member> first = patterns.isEmpty() ? Optional.empty() : only(patterns.getFirst());
    return first.isPresent() && patterns.stream().allMatch(t -> only(t).equals(first))
        ? first
        : Optional.empty();
  }

  /** Returns the member that alone can answer a pattern. */
  private Optional<Member> only(Triple pattern) {
    List<Member> members = members(pattern);
    return members.size() == 1 ? Optional.of(members.getFirst()) : Optional.empty();
  }

  /**
   * Returns the exclusive groups: patterns that one member alone can answer, that it can join, and
   * that hang together by their variables.
   *
   * @param canJoin whether a member can join such patterns itself
   */
  List<ExclusiveGroup> groups(BiPredicate<Member, List<Triple>> canJoin) {
    var left = new ArrayList<>(patterns);
    var groups = new ArrayList<ExclusiveGroup>();
    while (!left.isEmpty()) {
      Triple first = left.removeFirst();
      Optional<Member> member = only(first);
      if (member.isPresent() && canJoin.test(member.get(), List.of(first))) {
        groups.add(grown(member.get(), first, left, canJoin));
      }
    }
    return groups;
  }

  /** Takes what goes with a pattern out of those that are left: all of it, if it can be joined. */
  private ExclusiveGroup grown(
      Member member, Triple first, List<Triple> left, BiPredicate<Member, List<Triple>> canJoin) {
    ExclusiveGroup all = grown(member, first, left, group -> true);
    ExclusiveGroup group =
        canJoin.test(member, all.patterns())
            ? all
            : grown(member, first, left, g -> canJoin.test(member, g));
    left.removeAll(group.patterns());
    return group;
  }

  private ExclusiveGroup grown(
      Member member, Triple first, List<Triple> left, Predicate<List<Triple>> mayBe) {
    var group = new ArrayList<>(List.of(first));
    Set<Var> variables = new HashSet<>(JoinOrder.variables(first));
    var others = new ArrayList<>(left);
    boolean grown = true;
    while (grown) {
      grown = false;
      for (Triple next : List.copyOf(others)) {
        if (only(next).equals(Optional.of(member))
            && JoinOrder.variables(next).stream().anyMatch(variables::contains)) {
          group.add(next);
          if (mayBe.test(group)) {
            variables.addAll(JoinOrder.variables(next));
            others.remove(next);
            grown = true;
          } else {
            group.removeLast();
          }
        }
      }
    }
    return new ExclusiveGroup(member, group);
  }
}
