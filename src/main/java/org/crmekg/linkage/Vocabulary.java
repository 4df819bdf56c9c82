package org.crmekg.linkage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The words of one field: each once, with how it sounds, how many values have it, and so how much
 * it says.
 *
 * <p>Words are added by one thread; then any number may read.
 */
final class Vocabulary {
  private final FieldKind kind;
  private final Map<String, Integer> ids = new HashMap<>();
  private final List<String> words = new ArrayList<>();
  private final List<String> sounds = new ArrayList<>();
  private final List<int[]> groups = new ArrayList<>();
  private int[] letters = new int[64];

  /**
   * Similarities of two words, each packed with the words into one number that is read and written
   * whole, so threads may share it: a value that is overwritten is computed again.
   */
  private final long[] known = new long[1 << 17];

  private int[] counts = new int[64];
  private float[] weights = {};

  Vocabulary(FieldKind kind) {
    this.kind = kind;
  }

  int id(String word) {
    Integer known = ids.get(word);
    if (known != null) {
      return known;
    }
    int id = words.size();
    ids.put(word, id);
    words.add(word);
    sounds.add(Spelling.sound(word));
    groups.add(WordLists.nameGroups(word));
    if (id == counts.length) {
      counts = Arrays.copyOf(counts, id * 2);
      letters = Arrays.copyOf(letters, id * 2);
    }
    letters[id] = letters(word);
    return id;
  }

  void count(int id, int times) {
    counts[id] += times;
  }

  int count(int id) {
    return counts[id];
  }

  String word(int id) {
    return words.get(id);
  }

  String sound(int id) {
    return sounds.get(id);
  }

  /**
   * Fixes the weights: the rarer a word, the more it says; words that are common in any data say
   * less.
   *
   * @param values of the field, each counted as often as it occurs
   */
  void weigh(long values) {
    weights = new float[words.size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = weight(words.get(i), counts[i], values);
    }
  }

  float weight(int id) {
    return id < weights.length ? weights[id] : weight(words.get(id), 1, 1000);
  }

  private float weight(String word, int count, long values) {
    double total = Math.max(values, 1000);
    double rarity = Math.log(total / Math.max(1, count)) / Math.log(total);
    return switch (kind) {
      case PERSON_NAME -> WordLists.isParticle(word) ? 0.3f : 1f;
      case ORGANIZATION_NAME, NAME -> {
        double base = 0.25 + 0.75 * rarity;
        yield (float)
            (WordLists.isOrganizationFiller(word)
                ? 0.08
                : WordLists.isBusinessWord(word) ? 0.35 * base : base);
      }
      case TEXT, ADDRESS ->
          (float) Math.max(0.05, WordLists.isOrganizationFiller(word) ? 0.3 * rarity : rarity);
      case PEOPLE -> 1f;
      case GIVEN_NAME, FAMILY_NAME, WORD, DATE, NUMBER, CODE, IDENTIFIER, EMAIL, PHONE, CATEGORY ->
          1f;
    };
  }

  /** The letters that a word has, one bit each. */
  private static int letters(String word) {
    int set = 0;
    for (int i = 0; i < word.length(); i++) {
      set |= 1 << (word.charAt(i) & 31);
    }
    return set;
  }

  /** How alike two words are, from 0 to 1. */
  double similarity(int left, int right, boolean personal) {
    if (left == right) {
      return 1;
    }
    long low = Math.min(left, right);
    long high = Math.max(left, right);
    // 26 bits for each word and one for the way; hundredths need seven.
    long key = (low << 34) | (high << 8) | (personal ? 128 : 0);
    int slot = (int) (Hashing.mix(key) >>> 47);
    long cached = known[slot];
    if (cached != 0 && (cached & ~127L) == key) {
      return (cached & 127) / 100.0;
    }
    double similarity = compare((int) low, (int) high, personal);
    if (high < 1 << 26) {
      known[slot] = key | Math.round(similarity * 100);
    }
    return similarity;
  }

  private double compare(int left, int right, boolean personal) {
    String a = words.get(left);
    String b = words.get(right);
    int shorter = Math.min(a.length(), b.length());
    if (personal) {
      if (meet(groups.get(left), groups.get(right))) {
        return 0.93;
      }
      if (shorter == 1) {
        return a.charAt(0) == b.charAt(0) ? 0.8 : 0;
      }
    }
    if (shorter < 3 || hasDigit(a) || hasDigit(b)) {
      return 0;
    }
    boolean begins = shorter >= 4 && !personal && (a.startsWith(b) || b.startsWith(a));
    if (Integer.bitCount(letters[left] ^ letters[right]) > 6) {
      return begins ? 0.8 : 0;
    }
    int edits = shorter < 4 ? 3 : Spelling.edits(a, b, 2);
    if (edits <= 1) {
      return shorter >= 5 ? 0.92 : 0.88;
    }
    String soundA = sounds.get(left);
    if (soundA.length() >= 2 && soundA.equals(sounds.get(right))) {
      double looks = Spelling.jaroWinkler(a, b);
      if (looks >= 0.7) {
        return soundA.length() >= 3 ? 0.88 : 0.8;
      }
      return soundA.length() >= 4 ? 0.78 : 0;
    }
    if (edits == 2 && shorter >= 7) {
      return 0.86;
    }
    if (begins) {
      return 0.8;
    }
    double looks = Spelling.jaroWinkler(a, b);
    return looks >= 0.9 ? 0.8 : looks >= 0.86 ? 0.65 : 0;
  }

  static boolean shareGroup(String a, String b) {
    int[] left = WordLists.nameGroups(a);
    return left.length > 0 && meet(left, WordLists.nameGroups(b));
  }

  private static boolean meet(int[] left, int[] right) {
    for (int group : left) {
      for (int other : right) {
        if (group == other) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean hasDigit(String word) {
    for (int i = 0; i < word.length(); i++) {
      if (Character.isDigit(word.charAt(i))) {
        return true;
      }
    }
    return false;
  }
}
