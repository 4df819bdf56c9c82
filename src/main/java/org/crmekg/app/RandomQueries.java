package org.crmekg.app;

import static java.util.stream.Collectors.toSet;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.jena.datatypes.RDFDatatype;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.query.QueryException;
import org.apache.jena.query.QueryFactory;
import org.apache.jena.riot.out.NodeFmtLib;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.syntax.ElementGroup;
import org.apache.jena.sparql.syntax.ElementPathBlock;
import org.crmekg.app.RandomQuery.Assigned;
import org.crmekg.app.RandomQuery.Condition;
import org.crmekg.app.RandomQuery.Form;
import org.crmekg.app.RandomQuery.Group;
import org.crmekg.app.RandomQuery.Inline;
import org.crmekg.app.RandomQuery.Kind;
import org.crmekg.app.RandomQuery.Nested;
import org.crmekg.app.RandomQuery.Part;
import org.crmekg.app.RandomQuery.Select;
import org.crmekg.app.RandomQuery.SubSelect;
import org.crmekg.rdf.Ekg;

/**
 * Draws queries at random that have answers: walks over triples that share a term, some of whose
 * terms become variables. The same seed and triples give the same queries.
 *
 * <p>Every other walk begins at a predicate and then at one of its triples, so that rare predicates
 * are asked for as well as frequent ones. Not safe for use by several threads.
 */
public final class RandomQueries {
  private static final List<String> OPERATORS = List.of("<", "<=", ">", ">=", "=", "!=");
  private static final int LONGEST_WALK = 5;

  private static final Set<RDFDatatype> SUMMABLE =
      Set.of(XSDDatatype.XSDinteger, XSDDatatype.XSDdecimal, XSDDatatype.XSDdate);

  private final Random random;
  private final List<Walks> graphs = new ArrayList<>();
  private final Map<Node, Boolean> writable = new HashMap<>();

  /** The triples of a graph by what they share. */
  private record Walks(
      Optional<Node> graph,
      List<Triple> triples,
      List<List<Triple>> byPredicate,
      Map<Node, List<Triple>> byTerm) {
    static Walks of(Node graph, Collection<Triple> triples) {
      // The order of a set is not that of the next run.
      List<Triple> sorted =
          triples.stream().sorted((a, b) -> text(a).compareTo(text(b))).distinct().toList();
      Map<String, List<Triple>> byPredicate = new TreeMap<>();
      Map<Node, List<Triple>> byTerm = new LinkedHashMap<>();
      for (Triple t : sorted) {
        byPredicate.computeIfAbsent(t.getPredicate().toString(), k -> new ArrayList<>()).add(t);
        byTerm.computeIfAbsent(t.getSubject(), k -> new ArrayList<>()).add(t);
        byTerm.computeIfAbsent(t.getObject(), k -> new ArrayList<>()).add(t);
      }
      return new Walks(
          Quad.isDefaultGraph(graph) ? Optional.empty() : Optional.of(graph),
          sorted,
          List.copyOf(byPredicate.values()),
          byTerm);
    }

    /** Returns the triples that a term stands in. */
    List<Triple> of(Node term) {
      return Objects.requireNonNull(byTerm.get(term));
    }

    /** Returns the triples with the predicate that a term is an object of. */
    List<Triple> alike(Node object) {
      Node predicate = of(object).getFirst().getPredicate();
      return byPredicate.stream()
          .filter(l -> l.getFirst().getPredicate().equals(predicate))
          .findFirst()
          .orElseThrow();
    }

    private static String text(Triple t) {
      return t.getSubject() + " " + t.getPredicate() + " " + t.getObject();
    }
  }

  /**
   * Creates a generator.
   *
   * @param graphs the triples of each graph, by its name; those of the default graph by {@link
   *     Quad#defaultGraphIRI}
   */
  public RandomQueries(Random random, Map<Node, ? extends Collection<Triple>> graphs) {
    this.random = random;
    graphs.entrySet().stream()
        .filter(e -> !e.getValue().isEmpty())
        .sorted((a, b) -> a.getKey().toString().compareTo(b.getKey().toString()))
        .forEach(e -> this.graphs.add(Walks.of(e.getKey(), e.getValue())));
  }

