package org.crmekg.linkage;

/**
 * What of a value fits into one number and often decides a comparison: nearly all pairs differ in
 * nearly all fields, and to see that should not take a look at the texts.
 *
 * <p>Of words and codes: the letters and digits (bits 32 and up), the length, whether there are
 * several words, whether the name has other forms, the first two letters, a hash of the sound. Of
 * short codes and of phone numbers: the whole. Of dates: eight digits and year, month and day.
 */
final class Marks {
  static final int UNDECIDED = -1;

  private static final long SEVERAL_WORDS = 1 << 7;
  private static final long OTHER_FORMS = 1 << 8;
  private static final int FIRST = 9;
  private static final int SECOND = 17;
  private static final int SOUND = 25;
  private static final int SOUND_MASK = 127;
  private static final long NOT_SIMPLE = -1;

  /** A short code has all its letters here, eight bits each, above its length and this bit. */
  private static final long WHOLE = 1 << 7;

  private static final int WHOLE_LENGTH = 5;

  private static final int PHONE_LENGTH = 15;

  private Marks() {}

  static long of(FieldKind kind, Value value) {
    if (kind == FieldKind.CODE) {
      return code(value.text);
    }
    if (kind == FieldKind.PHONE) {
      return phone(value.text);
    }
    return switch (value) {
      case Value.Day day -> day(day);
      case Value.Word word -> {
        long mark = text(word.text);
        mark |= word.parts == null ? 0 : SEVERAL_WORDS;
        mark |= WordLists.nameGroups(word.text).length == 0 ? 0 : OTHER_FORMS;
        // 0 is for what is too short to sound alike.
        long sound =
            word.sound.length() < 3
                ? 0
                : 1 + Long.remainderUnsigned(Hashing.of(word.sound), SOUND_MASK);
        yield mark | sound << SOUND;
      }
      case Value.Code code -> text(code.text);
      case Value.Words words -> 0;
      case Value.People people -> 0;
      case Value.Amount amount -> 0;
    };
  }

