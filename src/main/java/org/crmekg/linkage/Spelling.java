package org.crmekg.linkage;

/** How alike two spellings are. Texts are already folded to plain Latin letters and digits. */
final class Spelling {
  private Spelling() {}

  /** The letters and digits of a text, one bit each. */
  static long signature(String text) {
    long set = 0;
    for (int i = 0; i < text.length(); i++) {
      set |= 1L << (text.charAt(i) & 63);
    }
    return set;
  }

  /** The edits, where the letters alone do not say that they are too many: an edit changes two. */
  static int edits(Value left, Value right, int most) {
    return Long.bitCount(left.signature ^ right.signature) > 2 * most
        ? most + 1
        : edits(left.text, right.text, most);
  }

  /** Returns whether Jaro-Winkler could reach a value, by the letters that only one side has. */
  static boolean canReach(Value left, Value right, double least) {
    return canReach(
        left.text.length(),
        right.text.length(),
        left.signature,
        right.signature,
        left.text.charAt(0) == right.text.charAt(0),
        least);
  }

  static boolean canReach(
      int n, int m, long leftLetters, long rightLetters, boolean begins, double least) {
    double hits =
        Math.min(
            n - Long.bitCount(leftLetters & ~rightLetters),
            m - Long.bitCount(rightLetters & ~leftLetters));
    if (hits <= 0) {
      return false;
    }
    double jaro = (hits / n + hits / m + 1) / 3;
    return (begins ? jaro + 0.4 * (1 - jaro) : jaro) >= least;
  }

  /** Jaro's similarity with Winkler's bonus for a common beginning of up to four letters. */
  static double jaroWinkler(String left, String right) {
    int n = left.length();
    int m = right.length();
    if (n == 0 || m == 0) {
      return n == m ? 1 : 0;
    }
    if (n > 64 || m > 64) {
      // Beyond any name: the bit sets below end here, and so does what the measure is good for.
      return jaroWinkler(left.substring(0, Math.min(n, 64)), right.substring(0, Math.min(m, 64)));
    }
    int window = Math.max(0, Math.max(n, m) / 2 - 1);
    long leftHit = 0;
    long rightHit = 0;
    int hits = 0;
    for (int i = 0; i < n; i++) {
      char c = left.charAt(i);
      int to = Math.min(m - 1, i + window);
      for (int j = Math.max(0, i - window); j <= to; j++) {
        if ((rightHit & (1L << j)) == 0 && right.charAt(j) == c) {
          leftHit |= 1L << i;
          rightHit |= 1L << j;
          hits++;
          break;
        }
      }
    }
    if (hits == 0) {
      return 0;
    }
    int moved = 0;
    int j = 0;
    for (int i = 0; i < n; i++) {
      if ((leftHit & (1L << i)) != 0) {
        while ((rightHit & (1L << j)) == 0) {
          j++;
        }
        moved += left.charAt(i) == right.charAt(j) ? 0 : 1;
        j++;
      }
    }
    double jaro = ((double) hits / n + (double) hits / m + (hits - moved / 2.0) / hits) / 3;
    int prefix = 0;
    while (prefix < 4 && prefix < n && prefix < m && left.charAt(prefix) == right.charAt(prefix)) {
      prefix++;
    }
    return jaro + prefix * 0.1 * (1 - jaro);
  }

  /**
   * Insertions, deletions, substitutions and swaps of neighbours between two texts.
   *
   * @return the number, or {@code most + 1} if it is larger than {@code most}
   */
  static int edits(String left, String right, int most) {
    int n = left.length();
    int m = right.length();
    if (Math.abs(n - m) > most) {
      return most + 1;
    }
    int start = 0;
    while (start < n && start < m && left.charAt(start) == right.charAt(start)) {
      start++;
    }
    while (n > start && m > start && left.charAt(n - 1) == right.charAt(m - 1)) {
      n--;
      m--;
    }
    if (n == start || m == start) {
      return Math.min(most + 1, Math.max(n, m) - start);
    }
    int[] before = new int[m - start + 1];
    int[] above = new int[m - start + 1];
    int[] row = new int[m - start + 1];
    for (int j = 0; j < above.length; j++) {
      above[j] = j;
    }
    for (int i = 1; i <= n - start; i++) {
      row[0] = i;
      int least = i;
      char c = left.charAt(start + i - 1);
      for (int j = 1; j < row.length; j++) {
        char d = right.charAt(start + j - 1);
        int best = Math.min(above[j - 1] + (c == d ? 0 : 1), 1 + Math.min(above[j], row[j - 1]));
        if (i > 1 && j > 1 && c == right.charAt(start + j - 2) && left.charAt(start + i - 2) == d) {
          best = Math.min(best, 1 + before[j - 2]);
        }
        row[j] = best;
        least = Math.min(least, best);
      }
      if (least > most) {
        return most + 1;
      }
      int[] free = before;
      before = above;
      above = row;
      row = free;
    }
    return Math.min(most + 1, above[m - start]);
  }

  /** Returns whether two texts differ by two neighbouring letters that changed places. */
  static boolean isSwap(String left, String right) {
    int n = left.length();
    if (n != right.length()) {
      return false;
    }
    int at = 0;
    while (at < n && left.charAt(at) == right.charAt(at)) {
      at++;
    }
    return at + 1 < n
        && left.charAt(at) == right.charAt(at + 1)
        && left.charAt(at + 1) == right.charAt(at)
        && left.regionMatches(at + 2, right, at + 2, n - at - 2);
  }

  /**
   * A code for how a word sounds in most of Europe, and what stays of it when vowels are not
   * written: consonants in six classes, doubles once, vowels only in front.
   */
  static String sound(String word) {
    var code = new StringBuilder(word.length());
    int n = word.length();
    for (int i = 0; i < n; i++) {
      char c = word.charAt(i);
      char next = i + 1 < n ? word.charAt(i + 1) : ' ';
      char sound;
      switch (c) {
        case 'a', 'e', 'i', 'o', 'u', 'y' -> sound = i == 0 ? 'a' : ' ';
        case 'b', 'p' -> {
          sound = c == 'p' && next == 'h' ? 'f' : 'p';
        }
        case 'f', 'v', 'w' -> sound = 'f';
        case 'd', 't' -> {
          boolean hiss =
              next == 's' || next == 'z' || (next == 'c' && i + 2 < n && word.charAt(i + 2) == 'h');
          sound = hiss ? ' ' : 't';
        }
        case 'c' -> {
          boolean soft = next == 'e' || next == 'i' || next == 'y' || next == 'z' || next == 's';
          boolean after = i > 0 && (word.charAt(i - 1) == 's' || word.charAt(i - 1) == 't');
          sound = soft || (next == 'h' && after) ? 's' : 'k';
        }
        case 'g', 'k', 'q' -> sound = 'k';
        case 'x' -> {
          if (!code.isEmpty() || i > 0) {
            put(code, 'k');
          }
          sound = 's';
        }
        case 's', 'z' -> sound = 's';
        case 'j' -> sound = i == 0 ? 'j' : ' ';
        case 'h' -> sound = i == 0 ? 'h' : ' ';
        default -> sound = c;
      }
      if (sound != ' ') {
        put(code, sound);
      }
    }
    return code.toString();
  }

  private static void put(StringBuilder code, char sound) {
    if (code.isEmpty() || code.charAt(code.length() - 1) != sound) {
      code.append(sound);
    }
  }
}
