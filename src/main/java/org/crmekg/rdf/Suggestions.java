package org.crmekg.rdf;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Finds the name that somebody probably meant. */
public final class Suggestions {
  private Suggestions() {}

  /** Returns {@code "; did you mean X?"}, or an empty text where nothing is near. */
  public static String didYouMean(String wrong, Collection<String> known) {
    int allowed = Math.max(1, wrong.length() / 3);
    return known.stream()
        .filter(k -> distance(wrong, k) <= allowed)
        .min(Comparator.<String>comparingInt(k -> distance(wrong, k)).thenComparing(k -> k))
        .map(k -> "; did you mean %s?".formatted(k))
        .orElse("");
  }

  /** Optimal string alignment, without regard to case: two letters swapped are one mistake. */
  private static int distance(String left, String right) {
    String a = left.toLowerCase(Locale.ROOT);
    String b = right.toLowerCase(Locale.ROOT);
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      d[i][0] = i;
    }
    for (int j = 0; j <= b.length(); j++) {
      d[0][j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      for (int j = 1; j <= b.length(); j++) {
        int substitute = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        d[i][j] = Math.min(substitute, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          d[i][j] = Math.min(d[i][j], 1 + d[i - 2][j - 2]);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