  private static long code(String text) {
    if (text.isEmpty() || text.length() > WHOLE_LENGTH) {
      return text(text);
    }
    long letters = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0 || c > 255) {
        return text(text);
      }
      letters |= (long) c << (8 * i);
    }
    return letters << 8 | WHOLE | text.length();
  }

  /** The length, and above it four bits a digit, the last one first; 0 of what has other signs. */
  private static long phone(String text) {
    if (text.length() > PHONE_LENGTH) {
      return 0;
    }
    long digits = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '+' && (c < '0' || c > '9')) {
        return 0;
      }
      digits = digits << 4 | (c == '+' ? 11 : c - '0' + 1);
    }
    return digits << 4 | text.length();
  }

  private static long text(String text) {
    long mark = Spelling.signature(text) >>> 32 << 32 | Math.min(text.length(), 127);
    mark |= text.isEmpty() ? 0 : (long) (text.charAt(0) & 255) << FIRST;
    return mark | (text.length() < 2 ? 0 : (long) (text.charAt(1) & 255) << SECOND);
  }

  private static long day(Value.Day day) {
    boolean isSimple =
        day.year >= 1
            && day.year <= 9999
            && day.month >= 1
            && day.month <= 99
            && day.day >= 1
            && day.day <= 99;
    if (!isSimple) {
      return NOT_SIMPLE;
    }
    long digits = 0;
    for (int i = 0; i < 8; i++) {
      digits = digits << 4 | Character.digit(day.text.charAt(i), 10);
    }
    return digits << 32 | (long) day.year << 16 | day.month << 8 | day.day;
  }

  /** Returns the level of two different values, or that the marks cannot tell. */
  static int level(FieldKind kind, long left, long right) {
    return switch (kind) {
      case GIVEN_NAME -> isOtherWord(left, right, true) ? 7 : UNDECIDED;
      case FAMILY_NAME -> isOtherWord(left, right, false) ? 6 : UNDECIDED;
      case WORD -> isOtherWord(left, right, false) ? 5 : UNDECIDED;
      case DATE -> days(left, right);
      case CODE -> codes(left, right);
      case IDENTIFIER -> letters(left, right) > 4 ? 3 : UNDECIDED;
      case PHONE -> phones(left, right);
      case NUMBER, EMAIL, CATEGORY, PERSON_NAME, ORGANIZATION_NAME, NAME, TEXT, PEOPLE, ADDRESS ->
          UNDECIDED;
    };
  }

  /** Whether two texts may be the same but for a slip. */
  static boolean mayBeSlip(long left, long right) {
    return (left >>> FIRST & 255) == (right >>> FIRST & 255)
        && letters(left, right) <= 2
        && Math.abs(length(left) - length(right)) <= 1;
  }

  /** How many letters and digits only one of them has: an edit changes two. */
  private static int letters(long left, long right) {
    return Long.bitCount((left ^ right) >>> 32);
  }

  private static int length(long mark) {
    return (int) (mark & 127);
  }

  private static long begin(long mark) {
    return mark >>> FIRST & 0xffff;
  }

  private static boolean isOtherWord(long left, long right, boolean given) {
    int n = length(left);
    int m = length(right);
    if (((left | right) & SEVERAL_WORDS) != 0
        || (given && (left & right & OTHER_FORMS) != 0)
        || Math.min(n, m) <= 1
        || letters(left, right) <= 4) {
      return false;
    }
    long sound = left >>> SOUND & SOUND_MASK;
    if (sound != 0 && sound == (right >>> SOUND & SOUND_MASK)) {
      return false;
    }
    boolean sameFirst = (left >>> FIRST & 255) == (right >>> FIRST & 255);
    return !Spelling.canReach(n, m, left >>> 32, right >>> 32, sameFirst, 0.84);
  }

  private static int codes(long left, long right) {
    if ((left & right & WHOLE) != 0) {
      boolean isShort = Math.min(length(left), length(right)) < 3;
      boolean begins = ((left ^ right) >>> 8 & 0xffff) == 0;
      boolean isSlip = isOneEdit(left >>> 8, right >>> 8, length(left) - length(right), 8);
      return isShort ? 3 : isSlip ? 1 : begins ? 2 : 3;
    }
    return ((left | right) & WHOLE) == 0 && letters(left, right) > 4 && begin(left) != begin(right)
        ? 3
        : UNDECIDED;
  }

  /**
   * Whether two texts that differ do so by one letter, or by two neighbours swapped.
   *
   * @param longer how many letters the left one has more
   * @param bits of each letter; the first or the last one is the lowest
   */
  private static boolean isOneEdit(long left, long right, int longer, int bits) {
    int at = Long.numberOfTrailingZeros(left ^ right) / bits * bits;
    long a = left >>> at;
    long b = right >>> at;
    if (longer != 0) {
      return longer == 1 ? a >>> bits == b : longer == -1 && b >>> bits == a;
    }
    long letter = (1L << bits) - 1;
    boolean isSwap = (a & letter) == (b >>> bits & letter) && (b & letter) == (a >>> bits & letter);
    return a >>> bits == b >>> bits || (isSwap && a >>> (2 * bits) == b >>> (2 * bits));
  }

  private static int phones(long left, long right) {
    int n = (int) (left & 15);
    int m = (int) (right & 15);
    if (n == 0 || m == 0) {
      return UNDECIDED;
    }
    int shorter = Math.min(n, m);
    if (shorter < 7) {
      return 2;
    }
    long a = left >>> 4;
    long b = right >>> 4;
    boolean endsAlike = (a ^ b) << (64 - 4 * shorter) == 0;
    return endsAlike ? 0 : isOneEdit(a, b, n - m, 4) ? 1 : 2;
  }

  private static int days(long left, long right) {
    if (left == NOT_SIMPLE || right == NOT_SIMPLE) {
      return UNDECIDED;
    }
    long year = left >>> 16 & 0xffff;
    long month = left >>> 8 & 0xff;
    long day = left & 0xff;
    boolean sameYear = year == (right >>> 16 & 0xffff);
    boolean sameMonth = month == (right >>> 8 & 0xff);
    boolean sameDay = day == (right & 0xff);
    boolean swapped = sameYear && month == (right & 0xff) && day == (right >>> 8 & 0xff);
    if (swapped || isSlip(left >>> 32, right >>> 32)) {
      return 1;
    }
    int same = (sameYear ? 1 : 0) + (sameMonth ? 1 : 0) + (sameDay ? 1 : 0);
    return same == 2 ? 2 : sameYear ? 3 : 4;
  }

  /** One other digit, or two neighbours swapped. */
  private static boolean isSlip(long left, long right) {
    long other = left ^ right;
    int low = Long.numberOfTrailingZeros(other) / 4;
    long rest = other >>> (4 * low);
    if (rest >>> 4 == 0) {
      return true;
    }
    return rest >>> 8 == 0
        && (left >>> (4 * low) & 15) == (right >>> (4 * low + 4) & 15)
        && (right >>> (4 * low) & 15) == (left >>> (4 * low + 4) & 15);
  }
}
