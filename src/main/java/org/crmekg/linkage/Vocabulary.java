package org.crmekg.linkage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
  private final List<String> romanized = new ArrayList<>();
  private final List<int[]> groups = new ArrayList<>();
  private static final int LETTERS = (1 << 27) - 1;

  /** Of the word only the consonants are known. */
  private static final int SKELETON = 1 << 27;

  /** North and south: words that make two names of one, however alike they look. */
  private static final int CONTRAST = 1 << 31;

  private static final int NO_WORD = 1 << 28;
  private static final int ONE_LETTER = 1 << 29;
  private static final int OTHER_FORMS = 1 << 30;

  private int[] letters = new int[64];

  /**
   * Similarities of two words, each packed with the words into one number that is read and written
   * whole, so threads may share it: a value that is overwritten is computed again.
   */
  private final long[] known = new long[1 << 17];

  private int[] counts = new int[64];
  private float[] weights = {};
  private @Nullable Frequencies frequencies;

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
    boolean isSkeleton = word.charAt(word.length() - 1) == NativeScripts.CONSONANTS_ONLY;
    sounds.add(Spelling.sound(isSkeleton ? word.substring(0, word.length() - 1) : word));
    groups.add(WordLists.nameGroups(word));
    if (kind == FieldKind.PERSON_NAME
        || kind == FieldKind.NAME
        || kind == FieldKind.ORGANIZATION_NAME) {
      romanized.add(NativeScripts.romanized(word));
    }
    if (id == counts.length) {
      counts = Arrays.copyOf(counts, id * 2);
      letters = Arrays.copyOf(letters, id * 2);
    }
    letters[id] =
        letters(word)
            | (isSkeleton ? SKELETON : 0)
            | (WordLists.isContrast(word) ? CONTRAST : 0)
            | (hasDigit(word) || word.length() < 3 ? NO_WORD : 0)
            | (word.length() == 1 ? ONE_LETTER : 0)
            | (groups.get(id).length > 0 ? OTHER_FORMS : 0);
    if (frequencies != null) {
      // A word that came later weighs what it would have weighed from the start.
      weigh(id, frequencies);
    }
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

  /** Starts to count anew. */
  void forget() {
    Arrays.fill(counts, 0);
    frequencies = null;
  }

  /** Returns the words that are frequent enough to be listed, with their counts. */
  Map<String, Integer> listed(int least) {
    int cut = Frequencies.cut(counts, words.size(), least);
    var listed = new HashMap<String, Integer>();
    for (int id = 0; id < words.size(); id++) {
      if (counts[id] >= cut) {
        listed.put(words.get(id), counts[id]);
      }
    }
    return listed;
  }

  int rest(int least) {
    int cut = Frequencies.cut(counts, words.size(), least);
    return Frequencies.rest(counts, words.size(), cut, least);
  }

  /**
   * Fixes the weights: the rarer a word, the more it says; words that are common in any data say
   * less.
   */
  void use(Frequencies next) {
    frequencies = next;
    for (int id = 0; id < words.size(); id++) {
      weigh(id, next);
    }
  }

  private void weigh(int id, Frequencies from) {
    counts[id] = from.ofWord(words.get(id));
    if (id >= weights.length) {
      weights = Arrays.copyOf(weights, Math.max(64, counts.length));
    }
    weights[id] = weight(words.get(id), counts[id], from.known());
  }

  /** Returns whether a word is listed as one that several records had. */
  boolean isFrequent(int id) {
    return frequencies != null && counts[id] > frequencies.otherWord();
  }

  /** Returns whether a word is so common that sharing it says nothing. */
  boolean isEverywhere(int id) {
    return frequencies != null && counts[id] > Math.max(200, frequencies.known() / 50);
  }

  float weight(int id) {
    return weights[id];
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
      set |= word.charAt(i) == NativeScripts.CONSONANTS_ONLY ? 0 : 1 << (word.charAt(i) & 31);
    }
    return set;
  }

  /** How alike two words are, from 0 to 1. */
  double similarity(int left, int right, boolean personal) {
    if (left == right) {
      return 1;
    }
    int a = letters[left];
    int b = letters[right];
    boolean byForm = personal && (a & b & OTHER_FORMS) != 0;
    boolean byInitial = personal && ((a | b) & ONE_LETTER) != 0;
    if ((a & b & CONTRAST) != 0) {
      return 0;
    }
    if (!byForm && !byInitial && ((a | b) & SKELETON) == 0) {
      int both = a & b & LETTERS;
      boolean begins = both == (a & LETTERS) || both == (b & LETTERS);
      boolean isOther = !begins && Integer.bitCount((a ^ b) & LETTERS) > 6;
      if (((a | b) & NO_WORD) != 0 || isOther) {
        return 0;
      }
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
    if (((letters[left] | letters[right]) & SKELETON) != 0) {
      return consonants(a, b);
    }
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
    if (Integer.bitCount((letters[left] ^ letters[right]) & LETTERS) > 6) {
      return begins ? 0.8 : 0;
    }
    int edits = shorter < 4 ? 3 : Spelling.edits(a, b, 2);
    if (!romanized.isEmpty() && romanized.get(left).equals(romanized.get(right))) {
      return NativeScripts.transliterated(a).equals(NativeScripts.transliterated(b)) ? 0.99 : 0.95;
    }
    if (personal && (letters[left] & letters[right] & OTHER_FORMS) != 0) {
      // Two given names that people know apart: John and Joan, Mario and Maria.
      return 0;
    }
    if (edits <= 1) {
      // Two names hardly ever differ by the order of two letters alone.
      return shorter < 5 ? 0.88 : Spelling.isSwap(a, b) ? 0.98 : 0.92;
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

  /** Whether two texts differ by how one transliterates, or by a slip. */
  static boolean isSpelledAlike(String a, String b) {
    return Math.min(a.length(), b.length()) >= 5
        && a.charAt(0) == b.charAt(0)
        && Long.bitCount(Spelling.signature(a) ^ Spelling.signature(b)) <= 4
        && (Spelling.edits(a, b, 1) <= 1
            || NativeScripts.romanized(a).equals(NativeScripts.romanized(b)));
  }

  /** What consonants alone can tell: the more of them, the more. */
  private static double consonants(String a, String b) {
    // A "ch" may be k or h, a "v" a letter that is also read as o and u: nobody writes down which.
    double best = 0;
    for (boolean soft : new boolean[] {false, true}) {
      for (boolean open : new boolean[] {false, true}) {
        best =
            Math.max(
                best,
                bones(
                    NativeScripts.skeleton(read(a, soft, open)),
                    NativeScripts.skeleton(read(b, soft, open))));
      }
    }
    return best;
  }

  private static String read(String word, boolean soft, boolean open) {
    String read = soft ? word.replace("ch", "h") : word;
    return open ? read.replace("v", "u") : read;
  }

  private static double bones(String left, String right) {
    int shorter = Math.min(left.length(), right.length());
    if (left.equals(right)) {
      return shorter >= 3 ? 0.92 : shorter == 2 ? 0.88 : shorter == 1 ? 0.75 : 0;
    }
    return shorter >= 4 && Spelling.edits(left, right, 1) <= 1 ? 0.78 : 0;
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
