package org.crmekg.federation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
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
   * Returns the exclusive groups: patterns that hang together by their variables, and that one
   * member alone can answer or several each for itself, which can join them.
   *
   * @param canJoin whether a member can join such patterns itself
   */
  List<ExclusiveGroup> groups(BiPredicate<Member, List<Triple>> canJoin) {
    var left = new ArrayList<>(patterns);
    var groups = new ArrayList<ExclusiveGroup>();
    while (!left.isEmpty()) {
      Triple first = left.removeFirst();
      List<Member> members = members(first);
      if (!members.isEmpty()
          && isApart(first, first, members)
          && members.stream().allMatch(m -> canJoin.test(m, List.of(first)))) {
        groups.add(grown(members, first, left, canJoin));
      }
    }
    return groups;
  }

  /**
   * Returns whether a statement of one member for a pattern surely has nothing to do with one of
   * another member for another pattern: some variable that both have would be two terms.
   */
  private boolean isApart(Triple one, Triple other, List<Member> members) {
    return members.size() == 1
        || Stream.of(true, false)
            .anyMatch(
                here ->
                    node(one, here).isVariable()
                        && Stream.of(true, false)
                            .anyMatch(
                                there ->
                                    node(one, here).equals(node(other, there))
                                        && isApart(terms(one, here), terms(other, there))));
  }

  private boolean isApart(Map<Member, Set<TermShape>> some, Map<Member, Set<TermShape>> others) {
    return some.entrySet().stream()
        .allMatch(
            a ->
                others.entrySet().stream()
                    .filter(b -> !b.getKey().equals(a.getKey()))
                    .allMatch(b -> isApart(a.getValue(), b.getValue())));
  }

  private boolean isApart(Set<TermShape> some, Set<TermShape> others) {
    return some.stream().allMatch(a -> others.stream().noneMatch(b -> canMeet.test(a, b)));
  }

  /** Returns the forms of terms that each member has in a place of a pattern. */
  private Map<Member, Set<TermShape>> terms(Triple pattern, boolean subject) {
    Map<Member, Set<TermShape>> terms = new LinkedHashMap<>();
    candidates
        .get(patterns.indexOf(pattern))
        .forEach(
            c ->
                terms
                    .computeIfAbsent(c.member(), k -> new LinkedHashSet<>())
                    .add(term(c.shape(), subject)));
    return terms;
  }

  /** Takes what goes with a pattern out of those that are left: all of it, if it can be joined. */
  private ExclusiveGroup grown(
      List<Member> members,
      Triple first,
      List<Triple> left,
      BiPredicate<Member, List<Triple>> canJoin) {
    Predicate<List<Triple>> joined = g -> members.stream().allMatch(m -> canJoin.test(m, g));
    ExclusiveGroup all = grown(members, first, left, group -> true);
    ExclusiveGroup group = joined.test(all.patterns()) ? all : grown(members, first, left, joined);
    left.removeAll(group.patterns());
    return group;
  }

  private ExclusiveGroup grown(
      List<Member> members, Triple first, List<Triple> left, Predicate<List<Triple>> mayBe) {
    var group = new ArrayList<>(List.of(first));
    Set<Member> alike = Set.copyOf(members);
    var others = new ArrayList<>(left);
    boolean grown = true;
    while (grown) {
      grown = false;
      for (Triple next : List.copyOf(others)) {
        if (Set.copyOf(members(next)).equals(alike)
            && group.stream().anyMatch(t -> isConnected(t, next, members))) {
          group.add(next);
          if (mayBe.test(group)) {
            others.remove(next);
            grown = true;
          } else {
            group.removeLast();
          }
        }
      }
    }
    return new ExclusiveGroup(members, group);
  }

  /** Statements of several members go together only if they are one member's. */
  private boolean isConnected(Triple grouped, Triple next, List<Member> members) {
    Set<Var> shared = JoinOrder.variables(grouped);
    shared.retainAll(JoinOrder.variables(next));
    return !shared.isEmpty() && isApart(grouped, next, members);
  }
}
