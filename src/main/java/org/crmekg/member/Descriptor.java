package org.crmekg.member;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.vocabulary.RDF;
import org.crmekg.mapping.ObjectMap.RefObjectMap;
import org.crmekg.mapping.ObjectMap.TermObjectMap;
import org.crmekg.mapping.PredicateObjectMap;
import org.crmekg.mapping.R2rmlMapping;
import org.crmekg.mapping.Template;
import org.crmekg.mapping.TermMap;
import org.crmekg.mapping.TermMap.ColumnTermMap;
import org.crmekg.mapping.TermMap.ConstantTermMap;
import org.crmekg.mapping.TermMap.TemplateTermMap;
import org.crmekg.mapping.TermType;
import org.crmekg.mapping.TriplesMap;
import org.crmekg.rdf.Iris;
import org.crmekg.rdf.Schema;
import org.crmekg.virtual.QuadBlock;
import org.crmekg.virtual.TermSet;

/**
 * What a member can answer, compiled from its mapping: no probe is ever sent.
 *
 * @param graphs the graphs that are known by name
 * @param openGraphs whether further graphs are named by data
 * @param predicates the predicates of its statements
 * @param openPredicates whether further predicates are named by data
 * @param classes the classes of its types
 * @param openClasses whether further classes are named by data
 * @param templates the templates of its IRIs, bases in front
 * @param openIris whether it also makes IRIs that no template describes
 * @param statements the forms of its statements; each of them has one
 */
