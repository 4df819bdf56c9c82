package org.crmekg.validation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.shacl.vocabulary.SHACL;
import org.apache.jena.system.G;
import org.apache.jena.vocabulary.OWL;
import org.apache.jena.vocabulary.RDF;
import org.apache.jena.vocabulary.RDFS;
import org.crmekg.Problem;

/**
 * Decides for each shape with a target which engine may judge it, and finds what is wrong with it.
 *
 * <p>Nothing that a shape says may be passed over, and both engines pass things over: RDF4J answers
 * "conforms" for what it does not support, Jena for what it does not know. So the lint works from
 * lists of what is allowed, never of what is forbidden: every SHACL term has to be known, well
 * formed where it stands (SHACL, the syntax rules of appendix A), and proven on the engine that
 * gets it.
 */
final class ShapeLint {
  static final Node TRUE = NodeFactory.createLiteralDT("true", XSDDatatype.XSDboolean);
  private static final Node FALSE = NodeFactory.createLiteralDT("false", XSDDatatype.XSDboolean);

  // Constraint parameters of DASH: engines ignore them unless the file declares their components.
  private static final String DASH = "http://datashapes.org/dash#";
  private static final Set<String> DASH_CONSTRAINTS =
      Set.of(
          "hasValueIn",
          "closedByTypes",
          "coExistsWith",
          "hasClass",
          "hasValueWithClass",
          "hasMinCount",
          "hasMaxCount",
          "nonRecursive",
          "rootClass",
          "singleLine",
          "stem",
          "subSetOf",
          "symmetric",
          "uniqueValueForClass",
          "uniqueValuesForClass");
  private static final String RSX = "http://rdf4j.org/shacl-extensions#";

  private static final Set<String> LOGICAL = Set.of("not", "and", "or", "node");

  /** Something that is wrong, and the node that it stands on. */
  record Finding(Problem problem, Node node, String text) {}

  /** Which engine gets a shape, and why it is not RDF4J. */
  record Route(Engine engine, List<String> reasons) {}

  private final Strictness strictness;
  private final Graph graph;
  private final ConstraintComponents components;
  private final NodeText text;
  private final SparqlLint sparql;
  private final Set<Finding> findings = new LinkedHashSet<>();

  ShapeLint(Graph graph, ConstraintComponents components, NodeText text, Strictness strictness) {
    this.strictness = strictness;
    this.graph = graph;
    this.components = components;
    this.text = text;
    this.sparql = new SparqlLint(graph);
  }

  List<Finding> findings() {
    return List.copyOf(findings);
  }

  /** Looks at every SHACL term of the graph, so that a misspelt one never makes a shape vanish. */
  void checkTerms() {
    for (Triple t : graph.find().toList()) {
      ShaclTerms.localName(t.getPredicate())
          .filter(name -> !ShaclTerms.isProperty(name))
          .filter(name -> strictness == Strictness.PRODUCT || isShape(t.getSubject()))
          .ifPresent(
              name ->
                  unsupported(
                      t.getSubject(),
                      "sh:%s is not a property of SHACL%s"
                          .formatted(name, meant(ShaclTerms.closestProperty(name)))));
      if (t.getPredicate().equals(RDF.type.asNode())) {
        ShaclTerms.localName(t.getObject())
            .filter(name -> !ShaclTerms.isClass(name))
            .ifPresent(
                name ->
                    unsupported(
                        t.getSubject(),
                        "sh:%s is not a class of SHACL%s"
                            .formatted(name, meant(ShaclTerms.closestClass(name)))));
      }
    }
    for (Triple t : graph.find(Node.ANY, SHACL.entailment, Node.ANY).toList()) {
      unsupported(t.getSubject(), "sh:entailment is not supported; state what is to be inferred");
    }
    for (Node component : components.components()) {
      checkComponent(component);
    }
  }

  /** Checks all that a shape with a target reaches, and chooses its engine. */
  Route route(Node root, List<Target> targets) {
    var walk = new Walk(root);
    for (Target target : targets) {
      walk.target(target);
    }
    if (targets.size() > 1) {
      walk.notRdf4j.add("several targets");
    }
    walk.shape(root, Place.ROOT);
    if (walk.notRdf4j.isEmpty()) {
      return new Route(Engine.RDF4J, List.of());
    }
    for (String reason : walk.notJena) {
      unsupported(
          root,
          "no engine judges this shape: RDF4J does not, because of %s; Jena does not, because of %s"
              .formatted(String.join(", ", walk.notRdf4j), reason));
    }
    return new Route(Engine.JENA, List.copyOf(walk.notRdf4j));
  }

