package org.crmekg.linkage;

/** Hashes that are the same on every machine and in every run; samples are drawn by them. */
final class Hashing {
  private Hashing() {}

  /** FNV-1a over the characters, then mixed. */
  static long of(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return mix(hash);
  }

  /** The finalizer of SplitMix64. */
  static long mix(long z) {
    long x = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    x = (x ^ (x >>> 27)) * 0x94d049bb133111ebL;
    return x ^ (x >>> 31);
  }

  static long combine(long first, long second) {
    return mix(first * 31 + second + 0x9e3779b97f4a7c15L);
  }

  /** A number from 0 to {@code bound} (exclusive) for the n-th draw of a series. */
  static int draw(long series, long n, int bound) {
    return (int) Long.remainderUnsigned(mix(series + n * 0x9e3779b97f4a7c15L), bound);
  }
}
