package org.crmekg.app;

import java.util.ArrayList;
import java.util.Collection;
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
import org.crmekg.app.RandomQuery.Addition;
import org.crmekg.app.RandomQuery.Condition;
import org.crmekg.app.RandomQuery.Form;
import org.crmekg.app.RandomQuery.Kind;
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
    Optional<Addition> addition =
        random.nextInt(3) > 0
            ? Optional.empty()
            : Optional.of(
                new Addition(
                    pick(List.of(Kind.values())), walk.patterns(1 + random.nextInt(2), 0.7)));
    Form form = pick(List.of(Form.ROWS, Form.ROWS, Form.DISTINCT_ROWS, Form.COUNT, Form.COUNTS));
    if (walk.endsInNumber(patterns)) {
      form = pick(List.of(form, Form.TOTALS, Form.SUMS, Form.FIRST_ROWS));
    }
    return new RandomQuery(form, walks.graph(), patterns, walk.comparisons(), addition);
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
    return new Condition(condition(walks, query, 2));
  }

  private static boolean isAbout(RandomQuery query, Walks walks) {
    return query.graph().filter(Node::isVariable).isPresent()
        ? walks.graph().isPresent()
        : walks.graph().equals(query.graph());
  }

  private String condition(Walks walks, RandomQuery query, int depth) {
    String v = "?" + pick(query.inScope()).getName();
    String other = "?" + pick(query.inScope()).getName();
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
      case 13 -> "!(" + condition(walks, query, depth - 1) + ")";
      case 14, 15 ->
          "(%s) && (%s)"
              .formatted(condition(walks, query, depth - 1), condition(walks, query, depth - 1));
      case 16 ->
          "(%s) || (%s)"
              .formatted(condition(walks, query, depth - 1), condition(walks, query, depth - 1));
      default ->
          "IF(%s, %s, %s)"
              .formatted(
                  condition(walks, query, depth - 1),
                  condition(walks, query, depth - 1),
                  condition(walks, query, depth - 1));
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
      case 5 ->
          "CONTAINS(UCASE(%s), %s)".formatted(looked, written(part.toUpperCase(Locale.ROOT)));
      case 6 -> "LCASE(%s) = %s".formatted(looked, written(text.toLowerCase(Locale.ROOT)));
      default -> {
        String escaped = part.replaceAll("[\\p{Punct}&&\\p{ASCII}]", "\\\\$0");
        String regex =
            pick(
                    List.of(
                        "%s", "^%s", "%s$", "%s?", "%s+n", "(%s)?1", "a|%s", "[a-c]%s", "%s.*\\d"))
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
                            textCondition(
                                "?" + variable.getName(), chosen.getLiteralLexicalForm()))
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
