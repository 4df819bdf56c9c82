package org.crmekg.mapping;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import org.crmekg.rdf.Iris;

/**
 * Decides whether two IRI templates have a text in common.
 *
 * <p>Each template is a small non-deterministic automaton: a state is (part, offset), where even
 * parts are texts that consume their own characters and odd parts are holes that consume any
 * unreserved character or {@code %}. Letting a hole take a bare {@code %} widens its language,
 * which keeps "cannot" sound. The product is searched breadth first.
 */
final class TemplateIntersection {
  private record State(int part, int offset) {}

  private record Pair(State left, State right) {}

  private TemplateIntersection() {}

  static boolean isNonEmpty(Template a, Template b) {
    var seen = new HashSet<Pair>();
    var queue = new ArrayDeque<Pair>();
    for (State left : closure(a, new State(0, 0))) {
      for (State right : closure(b, new State(0, 0))) {
        push(new Pair(left, right), seen, queue);
      }
    }
    while (!queue.isEmpty()) {
      Pair pair = queue.remove();
      boolean leftEnds = isEnd(a, pair.left());
      boolean rightEnds = isEnd(b, pair.right());
      if (leftEnds && rightEnds) {
        return true;
      }
      if (leftEnds || rightEnds || !agree(a, pair.left(), b, pair.right())) {
        continue;
      }
      for (State left : closure(a, step(pair.left()))) {
        for (State right : closure(b, step(pair.right()))) {
          push(new Pair(left, right), seen, queue);
        }
      }
    }
    return false;
  }

  private static void push(Pair pair, Set<Pair> seen, ArrayDeque<Pair> queue) {
    if (seen.add(pair)) {
      queue.add(pair);
    }
  }

  /** Reading one character: inside a text the offset moves on, a hole stays where it is. */
  private static State step(State s) {
    return isHole(s) ? s : new State(s.part(), s.offset() + 1);
  }

  private static boolean isHole(State s) {
    return (s.part() & 1) == 1;
  }

  private static String text(Template t, State s) {
    return t.texts().get(s.part() / 2);
  }

  private static boolean isEnd(Template t, State s) {
    return s.part() == 2 * t.columns().size() && s.offset() == text(t, s).length();
  }

  /** States reachable without reading: a finished text enters its hole, a hole may end. */
  private static Set<State> closure(Template t, State start) {
    var out = new HashSet<State>();
    var queue = new ArrayDeque<State>();
    queue.add(start);
    while (!queue.isEmpty()) {
      State s = queue.remove();
      if (!out.add(s)) {
        continue;
      }
      if (isHole(s)) {
        queue.add(new State(s.part() + 1, 0));
      } else if (s.offset() == text(t, s).length() && s.part() < 2 * t.columns().size()) {
        queue.add(new State(s.part() + 1, 0));
      }
    }
    return out;
  }

  private static boolean agree(Template a, State left, Template b, State right) {
    if (isHole(left) && isHole(right)) {
      return true;
    }
    if (isHole(left)) {
      return !atEndOfText(b, right) && fits(b, right);
    }
    if (isHole(right)) {
      return !atEndOfText(a, left) && fits(a, left);
    }
    return !atEndOfText(a, left)
        && !atEndOfText(b, right)
        && text(a, left).charAt(left.offset()) == text(b, right).charAt(right.offset());
  }

  private static boolean atEndOfText(Template t, State s) {
    return s.offset() >= text(t, s).length();
  }

  private static boolean fits(Template t, State s) {
    char c = text(t, s).charAt(s.offset());
    return c == '%' || Character.isSurrogate(c) || Iris.isUnreserved(c);
  }
}
