package org.crmekg.federation;

import java.util.List;
import org.apache.jena.graph.Triple;
import org.crmekg.member.Member;

/** Triple patterns that one member alone can answer, and joins itself. */
record ExclusiveGroup(Member member, List<Triple> patterns) {
  ExclusiveGroup {
    patterns = List.copyOf(patterns);
  }
}
