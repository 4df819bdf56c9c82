package org.crmekg.identity;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.jena.graph.Node;
import org.crmekg.linkage.PlainText;

/**
 * The values that the records of one party have for a property, in the order in which they are
 * shown.
 *
 * <p>A pure function of the statements: neither their order nor anything about other parties
 * matters, so whoever does not see a record gets what there would be without it. What the rule does
 * not tell apart goes by how many records say so, then by how much a value says, then by the
 * alphabet.
 *
 * @param values the one that comes first is shown first; at least one
 * @param why what put the first one there, in words
 * @param isConflict whether two records have values and none in common, writing habits aside
 */
public record SurvivingValues(List<Ranked> values, String why, boolean isConflict) {

  /**
   * What one record says.
   *
   * @param record its IRI
   * @param source id of the source whose graph says it
   * @param written as the source has it; the value itself but for codes and names of reference
   *     things
   * @param date how recent the record is, as the source writes it; empty if that is not known
   */
  public record Stated(Node value, String record, String source, Node written, String date) {
    /** Returns this with another date. */
    public Stated dated(String newDate) {
      return new Stated(value, record, source, written, newDate);
    }
  }

  /** A value, and who says it, by record and source. */
  public record Ranked(Node value, List<Stated> by) {
    public Ranked {
      by = List.copyOf(by);
    }

    private long records() {
      return by.stream().map(Stated::record).distinct().count();
    }

    private int length() {
      return PlainText.code(text(value)).length();
    }

    private Optional<Instant> latest() {
      return by.stream().flatMap(s -> instant(s.date()).stream()).max(Comparator.naturalOrder());
    }

    private String latestText() {
      return by.stream().map(Stated::date).reduce("", SurvivingValues::later);
    }
  }

  public SurvivingValues {
    values = List.copyOf(values);
  }

  /**
   * Ranks the values of one property.
   *
   * @param stated at least one
   * @param rule what was declared for the property; without one, nothing is preferred
   */
  public static SurvivingValues of(List<Stated> stated, Optional<Survivorship> rule) {
    Map<Node, Set<Stated>> byValue = new LinkedHashMap<>();
    for (Stated one : stated) {
      byValue
          .computeIfAbsent(
              one.value(),
              v ->
                  new TreeSet<>(
                      Comparator.comparing(Stated::record)
                          .thenComparing(Stated::source)
                          .thenComparing(s -> text(s.written()))
                          .thenComparing(Stated::date)))
          .add(one);
    }
    var ranked = new ArrayList<Ranked>();
    byValue.forEach((value, by) -> ranked.add(new Ranked(value, List.copyOf(by))));
    Comparator<Ranked> byRule =
        rule.map(SurvivingValues::order).orElse((unusedOne, unusedOther) -> 0);
    ranked.sort(
        byRule
            .thenComparing(r -> -r.records())
            .thenComparing(r -> -r.length())
            .thenComparing(r -> r.value().toString()));
    return new SurvivingValues(ranked, why(ranked, rule, byRule), isConflict(stated));
  }

  private static Comparator<Ranked> order(Survivorship rule) {
    return switch (rule.rule()) {
      case MOST_TRUSTED -> Comparator.comparingInt(r -> trust(r, rule));
      case MOST_RECENT ->
          Comparator.comparing(r -> r.latest().orElse(Instant.MIN), Comparator.reverseOrder());
      case MOST_COMPLETE -> Comparator.comparingInt(r -> -r.length());
      case MOST_FREQUENT -> Comparator.comparingLong(r -> -r.records());
    };
  }

  private static int trust(Ranked value, Survivorship rule) {
    return value.by().stream().mapToInt(s -> trust(s.source(), rule)).min().orElse(0);
  }

  private static int trust(String source, Survivorship rule) {
    int place = rule.sources().indexOf(source);
    return place < 0 ? rule.sources().size() : place;
  }

  /** The source of a value that is trusted most. */
  private static String trusted(Ranked value, Survivorship rule) {
    return value.by().stream()
        .map(Stated::source)
        .min(
            Comparator.<String>comparingInt(s -> trust(s, rule))
                .thenComparing(Comparator.naturalOrder()))
        .orElse("");
  }

