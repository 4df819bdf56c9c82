package org.crmekg.linkage;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.riot.system.StreamRDFLib;
import org.apache.jena.sparql.graph.GraphFactory;
import org.apache.jena.vocabulary.RDF;
import org.crmekg.ConfigException;
import org.crmekg.Problem;
import org.crmekg.rdf.Ekg;
import org.crmekg.rdf.Suggestions;
import org.crmekg.rdf.TurtleReader;
import org.jspecify.annotations.Nullable;

/** Reads a specification from Turtle; docs/identity.md has the vocabulary with examples. */
public final class SpecReader {
  /** The terms of specifications. */
  public static final String NS = Ekg.NS + "link/";

  private static final Set<String> TERMS =
      Set.of(
          "kind",
          "accept",
          "review",
          "duplicateFree",
          "fields",
          "comparisons",
          "blocking",
          "name",
          "columns",
          "elsewhere",
          "source",
          "field",
          "swappedWith",
          "steps",
          "termFrequency",
          "levels",
          "silent",
          "otherwise",
          "m",
          "u",
          "keys",
          "part",
          "unordered",
          "window",
          "everyPair",
          "within",
          "monthFirst",
          // What identity reads of specifications over sources.
          "class",
          "values",
          "reject",
          "needs",
          "besides",
          "survivorship",
          "property",
          "prefer",
          "sources",
          "dated");

  private final String file;
  private final Graph graph;

  private SpecReader(String file, Graph graph) {
    this.file = file;
    this.graph = graph;
  }

  /**
   * Reads a file.
   *
   * @throws ConfigException naming the file, the part and what would be right
   */
  public static LinkageSpec read(Path file) {
    Graph graph = GraphFactory.createDefaultGraph();
    new TurtleReader(NS, Problem.LINKAGE_SPEC).read(file, graph);
    return new SpecReader(file.toString(), graph).read();
  }

  /**
   * Reads a text.
   *
   * @param name what errors call it
   */
  public static LinkageSpec read(String turtle, String name) {
    Graph graph = GraphFactory.createDefaultGraph();
    new TurtleReader(NS, Problem.LINKAGE_SPEC).read(turtle, name, StreamRDFLib.graph(graph));
    return new SpecReader(name, graph).read();
  }

  private LinkageSpec read() {
    checkTerms();
    List<Node> specs =
        graph
            .find(Node.ANY, RDF.Nodes.type, term("Specification"))
            .mapWith(Triple::getSubject)
            .toList();
    if (specs.size() != 1) {
      throw wrong(
          "there must be one node of type link:Specification, there are %d"
              .formatted(specs.size()));
    }
    Node spec = specs.getFirst();
    LinkageSpec.Kind kind =
        one(spec, "kind")
            .map(n -> byTerm(n, LinkageSpec.Kind.values(), LinkageSpec.Kind::term, "link:kind"))
            .orElse(LinkageSpec.Kind.OTHER);
    List<Field> fields = list(spec, "fields").stream().map(this::field).toList();
    var names = new HashSet<String>();
    for (Field field : fields) {
      if (!names.add(field.name())) {
        throw wrong("two fields are called \"%s\"".formatted(field.name()));
      }
    }
    if (fields.isEmpty()) {
      throw wrong("link:fields lists no field, so there is nothing to compare");
    }
    List<Comparison> comparisons =
        one(spec, "comparisons").isEmpty()
            ? fields.stream().map(f -> Comparison.of(f, Optional.empty())).toList()
            : list(spec, "comparisons").stream().map(n -> comparison(n, fields)).toList();
    if (comparisons.isEmpty() || comparisons.size() > Comparison.MOST) {
      throw wrong(
          "there must be from 1 to %d comparisons, there are %d"
              .formatted(Comparison.MOST, comparisons.size()));
    }
    List<BlockingRule> blocking =
        list(spec, "blocking").stream().map(n -> rule(n, fields)).toList();
    if (blocking.size() > 30) {
      throw wrong("there may be 30 blocking rules, there are %d".formatted(blocking.size()));
    }
    double accept = decimal(spec, "accept").orElse(0.0);
    double review = decimal(spec, "review").orElse(accept - 5);
    if (review > accept) {
      throw wrong(
          "link:review (%s) is above link:accept (%s); what is accepted needs no review"
              .formatted(review, accept));
    }
    Set<String> duplicateFree =
        all(spec, "duplicateFree").stream().map(this::text).collect(Collectors.toSet());
    boolean everyPair = one(spec, "everyPair").map(n -> text(n).equals("true")).orElse(false);
    boolean within = one(spec, "within").map(n -> text(n).equals("true")).orElse(false);
    if (blocking.isEmpty() && !everyPair) {
      throw wrong("link:blocking lists no rule; without one, say link:everyPair true");
    }
    return new LinkageSpec(
        kind,
        fields,
        comparisons,
        blocking,
        everyPair,
        accept,
        review,
        duplicateFree,
        within,
        List.of());
  }

