package org.crmekg.identity;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words with which names of states say what a state is: Republic of, Royaume de, 国.
 *
 * <p>What is left without them is looked up as a name; where it is none, nothing is lost. Names
 * that turn the country into an adjective (République française) or into a genitive (Suomen
 * tasavalta) are not found so.
 */
final class StateWords {
  private static final String ADJECTIVES =
      "(?:(?:federal|federative|democratic|peoples|islamic|socialist|arab|plurinational|co operative"
          + "|cooperative|independent|united|sovereign|demokratische|islamische|federale|foderative) )*";

  /** Before the name, as keys have them: without accents and in small letters. */
  private static final List<String> BEFORE =
      List.of(
          "republic",
          "kingdom",
          "state",
          "commonwealth",
          "principality",
          "sultanate",
          "grand duchy",
          "union",
          "federation",
          "territory",
          "republik",
          "bundesrepublik",
          "republiek",
          "republikken",
          "republiken",
          "republique",
          "repubblica",
          "republica",
          "republika",
          "rzeczpospolita",
          "республика",
          "республіка",
          "република",
          "konigreich",
          "koenigreich",
          "koninkrijk",
          "kongeriget",
          "kongeriket",
          "konungariket",
          "royaume",
          "regno",
          "reino",
          "krolestwo",
          "королевство",
          "королівство",
          "кралство",
          "furstentum",
          "fuerstentum",
          "vorstendom",
          "principaute",
          "principato",
          "principado",
          "grossherzogtum",
          "groothertogdom",
          "grand duche",
          "granducato",
          "gran ducado",
          "sultanat",
          "emirat",
          "staat",
          "etat",
          "estado",
          "stato",
          "جمهورية",
          "مملكة",
          "دولة",
          "سلطنة",
          "جمهوری",
          "מדינת");

  private static final Pattern FIRST =
      Pattern.compile(
          ADJECTIVES
              + "(?:"
              + String.join("|", BEFORE)
              + ") (?:(?:of|de|du|des|del|della|dello|do|da|di|van|von|der|d) )?"
              + "(?:(?:the|la|le|les|el|los|las|der|l) )?(.+)");

  /** {@code d'Autriche}: apostrophes are gone from keys. */
  private static final Pattern ELIDED = Pattern.compile("[dl]([aeiouh].+)");

  private static final Pattern LAST =
      Pattern.compile("(.+) (?:cumhuriyeti|vabariik|respublikasi|respublikası)");

  /** Thai writes no blanks; Chinese and Japanese end with the word for country. */
  private static final Pattern UNSPACED =
      Pattern.compile(
          "(?:ประเทศ|สาธารณรัฐ|ราชอาณาจักร)(.+)|(.{2,}?)(?:人民|民主|联邦|聯邦|連邦)*(?:共和国|共和國|王国|王國|国|國)");

  private StateWords() {}

  /** Returns what may be the name in a key; nothing if the key has no such words. */
  static Set<String> without(String key) {
    var names = new LinkedHashSet<String>();
    Matcher first = FIRST.matcher(key);
    if (first.matches()) {
      names.add(first.group(1));
      Matcher elided = ELIDED.matcher(first.group(1));
      if (elided.matches()) {
        names.add(elided.group(1));
      }
    }
    Matcher last = LAST.matcher(key);
    if (last.matches()) {
      names.add(last.group(1));
    }
    Matcher unspaced = UNSPACED.matcher(key);
    if (unspaced.matches()) {
      names.add(unspaced.group(1) == null ? unspaced.group(2) : unspaced.group(1));
    }
    return names;
  }

  /** A sign says as much as some letters. */
  static boolean isLogographic(String text) {
    return !text.isEmpty() && text.codePoints().allMatch(Character::isIdeographic);
  }
}
