package org.crmekg.federation;

import java.util.List;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.crmekg.member.Member;
import org.crmekg.member.TermShape;

/** The members that a graph is made of, and how they name what it speaks of. */
public sealed interface View permits View.Source, GoldenNames {
  /** Returns the members whose statements are in the graph. */
  List<Member> members();

  /** Returns the graph that members are asked for, or {@link Node#ANY}. */
  Node graph();

  /** Returns the names under which a member may know a term; none if it is not in this graph. */
  Set<Node> locals(Node term);

  /** Returns the name that the graph has for a member's term. */
  Node name(Node local);

  /** Returns false only if surely no term of one form is one of the other in this graph. */
  boolean canMeet(TermShape a, TermShape b);

  /** Returns the terms that a member may know under several names. */
  Set<Node> merged(Member member);

  /** Returns the names under which a member may know such terms. */
  Set<Node> ambiguous(Member member);

  /** A graph that holds what its members say, as they say it. */
  record Source(List<Member> members, Node graph) implements View {
    @Override
    public Set<Node> locals(Node term) {
      return Set.of(term);
    }

    @Override
    public Node name(Node local) {
      return local;
    }

    @Override
    public boolean canMeet(TermShape a, TermShape b) {
      return a.canBe(b);
    }

    @Override
    public Set<Node> merged(Member member) {
      return Set.of();
    }

    @Override
    public Set<Node> ambiguous(Member member) {
      return Set.of();
    }
  }
}
