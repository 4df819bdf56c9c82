package org.crmekg.app;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
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
 * @param where what rows are asked for
 */
public record RandomQuery(Form form, Optional<Node> graph, Group where) {
  /** A variable whose name begins with this is written as a blank node. */
  private static final String BLANK = "blank";

  /** What is asked of the rows. */
  public enum Form {
    ROWS,
    DISTINCT_ROWS,
    COUNT,
    /** Counts for each value of the first variable. */
    COUNTS,
    /** Those of them that are more than one. */
    COUNTS_OF_SEVERAL,
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

  /** How a group goes with what stands before it. */
  public enum Kind {
    JOIN,
    OPTIONAL,
    EXISTS,
    NOT_EXISTS,
    MINUS,
    UNION
  }

  /**
   * A group graph pattern: a basic graph pattern, then parts in their order, then conditions on
   * them all.
   *
   * @param patterns the basic graph pattern, at least one triple pattern
   */
  public record Group(List<Triple> patterns, List<Condition> filters, List<Part> parts) {
    public Group {
      patterns = List.copyOf(patterns);
      filters = List.copyOf(filters);
      parts = List.copyOf(parts);
    }

    /** Returns a basic graph pattern with nothing beside it. */
    public static Group of(List<Triple> patterns) {
      return new Group(patterns, List.of(), List.of());
    }

    /** Returns the variables that a condition can speak of. */
    List<Var> inScope() {
      var variables = new LinkedHashSet<Var>(variables(patterns));
      parts.forEach(p -> variables.addAll(p.inScope()));
      return List.copyOf(variables);
    }

    String text() {
      String body = RandomQuery.text(patterns);
      for (Part part : parts) {
        body = part.after(body);
      }
      return "{ "
          + body
          + filters.stream().map(f -> " FILTER(" + f.text() + ")").collect(Collectors.joining())
          + " }";
    }

    /** Returns this group and those within it. */
    Stream<Group> all() {
      return Stream.concat(Stream.of(this), parts.stream().flatMap(Part::groups));
    }

    /** Returns groups with one thing less. */
    List<Group> smaller() {
      var out = new ArrayList<Group>();
      for (int i = 0; i < parts.size(); i++) {
        out.add(new Group(patterns, filters, without(parts, i)));
      }
      out.addAll(parts.isEmpty() ? List.of() : smallerParts());
      for (int i = 0; i < patterns.size() && patterns.size() > 1; i++) {
        out.add(new Group(without(patterns, i), filters, parts));
      }
      for (int i = 0; i < filters.size(); i++) {
        out.add(new Group(patterns, without(filters, i), parts));
      }
      return out;
    }

    private List<Group> smallerParts() {
      var out = new ArrayList<Group>();
      for (int i = 0; i < parts.size(); i++) {
        for (Part less : parts.get(i).smaller()) {
          var changed = new ArrayList<>(parts);
          changed.set(i, less);
          out.add(new Group(patterns, filters, changed));
        }
      }
      return out;
    }
  }

  /** What stands in a group behind its basic graph pattern. */
  public sealed interface Part {
    /** Returns the text of a group's body with this part at its end. */
    String after(String body);

    /** Returns the variables that it may bind. */
    Collection<Var> inScope();

    /** Returns the groups within it. */
    default Stream<Group> groups() {
      return Stream.of();
    }

    /** Returns parts of this kind with one thing less. */
    default List<Part> smaller() {
      return List.of();
    }

    /** Returns this part with another group in the place of the one within it, if there is one. */
    default Part mapped(UnaryOperator<Group> change) {
      return this;
    }
  }