  /** Returns whether something makes the node a shape, beside a word that SHACL does not have. */
  private boolean isShape(Node node) {
    boolean says =
        graph
            .find(node, Node.ANY, Node.ANY)
            .filterKeep(
                t ->
                    ShaclTerms.localName(t.getPredicate())
                            .filter(ShaclTerms::isProperty)
                            .isPresent()
                        || (t.getPredicate().equals(RDF.type.asNode())
                            && ShaclTerms.localName(t.getObject()).isPresent()))
            .hasNext();
    return says
        || graph
            .find(Node.ANY, Node.ANY, node)
            .filterKeep(
                t ->
                    ShapeUnit.refersToShape(t.getPredicate())
                        || t.getPredicate().equals(RDF.first.asNode()))
            .hasNext();
  }

  private static String meant(Optional<String> name) {
    return name.map(n -> "; did you mean sh:" + n + "?").orElse("");
  }

  void invalid(Node node, String message) {
    findings.add(new Finding(Problem.SHAPES_INVALID, node, message));
  }

  void unsupported(Node node, String message) {
    findings.add(new Finding(Problem.SHAPE_UNSUPPORTED, node, message));
  }

  private void checkComponent(Node component) {
    if (component.isURI() && component.getURI().startsWith(ShaclTerms.NS)) {
      return;
    }
    if (components.validators(component).isEmpty()) {
      unsupported(component, "the constraint component has no sh:validator with a SPARQL query");
    }
    for (Node validator : components.validators(component)) {
      boolean ask = !G.listSP(graph, validator, SHACL.ask).isEmpty();
      var preBound = new HashSet<>(components.variables(component));
      preBound.add("this");
      preBound.add("currentShape");
      preBound.add("shapesGraph");
      if (ask) {
        preBound.add("value");
      }
      if (G.contains(graph, component, SHACL.propertyValidator, validator)) {
        preBound.add("PATH");
      }
      Optional<String> query = components.query(validator);
      if (query.isEmpty()) {
        unsupported(component, "a validator needs one sh:ask or sh:select");
      }
      query.ifPresent(q -> report(component, sparql.check(validator, q, preBound, ask)));
    }
  }

  private void report(Node node, SparqlLint.Outcome outcome) {
    outcome.invalid().forEach(m -> invalid(node, m));
    outcome.unsupported().forEach(m -> unsupported(node, m));
  }

  /** Where a shape stands in its unit; RDF4J's SPARQL constraints are proven near the root only. */
  private enum Place {
    ROOT,
    PROPERTY_OF_ROOT,
    /** Under sh:not, sh:and, sh:or or sh:node of the root. */
    NESTED,
    /** The same of a property shape, so that it is judged on each value. */
    NESTED_IN_VALUES
  }

  /** One pass over the shapes that a target shape reaches. */
  private final class Walk {
    private final Node root;
    private final Set<String> notRdf4j = new LinkedHashSet<>();
    private final Set<String> notJena = new LinkedHashSet<>();
    private final Deque<Node> open = new ArrayDeque<>();
    private final Set<List<Object>> done = new HashSet<>();

    private Walk(Node root) {
      this.root = root;
    }

    private void target(Target target) {
      switch (target) {
        case Target.NodeTarget t -> {
          if (!t.node().isURI()) {
            notRdf4j.add("sh:targetNode with a blank node or a literal");
          }
        }
        case Target.ClassTarget t -> iri(root, "targetClass", t.type());
        case Target.SubjectsOf t -> iri(root, "targetSubjectsOf", t.property());
        case Target.ObjectsOf t -> {
          iri(root, "targetObjectsOf", t.property());
          // Focus nodes may be literals, which RDF4J's merges do not keep in order.
          notRdf4j.add("sh:targetObjectsOf");
        }
      }
    }

