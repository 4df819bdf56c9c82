package org.crmekg.linkage;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How often the values of a field and their words occurred when the model was learned.
 *
 * <p>Part of the model, so that a score depends on two records and the model, not on which other
 * records are at hand. The frequent ones are listed; the rest has one frequency.
 *
 * @param known records that have the field
 * @param nothing texts that were so frequent that they mean no value
 * @param values frequent values by their normal form
 * @param otherValue how often each of the others occurs
 * @param strangers how many other records have a frequent value and are yet about something else,
 *     as far as the rest of them tells; a value that one thing's many records share is not common
 * @param words frequent words of names and texts
 * @param otherWord how often each of the others occurs
 */
public record Frequencies(
    String field,
    long known,
    List<String> nothing,
    Map<String, Integer> values,
    int otherValue,
    Map<String, Integer> strangers,
    Map<String, Integer> words,
    int otherWord) {

  /** As many as are listed, of values and of words. */
  static final int MOST = 100_000;

  public Frequencies {
    nothing = nothing.stream().sorted().toList();
    values = sorted(values);
    strangers = sorted(strangers);
    words = sorted(words);
  }

  /** In one order, and quick to look up. */
  private static Map<String, Integer> sorted(Map<String, Integer> counts) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(new TreeMap<>(counts)));
  }

  int ofValue(String text) {
    return values.getOrDefault(text, otherValue);
  }

  int strangersOf(String text) {
    Integer learned = strangers.get(text);
    return learned == null ? Math.max(0, ofValue(text) - 1) : learned;
  }

  Frequencies withStrangers(Map<String, Integer> learned) {
    return new Frequencies(field, known, nothing, values, otherValue, learned, words, otherWord);
  }

  int ofWord(String word) {
    return words.getOrDefault(word, otherWord);
  }

  /** From which count on values are listed: all that have one count, or none of them. */
  static int cut(int[] counts, int size, int least) {
    int[] sorted = Arrays.copyOf(counts, size);
    Arrays.sort(sorted);
    int beyond = size - MOST - 1;
    return beyond < 0 ? least : Math.max(least, sorted[beyond] + 1);
  }

  /** What each of those below the cut counts as. */
  static int rest(int[] counts, int size, int cut, int least) {
    if (cut == least) {
      return 1;
    }
    long sum = 0;
    long n = 0;
    for (int i = 0; i < size; i++) {
      if (counts[i] > 0 && counts[i] < cut) {
        sum += counts[i];
        n++;
      }
    }
    return n == 0 ? 1 : (int) ((sum + n - 1) / n);
  }

  /** A digest, the same for the same frequencies. */
  long digest() {
    long digest = Hashing.combine(Hashing.of(field), known);
    for (String text : nothing) {
      digest = Hashing.combine(digest, Hashing.of(text));
    }
    for (Map<String, Integer> map : List.of(values, strangers, words)) {
      for (Map.Entry<String, Integer> entry : map.entrySet()) {
        digest =
            Hashing.combine(Hashing.combine(digest, Hashing.of(entry.getKey())), entry.getValue());
      }
      digest = Hashing.combine(digest, map.size());
    }
    return Hashing.combine(Hashing.combine(digest, otherValue), otherWord);
  }
}
