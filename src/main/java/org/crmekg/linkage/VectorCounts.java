package org.crmekg.linkage;

import java.util.Arrays;

/**
 * How often each comparison vector occurs, as integers, so that neither threads nor order change
 * anything. An open hash table; used by one thread.
 */
final class VectorCounts {
  private long[] keys = new long[1 << 12];
  private long[] counts = new long[1 << 12];
  private int size;

  void add(long vector, long times) {
    // No vector is all ones in its upper bits, so this marks every slot in use.
    long key = vector + 1;
    int slot = slot(key);
    if (keys[slot] == 0) {
      keys[slot] = key;
      size++;
      if (size * 2 > keys.length) {
        counts[slot] += times;
        grow();
        return;
      }
    }
    counts[slot] += times;
  }

  private int slot(long key) {
    int mask = keys.length - 1;
    int slot = (int) Hashing.mix(key) & mask;
    while (keys[slot] != 0 && keys[slot] != key) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldKeys = keys;
    long[] oldCounts = counts;
    keys = new long[oldKeys.length * 2];
    counts = new long[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != 0) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        counts[slot] = oldCounts[i];
      }
    }
  }

  void addAll(VectorCounts other) {
    for (int i = 0; i < other.keys.length; i++) {
      if (other.keys[i] != 0) {
        add(other.keys[i] - 1, other.counts[i]);
      }
    }
  }

  /** Returns the vectors in ascending order. */
  long[] sorted() {
    long[] vectors = new long[size];
    int at = 0;
    for (long key : keys) {
      if (key != 0) {
        vectors[at++] = key - 1;
      }
    }
    Arrays.sort(vectors);
    return vectors;
  }

  long count(long vector) {
    return counts[slot(vector + 1)];
  }

  long total() {
    return Arrays.stream(counts).sum();
  }

  /** The same with some comparisons taken for missing. */
  VectorCounts without(long missing) {
    var projected = new VectorCounts();
    for (int i = 0; i < keys.length; i++) {
      if (keys[i] != 0) {
        projected.add((keys[i] - 1) | missing, counts[i]);
      }
    }
    return projected;
  }
}