    private void shape(Node shape, Place place) {
      if (open.contains(shape)) {
        unsupported(shape, "the shape refers to itself; recursive shapes have no defined meaning");
        return;
      }
      if (shape.isLiteral()) {
        invalid(root, "%s stands where a shape is expected".formatted(text.of(shape)));
        return;
      }
      if (!done.add(List.of(shape, place))) {
        return;
      }
      open.push(shape);
      List<Triple> says = graph.find(shape, Node.ANY, Node.ANY).toList();
      if (says.isEmpty()) {
        invalid(root, "%s is used as a shape, but nothing is said of it".formatted(text.of(shape)));
      }
      boolean isProperty = graph.contains(shape, SHACL.path, Node.ANY);
      types(shape, isProperty);
      for (Triple t : says) {
        Node p = t.getPredicate();
        Optional<String> name = ShaclTerms.localName(p);
        if (components.hasParameter(p)) {
          notRdf4j.add("the constraint component of " + text.of(p));
        } else if (name.isPresent()) {
          constraint(shape, name.get(), t.getObject(), isProperty, place);
        } else {
          foreign(shape, p);
        }
      }
      once(shape);
      together(shape);
      open.pop();
    }

    private void types(Node shape, boolean isProperty) {
      boolean node = graph.contains(shape, RDF.type.asNode(), SHACL.NodeShape);
      boolean property = graph.contains(shape, RDF.type.asNode(), SHACL.PropertyShape);
      if (isProperty && node) {
        invalid(shape, "a sh:NodeShape has no sh:path; a sh:PropertyShape has one");
      }
      if (!isProperty && property) {
        invalid(shape, "a sh:PropertyShape needs one sh:path");
      }
    }

    private void foreign(Node shape, Node p) {
      if (p.getURI().startsWith(RSX)
          || (p.getURI().startsWith(DASH)
              && DASH_CONSTRAINTS.contains(p.getURI().substring(DASH.length())))) {
        unsupported(shape, text.of(p) + " is an extension that the engines here do not judge");
      }
    }

    /** Parameters that may stand once only; engines take one of several, or fail. */
    private void once(Node shape) {
      for (String name : ShaclTerms.SINGLE) {
        long values = graph.find(shape, ShaclTerms.term(name), Node.ANY).toList().size();
        if (values > 1) {
          invalid(shape, "sh:%s stands %d times; it may stand once".formatted(name, values));
        }
      }
      if (graph.find(shape, SHACL.class_, Node.ANY).toList().size() > 1) {
        notRdf4j.add("several sh:class on one shape");
      }
    }

    private void together(Node shape) {
      boolean qualified = graph.contains(shape, SHACL.qualifiedValueShape, Node.ANY);
      boolean counted =
          graph.contains(shape, SHACL.qualifiedMinCount, Node.ANY)
              || graph.contains(shape, SHACL.qualifiedMaxCount, Node.ANY);
      // By the standard a count without its shape means nothing; a shape of the product says more.
      boolean idle = counted && !qualified;
      if ((qualified && !counted) || (idle && strictness == Strictness.PRODUCT)) {
        invalid(
            shape,
            "sh:qualifiedValueShape and sh:qualifiedMinCount or sh:qualifiedMaxCount stand"
                + " together");
      }
    }

