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
 */
public record Descriptor(
    Set<Node> graphs,
    boolean openGraphs,
    Set<Node> predicates,
    boolean openPredicates,
    Set<Node> classes,
    boolean openClasses,
    List<Template> templates,
    boolean openIris) {
  private static final String DEFAULT_GRAPH = "http://www.w3.org/ns/r2rml#defaultGraph";

  public Descriptor {
    graphs = Set.copyOf(graphs);
    predicates = Set.copyOf(predicates);
    classes = Set.copyOf(classes);
    templates = List.copyOf(templates);
  }

  /** Returns the descriptor of a part of the system about whose content nothing is assumed. */
  public static Descriptor open(Node graph) {
    return new Descriptor(Set.of(graph), false, Set.of(), true, Set.of(), true, List.of(), true);
  }

  /** Compiles the descriptor of a source. */
  public static Descriptor of(R2rmlMapping mapping, Node defaultGraph, Schema schema) {
    var builder = new Builder(defaultGraph, schema);
    mapping.triplesMaps().forEach(builder::add);
    return builder.build();
  }

  /** Returns false only if the member surely has no quad that matches. */
  public boolean canAnswer(Quad pattern) {
    Node graph = pattern.getGraph();
    Node predicate = pattern.getPredicate();
    Node object = pattern.getObject();
    if (graph.isConcrete() && !openGraphs && !graphs.contains(graph)) {
      return false;
    }
    if (predicate.isConcrete() && !openPredicates && !predicates.contains(predicate)) {
      return false;
    }
    if (predicate.equals(RDF.Nodes.type)
        && object.isConcrete()
        && !openClasses
        && !classes.contains(object)) {
      return false;
    }
    return !pattern.getSubject().isURI() || mayMint(pattern.getSubject().getURI());
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
      map.subjectMap().classes().forEach(this::addClass);
      map.subjectMap().graphMaps().forEach(this::addGraph);
      addIris(map, map.subjectMap().termMap());
      for (PredicateObjectMap pom : map.predicateObjectMaps()) {
        pom.graphMaps().forEach(this::addGraph);
        pom.predicateMaps().forEach(p -> addPredicate(p, pom));
        for (var objectMap : pom.objectMaps()) {
          switch (objectMap) {
            case TermObjectMap term -> addIris(map, term.termMap());
            case RefObjectMap ref -> addIris(ref.parent(), ref.parent().subjectMap().termMap());
          }
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

    private void addPredicate(TermMap termMap, PredicateObjectMap pom) {
      if (!(termMap instanceof ConstantTermMap constant)) {
        openPredicates = true;
        openClasses = true;
        return;
      }
      Node p = constant.value();
      predicates.add(p);
      predicates.addAll(schema.superProperties(p));
      schema.domains(p).forEach(this::addClass);
      schema.ranges(p).forEach(this::addClass);
      if (p.equals(RDF.Nodes.type)) {
        for (var objectMap : pom.objectMaps()) {
          if (objectMap instanceof TermObjectMap term
              && term.termMap() instanceof ConstantTermMap type) {
            addClass(type.value());
          } else {
            openClasses = true;
          }
        }
      }
    }

    private void addClass(Node type) {
      predicates.add(RDF.Nodes.type);
      classes.add(type);
      classes.addAll(schema.superClasses(type));
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
          boolean absolute = Iris.isAbsolute(t.template().texts().getFirst() + "x");
          templates.add(absolute ? t.template() : t.template().prefixed(map.base()));
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
          openIris);
    }
  }
}
