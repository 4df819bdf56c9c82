package org.crmekg.app;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.jena.query.Query;
import org.apache.jena.sparql.algebra.Algebra;
import org.apache.jena.sparql.algebra.OpVisitorBase;
import org.apache.jena.sparql.algebra.op.OpGroup;
import org.apache.jena.sparql.algebra.op.OpLeftJoin;
import org.apache.jena.sparql.algebra.op.OpMinus;
import org.apache.jena.sparql.algebra.walker.Walker;
import org.apache.jena.sparql.expr.E_NotExists;
import org.apache.jena.sparql.expr.ExprFunctionOp;
import org.apache.jena.sparql.expr.ExprVisitorBase;
import org.crmekg.Problem;
import org.crmekg.federation.FederatedDataset;

/**
 * What an answer lacks, and how fresh what it has is.
 *
 * @param leftOut sources whose loads left rows out, and how many
 * @param missing sources that failed, or from some row on, where the caller wanted an answer
 *     nevertheless
 * @param effects what missing sources do to an answer of this form, besides leaving rows out
 */
public record Shortfall(
    SortedMap<String, Long> leftOut,
    SortedMap<String, Problem> missing,
    Set<Effect> effects,
    Freshness freshness) {
  /** The HTTP header that tells it. */
  public static final String HEADER = "Ekg-Completeness";

  /** Nothing is lacking. */
  public static final Shortfall NONE = leftOut(Map.of());

  private static final Pattern PARAMETER =
      Pattern.compile(";\\s*(\\*?[a-z][a-z0-9_-]*)(?:=(\\d{1,18}|EKG-\\d{4}))?");

  /** What a missing source does to a query that has a certain form. */
  public enum Effect {
    /** A negation did not see what is missing. */
    NEGATION("rows may be too many: NOT EXISTS and MINUS did not see what is missing"),
    /** An aggregate did not see what is missing. */
    AGGREGATES("counts and other aggregates lack what is missing"),
    /** An OPTIONAL did not see what is missing. */
    OPTIONAL("values of OPTIONAL may be missing from rows that are there");

    private final String text;

    Effect(String text) {
      this.text = text;
    }
  }

  public Shortfall {
    leftOut = Collections.unmodifiableSortedMap(new TreeMap<>(leftOut));
    missing = Collections.unmodifiableSortedMap(new TreeMap<>(missing));
    effects = Set.copyOf(effects);
  }

  /** Returns that of loads that left rows out. */
  public static Shortfall leftOut(Map<String, Long> rows) {
    return new Shortfall(new TreeMap<>(rows), new TreeMap<>(), Set.of(), Freshness.NONE);
  }

  /** Returns that of what a dataset has been asked, where no source may be missing. */
  public static Shortfall of(FederatedDataset dataset) {
    return new Shortfall(
        dataset.leftOut(), new TreeMap<>(), Set.of(), new Freshness(dataset.asked()));
  }

  /** Returns that of an answer to a query, as far as the dataset has been asked. */
  public static Shortfall of(Query query, FederatedDataset dataset) {
    SortedMap<String, Problem> missing = dataset.missing();
    return new Shortfall(
        dataset.leftOut(),
        missing,
        missing.isEmpty() ? Set.of() : effects(query),
        new Freshness(dataset.asked()));
  }

  private static Set<Effect> effects(Query query) {
    Set<Effect> effects = EnumSet.noneOf(Effect.class);
    Walker.walk(
        Algebra.compile(query),
        new OpVisitorBase() {
          @Override
          public void visit(OpMinus op) {
            effects.add(Effect.NEGATION);
          }

          @Override
          public void visit(OpGroup op) {
            effects.add(Effect.AGGREGATES);
          }

          @Override
          public void visit(OpLeftJoin op) {
            effects.add(Effect.OPTIONAL);
          }
        },
        new ExprVisitorBase() {
          @Override
          public void visit(ExprFunctionOp exists) {
            if (exists instanceof E_NotExists) {
              effects.add(Effect.NEGATION);
            }
          }
        });
    return effects;
  }

  /** Returns whether the answer is partial. */
  public boolean isPartial() {
    return !leftOut.isEmpty() || !missing.isEmpty();
  }

  /**
   * Returns the value of the header, a structured field (RFC 8941 §3.3): {@code complete}, or
   * {@code partial} with a parameter for each source (the number of rows that its load left out, or
   * why it is missing) and each effect.
   */
  public String header() {
    if (!isPartial()) {
      return "complete";
    }
    var header = new StringBuilder("partial");
    leftOut.forEach((source, rows) -> header.append("; %s=%d".formatted(source, rows)));
    missing.forEach((source, why) -> header.append("; %s=%s".formatted(source, why.code())));
    effects.stream()
        .sorted()
        .forEach(e -> header.append("; *").append(e.name().toLowerCase(Locale.ROOT)));
    return header.toString();
  }

  /** Reads the values of the headers. */
  public static Shortfall ofHeaders(String header, String freshness) {
    var leftOut = new TreeMap<String, Long>();
    var missing = new TreeMap<String, Problem>();
    Set<Effect> effects = EnumSet.noneOf(Effect.class);
    Matcher m = PARAMETER.matcher(header);
    while (m.find()) {
      String name = m.group(1);
      String value = m.group(2);
      if (value == null) {
        effect(name).ifPresent(effects::add);
      } else if (value.startsWith("EKG-")) {
        missing.put(name, Problem.ofCode(value).orElse(Problem.SOURCE_FAILED));
      } else {
        leftOut.put(name, Long.valueOf(value));
      }
    }
    return new Shortfall(leftOut, missing, effects, Freshness.ofHeader(freshness));
  }

  private static Optional<Effect> effect(String name) {
    return EnumSet.allOf(Effect.class).stream()
        .filter(e -> name.equals("*" + e.name().toLowerCase(Locale.ROOT)))
        .findFirst();
  }

  /** Returns a sentence for each thing that is lacking. */
  public List<String> messages() {
    var messages = new ArrayList<String>();
    leftOut.forEach(
        (source, rows) ->
            messages.add(
                "source %s was loaded without %,d %s that cannot be mapped; see the findings of kind data-error"
                    .formatted(source, rows, rows == 1 ? "row" : "rows")));
    missing.forEach(
        (source, why) ->
            messages.add(
                "source %s is missing, or from some row on (%s)".formatted(source, why.code())));
    effects.stream().sorted().forEach(e -> messages.add(e.text));
    return messages;
  }
}
