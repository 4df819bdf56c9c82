package org.crmekg.federation;

import java.util.List;
import java.util.Optional;
import org.apache.jena.graph.Triple;
import org.crmekg.member.Member;

/**
 * Triple patterns that members answer each for itself, and join themselves: one member that alone
 * has such statements, or several of which no solution takes statements of two, and none is given
 * by two, since their terms differ (a union over joins).
 */
record ExclusiveGroup(List<Member> members, List<Triple> patterns) {
  ExclusiveGroup {
    members = List.copyOf(members);
    patterns = List.copyOf(patterns);
  }

  ExclusiveGroup(Member member, List<Triple> patterns) {
    this(List.of(member), patterns);
  }

  /** Returns the member that alone answers the patterns. */
  Optional<Member> sole() {
    return members.size() == 1 ? Optional.of(members.getFirst()) : Optional.empty();
  }
}
