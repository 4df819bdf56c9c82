package org.crmekg.member;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.binding.BindingFactory;
import org.apache.jena.sparql.expr.E_Equals;
import org.apache.jena.sparql.expr.E_GreaterThan;
import org.apache.jena.sparql.expr.E_GreaterThanOrEqual;
import org.apache.jena.sparql.expr.E_LessThan;
import org.apache.jena.sparql.expr.E_LessThanOrEqual;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.expr.ExprFunction2;
import org.apache.jena.sparql.expr.NodeValue;
import org.apache.jena.vocabulary.RDF;
import org.crmekg.rdf.Schema;
import org.crmekg.virtual.JoinBlock;
import org.crmekg.virtual.TermSet;
import org.crmekg.virtual.TextCondition;
import org.jspecify.annotations.Nullable;

/** One SELECT for a basic graph pattern that an endpoint joins, and its rows read back. */
final class EndpointJoin {
  /** More alternatives than these are values of a variable, and not patterns of their own. */
  private static final int MOST_PATTERNS = 12;

  private final JoinBlock block;
  private final Schema schema;
  private final Set<String> hidden;
  private final UnaryOperator<Set<Node>> stated;
  private final UnaryOperator<Set<Node>> statedClasses;
  private final Map<Var, String> names = new LinkedHashMap<>();

  /** Names of places that hold a number, day or text with a language, which is compared here. */
  private final Map<String, Node> constants = new LinkedHashMap<>();

  private final Map<Node, String> terms = new LinkedHashMap<>();
  private final List<String> parts = new ArrayList<>();
  private int helpers;
  private boolean mayRepeat;
  private boolean empty;

  /**
   * Writes the join.
   *
   * @param block without blank nodes
   * @param schema what follows; {@link Schema#NONE} where the endpoint states it itself
   * @param hidden properties whose statements the caller may not see
   * @param stated keeps of predicates those that the endpoint may state
   * @param statedClasses keeps of classes those that the endpoint may state
   */
  EndpointJoin(
      JoinBlock block,
      Schema schema,
      Set<String> hidden,
      UnaryOperator<Set<Node>> stated,
      UnaryOperator<Set<Node>> statedClasses) {
    this.block = block;
    this.schema = schema;
    this.hidden = Set.copyOf(hidden);
    this.stated = stated;
    this.statedClasses = statedClasses;
    block.patterns().forEach(this::pattern);
    block.filters().forEach(f -> filter(f).ifPresent(parts::add));
    empty |= block.values().values().stream().anyMatch(TermSet::isEmpty);
  }

  /** Returns whether an endpoint joins these patterns as they would be joined here. */
  static boolean isPossible(JoinBlock block, Schema schema, EndpointDescriptor descriptor) {
    Map<Node, Integer> objects = new LinkedHashMap<>();
    Set<Node> subjects = new HashSet<>();
    for (Triple t : block.patterns()) {
      boolean writable =
          t.getPredicate().isURI()
              && SparqlText.isTerm(t.getPredicate())
              && isWritable(t.getSubject())
              && !t.getSubject().isLiteral()
              && (t.getObject().isLiteral() || isWritable(t.getObject()));
      boolean openType =
          t.getPredicate().equals(RDF.Nodes.type)
              && !t.getObject().isURI()
              && schema != Schema.NONE;
      if (!writable || openType) {
        return false;
      }
      if (t.getSubject().isVariable()) {
        subjects.add(t.getSubject());
      }
      if (t.getObject().isVariable()) {
        objects.merge(t.getObject(), 1, Integer::sum);
      }
    }
    // Here 1.0 is 1.00; there these are two terms.
    return objects.entrySet().stream()
        .filter(e -> e.getValue() > 1 && !subjects.contains(e.getKey()))
        .allMatch(
            e ->
                descriptor.areResources(
                    block.patterns().stream()
                        .filter(t -> t.getObject().equals(e.getKey()))
                        .flatMap(
                            t -> {
                              Set<Node> all = new HashSet<>(schema.subProperties(t.getPredicate()));
                              all.add(t.getPredicate());
                              return all.stream();
                            })
                        .collect(Collectors.toSet())));
  }

  private static boolean isWritable(Node node) {
    return node.isVariable() || SparqlText.isTerm(node);
  }

