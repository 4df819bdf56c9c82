package org.crmekg.identity;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * The edges on ways between two nodes that visit no node twice.
 *
 * <p>They are the biconnected component of an imagined edge between both (Hopcroft and Tarjan,
 * 1973), so all are found in one walk, however many ways there are.
 */
final class SimplePaths {
  private final List<int[]> edges;
  private final List<List<Integer>> edgesOf = new ArrayList<>();

  private record Step(int node, int cameBy, Iterator<Integer> around) {}

  /**
   * Takes a graph.
   *
   * @param edges two different nodes each, below {@code nodes}; none twice
   */
  SimplePaths(int nodes, List<int[]> edges) {
    this.edges = edges;
    for (int i = 0; i < nodes; i++) {
      edgesOf.add(new ArrayList<>(2));
    }
    for (int e = 0; e < edges.size(); e++) {
      edgesOf.get(edges.get(e)[0]).add(e);
      edgesOf.get(edges.get(e)[1]).add(e);
    }
  }

  /** Returns the numbers of the edges on such ways, sorted; none if there is no way. */
  List<Integer> between(int from, int to) {
    var entered = new int[edgesOf.size()];
    var lowest = new int[edgesOf.size()];
    Arrays.fill(entered, -1);
    int time = 0;
    entered[from] = time++;
    entered[to] = time++;
    lowest[to] = entered[to];
    Deque<Integer> walked = new ArrayDeque<>();
    Deque<Step> way = new ArrayDeque<>();
    way.push(new Step(to, -1, edgesOf.get(to).iterator()));
    while (!way.isEmpty()) {
      Step at = way.element();
      if (!at.around().hasNext()) {
        way.pop();
        Step above = way.peek();
        if (above != null) {
          lowest[above.node()] = Math.min(lowest[above.node()], lowest[at.node()]);
          if (lowest[at.node()] >= entered[above.node()]) {
            // What hangs on one node only leads nowhere else.
            dropDownTo(at.cameBy(), walked);
          }
        }
        continue;
      }
      int edge = at.around().next();
      if (edge == at.cameBy()) {
        continue;
      }
      int[] ends = edges.get(edge);
      int other = ends[0] == at.node() ? ends[1] : ends[0];
      if (entered[other] < 0) {
        walked.push(edge);
        entered[other] = time++;
        lowest[other] = entered[other];
        way.push(new Step(other, edge, edgesOf.get(other).iterator()));
      } else if (entered[other] < entered[at.node()]) {
        walked.push(edge);
        lowest[at.node()] = Math.min(lowest[at.node()], entered[other]);
      }
    }
    return walked.stream().sorted().toList();
  }

  private static void dropDownTo(int edge, Deque<Integer> walked) {
    while (walked.pop() != edge) {
      // until the edge itself is gone
    }
  }
}
