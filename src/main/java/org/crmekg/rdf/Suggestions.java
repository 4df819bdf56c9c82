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

  /** Levenshtein distance without regard to case. */
  private static int distance(String left, String right) {
    String a = left.toLowerCase(Locale.ROOT);
    String b = right.toLowerCase(Locale.ROOT);
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitute = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substitute, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
