package org.crmekg.linkage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which values of a category go together though they are written differently, as two catalogues
 * call one journal: learned from the pairs that everything else says are the same.
 *
 * @param together by comparison, the pairs of values, each in alphabetical order with a line feed
 *     between them
 */
record Associations(List<Set<String>> together) {
  /** Where nothing has been learned. */
  static final Associations NONE = new Associations(List.of());

  private static final int LEAST = 4;

  Associations {
    together = together.stream().map(Set::copyOf).toList();
  }

  boolean goTogether(int comparison, @Nullable Value left, @Nullable Value right) {
    return comparison < together.size()
        && !together.get(comparison).isEmpty()
        && left != null
        && right != null
        && together.get(comparison).contains(key(left.text, right.text));
  }

  boolean isEmpty() {
    return together.stream().allMatch(Set::isEmpty);
  }

  private static String key(String left, String right) {
    return left.compareTo(right) <= 0 ? left + "\n" + right : right + "\n" + left;
  }

  /** Counts values of pairs that are the same by everything else. */
  static final class Counter {
    private final int comparisons;
    private final List<Map<String, Integer>> pairs = new ArrayList<>();
    private final List<Map<String, Integer>> values = new ArrayList<>();
    private final int[] seen;

    Counter(int comparisons) {
      this.comparisons = comparisons;
      this.seen = new int[comparisons];
      for (int c = 0; c < comparisons; c++) {
        pairs.add(new TreeMap<>());
        values.add(new HashMap<>());
      }
    }

    void add(int comparison, Value left, Value right) {
      seen[comparison]++;
      values.get(comparison).merge(left.text, 1, Integer::sum);
      if (!left.text.equals(right.text)) {
        values.get(comparison).merge(right.text, 1, Integer::sum);
        pairs.get(comparison).merge(key(left.text, right.text), 1, Integer::sum);
      }
    }

    Associations learned() {
      var together = new ArrayList<Set<String>>();
      for (int c = 0; c < comparisons; c++) {
        var found = new HashSet<String>();
        Map<String, Integer> ofValue = values.get(c);
        double total = Math.max(1, seen[c]);
        pairs
            .get(c)
            .forEach(
                (key, count) -> {
                  int feed = key.indexOf('\n');
                  int left = ofValue.getOrDefault(key.substring(0, feed), 0);
                  int right = ofValue.getOrDefault(key.substring(feed + 1), 0);
                  // A share of either value's pairs, and far more than chance would give.
                  if (count >= LEAST
                      && count >= 0.1 * Math.min(left, right)
                      && count * total >= 2.0 * left * right) {
                    found.add(key);
                  }
                });
        together.add(found);
      }
      return new Associations(together);
    }
  }
}
