package org.crmekg.reference;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What of a name counts when names are compared: no case, accents, punctuation, or article.
 *
 * <p>Only marks of Latin, Greek, Cyrillic, Hebrew and Arabic script are taken away; in the scripts
 * of India and South-East Asia marks are vowels.
 */
public final class NameKey {
  private static final Pattern MARKS =
      Pattern.compile(
          "[\\u0300-\\u036F\\u0591-\\u05C7\\u064B-\\u065F\\u0670\\u0640\\u200B-\\u200F]");
  private static final Pattern APOSTROPHES = Pattern.compile("['’‘`´ʻʼʹ]");
  private static final Pattern DOTTED =
      Pattern.compile("(?<![\\p{L}\\p{N}])((?:\\p{L}\\s?\\.\\s?)+\\p{L}\\.?)(?![\\p{L}\\p{N}])");
  private static final Pattern BREAKS = Pattern.compile("[^\\p{L}\\p{M}\\p{N}$€£¥₹₽₺₩₪₴฿₨円㈱㈜]+");
  private static final Map<Integer, String> LETTERS =
      Map.ofEntries(
          Map.entry((int) 'ß', "ss"),
          Map.entry((int) 'æ', "ae"),
          Map.entry((int) 'ø', "o"),
          Map.entry((int) 'œ', "oe"),
          Map.entry((int) 'ł', "l"),
          Map.entry((int) 'đ', "d"),
          Map.entry((int) 'ð', "d"),
          Map.entry((int) 'þ', "th"),
          Map.entry((int) 'ı', "i"),
          Map.entry((int) '&', " and "),
          Map.entry((int) 'ħ', "h"));

  private NameKey() {}

  /** Returns the key of a name; empty if nothing of it counts. */
  public static String of(String name) {
    String text = DOTTED.matcher(name).replaceAll(m -> m.group().replaceAll("[.\\s]", ""));
    text = APOSTROPHES.matcher(text).replaceAll("");
    text = Normalizer.normalize(text, Normalizer.Form.NFKD).toLowerCase(Locale.ROOT);
    text = MARKS.matcher(text).replaceAll("");
    var letters = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              String other = LETTERS.get(c);
              if (other == null) {
                letters.appendCodePoint(c);
              } else {
                letters.append(other);
              }
            });
    text = BREAKS.matcher(letters).replaceAll(" ").strip();
    text = Normalizer.normalize(text, Normalizer.Form.NFC);
    if (text.startsWith("the ") && text.length() > 4) {
      text = text.substring(4);
    }
    return text.startsWith("saint ") ? "st " + text.substring(6) : text;
  }

  /** Returns the key of a legal form, in which blanks do not count either. */
  public static String ofForm(String form) {
    return of(form).replace(" ", "");
  }
}