    private void constraint(Node shape, String name, Node value, boolean isProperty, Place place) {
      if (ShaclTerms.ADVANCED.contains(name)) {
        unsupported(shape, "sh:%s (SHACL Advanced Features) is not supported".formatted(name));
        return;
      }
      boolean idle =
          name.startsWith("qualified")
              && strictness == Strictness.PLAIN
              && !graph.contains(shape, SHACL.qualifiedValueShape, Node.ANY);
      if (!isProperty && ShaclTerms.PROPERTY_SHAPE_ONLY.contains(name) && !idle) {
        invalid(shape, "sh:%s needs a sh:path beside it".formatted(name));
      }
      boolean nested = place == Place.NESTED || place == Place.NESTED_IN_VALUES;
      Place inner =
          isProperty || place == Place.NESTED_IN_VALUES ? Place.NESTED_IN_VALUES : Place.NESTED;
      if (nested && LOGICAL.contains(name)) {
        notRdf4j.add("sh:%s within another constraint".formatted(name));
      }
      switch (name) {
        case "property" -> {
          if (!graph.contains(value, SHACL.path, Node.ANY)) {
            invalid(
                shape, "sh:property leads to %s, which has no sh:path".formatted(text.of(value)));
          }
          if (isProperty || place == Place.NESTED_IN_VALUES) {
            // One result for each way that leads to the node; RDF4J gives one (property-001).
            notRdf4j.add("sh:property within a property shape");
          }
          shape(value, place == Place.ROOT && !isProperty ? Place.PROPERTY_OF_ROOT : inner);
        }
        case "node" -> {
          if (graph.contains(value, SHACL.path, Node.ANY)) {
            invalid(shape, "sh:node leads to a property shape; use sh:property");
          }
          shape(value, inner);
        }
        case "not" -> shape(value, inner);
        case "qualifiedValueShape" -> {
          // RDF4J counts a value once for each way of a path, and blank nodes not always.
          notRdf4j.add("sh:qualifiedValueShape");
          shape(value, inner);
        }
        case "and", "or" -> list(shape, name, value).forEach(s -> shape(s, inner));
        case "xone" -> {
          notRdf4j.add("sh:xone");
          list(shape, name, value).forEach(s -> shape(s, inner));
        }
        case "path" -> new PathLint(shape).path(value);
        case "class", "datatype" -> iri(shape, name, value);
        case "equals", "disjoint" -> {
          iri(shape, name, value);
          // RDF4J breaks off with a ClassCastException where a value node is a literal.
          notRdf4j.add("sh:" + name);
        }
        case "lessThan", "lessThanOrEquals" -> {
          iri(shape, name, value);
          // Several values: RDF4J reports fewer results than one for each pair (lessThan-002).
          notRdf4j.add("sh:" + name);
        }
        case "nodeKind" -> {
          if (ShaclTerms.localName(value).filter(ShaclTerms::isNodeKind).isEmpty()) {
            invalid(
                shape,
                "sh:nodeKind %s is not one of %s"
                    .formatted(text.of(value), ShaclTerms.nodeKinds()));
          }
        }
        case "minCount" -> {
          count(shape, name, value);
          if (value.isLiteral() && !value.getLiteralLexicalForm().matches("0*[01]")) {
            // RDF4J counts with FILTER(?a != ?b): 1 and 01 are one value to it.
            notRdf4j.add("sh:minCount of more than 1");
          }
        }
        case "maxCount", "qualifiedMinCount", "qualifiedMaxCount" -> count(shape, name, value);
        case "minLength", "maxLength" -> {
          count(shape, name, value);
          if (nested) {
            // RDF4J lets blank nodes pass there.
            notRdf4j.add("sh:%s within another constraint".formatted(name));
          }
        }
        case "hasValue" -> {
          comparable(shape, name, value);
          if (nested) {
            notRdf4j.add("sh:hasValue within another constraint");
          }
        }
        case "minExclusive", "minInclusive", "maxExclusive", "maxInclusive" -> {
          // RDF4J compares ill-typed values too: "300"^^xsd:byte passes as more than 5.
          notRdf4j.add("sh:" + name);
          if (!value.isLiteral() || !value.getLiteral().isWellFormed()) {
            invalid(shape, "sh:%s needs a well-formed literal".formatted(name));
          }
        }
        case "pattern" -> pattern(shape, value);
        case "flags" -> string(shape, name, value);
        case "languageIn" -> list(shape, name, value).forEach(v -> string(shape, name, v));
        case "uniqueLang" -> {
          bool(shape, name, value);
          // RDF4J reports one result for a node, the standard one for each language.
          notRdf4j.add("sh:uniqueLang");
        }
        case "closed" -> {
          strictBool(shape, name, value);
          if (nested) {
            notRdf4j.add("sh:closed within another constraint");
          }
        }
        case "deactivated" -> strictBool(shape, name, value);
        case "qualifiedValueShapesDisjoint" -> bool(shape, name, value);
        case "ignoredProperties" -> list(shape, name, value).forEach(v -> iri(shape, name, v));
        case "in" -> list(shape, name, value).forEach(v -> comparable(shape, name, v));
        case "severity" -> severity(shape, value);
        case "message" -> {
          if (!value.isLiteral()) {
            invalid(shape, "sh:message needs a text");
          }
        }
        case "sparql" -> sparql(shape, value, isProperty, place);
        default -> {
          // Targets belong to units of their own; names, groups and the like judge nothing.
        }
      }
    }

    /** RDF4J compares members by value, so that true would stand for 1 as well. */
    private void comparable(Node shape, String name, Node value) {
      boolean byTerm =
          value.isURI()
              || isString(value)
              || (value.isLiteral() && !value.getLiteralLanguage().isEmpty())
              || ((value.equals(TRUE) || value.equals(FALSE)) && isComputed(shape));
      if (!byTerm) {
        notRdf4j.add("sh:%s with %s".formatted(name, text.of(value)));
      }
    }

