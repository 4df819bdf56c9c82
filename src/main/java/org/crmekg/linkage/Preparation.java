package org.crmekg.linkage;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import fr.marcwrobel.jbanking.iban.Iban;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes values of what sources write, by the kind of field. */
final class Preparation {
  private static final Pattern DATE =
      Pattern.compile("(\\d{1,4})[-/. ](\\d{1,2})[-/. ](\\d{1,4})(?:[T ].*)?");
  private static final Pattern YEAR_MONTH = Pattern.compile("(\\d{4})-(\\d{1,2})");
  private static final Pattern WORDED =
      Pattern.compile("(?:(\\d{1,2})\\W+([a-z]{3,9})|([a-z]{3,9})\\W+(\\d{1,2}))\\W+(\\d{4}).*");
  private static final Pattern EIGHT = Pattern.compile("\\d{8}");
  private static final Pattern FOUR = Pattern.compile("\\d{4}");
  private static final Pattern E164 = Pattern.compile("\\+\\d{9,15}");
  private static final Pattern PARTS = Pattern.compile("\\d*-\\d*-\\d*");
  private static final Pattern SEPARATORS = Pattern.compile("\\s*[;|]\\s*");
  private static final Pattern AND =
      Pattern.compile("\\s+(?:and|und|et|y|&)\\s+", Pattern.CASE_INSENSITIVE);
  private static final Pattern SERVANT = Pattern.compile("abd|abdul|abdel|abdal|abdoul|bd~");
  private static final Pattern ARTICLE = Pattern.compile("al|el|ul|ar|as|ur");
  private static final Pattern CONNECTED =
      Pattern.compile(" *& *| \\+ | und | et ", Pattern.CASE_INSENSITIVE);
  private static final Pattern CUT = Pattern.compile("\\bet\\.? al\\.?|\\.\\.\\.|…");
  private static final Pattern DOTTED = Pattern.compile("\\b(?:\\p{L}\\.\\s?){2,}");
  private static final Pattern NUMBER = Pattern.compile("[-+]?\\d{1,15}(?:[.,]\\d+)?");
  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final Map<String, Integer> OTHER_MONTHS =
      Map.of("mae", 3, "mai", 5, "okt", 10, "dez", 12, "avr", 4, "fev", 2, "juin", 6, "ene", 1);

  private Preparation() {}

  /** Returns the value, or null if nothing of the text counts. */
  static @Nullable Value value(FieldKind kind, String raw, Vocabulary vocabulary) {
    return switch (kind) {
      case GIVEN_NAME, FAMILY_NAME -> personWord(kind, raw);
      case WORD, CATEGORY -> word(raw);
      case DATE -> day(raw);
      case NUMBER -> amount(raw);
      case CODE, IDENTIFIER -> code(raw);
      case EMAIL -> email(raw);
      case PHONE -> phone(raw);
      case PERSON_NAME -> personName(raw, vocabulary);
      case ORGANIZATION_NAME -> organization(raw, vocabulary);
      case NAME -> organization(raw, vocabulary);
      case TEXT -> text(raw, "text", vocabulary);
      case ADDRESS -> text(raw, "address", vocabulary);
      case PEOPLE -> people(raw, vocabulary);
    };
  }

  private static @Nullable Value word(String raw) {
    String text = PlainText.words(raw);
    return text.isEmpty() ? null : new Value.Word(raw, text, Spelling.sound(text.replace(" ", "")));
  }

  private static @Nullable Value personWord(FieldKind kind, String raw) {
    String text = PlainText.words(raw);
    if (text.indexOf(' ') > 0) {
      String[] words = text.split(" ");
      String kept =
          String.join(
              " ",
              Arrays.stream(words)
                  .filter(
                      w ->
                          kind == FieldKind.GIVEN_NAME
                              ? !WordLists.isTitle(w)
                              : !WordLists.isSuffix(w))
                  .toList());
      text = kept.isEmpty() ? text : kept;
    }
    if (text.isEmpty()) {
      return null;
    }
    int end = text.indexOf(' ');
    // Blocking and sound look at the first given name and at the last family name.
    String main =
        end < 0
            ? text
            : kind == FieldKind.GIVEN_NAME
                ? text.substring(0, end)
                : text.substring(text.lastIndexOf(' ') + 1);
    return new Value.Word(raw, text, Spelling.sound(main));
  }