  private void pattern(Triple t) {
    Node p = t.getPredicate();
    String subject = place(t.getSubject());
    if (p.equals(RDF.Nodes.type) && t.getObject().isURI()) {
      type(subject, t.getObject());
      return;
    }
    String object = place(t.getObject());
    Set<Node> all = new TreeSet<>(EndpointBlock::byIri);
    all.add(p);
    all.addAll(schema.subProperties(p));
    all.removeIf(q -> hidden.contains(q.getURI()) || hidden.contains(p.getURI()));
    add(alternatives(subject, stated.apply(all), object, ""));
  }

  private void type(String subject, Node type) {
    if (hidden.contains(RDF.Nodes.type.getURI())) {
      empty = true;
      return;
    }
    Set<Node> classes = new TreeSet<>(EndpointBlock::byIri);
    classes.add(type);
    classes.addAll(schema.subClasses(type));
    var branches = new ArrayList<String>();
    Set<Node> own = statedClasses.apply(classes);
    if (own.size() > MOST_PATTERNS) {
      String helper = helper();
      branches.add("VALUES %s { %s } %s a %s .".formatted(helper, terms(own), subject, helper));
    } else {
      own.forEach(c -> branches.add("%s a %s .".formatted(subject, SparqlText.term(c))));
    }
    branches.addAll(
        alternatives(subject, stated.apply(visible(schema.propertiesOf(type))), helper(), ""));
    branches.addAll(
        alternatives(
            helper(),
            stated.apply(visible(schema.propertiesTo(type))),
            subject,
            " FILTER(!isLiteral(%s))".formatted(subject)));
    add(branches);
  }

  private Set<Node> visible(Set<Node> predicates) {
    return predicates.stream()
        .filter(p -> !hidden.contains(p.getURI()))
        .collect(Collectors.toCollection(() -> new TreeSet<>(EndpointBlock::byIri)));
  }

  private List<String> alternatives(
      String subject, Set<Node> predicates, String object, String filter) {
    if (predicates.size() > MOST_PATTERNS) {
      String helper = helper();
      return List.of(
          "VALUES %s { %s } %s %s %s .%s"
              .formatted(helper, terms(predicates), subject, helper, object, filter));
    }
    return predicates.stream()
        .map(p -> "%s %s %s .%s".formatted(subject, SparqlText.term(p), object, filter))
        .toList();
  }

  private static String terms(Set<Node> nodes) {
    return nodes.stream().map(SparqlText::term).collect(Collectors.joining(" "));
  }

  private void add(List<String> branches) {
    if (branches.isEmpty()) {
      empty = true;
    } else if (branches.size() == 1 && !branches.getFirst().contains("VALUES")) {
      mayRepeat |= branches.getFirst().contains("?x");
      parts.add(branches.getFirst());
    } else {
      mayRepeat = true;
      parts.add(branches.stream().collect(Collectors.joining(" } UNION { ", "{ ", " }")));
    }
  }

  private String helper() {
    return "?x" + helpers++;
  }

  private String place(Node node) {
    if (node.isVariable()) {
      return names.computeIfAbsent(Var.alloc(node), v -> "?v" + names.size());
    }
    if (node.isURI()) {
      // A crm-ekg would take a constant for the party that it means; in VALUES it is a term.
      return terms.computeIfAbsent(node, n -> "?t" + terms.size());
    }
    if (SparqlText.isTerm(node)) {
      return SparqlText.term(node);
    }
    String name = "?c" + constants.size();
    constants.put(name, node);
    return name;
  }

  /** A condition that leaves out only what is left out here. */
  private Optional<String> filter(Expr expr) {
    return comparison(expr).or(() -> TextCondition.of(expr).flatMap(this::text));
  }

  /**
   * What is asked of a part of a text. Literals that are no texts may be written otherwise there,
   * and what is no literal has a text only by STR: they are let through, as is what the endpoint
   * has no answer for.
   */
  private Optional<String> text(TextCondition condition) {
    String name = names.get(condition.variable());
    Node part = NodeFactory.createLiteralString(condition.part());
    if (name == null || !SparqlText.isTerm(part)) {
      return Optional.empty();
    }
    String looked =
        (condition.atStart() ? "STRSTARTS(%s, %s)" : "CONTAINS(%s, %s)")
            .formatted(
                condition.anyCase() ? "LCASE(STR(" + name + "))" : "STR(" + name + ")",
                SparqlText.term(part));
    return Optional.of(
        "FILTER(COALESCE(!isLiteral(%1$s) || (LANG(%1$s) = \"\" && DATATYPE(%1$s) != <%2$s>) || %3$s%4$s, true))"
            .formatted(
                name,
                XSDDatatype.XSDstring.getURI(),
                looked,
                condition.anyCase() ? " || REGEX(STR(" + name + "), \"[^ -~]\")" : ""));
  }

