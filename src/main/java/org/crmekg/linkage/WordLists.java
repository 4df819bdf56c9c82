package org.crmekg.linkage;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.crmekg.InternalException;
import org.crmekg.Problem;

/** What is known of words whatever the data: given names, legal forms, abbreviations. */
final class WordLists {
  private static final int[] NONE = {};
  private static final Map<String, int[]> GIVEN_NAMES = givenNames();
  private static final Map<String, Integer> LEGAL_FORMS = legalForms();
  private static final Map<String, Set<String>> COMMON = common();
  private static final Map<String, Map<String, String>> SUBSTITUTES = substitutes();

  private WordLists() {}

  /** Returns the groups of given names that a name belongs to, in ascending order. */
  static int[] nameGroups(String word) {
    return GIVEN_NAMES.getOrDefault(word, NONE);
  }

  static boolean isGivenName(String word) {
    return GIVEN_NAMES.containsKey(word);
  }

  /** Returns the class of a legal form, or -1. */
  static int legalForm(String words) {
    return LEGAL_FORMS.getOrDefault(words, -1);
  }

  static boolean isOrganizationFiller(String word) {
    return in("organization", word);
  }

  static boolean isBusinessWord(String word) {
    return in("business", word);
  }

  static boolean isTitle(String word) {
    return in("title", word);
  }

  static boolean isSuffix(String word) {
    return in("suffix", word);
  }

  /** Returns whether the word tells names apart that are the same else: north, upper, second. */
  static boolean isContrast(String word) {
    return in("contrast", word);
  }

  static boolean isParticle(String word) {
    return in("particle", word);
  }

  /** Returns the word that stands for this one in names of organisations, addresses or texts. */
  static String standard(String list, String word) {
    return SUBSTITUTES.getOrDefault(list, Map.of()).getOrDefault(word, word);
  }

  private static boolean in(String list, String word) {
    return COMMON.getOrDefault(list, Set.of()).contains(word);
  }

  private static Map<String, int[]> givenNames() {
    var groups = new HashMap<String, int[]>();
    int group = 0;
    for (String line : lines("given-names.txt")) {
      for (String name : line.split(" ")) {
        int[] before = groups.getOrDefault(name, NONE);
        int[] after = java.util.Arrays.copyOf(before, before.length + 1);
        after[before.length] = group;
        groups.put(name, after);
      }
      group++;
    }
    return groups;
  }

  private static Map<String, Integer> legalForms() {
    var forms = new HashMap<String, Integer>();
    int number = 0;
    for (String line : lines("legal-forms.txt")) {
      for (String form : line.substring(line.indexOf(':') + 1).split("\\|")) {
        forms.putIfAbsent(PlainText.words(form), number);
      }
      number++;
    }
    return forms;
  }

  private static Map<String, Set<String>> common() {
    var common = new HashMap<String, Set<String>>();
    for (String line : lines("common-words.txt")) {
      int colon = line.indexOf(':');
      common
          .computeIfAbsent(line.substring(0, colon), k -> new HashSet<>())
          .addAll(List.of(line.substring(colon + 1).strip().split(" ")));
    }
    return common;
  }

  private static Map<String, Map<String, String>> substitutes() {
    var lists = new HashMap<String, Map<String, String>>();
    for (String line : lines("words.txt")) {
      int colon = line.indexOf(':');
      String[] words = line.substring(colon + 1).strip().split(" ");
      for (String word : words) {
        lists
            .computeIfAbsent(line.substring(0, colon), k -> new HashMap<>())
            .putIfAbsent(word, words[0]);
      }
    }
    return lists;
  }

  private static List<String> lines(String name) {
    var lines = new ArrayList<String>();
    try (InputStream in = WordLists.class.getResourceAsStream("/linkage/" + name)) {
      if (in == null) {
        throw new InternalException(
            Problem.INTERNAL, "the list %s is not in the jar".formatted(name));
      }
      var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!line.isBlank() && !line.startsWith("#")) {
          lines.add(line.strip());
        }
      }
    } catch (IOException e) {
      throw new InternalException(
          Problem.INTERNAL, "the list %s cannot be read".formatted(name), e);
    }
    return lines;
  }
}
