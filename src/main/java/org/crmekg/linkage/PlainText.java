package org.crmekg.linkage;

import com.ibm.icu.text.Transliterator;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What is left of a text when writing habits are taken away: Latin letters without accents, lower
 * case, one blank between words.
 *
 * <p>Cyrillic is transliterated as English writes it (BGN) and Greek as it is spoken (UNGEGN),
 * since that is how the other record has it; everything else by ICU's general rules.
 */
public final class PlainText {
  /** Rules of one script; loaded when the first text has that script, since loading takes long. */
  private static final class Any {
    static final Transliterator RULES =
        Transliterator.getInstance("Any-Latin; Latin-ASCII; [^\\u0020-\\u007E] Remove");
  }

  private static final class Russian {
    static final Transliterator RULES =
        Transliterator.getInstance(
            "Russian-Latin/BGN; Any-Latin; Latin-ASCII; [^\\u0020-\\u007E] Remove");
  }

  private static final class Ukrainian {
    static final Transliterator RULES =
        Transliterator.getInstance(
            "Ukrainian-Latin/BGN; Any-Latin; Latin-ASCII; [^\\u0020-\\u007E] Remove");
  }

  private static final class Greek {
    static final Transliterator RULES =
        Transliterator.getInstance(
            "Greek-Latin/UNGEGN; Any-Latin; Latin-ASCII; [^\\u0020-\\u007E] Remove");
  }

  private static final Pattern MARKS = Pattern.compile("[\\u0300-\\u036F]");
  private static final Pattern ENTITY =
      Pattern.compile("&(#\\d{1,6}|#x[0-9A-Fa-f]{1,5}|[A-Za-z]{2,8});");
  private static final Pattern ACCENTED =
      Pattern.compile("([A-Za-z])(acute|grave|circ|uml|tilde|cedil|ring|caron|slash)");
  private static final Map<String, String> ENTITIES =
      Map.of(
          "amp", "&", "lt", " ", "gt", " ", "quot", "\"", "apos", "'", "nbsp", " ", "mdash", " - ",
          "ndash", " - ", "szlig", "ss", "rsquo", "'");

  private PlainText() {}

  /** Folds script, accents and case; punctuation stays. */
  static String folded(String text) {
    String decoded = text.indexOf('&') >= 0 && text.indexOf(';') > 0 ? decoded(text) : text;
    boolean ascii = true;
    boolean cyrillic = false;
    boolean ukrainian = false;
    boolean greek = false;
    for (int i = 0; i < decoded.length(); i++) {
      char c = decoded.charAt(i);
      ascii &= c < 0x80;
      cyrillic |= c >= 0x400 && c < 0x530;
      greek |= (c >= 0x370 && c < 0x400) || (c >= 0x1f00 && c < 0x2000);
      ukrainian |= "ІіЇїЄєҐґ".indexOf(c) >= 0;
    }
    String latin = decoded;
    if (!ascii) {
      // Accents of western Europe need no rules, and most texts have nothing else.
      String stripped =
          MARKS.matcher(Normalizer.normalize(decoded, Normalizer.Form.NFD)).replaceAll("");
      ascii = stripped.chars().allMatch(c -> c < 0x80);
      latin = ascii ? stripped : decoded;
    }
    if (!ascii) {
      Transliterator rules =
          ukrainian ? Ukrainian.RULES : cyrillic ? Russian.RULES : greek ? Greek.RULES : Any.RULES;
      latin = rules.transliterate(decoded);
    }
    return latin.toLowerCase(Locale.ROOT);
  }

  /** Folds a text to words of letters and digits with single blanks; apostrophes join. */
  static String words(String text) {
    String folded = folded(text);
    var out = new StringBuilder(folded.length());
    for (int i = 0; i < folded.length(); i++) {
      char c = folded.charAt(i);
      if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
        out.append(c);
      } else if (c != '\'' && c != '`' && !out.isEmpty() && out.charAt(out.length() - 1) != ' ') {
        out.append(' ');
      }
    }
    int end = out.length();
    if (end > 0 && out.charAt(end - 1) == ' ') {
      end--;
    }
    return out.substring(0, end);
  }

  /** Folds a text to letters and digits alone. */
  public static String code(String text) {
    String folded = folded(text);
    var out = new StringBuilder(folded.length());
    for (int i = 0; i < folded.length(); i++) {
      char c = folded.charAt(i);
      if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
        out.append(c);
      }
    }
    return out.toString();
  }

  /** Bibliographies and web exports carry entities of HTML within their text. */
  private static String decoded(String text) {
    return ENTITY
        .matcher(text)
        .replaceAll(
            match -> {
              String name = match.group(1);
              String replaced = match.group();
              if (name.startsWith("#")) {
                int point =
                    name.charAt(1) == 'x'
                        ? Integer.parseInt(name.substring(2), 16)
                        : Integer.parseInt(name.substring(1));
                replaced = Character.isValidCodePoint(point) ? Character.toString(point) : " ";
              } else if (ACCENTED.matcher(name).matches()) {
                replaced = name.substring(0, 1);
              } else {
                replaced = ENTITIES.getOrDefault(name, replaced);
              }
              return java.util.regex.Matcher.quoteReplacement(replaced);
            });
  }
}
