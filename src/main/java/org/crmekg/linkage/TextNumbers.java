package org.crmekg.linkage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Texts numbered from 0 in the order in which they come, each once.
 *
 * <p>An open hash table of numbers: eight bytes a slot and nothing to collect, where a map of
 * objects has a hundred. Used by one thread.
 */
final class TextNumbers {
  private static final int LEAST = 16;

  private final List<String> texts = new ArrayList<>();

  /** The hash of a text in the upper half, its number and one in the lower; 0: free. */
  private long[] slots = new long[LEAST];

  /** How many of the texts are in the table. */
  private int indexed;

  /** Returns the texts by their numbers; grows with them. */
  List<String> texts() {
    return texts;
  }

  int size() {
    return texts.size();
  }

  /** Returns the number of a text; if it is the {@link #size} of before, it is a new one. */
  int number(String text) {
    while (indexed < texts.size()) {
      insert(texts.get(indexed));
    }
    int slot = slot(text);
    if (slots[slot] != 0) {
      return (int) slots[slot] - 1;
    }
    texts.add(text);
    insert(text);
    return indexed - 1;
  }

  /** Frees the table, but not the texts; who asks again has it made again. */
  void release() {
    slots = new long[LEAST];
    indexed = 0;
  }

  private void insert(String text) {
    if (indexed * 2 >= slots.length) {
      grow();
    }
    slots[slot(text)] = entry(text, indexed++);
  }

  private static long entry(String text, int number) {
    return (long) text.hashCode() << 32 | (number + 1);
  }

  private int slot(String text) {
    int mask = slots.length - 1;
    int hash = text.hashCode();
    int slot = place(hash, mask);
    while (slots[slot] != 0
        && ((int) (slots[slot] >>> 32) != hash || !texts.get((int) slots[slot] - 1).equals(text))) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private static int place(int hash, int mask) {
    return (int) (Hashing.mix(hash) >>> 32) & mask;
  }

  private void grow() {
    long[] old = slots;
    slots = new long[Math.multiplyExact(old.length, 2)];
    int mask = slots.length - 1;
    Arrays.stream(old)
        .filter(entry -> entry != 0)
        .forEach(
            entry -> {
              int slot = place((int) (entry >>> 32), mask);
              while (slots[slot] != 0) {
                slot = (slot + 1) & mask;
              }
              slots[slot] = entry;
            });
  }
}
