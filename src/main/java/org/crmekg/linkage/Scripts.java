package org.crmekg.linkage;

/**
 * Whether two texts can be told to differ at all.
 *
 * <p>Alphabets become Latin letters well enough. What is written without vowels, or in signs that
 * have other sounds in other languages, does not: that such a text differs from a Latin one says
 * nothing.
 */
final class Scripts {
  private static final byte ALPHABETS = 0;
  private static final byte EAST_ASIAN = 1;
  private static final byte HEBREW = 2;
  private static final byte ARABIC = 3;
  private static final byte OTHERS = 4;

  private Scripts() {}

  /** Returns the group of scripts that most letters of a text are of. */
  static byte of(String text) {
    int[] letters = new int[OTHERS + 1];
    boolean isPlain = true;
    for (int i = 0; i < text.length(); i++) {
      isPlain &= text.charAt(i) < 0x590;
    }
    if (isPlain) {
      return ALPHABETS;
    }
    text.codePoints().filter(Character::isLetter).forEach(c -> letters[group(c)]++);
    byte most = ALPHABETS;
    for (byte group = 0; group < letters.length; group++) {
      most = letters[group] > letters[most] ? group : most;
    }
    return most;
  }

  private static byte group(int letter) {
    return switch (Character.UnicodeScript.of(letter)) {
      case LATIN, GREEK, CYRILLIC, ARMENIAN, GEORGIAN -> ALPHABETS;
      case HAN, HIRAGANA, KATAKANA, HANGUL, BOPOMOFO -> EAST_ASIAN;
      case HEBREW -> HEBREW;
      case ARABIC -> ARABIC;
      default -> OTHERS;
    };
  }
}