  private void checkTerms() {
    graph
        .find()
        .forEach(
            t -> {
              String iri = t.getPredicate().getURI();
              if (iri.startsWith(NS) && !TERMS.contains(iri.substring(NS.length()))) {
                String name = iri.substring(NS.length());
                throw wrong(
                    "there is no term link:%s%s"
                        .formatted(name, Suggestions.didYouMean(name, TERMS)));
              }
            });
  }

  private Field field(Node node) {
    String name = required(node, "name", "a field");
    FieldKind kind =
        byTerm(
            one(node, "kind")
                .orElseThrow(() -> wrong("the field \"%s\" has no link:kind".formatted(name))),
            FieldKind.values(),
            FieldKind::term,
            "the kind of field \"%s\"".formatted(name));
    List<String> columns =
        one(node, "columns").isEmpty()
            ? List.of(name)
            : list(node, "columns").stream().map(this::text).toList();
    Map<String, List<String>> elsewhere = new HashMap<>();
    for (Node other : all(node, "elsewhere")) {
      elsewhere.put(
          required(other, "source", "link:elsewhere of field \"%s\"".formatted(name)),
          list(other, "columns").stream().map(this::text).toList());
    }
    if (columns.isEmpty()) {
      throw wrong("the field \"%s\" has no columns".formatted(name));
    }
    Set<String> monthFirst =
        all(node, "monthFirst").stream().map(this::text).collect(Collectors.toSet());
    if (!monthFirst.isEmpty() && kind != FieldKind.DATE) {
      throw wrong("link:monthFirst is for dates; \"%s\" is none".formatted(name));
    }
    return new Field(name, kind, columns, elsewhere, monthFirst);
  }

  private Comparison comparison(Node node, List<Field> fields) {
    Field field = fieldOf(required(node, "field", "a comparison"), fields);
    String name = one(node, "name").map(this::text).orElse(field.name());
    Optional<String> swapped =
        one(node, "swappedWith").map(this::text).map(f -> fieldOf(f, fields).name());
    List<Double> steps =
        one(node, "steps").isEmpty()
            ? field.kind().steps()
            : list(node, "steps").stream().map(n -> number(n, "link:steps")).toList();
    if (steps.size() != field.kind().steps().size()) {
      throw wrong(
          "the comparison \"%s\" has %d steps; link:%s has %d"
              .formatted(name, steps.size(), field.kind().term(), field.kind().steps().size()));
    }
    for (int i = 1; i < steps.size(); i++) {
      if (steps.get(i) >= steps.get(i - 1)) {
        throw wrong("the steps of comparison \"%s\" must go from high to low".formatted(name));
      }
    }
    boolean frequency =
        one(node, "termFrequency")
            .map(n -> text(n).equals("true"))
            .orElse(field.kind().hasTermFrequency());
    List<FieldKind.Level> levels =
        one(node, "levels").isEmpty()
            ? field.kind().levels()
            : list(node, "levels").stream().map(n -> level(n, name)).toList();
    if (levels.size() != field.kind().levels().size()) {
      throw wrong(
          "the comparison \"%s\" has %d levels; link:%s has %d: %s"
              .formatted(
                  name,
                  levels.size(),
                  field.kind().term(),
                  field.kind().levels().size(),
                  field.kind().levels().stream()
                      .map(FieldKind.Level::name)
                      .collect(Collectors.joining(", "))));
    }
    return new Comparison(
        name,
        field.name(),
        swapped,
        steps,
        frequency,
        levels,
        levelNames(node, "silent", name, field),
        levelNames(node, "otherwise", name, field));
  }

  private Set<String> levelNames(Node node, String property, String comparison, Field field) {
    Set<String> names = list(node, property).stream().map(this::text).collect(Collectors.toSet());
    List<String> known = field.kind().levels().stream().map(FieldKind.Level::name).toList();
    if (!known.containsAll(names)) {
      throw wrong(
          "link:%s of comparison \"%s\" names %s; the levels of link:%s are %s"
              .formatted(property, comparison, new TreeSet<>(names), field.kind().term(), known));
    }
    return names;
  }