  /**
   * A group within a group.
   *
   * @param graph the graph that it is about, if it is another one
   */
  public record Nested(Kind kind, Optional<Node> graph, Group group) implements Part {
    @Override
    public String after(String body) {
      String text =
          graph.map(g -> "{ GRAPH %s %s }".formatted(term(g), group.text())).orElse(group.text());
      return switch (kind) {
        case JOIN -> body + " " + text;
        case OPTIONAL -> body + " OPTIONAL " + text;
        case EXISTS -> body + " FILTER EXISTS " + text;
        case NOT_EXISTS -> body + " FILTER NOT EXISTS " + text;
        case MINUS -> body + " MINUS " + text;
        case UNION -> "{ %s } UNION %s".formatted(body, text);
      };
    }

    @Override
    public Collection<Var> inScope() {
      return switch (kind) {
        case JOIN, OPTIONAL, UNION -> group.inScope();
        case EXISTS, NOT_EXISTS, MINUS -> List.of();
      };
    }

    @Override
    public Stream<Group> groups() {
      return group.all();
    }

    @Override
    public List<Part> smaller() {
      return group.smaller().stream().<Part>map(g -> new Nested(kind, graph, g)).toList();
    }

    @Override
    public Part mapped(UnaryOperator<Group> change) {
      return new Nested(kind, graph, change.apply(group));
    }
  }

  /** What a sub-select says of its rows. */
  public enum Select {
    ALL,
    DISTINCT,
    /** How many there are for each combination. */
    COUNTED,
    /** As many as there are, by a limit that is never reached. */
    LIMITED
  }

  /**
   * A sub-select.
   *
   * @param projected variables of the group; not empty
   * @param count what a count is called
   */
  public record SubSelect(Select select, List<Var> projected, Var count, Group group)
      implements Part {
    public SubSelect {
      projected = List.copyOf(projected);
    }

    @Override
    public String after(String body) {
      String variables = list(projected);
      return body
          + switch (select) {
            case ALL -> " { SELECT %s %s }".formatted(variables, group.text());
            case DISTINCT -> " { SELECT DISTINCT %s %s }".formatted(variables, group.text());
            case COUNTED ->
                " { SELECT %1$s (COUNT(*) AS %2$s) %3$s GROUP BY %1$s }"
                    .formatted(variables, count, group.text());
            case LIMITED -> " { SELECT %s %s LIMIT 1000000 }".formatted(variables, group.text());
          };
    }

    @Override
    public Collection<Var> inScope() {
      var variables = new ArrayList<>(projected);
      if (select == Select.COUNTED) {
        variables.add(count);
      }
      return variables;
    }

    @Override
    public Stream<Group> groups() {
      return group.all();
    }

    @Override
    public List<Part> smaller() {
      return group.smaller().stream()
          .filter(g -> g.inScope().containsAll(projected))
          .<Part>map(g -> new SubSelect(select, projected, count, g))
          .toList();
    }

    @Override
    public Part mapped(UnaryOperator<Group> change) {
      return new SubSelect(select, projected, count, change.apply(group));
    }
  }

  /** A property path, as SPARQL writes it. */
  public record Path(Node subject, String path, Node object) implements Part {
    @Override
    public String after(String body) {
      return "%s . %s %s %s".formatted(body, term(subject), path, term(object));
    }

    @Override
    public Collection<Var> inScope() {
      return variables(subject, object);
    }
  }

  /**
   * Inline data.
   *
   * @param rows a term, or nothing, for each variable
   */
  public record Inline(List<Var> variables, List<List<Optional<Node>>> rows) implements Part {
    public Inline {
      variables = List.copyOf(variables);
      rows = rows.stream().map(List::copyOf).toList();
    }

    @Override
    public String after(String body) {
      Function<List<Optional<Node>>, String> row =
          terms ->
              terms.stream()
                  .map(t -> t.map(RandomQuery::term).orElse("UNDEF"))
                  .collect(Collectors.joining(" ", "(", ")"));
      return "%s VALUES (%s) { %s }"
          .formatted(
              body, list(variables), rows.stream().map(row).collect(Collectors.joining(" ")));
    }

    @Override
    public Collection<Var> inScope() {
      return variables;
    }

