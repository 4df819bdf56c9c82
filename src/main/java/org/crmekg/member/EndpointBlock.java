package org.crmekg.member;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.vocabulary.RDF;
import org.crmekg.rdf.Schema;
import org.crmekg.virtual.QuadBlock;
import org.crmekg.virtual.TermSet;

/**
 * What an endpoint is asked for a block, and what its rows say of it.
 *
 * <p>The endpoint's statements are asked for that are in the block, or from which such a statement
 * follows by our ontology: those of sub-properties, those that give a type to their subject, and
 * those that give one to their object. What follows is worked out here, from rows.
 */
final class EndpointBlock {
  /** More predicates than these are values of a variable, and not patterns of their own. */
  private static final int MOST_PATTERNS = 12;

  private static final Var S = Var.alloc("s");
  private static final Var P = Var.alloc("p");
  private static final Var O = Var.alloc("o");

  /** A predicate that the subject has with any object. */
  private static final Var OF = Var.alloc("of");

  /** A predicate that has the subject as an object. */
  private static final Var TO = Var.alloc("to");

  private final QuadBlock block;
  private final Schema schema;
  private final Set<String> hidden;
  private final boolean anyPredicate;
  private final Set<Node> direct;
  private final Optional<Set<Node>> classes;
  private final Set<Node> of;
  private final Set<Node> to;

  /**
   * Works out what to ask.
   *
   * @param block without blank nodes
   * @param schema what follows; {@link Schema#NONE} where the endpoint states it itself
   * @param hidden properties whose statements the caller may not see
   * @param stated keeps of predicates those that the endpoint may state
   * @param statedClasses keeps of classes those that the endpoint may state
   */
  EndpointBlock(
      QuadBlock block,
      Schema schema,
      Set<String> hidden,
      UnaryOperator<Set<Node>> stated,
      UnaryOperator<Set<Node>> statedClasses) {
    this.block = block;
    this.schema = schema;
    this.hidden = Set.copyOf(hidden);
    this.anyPredicate = block.predicates().isAny();
    UnaryOperator<Set<Node>> visible =
        all ->
            stated.apply(
                all.stream()
                    .filter(p -> !hidden.contains(p.getURI()))
                    .collect(Collectors.toCollection(() -> new TreeSet<>(EndpointBlock::byIri))));
    Node type = RDF.Nodes.type;
    boolean types = block.predicates().contains(type) && !hidden.contains(type.getURI());
    Set<Node> wanted = new HashSet<>();
    if (!anyPredicate) {
      for (Node p : block.predicates().terms()) {
        if (p.isURI()) {
          wanted.add(p);
          wanted.addAll(schema.subProperties(p));
        }
      }
    }
    boolean typesAsked = wanted.remove(type) && types;
    this.direct = visible.apply(wanted);
    TermSet objects = block.objects();
    if (!types) {
      this.classes = Optional.of(Set.of());
      this.of = Set.of();
      this.to = Set.of();
      return;
    }
    this.classes = classes(objects, typesAsked, statedClasses);
    this.of =
        anyPredicate && objects.isAny()
            ? Set.of()
            : visible.apply(giving(objects, schema.propertiesWithDomain(), schema::propertiesOf));
    this.to =
        anyPredicate && objects.isAny() && block.subjects().isAny()
            ? Set.of()
            : visible.apply(giving(objects, schema.propertiesWithRange(), schema::propertiesTo));
  }

  /** The classes whose instances are asked for; empty for all. */
  private Optional<Set<Node>> classes(
      TermSet objects, boolean asked, UnaryOperator<Set<Node>> stated) {
    if (objects.isAny()) {
      // With any predicate they are asked for with the rest.
      return asked ? Optional.empty() : Optional.of(Set.of());
    }
    Set<Node> all = new TreeSet<>(EndpointBlock::byIri);
    for (Node c : objects.terms()) {
      if (c.isURI()) {
        if (asked) {
          all.add(c);
        }
        all.addAll(schema.subClasses(c));
      }
    }
    return Optional.of(stated.apply(all));
  }

  private static Set<Node> giving(TermSet types, Set<Node> all, Function<Node, Set<Node>> of) {
    return types.isAny()
        ? all
        : types.terms().stream().flatMap(c -> of.apply(c).stream()).collect(Collectors.toSet());
  }

  static int byIri(Node a, Node b) {
    return a.getURI().compareTo(b.getURI());
  }

  /** Returns whether the endpoint surely has nothing of it. */
  boolean isEmpty() {
    return block.isEmpty()
        || (!anyPredicate
            && direct.isEmpty()
            && classes.filter(Set::isEmpty).isPresent()
            && of.isEmpty()
            && to.isEmpty());
  }