  private FieldKind.Level level(Node node, String comparison) {
    String of = "a level of \"%s\"".formatted(comparison);
    double m = decimal(node, "m").orElseThrow(() -> wrong(of + " has no link:m"));
    double u = decimal(node, "u").orElseThrow(() -> wrong(of + " has no link:u"));
    if (!(m > 0 && m < 1 && u > 0 && u < 1)) {
      throw wrong("link:m and link:u of %s must lie between 0 and 1".formatted(of));
    }
    return new FieldKind.Level(required(node, "name", of), m, u);
  }

  private BlockingRule rule(Node node, List<Field> fields) {
    var keys = new ArrayList<BlockingRule.Key>();
    for (Node key : list(node, "keys")) {
      Field field = fieldOf(required(key, "field", "a blocking key"), fields);
      KeyPart part =
          one(key, "part")
              .map(n -> byTerm(n, KeyPart.values(), KeyPart::term, "link:part"))
              .orElse(KeyPart.SAME);
      if (!KeyPart.of(field.kind()).contains(part)) {
        throw wrong(
            "the field \"%s\" (link:%s) has no part link:%s; it has %s"
                .formatted(
                    field.name(),
                    field.kind().term(),
                    part.term(),
                    KeyPart.of(field.kind()).stream().map(KeyPart::term).toList()));
      }
      keys.add(new BlockingRule.Key(field.name(), part));
    }
    if (keys.isEmpty()) {
      throw wrong("a blocking rule has no link:keys");
    }
    boolean unordered = one(node, "unordered").map(n -> text(n).equals("true")).orElse(false);
    int window = decimal(node, "window").map(Double::intValue).orElse(0);
    if (window < 0 || window > 100) {
      throw wrong("link:window must be a number from 1 to 100, not %d".formatted(window));
    }
    return new BlockingRule(keys, unordered, window);
  }

  private Field fieldOf(String name, List<Field> fields) {
    return fields.stream()
        .filter(f -> f.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                wrong(
                    "there is no field \"%s\"; link:fields has %s"
                        .formatted(
                            name, new TreeSet<>(fields.stream().map(Field::name).toList()))));
  }

  private <T> T byTerm(Node node, T[] values, Function<T, String> term, String what) {
    String name =
        node.isURI() && node.getURI().startsWith(NS) ? node.getURI().substring(NS.length()) : "";
    return Arrays.stream(values)
        .filter(v -> term.apply(v).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                wrong(
                    "%s is %s; it must be one of %s"
                        .formatted(
                            what,
                            node,
                            Arrays.stream(values)
                                .map(v -> "link:" + term.apply(v))
                                .collect(Collectors.joining(", ")))));
  }

  private String required(Node node, String property, String what) {
    return one(node, property)
        .map(this::text)
        .orElseThrow(() -> wrong("%s has no link:%s".formatted(what, property)));
  }

  private Optional<Double> decimal(Node node, String property) {
    return one(node, property).map(n -> number(n, "link:" + property));
  }

  private double number(Node node, String what) {
    try {
      return Double.parseDouble(text(node));
    } catch (NumberFormatException e) {
      throw new ConfigException(
          Problem.LINKAGE_SPEC, "%s: %s must be a number, not %s".formatted(file, what, node), e);
    }
  }

  private String text(Node node) {
    if (!node.isLiteral()) {
      throw wrong("%s stands where a text or number must stand".formatted(node));
    }
    return node.getLiteralLexicalForm();
  }

  private Optional<Node> one(Node node, String property) {
    List<Node> values = all(node, property);
    if (values.size() > 1) {
      throw wrong("link:%s is given %d times for one node".formatted(property, values.size()));
    }
    return values.stream().findFirst();
  }

  private List<Node> all(Node node, String property) {
    return graph.find(node, term(property), Node.ANY).mapWith(Triple::getObject).toList();
  }

  private List<Node> list(Node node, String property) {
    var items = new ArrayList<Node>();
    @Nullable Node at = one(node, property).orElse(RDF.Nodes.nil);
    while (at != null && !at.equals(RDF.Nodes.nil)) {
      List<Node> first =
          graph.find(at, RDF.Nodes.first, Node.ANY).mapWith(Triple::getObject).toList();
      List<Node> rest =
          graph.find(at, RDF.Nodes.rest, Node.ANY).mapWith(Triple::getObject).toList();
      if (first.size() != 1 || rest.size() != 1 || items.size() > 1000) {
        throw wrong("link:%s must be a list: ( … )".formatted(property));
      }
      items.add(first.getFirst());
      at = rest.getFirst();
    }
    return items;
  }

  private static Node term(String name) {
    return NodeFactory.createURI(NS + name);
  }

  private ConfigException wrong(String message) {
    return new ConfigException(Problem.LINKAGE_SPEC, "%s: %s".formatted(file, message));
  }
}
