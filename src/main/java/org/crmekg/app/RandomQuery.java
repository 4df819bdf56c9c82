package org.crmekg.app;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.riot.out.NodeFmtLib;
import org.apache.jena.sparql.core.Var;

/**
 * A query in parts, so that a smaller one can be made of it.
 *
 * @param form what is asked of the rows
 * @param graph the graph that all patterns are about, or a variable for any; empty for the default
 *     graph
 * @param patterns the basic graph pattern, at least one triple pattern
 * @param filters conditions on its variables
 * @param addition what stands beside it, if anything
 */
public record RandomQuery(
    Form form,
    Optional<Node> graph,
    List<Triple> patterns,
    List<Condition> filters,
    Optional<Addition> addition) {

  /** What is asked of the rows. */
  public enum Form {
    ROWS,
    DISTINCT_ROWS,
    COUNT,
    /** Counts for each value of the first variable. */
    COUNTS,
    /** What can be said of the last variable for each value of the first two. */
    TOTALS,
    /** The same, without counts of different values. */
    SUMS,
    /** Those with the greatest values of the last variable, and with its least. */
    FIRST_ROWS
  }

  /** A condition, as SPARQL writes it. */
  public record Condition(String text) {
    /** Returns a comparison of a variable with a constant. */
    public static Condition comparison(Var variable, String operator, Node value) {
      return new Condition(
          "?%s %s %s".formatted(variable.getName(), operator, NodeFmtLib.strNT(value)));
    }

    /** Returns what holds where this does not. */
    public Condition negated() {
      return new Condition("!(" + text + ")");
    }

    /** Returns what holds where this has no truth value. */
    public Condition failing() {
      return new Condition("!COALESCE(IF(" + text + ", true, true), false)");
    }
  }

  /** A second basic graph pattern. */
  public record Addition(Kind kind, List<Triple> patterns) {
    public Addition {
      patterns = List.copyOf(patterns);
    }
  }

  /** How the second pattern goes with the first. */
  public enum Kind {
    OPTIONAL,
    NOT_EXISTS,
    MINUS,
    UNION
  }

  public RandomQuery {
    patterns = List.copyOf(patterns);
    filters = List.copyOf(filters);
  }

  /** Returns the variables of the basic graph pattern, in the order of their places. */
  public Set<Var> variables() {
    return patterns.stream()
        .flatMap(t -> variables(t).stream())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static List<Var> variables(Triple t) {
    return Stream.of(t.getSubject(), t.getPredicate(), t.getObject())
        .filter(Node::isVariable)
        .map(Var::alloc)
        .toList();
  }

  /** Returns the variables that a condition can speak of. */
  public List<Var> inScope() {
    var variables = new LinkedHashSet<>(variables());
    addition
        .filter(a -> a.kind() == Kind.OPTIONAL || a.kind() == Kind.UNION)
        .ifPresent(a -> a.patterns().forEach(t -> variables.addAll(variables(t))));
    return List.copyOf(variables);
  }

  /** Returns the query about any named graph, which {@code ?g} is. */
  public RandomQuery inAnyGraph() {
    return new RandomQuery(form, Optional.of(Var.alloc("g")), patterns, filters, addition);
  }

  /** Returns the query with one condition more. */
  public RandomQuery where(Condition condition) {
    var more = new ArrayList<>(filters);
    more.add(condition);
    return new RandomQuery(form, graph, patterns, more, addition);
  }

  /** Returns the text of the query, without prefixes. */
  public String text() {
    Optional<Var> first = variables().stream().findFirst();
    return switch (form) {
      case ROWS -> "SELECT * " + where();
      case DISTINCT_ROWS -> "SELECT DISTINCT * " + where();
      case COUNT -> "SELECT (COUNT(*) AS ?n) " + where();
      case COUNTS ->
          first
              .map(v -> "SELECT %1$s (COUNT(*) AS ?n) %2$s GROUP BY %1$s".formatted(v, where()))
              .orElse("SELECT (COUNT(*) AS ?n) " + where());
      case TOTALS ->
          totals(
              List.copyOf(variables()),
              "(COUNT(DISTINCT %2$s) AS ?d) (COUNT(DISTINCT %1$s) AS ?f)");
      case SUMS -> totals(List.copyOf(variables()), "");
      case FIRST_ROWS -> first(List.copyOf(variables()));
    };
  }

  /** Ordered by all variables, so that it is sure which rows come first. */
  private String first(List<Var> variables) {
    if (variables.isEmpty() || addition.isPresent()) {
      return "SELECT * " + where();
    }
    String others =
        variables.reversed().stream().skip(1).map(Var::toString).collect(Collectors.joining(" "));
    return "SELECT * %s ORDER BY %s(%s) %s LIMIT %d"
        .formatted(
            where(),
            patterns.size() % 2 == 0 ? "DESC" : "ASC",
            variables.getLast(),
            others,
            1 + filters.size() + variables.size());
  }

  private String totals(List<Var> variables, String more) {
    if (variables.isEmpty()) {
      return "SELECT (COUNT(*) AS ?n) " + where();
    }
    String by =
        variables.stream()
            .limit(Math.min(2, variables.size() - 1))
            .map(Var::toString)
            .collect(Collectors.joining(" "));
    return "SELECT %1$s (COUNT(%3$s) AS ?n) (SUM(%3$s) AS ?sum) (AVG(%3$s) AS ?avg) (MIN(%3$s) AS ?min) (MAX(%3$s) AS ?max) %4$s %2$s%5$s"
        .formatted(
            by,
            where(),
            variables.getLast(),
            more.formatted(variables.getFirst(), variables.getLast()),
            by.isEmpty() ? "" : " GROUP BY " + by);
  }

  /** Returns the text of a query for so many of its rows, before they are counted. */
  public String rows(int limit) {
    return "SELECT * %s LIMIT %d".formatted(where(), limit);
  }

  private String where() {
    String first = text(patterns);
    String conditions =
        filters.stream().map(f -> " FILTER(" + f.text() + ")").collect(Collectors.joining());
    String body =
        addition
            .map(
                a ->
                    switch (a.kind()) {
                      case OPTIONAL -> "%s OPTIONAL { %s }".formatted(first, text(a.patterns()));
                      case NOT_EXISTS ->
                          "%s FILTER NOT EXISTS { %s }".formatted(first, text(a.patterns()));
                      case MINUS -> "%s MINUS { %s }".formatted(first, text(a.patterns()));
                      case UNION -> "{ %s } UNION { %s }".formatted(first, text(a.patterns()));
                    })
            .orElse(first);
    String inside = "{ " + body + conditions + " }";
    return graph.map(g -> "{ GRAPH %s %s }".formatted(term(g), inside)).orElse(inside);
  }

  /** Returns a basic graph pattern as it is written in a query. */
  public static String text(List<Triple> patterns) {
    return patterns.stream()
        .map(t -> term(t.getSubject()) + " " + term(t.getPredicate()) + " " + term(t.getObject()))
        .collect(Collectors.joining(" . "));
  }

  private static String term(Node node) {
    return node.isVariable() ? "?" + node.getName() : NodeFmtLib.strNT(node);
  }

  /** Returns queries with one part less. */
  public List<RandomQuery> smaller() {
    var out = new ArrayList<RandomQuery>();
    if (addition.isPresent()) {
      out.add(new RandomQuery(form, graph, patterns, filters, Optional.empty()));
      Addition a = addition.get();
      for (int i = 0; i < a.patterns().size() && a.patterns().size() > 1; i++) {
        out.add(
            new RandomQuery(
                form,
                graph,
                patterns,
                filters,
                Optional.of(new Addition(a.kind(), without(a.patterns(), i)))));
      }
    }
    for (int i = 0; i < patterns.size() && patterns.size() > 1; i++) {
      out.add(new RandomQuery(form, graph, without(patterns, i), filters, addition));
    }
    for (int i = 0; i < filters.size(); i++) {
      out.add(new RandomQuery(form, graph, patterns, without(filters, i), addition));
    }
    if (form != Form.ROWS) {
      out.add(new RandomQuery(Form.ROWS, graph, patterns, filters, addition));
    }
    return out;
  }

  private static <T> List<T> without(List<T> list, int i) {
    var fewer = new ArrayList<>(list);
    fewer.remove(i);
    return fewer;
  }
}