  /** Returns whether there is nothing to ask for. */
  public boolean isEmpty() {
    return graphs.isEmpty();
  }

  /**
   * Draws a query; the default graph is asked in most.
   *
   * @throws IllegalStateException if there are no triples
   */
  public RandomQuery next() {
    if (graphs.isEmpty()) {
      throw new IllegalStateException("no triples to ask for");
    }
    Walks walks =
        graphs.stream()
            .filter(w -> w.graph().isEmpty())
            .findFirst()
            .filter(w -> random.nextInt(5) > 0)
            .orElseGet(() -> pick(graphs));
    var walk = new Walk(walks);
    List<Triple> patterns = walk.patterns(1 + random.nextInt(LONGEST_WALK), 0.6);
    List<Part> parts = random.nextInt(5) < 2 ? walk.parts(1 + random.nextInt(3), 1) : List.of();
    Form form =
        pick(
            List.of(
                Form.ROWS,
                Form.ROWS,
                Form.DISTINCT_ROWS,
                Form.COUNT,
                Form.COUNTS,
                Form.COUNTS_OF_SEVERAL));
    if (walk.endsInNumber(patterns)) {
      form = pick(List.of(form, Form.TOTALS, Form.SUMS, Form.FIRST_ROWS));
    }
    return new RandomQuery(form, walks.graph(), new Group(patterns, walk.comparisons(), parts))
        .withBlankNodes(v -> random.nextBoolean());
  }

