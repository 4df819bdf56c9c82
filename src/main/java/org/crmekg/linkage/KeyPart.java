package org.crmekg.linkage;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The part of a value that two records must share to be looked at. */
public enum KeyPart {
  SAME("Same", "same"),
  SOUND("Sound", "sound"),
  START("Start", "first letters"),
  END("End", "last letters"),
  CORE("Core", "mailbox or last digits"),
  YEAR("Year", "year"),
  MONTH_DAY("MonthDay", "month and day"),
  RARE_WORDS("RareWords", "a rare word"),
  WORD_SOUNDS("WordSounds", "a word's sound"),
  LETTERS("Letters", "the same letters");

  /** A word that more records have than this finds no pairs worth looking at by itself. */
  private static final int RARE_WORDS_EACH = 5;

  private static final int UNKNOWN_WORDS_EACH = 2;

  private static final int LEAST_LETTERS = 6;

  private static final long[] NONE = {};

  private final String term;
  private final String words;

  KeyPart(String term, String words) {
    this.term = term;
    this.words = words;
  }

  /** Returns the name in specifications. */
  public String term() {
    return term;
  }

  String words() {
    return words;
  }

  /** Returns the parts that values of a kind have. */
  static List<KeyPart> of(FieldKind kind) {
    return switch (kind) {
      case GIVEN_NAME, FAMILY_NAME -> List.of(SAME, SOUND, START);
      case WORD -> List.of(SAME, SOUND, START);
      case DATE -> List.of(SAME, YEAR, MONTH_DAY);
      case NUMBER, CATEGORY -> List.of(SAME);
      case CODE, IDENTIFIER -> List.of(SAME, START, END);
      case EMAIL -> List.of(SAME, CORE, START);
      case PHONE -> List.of(SAME, CORE);
      case PERSON_NAME -> List.of(SAME, SOUND, LETTERS, WORD_SOUNDS, START, RARE_WORDS);
      case ORGANIZATION_NAME, NAME -> List.of(SAME, RARE_WORDS, START, WORD_SOUNDS);
      case TEXT, ADDRESS -> List.of(SAME, RARE_WORDS, START);
      case PEOPLE -> List.of(SAME, RARE_WORDS);
    };
  }

  /** Returns the hashes of this part of a value; none, if it has no such part. */
  long[] hashes(Value value, Vocabulary vocabulary) {
    return switch (this) {
      case SAME -> one(same(value));
      case SOUND -> sound(value, vocabulary);
      case START -> start(value);
      case END -> end(value);
      case CORE ->
          value instanceof Value.Code code && code.core.length() >= 3 ? one(code.core) : NONE;
      case YEAR -> value instanceof Value.Day day && day.year > 0 ? one("y" + day.year) : NONE;
      case MONTH_DAY ->
          value instanceof Value.Day day && day.month > 0 && day.day > 0
              ? one("m" + Math.min(day.month, day.day) + "." + Math.max(day.month, day.day))
              : NONE;
      case RARE_WORDS -> rareWords(value, vocabulary);
      case WORD_SOUNDS -> wordSounds(value, vocabulary);
      case LETTERS -> letters(value);
    };
  }

  private static long[] one(String text) {
    return text.isEmpty() ? NONE : new long[] {Hashing.of(text)};
  }

  private static String same(Value value) {
    if (value instanceof Value.Words words && words.ids.length > 1) {
      String[] sorted = words.text.split(" ");
      Arrays.sort(sorted);
      return String.join(" ", sorted);
    }
    return value.text;
  }

  /** Of a whole name how all its words sound, in any order. */
  private static long[] sound(Value value, Vocabulary vocabulary) {
    return switch (value) {
      case Value.Word word -> one(word.sound);
      case Value.Words words ->
          one(
              Arrays.stream(words.ids)
                  .mapToObj(vocabulary::sound)
                  .filter(sound -> !sound.isEmpty())
                  .sorted()
                  .collect(Collectors.joining(" ")));
      case Value.Code code -> NONE;
      case Value.People people -> NONE;
      case Value.Day day -> NONE;
      case Value.Amount amount -> NONE;
    };
  }

  /** In any order, so that it does not matter which ones changed places or where blanks stand. */
  private static long[] letters(Value value) {
    if (!(value instanceof Value.Words words) || words.joined.length() < LEAST_LETTERS) {
      return NONE;
    }
    char[] letters = words.joined.toCharArray();
    Arrays.sort(letters);
    return one(new String(letters));
  }

  private static long[] start(Value value) {
    String text =
        switch (value) {
          case Value.Words words -> words.joined;
          case Value.Code code -> code.text;
          case Value.Word word -> word.text;
          case Value.People people -> people.text;
          case Value.Day day -> day.text;
          case Value.Amount amount -> amount.text;
        };
    int length = value instanceof Value.Words ? 8 : value instanceof Value.Code ? 4 : 3;
    return text.length() < length ? NONE : one(text.substring(0, length));
  }

  private static long[] end(Value value) {
    String text = value.text;
    return text.length() < 5 ? NONE : one(text.substring(text.length() - 4));
  }

  /**
   * The rarest words that several records had when the model was learned, and a few that only later
   * records can share.
   */
  private static long[] rareWords(Value value, Vocabulary vocabulary) {
    int[] ids =
        switch (value) {
          case Value.Words words -> words.ids;
          case Value.People people ->
              Arrays.stream(people.people).flatMapToInt(Arrays::stream).toArray();
          case Value.Word word -> new int[0];
          case Value.Code code -> new int[0];
          case Value.Day day -> new int[0];
          case Value.Amount amount -> new int[0];
        };
    int[] useful =
        Arrays.stream(ids)
            .distinct()
            .filter(id -> vocabulary.word(id).length() > 1 && !vocabulary.isEverywhere(id))
            .toArray();
    return IntStream.concat(
            rarest(Arrays.stream(useful).filter(vocabulary::isFrequent), vocabulary)
                .limit(RARE_WORDS_EACH),
            rarest(Arrays.stream(useful).filter(id -> !vocabulary.isFrequent(id)), vocabulary)
                .limit(UNKNOWN_WORDS_EACH))
        .mapToLong(id -> Hashing.of(vocabulary.word(id)))
        .toArray();
  }

  private static IntStream rarest(IntStream ids, Vocabulary vocabulary) {
    return ids.boxed()
        .sorted(Comparator.<Integer>comparingInt(vocabulary::count).thenComparing(vocabulary::word))
        .mapToInt(Integer::intValue);
  }

  private static long[] wordSounds(Value value, Vocabulary vocabulary) {
    return value instanceof Value.Words words
        ? Arrays.stream(words.ids)
            .filter(
                id ->
                    vocabulary.sound(id).length() >= 2
                        && !WordLists.isParticle(vocabulary.word(id))
                        && !WordLists.isOrganizationFiller(vocabulary.word(id)))
            .mapToLong(id -> Hashing.of(vocabulary.sound(id)))
            .distinct()
            .limit(6)
            .toArray()
        : NONE;
  }
}