    /** Computed booleans have one form, so that comparing them by value or by term is the same. */
    private boolean isComputed(Node shape) {
      return strictness == Strictness.PRODUCT
          && G.listSP(graph, shape, SHACL.path).stream()
              .anyMatch(ComputedProperties.standard().properties()::contains);
    }

    private void severity(Node shape, Node value) {
      Optional<String> name = ShaclTerms.localName(value);
      if (!value.isURI()) {
        invalid(shape, "sh:severity needs an IRI, such as sh:Warning");
      } else if (name.isPresent() && !ShaclTerms.isSeverity(name.get())) {
        invalid(
            shape,
            "sh:%s is not a severity of SHACL; it has sh:Violation, sh:Warning, sh:Info"
                .formatted(name.get()));
      } else if (name.isEmpty()) {
        notRdf4j.add("the severity " + text.of(value));
      }
    }

    private void sparql(Node shape, Node constraint, boolean isProperty, Place place) {
      if (G.contains(graph, constraint, SHACL.deactivated, TRUE)) {
        return;
      }
      List<Node> selects = G.listSP(graph, constraint, SHACL.select);
      if (selects.size() != 1 || !isString(selects.get(0))) {
        invalid(shape, "sh:sparql needs one sh:select, a plain string");
        return;
      }
      var preBound = new HashSet<>(Set.of("this", "shapesGraph", "currentShape"));
      if (isProperty) {
        preBound.add("PATH");
      }
      SparqlLint.Outcome outcome =
          sparql.check(constraint, selects.get(0).getLiteralLexicalForm(), preBound, false);
      report(shape, outcome);
      notRdf4j.addAll(outcome.notRdf4j());
      if (graph.contains(constraint, SHACL.prefixes, Node.ANY) && importsPrefixes(constraint)) {
        notRdf4j.add("sh:prefixes through owl:imports");
      }
      if (graph.find(constraint, SHACL.message, Node.ANY).toList().size() > 1) {
        notJena.add("several sh:message on one SPARQL constraint");
      }
      if (isProperty) {
        // Jena runs the query once for each value node, and not at all where there is none.
        notJena.add("sh:sparql on a property shape");
      }
      if (place == Place.NESTED || place == Place.NESTED_IN_VALUES) {
        notRdf4j.add("sh:sparql within another constraint");
      }
      if (strictness == Strictness.PRODUCT) {
        // RDF4J plans the query as if $this were not known, and runs it anew for each focus node:
        // minutes for ten thousand of them, where Jena looks each one up.
        notRdf4j.add("sh:sparql, for its time");
      }
    }

    private boolean importsPrefixes(Node constraint) {
      return G.listSP(graph, constraint, SHACL.prefixes).stream()
          .anyMatch(o -> graph.contains(o, OWL.imports.asNode(), Node.ANY));
    }

    private void pattern(Node shape, Node value) {
      string(shape, "pattern", value);
      String flags =
          G.listSP(graph, shape, SHACL.flags).stream()
              .filter(Node::isLiteral)
              .map(Node::getLiteralLexicalForm)
              .findFirst()
              .orElse("");
      if (!flags.matches("[smixq]*")) {
        invalid(shape, "sh:flags \"%s\": XPath has the flags s, m, i, x and q".formatted(flags));
      } else if (!flags.matches("i?")) {
        notRdf4j.add("sh:flags \"" + flags + "\"");
      }
      if (value.isLiteral() && flags.matches("[^q]*")) {
        try {
          Pattern.compile(value.getLiteralLexicalForm());
        } catch (PatternSyntaxException e) {
          invalid(shape, "sh:pattern is not a regular expression: " + e.getDescription());
        }
      }
    }

    private List<Node> list(Node shape, String name, Node list) {
      Set<Node> cells = new HashSet<>();
      List<Node> members = new ArrayList<>();
      Node cell = list;
      while (!cell.equals(RDF.nil.asNode())) {
        List<Node> first = G.listSP(graph, cell, RDF.first.asNode());
        List<Node> rest = G.listSP(graph, cell, RDF.rest.asNode());
        if (first.size() != 1 || rest.size() != 1 || !cells.add(cell)) {
          invalid(shape, "sh:%s needs a list in parentheses".formatted(name));
          return List.of();
        }
        members.add(first.get(0));
        cell = rest.get(0);
      }
      return members;
    }

