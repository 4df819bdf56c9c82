package org.crmekg.linkage;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes of pairs that look the same what is the same.
 *
 * <p>The surest pairs come first. Two groups are joined only if their records, each with each, do
 * not speak against it as a whole, so that one wrong link does not chain strangers; a source that
 * has everything once gives a group one record at most. Ties go by identifiers, so the order of
 * records does not matter.
 */
final class Clustering {
  private final RecordTable table;
  private final Scorer scorer;
  private final Set<Integer> duplicateFree = new HashSet<>();
  private int refused;

  /** A pair of rows with its score; not direct if only others connect them. */
  record Edge(int left, int right, double score, int rules, boolean isDirect) {}

  Clustering(RecordTable table, Scorer scorer) {
    this.table = table;
    this.scorer = scorer;
    for (int s = 0; s < table.sources().size(); s++) {
      if (table.spec().duplicateFree().contains(table.sources().get(s))) {
        duplicateFree.add(s);
      }
    }
  }

  /** Returns how many links were refused for what the rest of their groups says. */
  int refused() {
    return refused;
  }

  private Comparator<Edge> surestFirst() {
    return Comparator.comparingDouble((Edge e) -> -e.score())
        .thenComparing(e -> smaller(e))
        .thenComparing(e -> larger(e));
  }

  private String smaller(Edge e) {
    String a = table.id(e.left());
    String b = table.id(e.right());
    return a.compareTo(b) <= 0 ? a : b;
  }

  private String larger(Edge e) {
    String a = table.id(e.left());
    String b = table.id(e.right());
    return a.compareTo(b) <= 0 ? b : a;
  }

  /** Records of two sources: pairs, of which a source without duplicates allows one a record. */
  List<Edge> pairs(List<Edge> edges) {
    var kept = new ArrayList<Edge>();
    var hasPartner = new HashSet<Long>();
    for (Edge edge : edges.stream().sorted(surestFirst()).toList()) {
      long left = ((long) edge.left() << 8) | table.sourceIndex(edge.right());
      long right = ((long) edge.right() << 8) | table.sourceIndex(edge.left());
      boolean leftTaken =
          duplicateFree.contains(table.sourceIndex(edge.right())) && hasPartner.contains(left);
      boolean rightTaken =
          duplicateFree.contains(table.sourceIndex(edge.left())) && hasPartner.contains(right);
      if (leftTaken || rightTaken) {
        refused++;
        continue;
      }
      hasPartner.add(left);
      hasPartner.add(right);
      kept.add(edge);
    }
    return kept;
  }

  /** Groups of records, and every pair within each. */
  List<Edge> groups(List<Edge> edges) {
    int[] group = new int[table.size()];
    var members = new ArrayList<int[]>();
    for (int row = 0; row < group.length; row++) {
      group[row] = -1;
    }
    var result = new ArrayList<Edge>();
    for (Edge edge : edges.stream().sorted(surestFirst()).toList()) {
      int[] left = members(edge.left(), group, members);
      int[] right = members(edge.right(), group, members);
      if (left == right) {
        continue;
      }
      if (!mayJoin(left, right, edge)) {
        refused++;
        continue;
      }
      for (int a : left) {
        for (int b : right) {
          if (table.mayLink(a, b)) {
            boolean direct = a == edge.left() && b == edge.right();
            double own = direct ? edge.score() : scorer.score(a, b);
            boolean accepted = own >= table.spec().accept();
            result.add(new Edge(a, b, accepted ? own : edge.score(), edge.rules(), accepted));
          }
        }
      }
      int[] joined = new int[left.length + right.length];
      System.arraycopy(left, 0, joined, 0, left.length);
      System.arraycopy(right, 0, joined, left.length, right.length);
      int id = members.size();
      members.add(joined);
      for (int row : joined) {
        group[row] = id;
      }
    }
    return result;
  }

  private static int[] members(int row, int[] group, List<int[]> members) {
    if (group[row] < 0) {
      group[row] = members.size();
      members.add(new int[] {row});
    }
    return members.get(group[row]);
  }

  private boolean mayJoin(int[] left, int[] right, Edge edge) {
    var records =
        new GroupRule.Records() {
          @Override
          public boolean areApart(int a, int b) {
            return table.sourceIndex(a) == table.sourceIndex(b)
                && duplicateFree.contains(table.sourceIndex(a));
          }

          @Override
          public double evidence(int a, int b) {
            return a == edge.left() && b == edge.right()
                ? edge.score() - scorer.priorBits()
                : scorer.evidence(a, b);
          }
        };
    return GroupRule.refusal(left, right, records).isEmpty();
  }
}