  /** A comparison with a number, a time or a text that leaves out only what is left out here. */
  private Optional<String> comparison(Expr expr) {
    String operator =
        switch (expr) {
          case E_LessThan e -> "<";
          case E_LessThanOrEqual e -> "<=";
          case E_GreaterThan e -> ">";
          case E_GreaterThanOrEqual e -> ">=";
          case E_Equals e -> "=";
          default -> null;
        };
    if (operator == null || !(expr instanceof ExprFunction2 comparison)) {
      return Optional.empty();
    }
    Expr left = comparison.getArg1();
    Expr right = comparison.getArg2();
    if (left.isVariable() && right.isConstant()) {
      return compared(left.asVar(), operator, right.getConstant(), true);
    }
    return left.isConstant() && right.isVariable()
        ? compared(right.asVar(), operator, left.getConstant(), false)
        : Optional.empty();
  }

  private Optional<String> compared(
      Var variable, String operator, NodeValue constant, boolean variableFirst) {
    String name = names.get(variable);
    Node node = constant.asNode();
    if (name == null || !node.isLiteral()) {
      return Optional.empty();
    }
    boolean text = XSDDatatype.XSDstring.equals(node.getLiteralDatatype()) && operator.equals("=");
    boolean time = constant.isDate() || constant.isDateTime();
    Optional<String> value =
        constant.isNumber()
            ? SparqlText.value(node)
            : text && SparqlText.isTerm(node)
                ? Optional.of(SparqlText.term(node))
                : time ? SparqlText.typed(node) : Optional.empty();
    // Not every endpoint orders days; what it has no answer for is let through.
    String form = time ? "FILTER(COALESCE(%s %s %s, true))" : "FILTER(%s %s %s)";
    return value.map(
        v -> variableFirst ? form.formatted(name, operator, v) : form.formatted(v, operator, name));
  }

  /** Returns whether there surely is no solution. */
  boolean isEmpty() {
    return empty;
  }

  /** Returns the query. */
  EndpointQuery query(Optional<String> graph) {
    var all = new ArrayList<>(names.values());
    all.addAll(constants.keySet());
    String head = all.isEmpty() ? "*" : String.join(" ", all);
    boolean distinct = mayRepeat && !all.isEmpty();
    var query = new EndpointQuery((distinct ? "DISTINCT " : "") + head, graph);
    terms.forEach(
        (node, name) -> query.add("VALUES %s { %s }".formatted(name, SparqlText.term(node))));
    parts.forEach(query::add);
    block.values().entrySet().stream()
        .filter(e -> names.containsKey(e.getKey()) && !e.getValue().isAny())
        .sorted((a, b) -> Integer.compare(cost(a.getValue()), cost(b.getValue())))
        .forEach(
            e ->
                query.restrict(
                    Objects.requireNonNull(names.get(e.getKey())), e.getValue().terms()));
    constants.forEach((name, node) -> query.restrict(name, List.of(node)));
    return query;
  }

  /** Of many values each row matches few; conditions come last. */
  private static int cost(TermSet values) {
    int size = values.terms().size();
    return values.terms().stream().allMatch(SparqlText::isTerm) ? -size : size;
  }

  /** Returns the solution that a row is, or null if it is none here. */
  @Nullable Binding solution(Binding row) {
    for (Map.Entry<String, Node> constant : constants.entrySet()) {
      if (!constant.getValue().equals(row.get(Var.alloc(constant.getKey().substring(1))))) {
        return null;
      }
    }
    var builder = BindingFactory.builder();
    for (Map.Entry<Var, String> name : names.entrySet()) {
      Node value = row.get(Var.alloc(name.getValue().substring(1)));
      if (value == null
          || !block.values().getOrDefault(name.getKey(), TermSet.ANY).contains(value)) {
        return null;
      }
      builder.add(name.getKey(), value);
    }
    return builder.build();
  }

  /** Returns whether several rows may be this solution. */
  boolean mayRepeat(Binding solution) {
    if (!constants.isEmpty() || names.isEmpty()) {
      return true;
    }
    for (Var v : names.keySet()) {
      Node value = solution.get(v);
      if (value.isLiteral() && !SparqlText.isTerm(value)) {
        return true;
      }
    }
    return false;
  }
}
