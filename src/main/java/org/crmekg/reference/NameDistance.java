package org.crmekg.reference;

import java.util.Arrays;

/** How many slips of the pen lie between two words. */
public final class NameDistance {
  private NameDistance() {}

  /**
   * Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours.
   *
   * @param most beyond this the exact number does not matter
   * @return the distance, or a number larger than {@code most}
   */
  public static int of(String left, String right, int most) {
    if (Math.abs(left.length() - right.length()) > most) {
      return most + 1;
    }
    int[] before = new int[right.length() + 1];
    int[] above = new int[right.length() + 1];
    int[] row = new int[right.length() + 1];
    for (int j = 0; j <= right.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= right.length(); j++) {
        int substitute = above[j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(substitute, 1 + Math.min(above[j], row[j - 1]));
        if (i > 1
            && j > 1
            && left.charAt(i - 1) == right.charAt(j - 2)
            && left.charAt(i - 2) == right.charAt(j - 1)) {
          row[j] = Math.min(row[j], 1 + before[j - 2]);
        }
      }
      if (Arrays.stream(row).min().orElse(0) > most) {
        return most + 1;
      }
      int[] free = before;
      before = above;
      above = row;
      row = free;
    }
    return above[right.length()];
  }
}