  /**
   * Draws a condition on the variables of a query, which may hold, not hold, or have no truth value
   * for a row.
   *
   * @throws IllegalArgumentException if the query has no variables
   */
  public Condition condition(RandomQuery query) {
    if (query.inScope().isEmpty()) {
      throw new IllegalArgumentException("no variables: " + query.text());
    }
    Walks walks =
        graphs.stream()
            .filter(w -> isAbout(query, w))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("another graph: " + query.text()));
    return new Condition(condition(walks, query.inScope(), 2));
  }

  private static boolean isAbout(RandomQuery query, Walks walks) {
    return query.graph().filter(Node::isVariable).isPresent()
        ? walks.graph().isPresent()
        : walks.graph().equals(query.graph());
  }

  private String condition(Walks walks, List<Var> scope, int depth) {
    String v = "?" + pick(scope).getName();
    String other = "?" + pick(scope).getName();
    return switch (random.nextInt(depth > 0 ? 18 : 13)) {
      case 0, 1, 2 -> "%s %s %s".formatted(v, pick(OPERATORS), value(walks));
      case 3 -> "%s %s %s".formatted(v, pick(OPERATORS), other);
      case 4 -> "BOUND(" + v + ")";
      case 5 -> "%s(%s)".formatted(pick(List.of("isIRI", "isLiteral", "isNumeric")), v);
      case 6 -> "%s + %d > %s".formatted(v, random.nextInt(3), other);
      case 7 -> "STRLEN(STR(%s)) > %d".formatted(v, random.nextInt(40));
      case 8 -> textCondition(v, pick(List.of("n", "A1", "1", "")));
      case 9 -> textCondition(v, string(walks));
      case 10 ->
          "%s %s (%s, %s)".formatted(v, pick(List.of("IN", "NOT IN")), value(walks), value(walks));
      case 11 -> v;
      case 12 -> exists(walks, v, other);
      case 13 -> "!(" + condition(walks, scope, depth - 1) + ")";
      case 14, 15 ->
          "(%s) && (%s)"
              .formatted(condition(walks, scope, depth - 1), condition(walks, scope, depth - 1));
      case 16 ->
          "(%s) || (%s)"
              .formatted(condition(walks, scope, depth - 1), condition(walks, scope, depth - 1));
      default ->
          "IF(%s, %s, %s)"
              .formatted(
                  condition(walks, scope, depth - 1),
                  condition(walks, scope, depth - 1),
                  condition(walks, scope, depth - 1));
    };
  }

  /** What is asked of a part of a text, or of something like it. */
  private String textCondition(String v, String text) {
    int[] all = text.codePoints().toArray();
    int from = random.nextInt(all.length + 1);
    var part = new String(all, from, random.nextInt(Math.min(4, all.length - from) + 1));
    String looked = random.nextBoolean() ? v : "STR(" + v + ")";
    return switch (random.nextInt(9)) {
      case 0, 1 -> "CONTAINS(%s, %s)".formatted(looked, written(part));
      case 2 -> "STRSTARTS(%s, %s)".formatted(looked, written(part));
      case 3 -> "STRENDS(%s, %s)".formatted(looked, written(part));
      case 4 ->
          "%s(LCASE(%s), %s)"
              .formatted(
                  pick(List.of("CONTAINS", "STRSTARTS")),
                  looked,
                  written(part.toLowerCase(Locale.ROOT)));
      case 5 -> "CONTAINS(UCASE(%s), %s)".formatted(looked, written(part.toUpperCase(Locale.ROOT)));
      case 6 -> "LCASE(%s) = %s".formatted(looked, written(text.toLowerCase(Locale.ROOT)));
      default -> {
        String escaped = part.replaceAll("[\\p{Punct}&&\\p{ASCII}]", "\\\\$0");
        String regex =
            pick(List.of("%s", "^%s", "%s$", "%s?", "%s+n", "(%s)?1", "a|%s", "[a-c]%s", "%s.*\\d"))
                .formatted(escaped.isEmpty() ? "n" : escaped);
        yield "REGEX(%s, %s, %s)".formatted(looked, written(regex), pick(List.of("\"\"", "\"i\"")));
      }
    };
  }

  private static String written(String text) {
    return NodeFmtLib.strNT(NodeFactory.createLiteralString(text));
  }

  /** A text of the graph that can be written, or another one. */
  private String string(Walks walks) {
    Node node = pick(pick(walks.byPredicate())).getObject();
    return node.isLiteral() && isWritable(node) ? node.getLiteralLexicalForm() : "A1";
  }

  /** A pattern about one variable, or about two. */
  private String exists(Walks walks, String v, String other) {
    String predicate = NodeFmtLib.strNT(pick(pick(walks.byPredicate())).getPredicate());
    String fresh = random.nextInt(3) > 0 ? "?fresh" : other;
    return random.nextBoolean()
        ? "EXISTS { %s %s %s }".formatted(v, predicate, fresh)
        : "NOT EXISTS { %s %s %s }".formatted(fresh, predicate, v);
  }

  /** A term of the graph that can be written. */
  private String value(Walks walks) {
    Triple t = pick(pick(walks.byPredicate()));
    Node node = random.nextInt(4) > 0 ? t.getObject() : t.getSubject();
    return NodeFmtLib.strNT(isWritable(node) ? node : t.getPredicate());
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  /** One walk over a graph. */
  private final class Walk {
    private final Walks walks;
    private final Map<Node, Var> variables = new LinkedHashMap<>();
    private int named;
    private Triple at;

    Walk(Walks walks) {
      this.walks = walks;
      this.at = random.nextBoolean() ? pick(walks.triples()) : pick(pick(walks.byPredicate()));
    }

    /** Walks on; a term becomes a variable with this chance. */
    List<Triple> patterns(int length, double chance) {
      var patterns = new ArrayList<Triple>();
      for (int i = 0; i < length; i++) {
        Node subject = term(at.getSubject(), 0.9);
        Node predicate = term(at.getPredicate(), 0.07);
        // A source IRI in a pattern means its party, but beside gov:sourceIri.
        boolean meansParty = predicate.isVariable() && at.getPredicate().equals(Ekg.SOURCE_IRI);
        patterns.add(
            Triple.create(subject, predicate, term(at.getObject(), meansParty ? 1 : chance)));
        at = pick(walks.of(random.nextBoolean() ? at.getSubject() : at.getObject()));
      }
      return patterns.stream().distinct().toList();
    }

    /** Things that stand behind a basic graph pattern, and the groups in them not as deep. */
    List<Part> parts(int number, int depth) {
      var parts = new ArrayList<Part>();
      for (int i = 0; i < number; i++) {
        parts.add(part(depth));
      }
      return parts;
    }

    private Part part(int depth) {
      return switch (random.nextInt(variables.isEmpty() ? 8 : 12)) {
        case 0, 1, 2, 3 -> nested(Optional.empty(), depth);
        case 4 -> inNamedGraph(depth);
        case 5 -> subSelect(depth);
        case 6, 7 -> path();
        case 8, 9 -> inline();
        default -> assigned();
      };
    }

    private Part nested(Optional<Node> graph, int depth) {
      Kind kind = pick(List.of(Kind.values()));
      Group group = group(depth);
      // What it means to assign a value to a variable that EXISTS is given one for, nobody says.
      boolean mayAssign = depth == 1 && kind != Kind.EXISTS && kind != Kind.NOT_EXISTS;
      return new Nested(kind, graph, mayAssign ? assigning(group) : group);
    }

    /** Gives a value to a variable that stands elsewhere, perhaps. */
    private Group assigning(Group group) {
      List<Var> own = group.inScope();
      Set<Var> within = group.all().flatMap(g -> g.inScope().stream()).collect(toSet());
      List<Var> others = variables.values().stream().filter(v -> !within.contains(v)).toList();
      if (random.nextInt(4) > 0 || own.isEmpty() || others.isEmpty()) {
        return group;
      }
      var parts = new ArrayList<>(group.parts());
      parts.add(new Assigned(expression(own), pick(others)));
      return new Group(group.patterns(), group.filters(), parts);
    }

    private Group group(int depth) {
      List<Triple> patterns = patterns(1 + random.nextInt(2), 0.7);
      List<Part> parts = depth > 0 && random.nextInt(4) == 0 ? parts(1, depth - 1) : List.of();
      List<Var> known = List.copyOf(variables.values());
      List<Condition> filters =
          random.nextInt(4) > 0 || known.isEmpty()
              ? List.of()
              : List.of(new Condition(condition(walks, known, 1)));
      return new Group(patterns, filters, parts);
    }

    /** Another graph has other names for things, so what it shares are literals, or nothing. */
    private Part inNamedGraph(int depth) {
      Optional<Node> name = walks.graph().isEmpty() ? pick(graphs).graph() : Optional.<Node>empty();
      return nested(name, depth);
    }

    private Part subSelect(int depth) {
      Group group = depth == 1 ? assigning(group(depth)) : group(depth);
      List<Var> inside = group.inScope();
      if (inside.isEmpty()) {
        return new Nested(Kind.JOIN, Optional.empty(), group);
      }
      List<Var> projected = inside.subList(0, 1 + random.nextInt(inside.size()));
      return new SubSelect(pick(List.of(Select.values())), projected, fresh(), group);
    }

    private Part path() {
      Triple first = at;
      Node middle = first.getObject();
      String p = NodeFmtLib.strNT(first.getPredicate());
      String other = NodeFmtLib.strNT(pick(pick(walks.byPredicate())).getPredicate());
      Triple second = pick(walks.of(middle));
      boolean onwards = second.getSubject().equals(middle);
      String q = NodeFmtLib.strNT(second.getPredicate());
      Node from = end(first.getSubject(), 0.9);
      Node to = end(middle, 0.7);
      return switch (random.nextInt(9)) {
        case 0 -> new RandomQuery.Path(from, p + "+", to);
        case 1 -> new RandomQuery.Path(from, p + "*", to);
        case 2 -> new RandomQuery.Path(from, p + "?", to);
        case 3 -> new RandomQuery.Path(to, "^" + p, from);
        case 4 -> new RandomQuery.Path(from, "(%s|%s)".formatted(p, other), to);
        case 5 -> new RandomQuery.Path(from, "!(%s|%s)".formatted(other, q), to);
        case 6 -> new RandomQuery.Path(from, "(%s|%s)+".formatted(p, other), to);
        default ->
            new RandomQuery.Path(
                from,
                onwards ? p + "/" + q : p + "/^" + q,
                end(onwards ? second.getObject() : second.getSubject(), 0.7));
      };
    }

    /** A source IRI in a pattern means its party, but beside gov:sourceIri, which a path hides. */
    private Node end(Node node, double chance) {
      return term(node, isSourceIri(node) ? 1 : chance);
    }

    /** Some of what variables stand for, and others like it. */
    private Part inline() {
      var chosen = new ArrayList<>(variables.entrySet());
      Collections.shuffle(chosen, random);
      chosen.subList(Math.min(chosen.size(), 1 + random.nextInt(2)), chosen.size()).clear();
      var rows = new ArrayList<List<Optional<Node>>>();
      for (int i = 0; i < 1 + random.nextInt(3); i++) {
        rows.add(chosen.stream().map(e -> datum(e.getKey())).toList());
      }
      return new Inline(chosen.stream().map(Map.Entry::getValue).toList(), rows);
    }

    private Optional<Node> datum(Node node) {
      Node datum =
          node.isLiteral() && random.nextBoolean() ? pick(walks.alike(node)).getObject() : node;
      // A source IRI in a query means its party.
      boolean meansAnother = datum.isURI() && isSourceIri(datum);
      return random.nextInt(8) == 0 || meansAnother || !isWritable(datum)
          ? Optional.empty()
          : Optional.of(datum);
    }

    private boolean isSourceIri(Node node) {
      return walks.byTerm().getOrDefault(node, List.of()).stream()
          .anyMatch(t -> t.getPredicate().equals(Ekg.SOURCE_IRI) && t.getObject().equals(node));
    }

    private Part assigned() {
      return new Assigned(expression(List.copyOf(variables.values())), fresh());
    }

    private String expression(List<Var> known) {
      String v = pick(known).toString();
      String other = pick(known).toString();
      return switch (random.nextInt(9)) {
        case 0 -> "STR(" + v + ")";
        case 1 -> "STRLEN(STR(" + v + "))";
        case 2 -> v + " + 1";
        case 3 -> "IF(BOUND(" + v + "), 1, 0)";
        case 4 -> "COALESCE(" + v + ", " + other + ")";
        case 5 -> "CONCAT(STR(" + v + "), \"!\")";
        case 6 -> "DATATYPE(" + v + ")";
        case 7 -> v + " = " + other;
        default -> v;
      };
    }

    private Var fresh() {
      return Var.alloc("b" + named++);
    }

    /** Whether the last variable stands for a number whose sum no order of adding changes. */
    boolean endsInNumber(List<Triple> patterns) {
      Node last = patterns.getLast().getObject();
      return variables.entrySet().stream()
          .anyMatch(
              e ->
                  e.getValue().equals(last)
                      && e.getKey().isLiteral()
                      && SUMMABLE.contains(e.getKey().getLiteralDatatype()));
    }

    private Node term(Node node, double chance) {
      boolean known = variables.containsKey(node) && random.nextDouble() < 0.9;
      if (known || random.nextDouble() < chance || !isWritable(node)) {
        return variables.computeIfAbsent(node, n -> Var.alloc("v" + variables.size()));
      }
      return node;
    }

    /** Comparisons of variables that stand for literals with what they stand for, or others do. */
    List<Condition> comparisons() {
      var comparisons = new ArrayList<Condition>();
      variables.forEach(
          (node, variable) -> {
            if (node.isLiteral() && random.nextInt(3) == 0) {
              Node chosen =
                  switch (random.nextInt(4)) {
                    case 0 -> pick(pick(walks.byPredicate())).getObject();
                    case 1, 2 -> pick(walks.alike(node)).getObject();
                    default -> node;
                  };
              if (chosen.isLiteral() && isWritable(chosen)) {
                comparisons.add(
                    random.nextInt(3) == 0
                        ? new Condition(
                            textCondition("?" + variable.getName(), chosen.getLiteralLexicalForm()))
                        : Condition.comparison(variable, pick(OPERATORS), chosen));
              }
            }
          });
      return comparisons;
    }
  }

  /** A blank node is none in a query, and the parser resolves and refuses some IRIs. */
  private boolean isWritable(Node node) {
    return !node.isBlank() && writable.computeIfAbsent(node, RandomQueries::isReadBack);
  }

  private static boolean isReadBack(Node node) {
    try {
      var group =
          (ElementGroup)
              QueryFactory.create("ASK { ?s ?p %s }".formatted(NodeFmtLib.strNT(node)))
                  .getQueryPattern();
      return ((ElementPathBlock) group.get(0)).getPattern().get(0).getObject().equals(node);
    } catch (QueryException e) {
      return false;
    }
  }
}
