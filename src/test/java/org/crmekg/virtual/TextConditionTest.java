package org.crmekg.virtual;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.util.ExprUtils;
import org.apache.jena.sys.JenaSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What conditions ask of texts is asked of all texts for which they hold. */
class TextConditionTest {
  static {
    JenaSystem.init();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '^',
      value = {
        "CONTAINS(?x, 'Ab')                  ~ Ab   ~ false ~ false",
        "CONTAINS(?x, 'Ab'@en)               ~ Ab   ~ false ~ false",
        "CONTAINS(STR(?x), '%_')             ~ %_   ~ false ~ false",
        "STRSTARTS(?x, 'Ab')                 ~ Ab   ~ true  ~ false",
        "STRENDS(?x, 'Ab')                   ~ Ab   ~ false ~ false",
        "CONTAINS(LCASE(STR(?x)), 'ab')      ~ ab   ~ false ~ true",
        "CONTAINS(STR(UCASE(?x)), 'AB')      ~ ab   ~ false ~ true",
        "STRSTARTS(UCASE(?x), 'AÜBC')        ~ bc   ~ false ~ true",
        "CONTAINS(LCASE(?x), 'münchen')      ~ nchen ~ false ~ true",
        "STR(?x) = 'Ab'                      ~ Ab   ~ true  ~ false",
        "'ab' = LCASE(?x)                    ~ ab   ~ true  ~ true",
        "REGEX(?x, 'Ab')                     ~ Ab   ~ false ~ false",
        "REGEX(?x, '^Ab.*cde$', 'i')         ~ cde  ~ false ~ true",
        "REGEX(STR(?x), 'a[bc]defg?(h|i)')   ~ def  ~ false ~ false",
        "REGEX(?x, 'ab\\\\.c{2}')            ~ ab.  ~ false ~ false",
        "REGEX(?x, 'ab\\\\d+xyz+?q', 's')    ~ xyz  ~ false ~ false",
      })
  void aPartIsFound(String text, String part, boolean atStart, boolean anyCase) {
    assertThat(TextCondition.of(ExprUtils.parse(text)))
        .contains(new TextCondition(Var.alloc("x"), part, atStart, anyCase));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CONTAINS(?x, '')",
        "CONTAINS(?x, ?y)",
        "CONTAINS('abc', ?x)",
        "CONTAINS(?x, 5)",
        "CONTAINS(SUBSTR(?x, 1), 'a')",
        "!CONTAINS(?x, 'a')",
        "STRLEN(?x) = 'a'",
        "?x = 5",
        "CONTAINS(LCASE(?x), 'ü')",
        "CONTAINS(?x, 'a\\u0000')",
        "REGEX(?x, 'a|b')",
        "REGEX(?x, 'a?')",
        "REGEX(?x, 'a*')",
        "REGEX(?x, 'a{0}')",
        "REGEX(?x, 'a(?i)b')",
        "REGEX(?x, '\\\\Qa\\\\E')",
        "REGEX(?x, '\\\\x61b')",
        "REGEX(?x, '\\\\p{Lu}b')",
        "REGEX(?x, '[]a]b')",
        "REGEX(?x, '[a[b]c]d')",
        "REGEX(?x, 'a b', 'x')",
        "REGEX(?x, ?y)",
        "REGEX(?x, 'a', ?y)",
      })
  void nothingIsAskedWhereItIsNotSure(String text) {
    assertThat(TextCondition.of(ExprUtils.parse(text))).isEmpty();
  }

  /** Expressions of pieces with a meaning, and of single characters without one. */
  @Test
  void whatARegularExpressionIsFoundInHasItsTextInIt() {
    long seed = Long.getLong("seed", 20261122L);
    System.out.println("TextConditionTest seed " + seed);
    var random = new Random(seed);
    String[] pieces = {
      "a",
      "b",
      "c",
      "A",
      "ü",
      "\uD83D\uDE00",
      ".",
      "^",
      "$",
      "?",
      "*",
      "+",
      "??",
      "*+",
      "{2}",
      "{0,1}",
      "{1,}",
      "|",
      "(",
      ")",
      "(a|b)",
      "(ab)?",
      "[ab]",
      "[^a]",
      "[",
      "]",
      "\\.",
      "\\d",
      "\\b",
      "\\\\",
      "\\Q",
      "\\E",
      "(?i)",
      "(?:",
      "{",
      "}",
      "-",
      "&&",
      " ",
      "#",
      "\\x61",
      "\\"
    };
    int found = 0;
    int known = 0;
    for (int i = 0; i < 200_000; i++) {
      String expression = drawn(random, pieces, 1 + random.nextInt(6));
      Pattern pattern;
      try {
        pattern = Pattern.compile(expression);
      } catch (PatternSyntaxException e) {
        continue;
      }
      var part = RegexText.longest(expression);
      if (part.isEmpty()) {
        continue;
      }
      known++;
      for (int k = 0; k < 5; k++) {
        String text =
            drawn(random, new String[] {"a", "b", "c", "A", ".", "\\", "1", "ü", "#", " "}, 6);
        if (pattern.matcher(text).find()) {
          found++;
          assertThat(text).as("%s, -Dseed=%d", expression, seed).contains(part.get());
        }
      }
    }
    assertThat(known).isGreaterThan(10_000);
    assertThat(found).isGreaterThan(10_000);
  }

  private static String drawn(Random random, String[] pieces, int length) {
    var out = new StringBuilder();
    for (int i = 0; i < length; i++) {
      out.append(pieces[random.nextInt(pieces.length)]);
    }
    return out.toString();
  }
}
