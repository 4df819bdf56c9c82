package org.crmekg.demo;

import java.util.List;

/**
 * Chance as a function: the same seed, question and thing give the same answer, in any order.
 *
 * <p>So every source can be written by itself, and one source knows what another says of a party
 * without keeping it: nothing is remembered, whatever the number of parties.
 */
final class Dice {
  private static final double UNIT = 0x1.0p-53;

  private final long seed;

  Dice(long seed) {
    this.seed = mix(seed + 0x9E3779B97F4A7C15L);
  }

  /** Returns 64 bits for a question about a thing. */
  long bits(String question, long thing) {
    return mix(
        mix(seed ^ (question.hashCode() * 0xD1342543DE82EF95L)) + thing * 0x9E3779B97F4A7C15L);
  }

  /** Returns a number from 0 to {@code bound - 1}. */
  int below(int bound, String question, long thing) {
    return (int) Math.unsignedMultiplyHigh(bits(question, thing), bound);
  }

  /** Returns a number from {@code low} to {@code high}, both included. */
  int between(int low, int high, String question, long thing) {
    return low + below(high - low + 1, question, thing);
  }

  boolean chance(double probability, String question, long thing) {
    return (bits(question, thing) >>> 11) * UNIT < probability;
  }

  <T> T of(List<T> choices, String question, long thing) {
    return choices.get(below(choices.size(), question, thing));
  }

  // The finalizer of SplitMix64: Steele, Lea, Flood: Fast splittable pseudorandom number
  // generators, OOPSLA 2014.
  private static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