  private static @Nullable Value personName(String raw, Vocabulary vocabulary) {
    var kept = new ArrayList<String>();
    String[] words = nameWords(raw).split(" ");
    for (String word : words) {
      if (!word.isEmpty() && !WordLists.isTitle(word) && !WordLists.isSuffix(word)) {
        kept.add(word);
      }
    }
    if (kept.isEmpty()) {
      Arrays.stream(words).filter(w -> !w.isEmpty()).forEach(kept::add);
    }
    return words(raw, servants(kept), -1, vocabulary);
  }

  private static @Nullable Value organization(String raw, Vocabulary vocabulary) {
    String undotted = DOTTED.matcher(raw).replaceAll(m -> m.group().replaceAll("[.\\s]", "") + " ");
    List<String> words =
        new ArrayList<>(
            Arrays.asList(
                nameWords(NativeScripts.translated(CONNECTED.matcher(undotted).replaceAll(" and ")))
                    .split(" ")));
    words.removeIf(String::isEmpty);
    int form = -1;
    // A form may stand at both ends ("OOO Romashka LLC"); what says nothing else is kept.
    for (int length = Math.min(6, words.size() - 1); length >= 1; length--) {
      while (words.size() > length) {
        String end = String.join(" ", words.subList(words.size() - length, words.size()));
        int found = WordLists.legalForm(end);
        if (found < 0) {
          break;
        }
        form = form < 0 ? found : form;
        words.subList(words.size() - length, words.size()).clear();
      }
    }
    for (int length = Math.min(6, words.size() - 1); length >= 1; length--) {
      String start = String.join(" ", words.subList(0, length));
      int found = WordLists.legalForm(start);
      // Short forms are also words of names in front ("AD Astra"), so there only known ones count.
      if (found >= 0 && (length > 1 || start.length() >= 3)) {
        form = form < 0 ? found : form;
        words.subList(0, length).clear();
        break;
      }
    }
    var kept = new ArrayList<String>();
    for (String word : words) {
      if (!word.equals("and") && !word.equals("the")) {
        kept.add(WordLists.standard("organization", word));
      }
    }
    return words(raw, kept.isEmpty() ? words : kept, form, vocabulary);
  }

  /** Words of a name in any script. */
  private static String nameWords(String raw) {
    return NativeScripts.isAbjad(raw)
        ? NativeScripts.abjadWords(raw)
        : PlainText.words(NativeScripts.parted(raw.strip()));
  }

