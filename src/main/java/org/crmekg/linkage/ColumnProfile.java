package org.crmekg.linkage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a column looks like: its name in words, and shares of what its values are. */
final class ColumnProfile {
  private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s]+");
  private static final Pattern DATE =
      Pattern.compile(
          "\\d{4}[-/.]\\d{1,2}[-/.]\\d{1,2}([T ].*)?|\\d{1,2}[-/.]\\d{1,2}[-/.]\\d{2,4}|(1[5-9]|20)\\d{6}"
              + "|\\d{1,2} [A-Za-z]{3,9},? \\d{4}");
  private static final Pattern YEAR = Pattern.compile("(1[5-9]|20)\\d\\d");
  private static final Pattern DIGITS = Pattern.compile("\\d+");
  private static final Pattern PHONE = Pattern.compile("[+(]?[\\d][\\d ()/.-]{6,20}");
  private static final Pattern DECIMAL = Pattern.compile("-?\\d+[.,]\\d+");
  private static final Pattern SEVERAL = Pattern.compile(".+(;|\\||, | and | & ).+");
  private static final Pattern CAMEL = Pattern.compile("(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=\\d)");

  final String name;
  final Set<String> nameWords;
  final List<@Nullable String> values = new ArrayList<>();
  private final Map<String, Integer> counts = new HashMap<>();
  int filled;
  double email;
  double date;
  double year;
  double digits;
  double phone;
  double decimal;
  double several;
  double checked;
  double givenName;
  double legalForm;

  /** How many dates must have the month, or the day, first. */
  int monthFirst;

  int dayFirst;
  double letters;
  double words;
  double length;
  double top;

  ColumnProfile(String name) {
    this.name = name;
    var split = new ArrayList<String>();
    for (String part : PlainText.words(CAMEL.matcher(name).replaceAll(" ")).split(" ")) {
      if (!part.isEmpty()) {
        split.add(part);
      }
    }
    split.add(PlainText.code(name));
    this.nameWords = Set.copyOf(split);
  }

  void add(@Nullable String raw) {
    String text = raw == null || RecordTable.isNothing(raw) ? null : raw.strip();
    values.add(text);
    if (text != null) {
      counts.merge(text, 1, Integer::sum);
    }
  }

  void close() {
    counts.entrySet().stream()
        .filter(
            e -> RecordTable.isPerhapsNothing(e.getKey()) && e.getValue() * 200 >= values.size())
        .map(Map.Entry::getKey)
        .toList()
        .forEach(
            nothing -> {
              counts.remove(nothing);
              values.replaceAll(v -> nothing.equals(v) ? null : v);
            });
    for (String text : values) {
      if (text == null) {
        continue;
      }
      filled++;
      email += EMAIL.matcher(text).matches() ? 1 : 0;
      date += DATE.matcher(text).matches() ? 1 : 0;
      int order = text.length() > 24 ? 0 : Preparation.monthFirstEvidence(text);
      monthFirst += order > 0 ? 1 : 0;
      dayFirst += order < 0 ? 1 : 0;
      year += YEAR.matcher(text).matches() ? 1 : 0;
      digits += DIGITS.matcher(text).matches() ? 1 : 0;
      phone += PHONE.matcher(text).matches() ? 1 : 0;
      decimal += DECIMAL.matcher(text).matches() ? 1 : 0;
      several += SEVERAL.matcher(text).matches() ? 1 : 0;
      checked += text.length() >= 15 && Preparation.isChecked(text) ? 1 : 0;
      length += text.length();
      String[] split = PlainText.words(text).split(" ");
      words += split.length;
      boolean given = false;
      boolean alphabetic = true;
      for (String word : split) {
        given |= word.length() > 2 && WordLists.isGivenName(word);
        alphabetic &= word.chars().noneMatch(Character::isDigit);
      }
      givenName += given ? 1 : 0;
      letters += alphabetic ? 1 : 0;
      legalForm += split.length > 1 && hasForm(split) ? 1 : 0;
    }
    int n = Math.max(1, filled);
    email /= n;
    date /= n;
    year /= n;
    digits /= n;
    phone /= n;
    decimal /= n;
    several /= n;
    checked /= n;
    givenName /= n;
    legalForm /= n;
    letters /= n;
    words /= n;
    length /= n;
    top = counts.values().stream().mapToInt(i -> i).max().orElse(0) / (double) n;
  }

  private static boolean hasForm(String[] words) {
    return WordLists.legalForm(words[words.length - 1]) >= 0
        || WordLists.legalForm(words[0]) >= 0
        || (words.length > 2
            && WordLists.legalForm(words[words.length - 2] + " " + words[words.length - 1]) >= 0);
  }

  int distinct() {
    return counts.size();
  }

  double distinctShare() {
    return counts.size() / (double) Math.max(1, filled);
  }

  boolean isNamed(String... any) {
    for (String word : any) {
      if (nameWords.contains(word)) {
        return true;
      }
    }
    return false;
  }

  boolean isNamedLike(String... parts) {
    String all = PlainText.code(name);
    for (String part : parts) {
      if (all.contains(part)) {
        return true;
      }
    }
    return false;
  }

  /** The name without numbers at its end, by which columns of one field recognise each other. */
  String stem() {
    return name.toLowerCase(Locale.ROOT).replaceFirst("[ _.-]*[a-z]?\\d+$", "");
  }
}
