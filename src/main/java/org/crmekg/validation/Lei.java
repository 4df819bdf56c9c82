package org.crmekg.validation;

import java.util.regex.Pattern;

/** The Legal Entity Identifier (ISO 17442) and its check digits. */
public final class Lei {
  // ISO 17442: 18 letters and digits, then two check digits. Codes are written in capitals.
  private static final Pattern FORMAT = Pattern.compile("[0-9A-Z]{18}[0-9]{2}");

  private Lei() {}

  /**
   * Returns whether the text is a well-formed LEI whose check digits are right.
   *
   * <p>ISO 7064 MOD 97-10: with A = 10 … Z = 35, the number that the 20 characters spell leaves the
   * remainder 1 when divided by 97. Lower case, spaces and hyphens are not accepted.
   */
  public static boolean isValid(String text) {
    if (!FORMAT.matcher(text).matches()) {
      return false;
    }
    int remainder = 0;
    for (int i = 0; i < text.length(); i++) {
      int value = Character.digit(text.charAt(i), 36);
      remainder = (remainder * (value < 10 ? 10 : 100) + value) % 97;
    }
    return remainder == 1;
  }
}
