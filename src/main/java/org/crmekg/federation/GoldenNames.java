package org.crmekg.federation;

import java.util.List;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.crmekg.identity.IdentityLens;
import org.crmekg.member.Member;
import org.crmekg.member.TermShape;

/** The golden view, where source IRIs are replaced by canonical IRIs. */
record GoldenNames(List<Member> members, IdentityLens lens, LinkedShapes shapes) implements View {
  @Override
  public Node graph() {
    return Node.ANY;
  }

  @Override
  public Set<Node> locals(Node term) {
    if (!term.isURI()) {
      return Set.of(term);
    }
    return lens.isGolden(term) ? lens.sourceIris(term) : Set.of();
  }

  @Override
  public Node name(Node local) {
    return lens.canonical(local);
  }

  @Override
  public boolean canMeet(TermShape a, TermShape b) {
    return shapes.canMeet(a, b);
  }

  @Override
  public Set<Node> merged(Member member) {
    return shapes.merged(member);
  }

  @Override
  public Set<Node> ambiguous(Member member) {
    return shapes.ambiguous(member);
  }
}