public record Descriptor(
    Set<Node> graphs,
    boolean openGraphs,
    Set<Node> predicates,
    boolean openPredicates,
    Set<Node> classes,
    boolean openClasses,
    List<Template> templates,
    boolean openIris,
    StatementShapes statements) {
  private static final String DEFAULT_GRAPH = "http://www.w3.org/ns/r2rml#defaultGraph";

  public Descriptor {
    graphs = Set.copyOf(graphs);
    predicates = Set.copyOf(predicates);
    classes = Set.copyOf(classes);
    templates = List.copyOf(templates);
  }

  /** Creates a descriptor. */
  public Descriptor(
      Set<Node> graphs,
      boolean openGraphs,
      Set<Node> predicates,
      boolean openPredicates,
      Set<Node> classes,
      boolean openClasses,
      List<Template> templates,
      boolean openIris,
      Set<StatementShape> statements) {
    this(
        graphs,
        openGraphs,
        predicates,
        openPredicates,
        classes,
        openClasses,
        templates,
        openIris,
        StatementShapes.of(statements));
  }

  /** Returns the descriptor of a part of the system about whose content nothing is assumed. */
  public static Descriptor open(Node graph) {
    return new Descriptor(
        Set.of(graph),
        false,
        Set.of(),
        true,
        Set.of(),
        true,
        List.of(),
        true,
        Set.of(StatementShape.ANY));
  }

  /**
   * Returns the descriptor of a graph whose terms are known, though not which stand together.
   *
   * @param subjects templates of its subjects
   */
  public static Descriptor of(
      Node graph, Set<Node> predicates, Set<Node> classes, List<Template> subjects) {
    var statements = new HashSet<StatementShape>();
    for (Template template : subjects) {
      var subject = new TermShape.Iri(template);
      for (Node p : predicates) {
        if (!p.equals(RDF.Nodes.type)) {
          statements.add(new StatementShape(subject, p, new TermShape.Any()));
        }
      }
      for (Node type : classes) {
        statements.add(new StatementShape(subject, RDF.Nodes.type, TermShape.of(type)));
      }
    }
    return new Descriptor(
        Set.of(graph), false, predicates, false, classes, false, List.of(), true, statements);
  }

  /** Compiles the descriptor of a source. */
  public static Descriptor of(R2rmlMapping mapping, Node defaultGraph, Schema schema) {
    var builder = new Builder(defaultGraph, schema);
    mapping.triplesMaps().forEach(builder::add);
    return builder.build();
  }

  /** Returns false only if the member surely has no quad that matches. */
  public boolean canAnswer(Quad pattern) {
    return !possible(QuadBlock.of(pattern)).isEmpty();
  }

  /**
   * Returns the part of a block that the member may have: without the subjects and predicates that
   * it surely has not.
   */
  public QuadBlock possible(QuadBlock block) {
    if (block.graph().isConcrete() && !openGraphs && !graphs.contains(block.graph())) {
      return new QuadBlock(
          block.graph(), TermSet.of(List.of()), block.predicates(), block.objects());
    }
    return new QuadBlock(
        block.graph(),
        block.subjects().filter(s -> !s.isURI() || mayMint(s.getURI())),
        block.predicates().filter(p -> openPredicates || predicates.contains(p)),
        onlyTypes(block)
            ? block.objects().filter(o -> openClasses || classes.contains(o))
            : block.objects());
  }

  private static boolean onlyTypes(QuadBlock block) {
    return !block.predicates().isAny() && block.predicates().terms().equals(Set.of(RDF.Nodes.type));
  }

  /** Returns false only if no row can give this IRI. */
  public boolean mayMint(String iri) {
    return openIris || templates.stream().anyMatch(t -> t.canMatch(iri));
  }

  private static final class Builder {
    private final Node defaultGraph;
    private final Schema schema;
    private final Set<Node> graphs = new HashSet<>();
    private final Set<Node> predicates = new HashSet<>();
    private final Set<Node> classes = new HashSet<>();
    private final Set<Template> templates = new HashSet<>();
    private final Set<StatementShape> statements = new HashSet<>();
    private boolean openGraphs;
    private boolean openPredicates;
    private boolean openClasses;
    private boolean openIris;

    Builder(Node defaultGraph, Schema schema) {
      this.defaultGraph = defaultGraph;
      this.schema = schema;
      graphs.add(defaultGraph);
    }

    void add(TriplesMap map) {
      TermShape subject = shape(map, map.subjectMap().termMap());
      map.subjectMap().classes().forEach(c -> addClass(subject, c));
      map.subjectMap().graphMaps().forEach(this::addGraph);
      addIris(map, map.subjectMap().termMap());
      for (PredicateObjectMap pom : map.predicateObjectMaps()) {
        pom.graphMaps().forEach(this::addGraph);
        for (var objectMap : pom.objectMaps()) {
          TermMap object =
              switch (objectMap) {
                case TermObjectMap term -> term.termMap();
                case RefObjectMap ref -> ref.parent().subjectMap().termMap();
              };
          TriplesMap owner = objectMap instanceof RefObjectMap ref ? ref.parent() : map;
          addIris(owner, object);
          TermShape shape = shape(owner, object);
          pom.predicateMaps().forEach(p -> addPredicate(subject, p, shape, object));
        }
      }
    }

    private void addGraph(TermMap termMap) {
      if (termMap instanceof ConstantTermMap constant) {
        graphs.add(
            constant.value().isURI() && constant.value().getURI().equals(DEFAULT_GRAPH)
                ? defaultGraph
                : constant.value());
      } else {
        openGraphs = true;
      }
    }

    private void addPredicate(
        TermShape subject, TermMap predicate, TermShape object, TermMap objectMap) {
      if (!(predicate instanceof ConstantTermMap constant)) {
        openPredicates = true;
        openClasses = true;
        statements.add(StatementShape.ANY);
        return;
      }
      Node p = constant.value();
      addStatement(subject, p, object);
      schema.superProperties(p).forEach(s -> addStatement(subject, s, object));
      schema.domains(p).forEach(c -> addClass(subject, c));
      schema.ranges(p).forEach(c -> addClass(object, c));
      if (p.equals(RDF.Nodes.type)) {
        if (objectMap instanceof ConstantTermMap type) {
          addClass(subject, type.value());
        } else {
          openClasses = true;
          // The classes above the one that a row names follow from it.
          statements.add(new StatementShape(subject, RDF.Nodes.type, new TermShape.Any()));
        }
      }
    }

    private void addStatement(TermShape subject, Node predicate, TermShape object) {
      predicates.add(predicate);
      statements.add(new StatementShape(subject, predicate, object));
    }

    private void addClass(TermShape subject, Node type) {
      classes.add(type);
      addStatement(subject, RDF.Nodes.type, TermShape.of(type));
      for (Node above : schema.superClasses(type)) {
        classes.add(above);
        addStatement(subject, RDF.Nodes.type, TermShape.of(above));
      }
    }

    private static TermShape shape(TriplesMap map, TermMap termMap) {
      return switch (termMap.termType()) {
        case LITERAL -> new TermShape.Literal();
        case BLANK_NODE -> new TermShape.Blank();
        case IRI ->
            switch (termMap) {
              case ConstantTermMap constant -> TermShape.of(constant.value());
              case ColumnTermMap column -> new TermShape.Any();
              case TemplateTermMap t ->
                  t.template().texts().getFirst().isEmpty()
                      ? new TermShape.Any()
                      : new TermShape.Iri(absolute(map, t.template()));
            };
      };
    }

    private static Template absolute(TriplesMap map, Template template) {
      return Iris.isAbsolute(template.texts().getFirst() + "x")
          ? template
          : template.prefixed(map.base());
    }

    private void addIris(TriplesMap map, TermMap termMap) {
      if (termMap.termType() != TermType.IRI) {
        return;
      }
      switch (termMap) {
        case ConstantTermMap constant ->
            templates.add(new Template(List.of(constant.value().getURI()), List.of()));
        case ColumnTermMap column -> openIris = true;
        case TemplateTermMap t -> {
          templates.add(absolute(map, t.template()));
          openIris |= t.template().texts().getFirst().isEmpty();
        }
      }
    }

    Descriptor build() {
      return new Descriptor(
          graphs,
          openGraphs,
          predicates,
          openPredicates,
          classes,
          openClasses,
          List.copyOf(templates),
          openIris,
          statements);
    }
  }
}