    @Override
    public List<Part> smaller() {
      return rows.size() > 1
          ? Stream.iterate(0, i -> i < rows.size(), i -> i + 1)
              .<Part>map(i -> new Inline(variables, without(rows, i)))
              .toList()
          : List.of();
    }
  }

  /** An expression with a name, which stands nowhere before. */
  public record Assigned(String expression, Var variable) implements Part {
    @Override
    public String after(String body) {
      return "%s BIND(%s AS %s)".formatted(body, expression, variable);
    }

    @Override
    public Collection<Var> inScope() {
      return List.of(variable);
    }
  }

  /**
   * Returns the query with blank nodes in the place of some variables: those that stand in one
   * basic graph pattern of a part only, and there for no predicate.
   *
   * @param chosen says which of them
   */
  RandomQuery withBlankNodes(Predicate<Var> chosen) {
    String all = new RandomQuery(Form.ROWS, graph, where).text();
    return new RandomQuery(
        form,
        graph,
        new Group(where.patterns(), where.filters(), withBlankNodes(where.parts(), all, chosen)));
  }

  private static List<Part> withBlankNodes(List<Part> parts, String all, Predicate<Var> chosen) {
    return parts.stream().map(p -> p.mapped(g -> withBlankNodes(g, all, chosen))).toList();
  }

  private static Group withBlankNodes(Group group, String all, Predicate<Var> chosen) {
    String own = text(group.patterns());
    Set<Var> blank = new LinkedHashSet<>();
    for (Var v : variables(group.patterns())) {
      boolean isPredicate = group.patterns().stream().anyMatch(t -> t.getPredicate().equals(v));
      if (!isPredicate && mentions(all, v) == mentions(own, v) && chosen.test(v)) {
        blank.add(v);
      }
    }
    return new Group(
        group.patterns().stream().map(t -> blank(t, blank)).toList(),
        group.filters(),
        withBlankNodes(group.parts(), all, chosen));
  }

  private static long mentions(String text, Var variable) {
    return Pattern.compile("\\?" + variable.getName() + "\\b").matcher(text).results().count();
  }

  private static Triple blank(Triple t, Set<Var> blank) {
    return Triple.create(
        blank(t.getSubject(), blank), t.getPredicate(), blank(t.getObject(), blank));
  }

  private static Node blank(Node node, Set<Var> blank) {
    return node.isVariable() && blank.contains(Var.alloc(node))
        ? Var.alloc(BLANK + node.getName())
        : node;
  }

  private static boolean isBlank(Node node) {
    return node.getName().startsWith(BLANK);
  }

  /** Returns the basic graph pattern that comes first. */
  public List<Triple> patterns() {
    return where.patterns();
  }

  /** Returns the conditions on all that is asked for. */
  public List<Condition> filters() {
    return where.filters();
  }

  /** Returns the variables of the basic graph pattern, in the order of their places. */
  public Set<Var> variables() {
    return variables(where.patterns());
  }