  // ---- Words

  private static String why(
      List<Ranked> ranked, Optional<Survivorship> rule, Comparator<Ranked> byRule) {
    Ranked first = ranked.getFirst();
    if (ranked.size() == 1) {
      return first.records() == 1 ? "one record says it" : "all that say something agree";
    }
    if (rule.isEmpty()) {
      return "no rule says which comes first";
    }
    Ranked second = ranked.get(1);
    if (byRule.compare(first, second) != 0) {
      return byRule(first, second, rule.get());
    }
    String tie = tie(first, second, rule.get());
    if (first.records() != second.records()) {
      return "%s; %s".formatted(tie, frequency(first, second));
    }
    return first.length() != second.length()
        ? tie + "; it says more"
        : tie + "; it is first by the alphabet";
  }

  private static String byRule(Ranked first, Ranked second, Survivorship rule) {
    return switch (rule.rule()) {
      case MOST_TRUSTED ->
          "%s is trusted before %s".formatted(trusted(first, rule), trusted(second, rule));
      case MOST_RECENT ->
          second.latest().isEmpty()
              ? "its record is of %s, that of the next has no date".formatted(first.latestText())
              : "its record is of %s, that of the next of %s"
                  .formatted(first.latestText(), second.latestText());
      case MOST_COMPLETE -> "it says most";
      case MOST_FREQUENT -> frequency(first, second);
    };
  }

  private static String frequency(Ranked first, Ranked second) {
    return "%d %s so, %d the next"
        .formatted(
            first.records(),
            first.records() == 1 ? "record says" : "records say",
            second.records());
  }

  private static String tie(Ranked first, Ranked second, Survivorship rule) {
    return switch (rule.rule()) {
      case MOST_TRUSTED -> {
        String one = trusted(first, rule);
        yield trust(one, rule) == rule.sources().size()
            ? "neither %s nor %s is trusted most"
                .formatted(
                    one, one.equals(trusted(second, rule)) ? "another" : trusted(second, rule))
            : "%s says both".formatted(one);
      }
      case MOST_RECENT ->
          first.latest().isEmpty() ? "no record has a date" : "both are of " + first.latestText();
      case MOST_COMPLETE -> "both say as much";
      case MOST_FREQUENT -> "as many records say both";
    };
  }

  // ---- Conflicts

  private static boolean isConflict(List<Stated> stated) {
    Map<String, Set<String>> byRecord = new TreeMap<>();
    stated.forEach(
        s -> byRecord.computeIfAbsent(s.record(), r -> new HashSet<>()).add(folded(s.value())));
    List<Set<String>> sets = List.copyOf(byRecord.values());
    for (int i = 0; i < sets.size(); i++) {
      for (int j = i + 1; j < sets.size(); j++) {
        if (sets.get(i).stream().noneMatch(sets.get(j)::contains)) {
          return true;
        }
      }
    }
    return false;
  }

  /** The value without case, accents and punctuation, as long as anything is left. */
  private static String folded(Node value) {
    String code = value.isLiteral() ? PlainText.code(text(value)) : "";
    return code.isEmpty() ? text(value) : code;
  }

  private static String text(Node value) {
    return value.isLiteral() ? value.getLiteralLexicalForm() : value.toString();
  }

  /** Returns the later of two dates or times as sources write them; what is none is earliest. */
  public static String later(String one, String other) {
    int order = instant(one).orElse(Instant.MIN).compareTo(instant(other).orElse(Instant.MIN));
    return order > 0 || (order == 0 && one.compareTo(other) >= 0) ? one : other;
  }

  private static Optional<Instant> instant(String text) {
    try {
      if (text.length() <= 10) {
        return text.isEmpty()
            ? Optional.empty()
            : Optional.of(LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant());
      }
      String iso = text.replaceFirst("^(\\d{4}-\\d{2}-\\d{2}) ", "$1T");
      return Optional.of(
          iso.matches(".*(?:Z|[+-]\\d{2}:?\\d{2})$")
              ? OffsetDateTime.parse(iso).toInstant()
              : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      return Optional.empty(); // What is no date says nothing about how recent a record is.
    }
  }
}
