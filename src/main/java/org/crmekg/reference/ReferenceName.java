package org.crmekg.reference;

import java.util.List;
import org.crmekg.ConfigException;
import org.crmekg.Problem;

/**
 * One way in which a thing is written.
 *
 * @param concept type and code, such as {@code country/NL}
 * @param languages some of the languages that write it so; empty for codes
 */
public record ReferenceName(String concept, NameRule rule, List<String> languages, String name) {
  private static final java.util.Map<String, NameRule> RULES =
      java.util.Arrays.stream(NameRule.values())
          .collect(java.util.stream.Collectors.toMap(Enum::name, r -> r));

  public ReferenceName {
    languages = List.copyOf(languages);
  }

  static ReferenceName parse(String row, String file, int line) {
    String[] cells = row.split("\t", -1);
    NameRule rule = cells.length == 4 ? RULES.get(cells[1]) : null;
    if (rule == null) {
      throw new ConfigException(
          Problem.REFERENCE_INVALID,
          "%s, line %d: a row is concept, rule, languages, name, with tabs between; run `ekg reference generate`"
              .formatted(file, line));
    }
    return new ReferenceName(
        cells[0], rule, cells[2].isEmpty() ? List.of() : List.of(cells[2].split(",")), cells[3]);
  }
}