  private static Set<Var> variables(List<Triple> patterns) {
    return patterns.stream()
        .flatMap(t -> variables(t.getSubject(), t.getPredicate(), t.getObject()).stream())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static List<Var> variables(Node... nodes) {
    return Stream.of(nodes).filter(n -> n.isVariable() && !isBlank(n)).map(Var::alloc).toList();
  }

  /** Returns the variables that a condition can speak of. */
  public List<Var> inScope() {
    return where.inScope();
  }

  /** Returns the query about any named graph, which {@code ?g} is. */
  public RandomQuery inAnyGraph() {
    return new RandomQuery(form, Optional.of(Var.alloc("g")), where);
  }

  /** Returns the query with one condition more. */
  public RandomQuery where(Condition condition) {
    var more = new ArrayList<>(where.filters());
    more.add(condition);
    return new RandomQuery(form, graph, new Group(where.patterns(), more, where.parts()));
  }

  /** Returns the text of the query, without prefixes. */
  public String text() {
    return switch (form) {
      case ROWS -> "SELECT * " + rows();
      case DISTINCT_ROWS -> "SELECT DISTINCT * " + rows();
      case COUNT -> count();
      case COUNTS -> counts("");
      case COUNTS_OF_SEVERAL -> counts(" HAVING (COUNT(*) > 1)");
      case TOTALS ->
          totals(
              List.copyOf(variables()),
              "(COUNT(DISTINCT %2$s) AS ?d) (COUNT(DISTINCT %1$s) AS ?f)");
      case SUMS -> totals(List.copyOf(variables()), "");
      case FIRST_ROWS -> first(List.copyOf(variables()));
    };
  }

  private String count() {
    return "SELECT (COUNT(*) AS ?n) " + rows();
  }

  /** Counts for each value of the first variable, or of all rows where there is none. */
  private String counts(String having) {
    return variables().stream()
        .findFirst()
        .map(
            v -> "SELECT %1$s (COUNT(*) AS ?n) %2$s GROUP BY %1$s%3$s".formatted(v, rows(), having))
        .orElseGet(this::count);
  }

  /** Ordered by all variables, so that it is sure which rows come first. */
  private String first(List<Var> variables) {
    if (variables.isEmpty() || !where.parts().isEmpty()) {
      return "SELECT * " + rows();
    }
    String others =
        variables.reversed().stream().skip(1).map(Var::toString).collect(Collectors.joining(" "));
    return "SELECT * %s ORDER BY %s(%s) %s LIMIT %d"
        .formatted(
            rows(),
            patterns().size() % 2 == 0 ? "DESC" : "ASC",
            variables.getLast(),
            others,
            1 + filters().size() + variables.size());
  }

  private String totals(List<Var> variables, String more) {
    if (variables.isEmpty()) {
      return count();
    }
    String by = list(variables.subList(0, Math.min(2, variables.size() - 1)));
    return "SELECT %1$s (COUNT(%3$s) AS ?n) (SUM(%3$s) AS ?sum) (AVG(%3$s) AS ?avg) (MIN(%3$s) AS ?min) (MAX(%3$s) AS ?max) %4$s %2$s%5$s"
        .formatted(
            by,
            rows(),
            variables.getLast(),
            more.formatted(variables.getFirst(), variables.getLast()),
            by.isEmpty() ? "" : " GROUP BY " + by);
  }

  /** Returns the text of a query for so many of its rows, before they are counted. */
  public String rows(int limit) {
    return "SELECT * %s LIMIT %d".formatted(rows(), limit);
  }

  /** Returns the texts of queries for so many rows of each group within it, taken alone. */
  public List<String> rowsWithin(int limit) {
    return where.all().skip(1).map(g -> new RandomQuery(Form.ROWS, graph, g).rows(limit)).toList();
  }

  private String rows() {
    return graph
        .map(g -> "{ GRAPH %s %s }".formatted(term(g), where.text()))
        .orElseGet(where::text);
  }

  /** Returns a basic graph pattern as it is written in a query. */
  public static String text(List<Triple> patterns) {
    return patterns.stream()
        .map(t -> term(t.getSubject()) + " " + term(t.getPredicate()) + " " + term(t.getObject()))
        .collect(Collectors.joining(" . "));
  }

  private static String term(Node node) {
    if (!node.isVariable()) {
      return NodeFmtLib.strNT(node);
    }
    return isBlank(node) ? "_:" + node.getName() : "?" + node.getName();
  }

  private static String list(List<Var> variables) {
    return variables.stream().map(Var::toString).collect(Collectors.joining(" "));
  }

  /** Returns queries with one part less. */
  public List<RandomQuery> smaller() {
    var out = new ArrayList<RandomQuery>();
    where.smaller().forEach(g -> out.add(new RandomQuery(form, graph, g)));
    if (form != Form.ROWS) {
      out.add(new RandomQuery(Form.ROWS, graph, where));
    }
    return out;
  }

  private static <T> List<T> without(List<T> list, int i) {
    var fewer = new ArrayList<>(list);
    fewer.remove(i);
    return fewer;
  }
}