  /** "Abd al-Rahman", "Abdul Rahman" and "Abdulrahman" are one name. */
  private static List<String> servants(List<String> words) {
    var joined = new ArrayList<String>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      int next = i + 1;
      if (SERVANT.matcher(word).matches()) {
        while (next < words.size() && ARTICLE.matcher(words.get(next)).matches()) {
          next++;
        }
      }
      if (next < words.size() && SERVANT.matcher(word).matches()) {
        joined.add((word.equals("bd~") ? "bdl" : "abdul") + words.get(next));
        i = next;
      } else {
        joined.add(word);
      }
    }
    return joined;
  }

  private static @Nullable Value text(String raw, String list, Vocabulary vocabulary) {
    var kept = new ArrayList<String>();
    for (String word : PlainText.words(raw).split(" ")) {
      if (!word.isEmpty()) {
        kept.add(WordLists.standard(list, word));
      }
    }
    return words(raw, kept, -1, vocabulary);
  }

  private static @Nullable Value words(
      String raw, List<String> words, int legalForm, Vocabulary vocabulary) {
    if (words.isEmpty()) {
      return null;
    }
    int[] ids = new int[Math.min(words.size(), 48)];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = vocabulary.id(words.get(i));
    }
    return new Value.Words(raw, String.join(" ", words), ids, legalForm);
  }

  private static @Nullable Value people(String raw, Vocabulary vocabulary) {
    String list = CUT.matcher(raw).replaceAll(" ");
    boolean isCut = list.length() != raw.length();
    list = AND.matcher(list).replaceAll("; ");
    if (list.indexOf(';') < 0 && list.indexOf('|') < 0) {
      list = list.replace(',', ';');
    } else if (raw.indexOf(';') < 0 && raw.indexOf('|') < 0) {
      // "A Smith, B Jones and C Brown": the blank after "and" made the only other separator.
      list = list.replace(',', ';');
    }
    var people = new ArrayList<int[]>();
    var text = new StringBuilder();
    for (String person : SEPARATORS.split(list)) {
      String words = PlainText.words(person);
      if (words.isEmpty()) {
        continue;
      }
      int comma = person.indexOf(',');
      if (comma > 0) {
        words = PlainText.words(person.substring(comma + 1) + " " + person.substring(0, comma));
      }
      int[] ids = Arrays.stream(words.split(" ")).mapToInt(vocabulary::id).toArray();
      people.add(ids);
      text.append(text.isEmpty() ? "" : "; ").append(words);
    }
    return people.isEmpty()
        ? null
        : new Value.People(raw, text.toString(), people.toArray(int[][]::new), isCut);
  }

  private static @Nullable Value code(String raw) {
    String text = PlainText.code(raw);
    return text.isEmpty() ? null : new Value.Code(raw, text, text);
  }

  /** What is no address, such as "see website", says nothing of whose it is not. */
  private static @Nullable Value email(String raw) {
    String text = raw.strip().toLowerCase(Locale.ROOT);
    int at = text.indexOf('@');
    if (at < 1
        || at != text.lastIndexOf('@')
        || text.indexOf(' ') >= 0
        || at + 1 == text.length()) {
      return null;
    }
    return new Value.Code(raw, text, PlainText.code(text.substring(0, at)));
  }

  /**
   * E.164 where the number is international, else its digits; both ends of a match share the core.
   */
  private static @Nullable Value phone(String raw) {
    String text = raw.strip();
    if (text.startsWith("00")) {
      text = "+" + text.substring(2);
    }
    var digits = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      int digit = Character.digit(text.charAt(i), 10);
      if (digit >= 0) {
        digits.append(digit);
      }
    }
    if (digits.length() < 3) {
      return null;
    }
    String number = digits.toString();
    if (text.startsWith("+") && !E164.matcher(text).matches()) {
      try {
        var parsed = PhoneNumberUtil.getInstance().parse(text, "ZZ");
        number = parsed.getCountryCode() + "" + parsed.getNationalNumber();
      } catch (NumberParseException e) {
        // No number that a country knows: its digits still compare.
        number = digits.toString();
      }
    } else if (number.startsWith("0")) {
      number = number.replaceFirst("^0+(?=\\d{4})", "");
    }
    String core = number.length() > 8 ? number.substring(number.length() - 8) : number;
    return new Value.Code(raw, number, core);
  }

  private static @Nullable Value amount(String raw) {
    String text = raw.strip().replace(" ", "").replace(" ", "");
    if (!NUMBER.matcher(text).matches()) {
      return null;
    }
    double number = Double.parseDouble(text.replace(',', '.'));
    return new Value.Amount(
        raw,
        number == Math.rint(number) && Math.abs(number) < 1e15
            ? Long.toString((long) number)
            : Double.toString(number),
        number);
  }

  static @Nullable Value day(String raw) {
    String text = raw.strip();
    if (text.isEmpty() || text.equals("--")) {
      return null;
    }
    int[] parts = parts(text).orElse(null);
    if (parts != null) {
      return new Value.Day(
          raw,
          digits(parts[0], 4) + digits(parts[1], 2) + digits(parts[2], 2),
          parts[0],
          parts[1],
          parts[2]);
    }
    String digits = PlainText.code(text);
    return digits.isEmpty() ? null : new Value.Day(raw, digits, 0, 0, 0);
  }

  private static String digits(int number, int least) {
    String text = Integer.toString(number);
    return text.length() >= least ? text : "0".repeat(least - text.length()) + text;
  }

  /** Year, month and day; 0 for what is not known. */
  private static Optional<int[]> parts(String text) {
    if (EIGHT.matcher(text).matches()) {
      int year = Integer.parseInt(text.substring(0, 4));
      int other = Integer.parseInt(text.substring(4));
      return year >= 1000 && year <= 2200
          ? Optional.of(new int[] {year, other / 100, other % 100})
          : other >= 1000 && other <= 2200
              ? Optional.of(new int[] {other, year % 100, year / 100})
              : Optional.empty();
    }
    if (FOUR.matcher(text).matches()) {
      return Optional.of(new int[] {Integer.parseInt(text), 0, 0});
    }
    Matcher month = YEAR_MONTH.matcher(text);
    if (month.matches()) {
      return Optional.of(
          new int[] {Integer.parseInt(month.group(1)), Integer.parseInt(month.group(2)), 0});
    }
    Matcher date = DATE.matcher(text);
    if (date.matches()) {
      return Optional.of(ordered(date.group(1), date.group(2), date.group(3)));
    }
    if (PARTS.matcher(text).matches()) {
      // Year, month and day of three columns, some of them empty.
      String[] each = text.split("-", -1);
      return Optional.of(new int[] {number(each[0]), number(each[1]), number(each[2])});
    }
    Matcher worded = WORDED.matcher(PlainText.folded(text));
    if (worded.matches()) {
      boolean dayFirst = worded.group(1) != null;
      String name = dayFirst ? worded.group(2) : worded.group(3);
      int number = MONTHS.indexOf(name.substring(0, 3)) + 1;
      if (number == 0) {
        number = OTHER_MONTHS.getOrDefault(name.substring(0, 3), 0);
      }
      if (number > 0) {
        return Optional.of(
            new int[] {
              Integer.parseInt(worded.group(5)),
              number,
              Integer.parseInt(dayFirst ? worded.group(1) : worded.group(4))
            });
      }
    }
    return Optional.empty();
  }

  private static int number(String digits) {
    return digits.isEmpty() || digits.length() > 9 ? 0 : Integer.parseInt(digits);
  }

  private static int[] ordered(String first, String second, String third) {
    int a = Integer.parseInt(first);
    int b = Integer.parseInt(second);
    int c = Integer.parseInt(third);
    if (first.length() >= 3) {
      return new int[] {a, b, c};
    }
    int year = third.length() <= 2 ? (c > 30 ? 1900 + c : 2000 + c) : c;
    return b > 12 && a <= 12 ? new int[] {year, a, b} : new int[] {year, b, a};
  }

  /** Returns a date whose month comes first as ISO 8601 has it; any other text as it is. */
  static String monthFirst(String text) {
    Matcher date = DATE.matcher(text);
    if (!date.matches() || date.group(1).length() > 2 || date.group(3).length() < 2) {
      return text;
    }
    int[] parts = ordered(date.group(2), date.group(1), date.group(3));
    return parts[1] > 12 ? text : "%04d-%02d-%02d".formatted(parts[0], parts[1], parts[2]);
  }

  /** Returns 1 where the month must come first, -1 where the day must, 0 where nobody can tell. */
  static int monthFirstEvidence(String text) {
    Matcher date = DATE.matcher(text);
    if (!date.matches() || date.group(1).length() > 2) {
      return 0;
    }
    int first = Integer.parseInt(date.group(1));
    int second = Integer.parseInt(date.group(2));
    return first <= 12 && second > 12 ? 1 : first > 12 && second <= 12 ? -1 : 0;
  }

  /** Returns whether the text is an IBAN or an LEI whose check digits are right. */
  static boolean isChecked(String text) {
    String code = text.replace(" ", "").toUpperCase(Locale.ROOT);
    if (code.matches("[0-9A-Z]{18}[0-9]{2}")) {
      // ISO 7064 MOD 97-10, as ISO 17442 has it.
      int remainder = 0;
      for (int i = 0; i < code.length(); i++) {
        int value = Character.digit(code.charAt(i), 36);
        remainder = (remainder * (value < 10 ? 10 : 100) + value) % 97;
      }
      return remainder == 1;
    }
    return code.matches("[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}") && Iban.isValid(code);
  }
}