  /** Returns the query. */
  EndpointQuery query(Optional<String> graph) {
    TermSet subjects = block.subjects();
    TermSet objects = block.objects();
    boolean follows = !of.isEmpty() || !to.isEmpty();
    var branches = new ArrayList<String>();
    boolean onlyPattern =
        !anyPredicate && !follows && classes.filter(Set::isEmpty).isPresent() && direct.size() == 1;
    boolean objectsInFront = !objects.isAny() && subjects.isAny() && branchCount() == 1 && !follows;
    var among = objectsInFront ? Among.NOTHING : among(objects, subjects.isAny());
    if (anyPredicate) {
      branches.add(among.around("?s ?p ?o ."));
    } else if (onlyPattern) {
      branches.add(among.around("?s %s ?o .".formatted(SparqlText.term(direct.iterator().next()))));
    } else {
      branches.addAll(patterns("?s", direct, "?o", "?p", among));
    }
    classes.ifPresentOrElse(
        some -> {
          if (!some.isEmpty()) {
            branches.add(
                "VALUES ?o { %s } ?s a ?o . BIND(%s AS ?p)"
                    .formatted(terms(some), SparqlText.term(RDF.Nodes.type)));
          }
        },
        () -> branches.add("?s a ?o . BIND(%s AS ?p)".formatted(SparqlText.term(RDF.Nodes.type))));
    branches.addAll(patterns("?s", of, "?x", "?of", Among.NOTHING));
    branches.addAll(patterns("?x", to, "?s", "?to", new Among("", " FILTER(!isLiteral(?s))")));
    String head =
        (follows ? "DISTINCT " : "")
            + "?s "
            + (onlyPattern ? "" : "?p ")
            + "?o"
            + (of.isEmpty() ? "" : " ?of")
            + (to.isEmpty() ? "" : " ?to");
    var query = new EndpointQuery(head, graph);
    query.add(
        branches.size() == 1
            ? branches.getFirst()
            : branches.stream().collect(Collectors.joining(" } UNION { ", "{ ", " }")));
    if (!subjects.isAny()) {
      query.restrict("?s", subjects.terms());
    }
    if (objectsInFront) {
      query.restrict("?o", objects.terms());
    }
    return query;
  }

  private int branchCount() {
    return (anyPredicate ? 1 : Math.min(direct.size(), MOST_PATTERNS))
        + (classes.filter(Set::isEmpty).isPresent() ? 0 : 1)
        + of.size()
        + to.size();
  }

  /** What restricts a variable of a branch: values before it, or a condition after it. */
  private record Among(String before, String after) {
    static final Among NOTHING = new Among("", "");

    String around(String pattern) {
      return before + pattern + after;
    }
  }

  private static Among among(TermSet objects, boolean first) {
    if (objects.isAny()) {
      return Among.NOTHING;
    }
    if (first && objects.terms().stream().allMatch(SparqlText::isTerm)) {
      return new Among("VALUES ?o { %s } ".formatted(terms(objects.terms())), "");
    }
    return objects.terms().size() > EndpointQuery.MOST_CONDITIONS
        ? Among.NOTHING
        : SparqlText.condition("?o", objects.terms())
            .map(c -> new Among("", " FILTER(" + c + ")"))
            .orElse(Among.NOTHING);
  }

  private static List<String> patterns(
      String subject, Collection<Node> predicates, String object, String variable, Among among) {
    if (predicates.size() > MOST_PATTERNS) {
      return List.of(
          among.around(
              "VALUES %s { %s } %s %s %s ."
                  .formatted(variable, terms(predicates), subject, variable, object)));
    }
    return predicates.stream()
        .map(
            p ->
                "%s BIND(%s AS %s)"
                    .formatted(
                        among.around("%s %s %s .".formatted(subject, SparqlText.term(p), object)),
                        SparqlText.term(p),
                        variable))
        .toList();
  }

  private static String terms(Collection<Node> nodes) {
    return nodes.stream().map(SparqlText::term).collect(Collectors.joining(" "));
  }

  /** Returns the triples of the block that a row says, stated or following. */
  List<Triple> triples(Binding row) {
    Node s = row.get(S);
    if (s == null || s.isLiteral()) {
      return List.of();
    }
    var triples = new ArrayList<Triple>();
    Node of = row.get(OF);
    Node to = row.get(TO);
    Node o = row.get(O);
    if (of != null) {
      schema.domains(of).forEach(c -> triples.add(Triple.create(s, RDF.Nodes.type, c)));
    }
    if (to != null) {
      schema.ranges(to).forEach(c -> triples.add(Triple.create(s, RDF.Nodes.type, c)));
    }
    if (o != null) {
      Node p = row.get(P);
      if (p == null && direct.size() == 1) {
        p = direct.iterator().next();
      }
      if (p != null && p.isURI() && !hidden.contains(p.getURI())) {
        Triple stated = Triple.create(s, p, o);
        triples.add(stated);
        triples.addAll(schema.entailed(stated).keySet());
      }
    }
    Predicate<Triple> wanted = t -> block.matches(t) && !hidden.contains(t.getPredicate().getURI());
    triples.removeIf(wanted.negate());
    return triples;
  }

  /** Returns whether several rows may say a triple. */
  boolean mayRepeat(Triple triple) {
    Node object = triple.getObject();
    return triple.getPredicate().equals(RDF.Nodes.type)
        || !schema.subProperties(triple.getPredicate()).isEmpty()
        || (object.isLiteral() && !SparqlText.isTerm(object));
  }
}
