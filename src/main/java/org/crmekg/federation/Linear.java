package org.crmekg.federation;

import java.util.List;
import org.apache.jena.sparql.algebra.Op;
import org.apache.jena.sparql.algebra.op.OpAssign;
import org.apache.jena.sparql.algebra.op.OpBGP;
import org.apache.jena.sparql.algebra.op.OpConditional;
import org.apache.jena.sparql.algebra.op.OpExtend;
import org.apache.jena.sparql.algebra.op.OpFilter;
import org.apache.jena.sparql.algebra.op.OpGraph;
import org.apache.jena.sparql.algebra.op.OpPath;
import org.apache.jena.sparql.algebra.op.OpSequence;
import org.apache.jena.sparql.algebra.op.OpTable;
import org.apache.jena.sparql.algebra.op.OpTriple;
import org.apache.jena.sparql.algebra.op.OpUnion;

/**
 * Patterns through which rows pass: each result is one input row and what was added to it, and
 * depends on no other row. Grouping, ordering, limits and projections are none.
 */
final class Linear {
  private Linear() {}

  static boolean is(Op op) {
    return switch (op) {
      case OpBGP o -> true;
      case OpTriple o -> true;
      case OpPath o -> true;
      case OpTable o -> o.isJoinIdentity();
      case OpFilter o -> is(o.getSubOp());
      case OpGraph o -> is(o.getSubOp());
      case OpExtend o -> is(o.getSubOp());
      case OpAssign o -> is(o.getSubOp());
      case OpSequence o -> all(o.getElements());
      case OpConditional o -> is(o.getLeft()) && is(o.getRight());
      case OpUnion o -> is(o.getLeft()) && is(o.getRight());
      default -> false;
    };
  }

  private static boolean all(List<Op> ops) {
    return ops.stream().allMatch(Linear::is);
  }
}