    private void iri(Node shape, String name, Node value) {
      if (!value.isURI()) {
        invalid(shape, "sh:%s needs an IRI, not %s".formatted(name, text.of(value)));
      }
    }

    private void string(Node shape, String name, Node value) {
      if (!isString(value)) {
        invalid(shape, "sh:%s needs a plain string, not %s".formatted(name, text.of(value)));
      }
    }

    private void bool(Node shape, String name, Node value) {
      if (!value.isLiteral() || !XSDDatatype.XSDboolean.equals(value.getLiteralDatatype())) {
        invalid(shape, "sh:%s is true or false, not %s".formatted(name, text.of(value)));
      }
    }

    /** "1"^^xsd:boolean means true to one engine and nothing to the other. */
    private void strictBool(Node shape, String name, Node value) {
      if (!value.equals(TRUE) && !value.equals(FALSE)) {
        invalid(shape, "sh:%s is true or false, not %s".formatted(name, text.of(value)));
      }
    }

    private void count(Node shape, String name, Node value) {
      boolean good =
          value.isLiteral()
              && value.getLiteralLexicalForm().matches("[0-9]{1,9}")
              && XSDDatatype.XSDinteger.getURI().equals(value.getLiteralDatatypeURI());
      if (!good) {
        invalid(shape, "sh:%s is a whole number, not %s".formatted(name, text.of(value)));
      }
    }

    /** Checks a property path (SHACL §2.3.1). */
    private final class PathLint {
      private final Node shape;
      private final Deque<Node> openPaths = new ArrayDeque<>();

      private PathLint(Node shape) {
        this.shape = shape;
      }

      private void path(Node path) {
        if (path.isURI()) {
          return;
        }
        if (!path.isBlank() || openPaths.contains(path)) {
          invalid(shape, "sh:path is an IRI or a path, not %s".formatted(text.of(path)));
          return;
        }
        openPaths.push(path);
        if (graph.contains(path, RDF.first.asNode(), Node.ANY)) {
          onlyList(path);
          twoOrMore("path", list(shape, "path", path)).forEach(this::path);
        } else {
          operator(path);
        }
        openPaths.pop();
      }

      /** A list that is also another path counts as the list (§2.3.1.2), but RDF4J ignores both. */
      private void onlyList(Node cell) {
        if (graph.find(cell, Node.ANY, Node.ANY).toList().size() > 2) {
          notRdf4j.add("a path that says two things");
          if (strictness == Strictness.PRODUCT) {
            invalid(shape, "the path is a list and something else at once");
          }
        }
      }

      private void operator(Node path) {
        List<Triple> says = graph.find(path, Node.ANY, Node.ANY).toList();
        if (says.size() != 1) {
          invalid(shape, "a path says one thing; this one says %d".formatted(says.size()));
          return;
        }
        Node value = says.get(0).getObject();
        String name = ShaclTerms.localName(says.get(0).getPredicate()).orElse("");
        switch (name) {
          case "inversePath" -> {
            if (!value.isURI()) {
              notRdf4j.add("sh:inversePath of a path");
            }
            path(value);
          }
          case "alternativePath" -> twoOrMore(name, list(shape, name, value)).forEach(this::path);
          case "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath" -> {
            notRdf4j.add("sh:" + name);
            path(value);
          }
          default ->
              invalid(
                  shape,
                  "%s is not a path of SHACL".formatted(text.of(says.get(0).getPredicate())));
        }
      }

      private List<Node> twoOrMore(String name, List<Node> members) {
        if (members.size() < 2) {
          invalid(shape, "a list in sh:%s has two members or more".formatted(name));
        }
        return members;
      }
    }
  }

  private static boolean isString(Node node) {
    return node.isLiteral() && XSDDatatype.XSDstring.equals(node.getLiteralDatatype());
  }

  /** Returns whether a shape is a class by the standard: an instance of rdfs:Class (§2.1.3.3). */
  static boolean isImplicitClassTarget(Graph graph, Node shape) {
    return G.isOfType(graph, shape, RDFS.Class.asNode())
        && (G.isOfType(graph, shape, SHACL.NodeShape)
            || G.isOfType(graph, shape, SHACL.PropertyShape));
  }
}
