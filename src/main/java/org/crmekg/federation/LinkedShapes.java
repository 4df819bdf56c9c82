package org.crmekg.federation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.jena.graph.Node;
import org.crmekg.identity.IdentityLens;
import org.crmekg.member.Descriptor;
import org.crmekg.member.Member;
import org.crmekg.member.StatementShape;
import org.crmekg.member.TermShape;

/**
 * What the links of one lens mean for plans: which forms of IRIs they connect, and where one member
 * knows a thing under several IRIs. Worked out once for each lens.
 */
final class LinkedShapes {
  private record Pair(TermShape left, TermShape right) {}

  private final List<Descriptor> descriptors;
  private final Map<TermShape, Set<TermShape>> connected = new HashMap<>();
  private final Map<Pair, Boolean> compatible = new ConcurrentHashMap<>();
  private final Map<String, Set<Node>> merged = new HashMap<>();
  private final Map<String, Set<Node>> ambiguous = new HashMap<>();

  /**
   * Works it out.
   *
   * @param members all members that take part in the golden view
   */
  LinkedShapes(IdentityLens lens, List<Member> members) {
    this.descriptors = members.stream().map(Member::descriptor).toList();
    Set<TermShape> shapes = new HashSet<>();
    for (Member member : members) {
      for (StatementShape s : member.descriptor().statements()) {
        Stream.of(s.subject(), s.object())
            .filter(TermShape.Iri.class::isInstance)
            .forEach(shapes::add);
      }
    }
    lens.forEachLinked(
        (canonical, locals) -> {
          Set<TermShape> here = new LinkedHashSet<>();
          for (Node iri : names(canonical, locals)) {
            shapes.stream().filter(s -> s.fits(iri)).forEach(here::add);
          }
          here.forEach(s -> connected.computeIfAbsent(s, k -> new HashSet<>()).addAll(here));
        });
    for (Member source : members) {
      Set<Node> several = new HashSet<>();
      Set<Node> names = new HashSet<>();
      lens.forEachLinked(
          (canonical, locals) -> {
            List<Node> its =
                names(canonical, locals).stream()
                    .filter(iri -> source.descriptor().mayMint(iri.getURI()))
                    .toList();
            if (its.size() > 1) {
              several.add(canonical);
              names.addAll(its);
            }
          });
      merged.put(source.id(), Set.copyOf(several));
      ambiguous.put(source.id(), Set.copyOf(names));
    }
  }

  /** Returns whether these members' descriptors are still those that it was worked out for. */
  boolean isOf(List<Member> members) {
    // A remote member's descriptor may be another one later on.
    return members.stream().map(Member::descriptor).toList().equals(descriptors);
  }

  private static List<Node> names(Node canonical, Set<Node> locals) {
    var names = new ArrayList<>(locals);
    if (!locals.contains(canonical)) {
      names.add(canonical);
    }
    return names;
  }

  /** Returns false only if surely no term of one form is, or is linked to, one of the other. */
  boolean canMeet(TermShape a, TermShape b) {
    return compatible.computeIfAbsent(
        new Pair(a, b), k -> a.canBe(b) || connected.getOrDefault(a, Set.of()).contains(b));
  }

  /** Returns the canonical IRIs that a member may know under more than one IRI. */
  Set<Node> merged(Member member) {
    return merged.getOrDefault(member.id(), Set.of());
  }

  /** Returns the IRIs under which a member may know such things. */
  Set<Node> ambiguous(Member member) {
    return ambiguous.getOrDefault(member.id(), Set.of());
  }
}
