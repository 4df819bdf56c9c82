package org.crmekg.linkage;

import com.ibm.icu.text.Transliterator;
import java.lang.Character.UnicodeScript;
import java.util.Map;

/**
 * Names as their own script writes them, made ready for transliteration: where one writes no
 * vowels, and where no blank stands between family and given name.
 */
final class NativeScripts {
  /** Ends a word of which only the consonants are known. */
  static final char CONSONANTS_ONLY = '~';

  /** What names of companies call their business, which foreign registers translate. */
  private static final Map<String, String> BUSINESS =
      Map.ofEntries(
          Map.entry("科技", "technology"),
          Map.entry("技术", "technology"),
          Map.entry("技術", "technology"),
          Map.entry("贸易", "trading"),
          Map.entry("貿易", "trading"),
          Map.entry("投资", "investment"),
          Map.entry("投資", "investment"),
          Map.entry("国际", "international"),
          Map.entry("國際", "international"),
          Map.entry("国際", "international"),
          Map.entry("银行", "bank"),
          Map.entry("銀行", "bank"),
          Map.entry("电子", "electronics"),
          Map.entry("電子", "electronics"),
          Map.entry("集团", "group"),
          Map.entry("集團", "group"),
          Map.entry("实业", "industries"),
          Map.entry("工业", "industries"),
          Map.entry("工業", "industries"),
          Map.entry("商事", "trading"),
          Map.entry("전자", "electronics"),
          Map.entry("무역", "trading"),
          Map.entry("은행", "bank"),
          Map.entry("للتجارة", "trading"),
          Map.entry("التجارية", "trading"));

  private NativeScripts() {}

  /** Translates what says which business a company is in. */
  static String translated(String text) {
    String result = text;
    for (Map.Entry<String, String> word : BUSINESS.entrySet()) {
      if (result.contains(word.getKey())) {
        result = result.replace(word.getKey(), " " + word.getValue() + " ");
      }
    }
    return result;
  }

  /** Parts Korean names, whose family name is the first syllable: two to four without a blank. */
  static String parted(String text) {
    if (text.indexOf(' ') >= 0 || !isAll(text, UnicodeScript.HANGUL)) {
      return text;
    }
    int length = text.length();
    return length < 2 || length > 4 ? text : text.charAt(0) + " " + text.substring(1);
  }

  private static boolean isAll(String text, UnicodeScript script) {
    return text.codePoints().allMatch(c -> UnicodeScript.of(c) == script);
  }

  /** Returns the signs of a text of Chinese ones alone, simplified and in order; else nothing. */
  static String signs(String text) {
    if (text.isEmpty() || text.charAt(0) < 0x2e80) {
      return "";
    }
    String together = text.replaceAll("[\\s\u3000·・]+", "");
    return together.isEmpty() || !isAll(together, UnicodeScript.HAN)
        ? ""
        : Simplified.RULES
            .transliterate(together)
            .codePoints()
            .sorted()
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
  }

  /** Loaded when first needed, since loading takes long. */
  private static final class Simplified {
    static final Transliterator RULES = Transliterator.getInstance("Traditional-Simplified");
  }

  /** Returns whether vowels are left out, as in Arabic and Hebrew. */
  static boolean isAbjad(String text) {
    return text.codePoints()
        .mapToObj(UnicodeScript::of)
        .anyMatch(s -> s == UnicodeScript.ARABIC || s == UnicodeScript.HEBREW);
  }

  /** Folds a text of such a script: its words are marked, and the Arabic article stands alone. */
  static String abjadWords(String text) {
    var out = new StringBuilder();
    for (String word : PlainText.words(text.replace("ة", "ه")).split(" ")) {
      if (word.isEmpty() || isEnglish(word)) {
        out.append(word.isEmpty() ? "" : " " + word);
        continue;
      }
      boolean article = word.length() >= 5 && word.startsWith("al");
      out.append(out.isEmpty() ? "" : " ")
          .append(article ? "al " : "")
          .append(article ? word.substring(2) : word)
          .append(CONSONANTS_ONLY);
    }
    return out.toString().strip();
  }

  private static boolean isEnglish(String word) {
    return BUSINESS.containsValue(word);
  }

  /** One spelling of what languages transliterate in different ways, and of doubled letters. */
  static String romanized(String word) {
    return transliterated(word).replaceAll("(.)\\1+", "$1");
  }

  /** One spelling of what languages transliterate in different ways. */
  static String transliterated(String word) {
    String text = word.replaceFirst("^(?:ye|je|ie)", "e").replaceFirst("^(?:yu|ju|iu)", "u");
    text = text.replaceFirst("^(?:ya|ja|ia)", "a").replace("shch", "s").replace("sch", "s");
    text = text.replace("zh", "z").replace("kh", "h").replace("ch", "c").replace("sh", "s");
    text = text.replace("ph", "f").replace("ou", "u").replace("oo", "u").replace("ee", "i");
    text = text.replace("oe", "o").replace("ae", "a").replace("ue", "u").replace("ks", "x");
    text = text.replace('w', 'v').replaceAll("[iyj]+", "i");
    // Between vowels one writes it or not: Romaenko, Romayenko.
    text = text.replaceAll("(?<=[aeou])i(?=[aeou])", "");
    return text.replaceFirst("of$", "ov").replaceFirst("(?<=..)h$", "");
  }

  /** The consonants of a word, those that sound alike as one; a, e, i, o, u, w, y and h may be. */
  static String skeleton(String word) {
    var out = new StringBuilder();
    for (int i = 0; i < word.length(); i++) {
      char c =
          switch (word.charAt(i)) {
            case 'c', 'q', 'k', 'x' -> 'k';
            case 'g', 'j' -> 'j';
            case 'z', 's' -> 's';
            case 'd', 't' -> 't';
            // One letter of Hebrew each: b and v, p and f.
            case 'b', 'p', 'v', 'f' -> 'b';
            case 'a', 'e', 'i', 'o', 'u', 'w', 'y', 'h', CONSONANTS_ONLY -> ' ';
            default -> word.charAt(i);
          };
      if (c != ' ' && (out.isEmpty() || out.charAt(out.length() - 1) != c)) {
        out.append(c);
      }
    }
    return out.toString();
  }
}
