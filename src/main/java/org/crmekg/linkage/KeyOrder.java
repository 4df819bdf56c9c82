package org.crmekg.linkage;

import java.util.Arrays;

/** Keys in ascending order, each with its record, so that those that share one stand together. */
final class KeyOrder {
  private final long[] keys;
  private final int[] rows;

  KeyOrder(long[] keys, int[] rows) {
    this.keys = keys;
    this.rows = rows;
  }

  long[] keys() {
    return keys;
  }

  int[] rows() {
    return rows;
  }

  /** The keys of all records by a rule. */
  static KeyOrder of(BlockingKeys keys, int rule, int records) {
    long[] all = new long[records];
    int[] of = new int[records];
    int n = 0;
    for (int row = 0; row < records; row++) {
      long one = keys.single(rule, row);
      if (one != 0) {
        all[n] = one;
        of[n++] = row;
      } else if (keys.hasSeveral(rule)) {
        for (long key : keys.keys(rule, row)) {
          if (n == all.length) {
            all = Arrays.copyOf(all, n * 2);
            of = Arrays.copyOf(of, n * 2);
          }
          all[n] = key;
          of[n++] = row;
        }
      }
    }
    return sorted(all, of, n);
  }

  /** The first n keys, each with its record; of those that are the same the first comes first. */
  static KeyOrder sorted(long[] all, int[] of, int n) {
    // By the upper bits of keys, with the place in the lower ones; few keys share the upper.
    int low = 64 - Long.numberOfLeadingZeros(Math.max(1, n));
    long[] order = new long[n];
    for (int i = 0; i < n; i++) {
      order[i] = (all[i] >> low << low) | i;
    }
    Arrays.sort(order);
    var keys = new long[n];
    var rows = new int[n];
    for (int i = 0; i < n; i++) {
      int place = (int) (order[i] & ((1L << low) - 1));
      int at = i;
      while (at > 0 && keys[at - 1] > all[place]) {
        keys[at] = keys[at - 1];
        rows[at] = rows[at - 1];
        at--;
      }
      keys[at] = all[place];
      rows[at] = of[place];
    }
    return new KeyOrder(keys, rows);
  }

  /** The first place of a key, or where it would be. */
  int find(long key) {
    int low = 0;
    int high = keys.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (keys[middle] < key) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Where the keys that are the same as the one at a place end. */
  int end(int from) {
    int end = from;
    while (end < keys.length && keys[end] == keys[from]) {
      end++;
    }
    return end;
  }
}
