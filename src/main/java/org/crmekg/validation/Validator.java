package org.crmekg.validation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.GraphUtil;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.shacl.vocabulary.SHACL;
import org.apache.jena.sparql.graph.GraphFactory;
import org.apache.jena.system.G;
import org.apache.jena.vocabulary.RDFS;
import org.crmekg.Problem;
import org.crmekg.SourceException;
import org.crmekg.validation.ValidationResult.Identity;

/**
 * Validates data against shapes: each shape on the engine that it was routed to, one report.
 *
 * <p>The data are copied, together with what is computed from them, so that the caller's graph is
 * read once and need not stay open. What two shapes find alike is reported once. Stateless and safe
 * for use by several threads.
 */
public final class Validator {

  /**
   * Validates the data.
   *
   * @param data the triples that {@link Projection} names, or more
   * @throws org.crmekg.ResourceException if the deadline passes
   * @throws SourceException with {@link Problem#DATA_ERROR} if the data have a term that only RDF
   *     1.2 or a relative IRI could mean
   */
  public ValidationReport validate(ShapesGraph shapes, Graph data, ValidationOptions options) {
    List<Shape> judged = new ArrayList<>();
    List<Shape> skipped = new ArrayList<>();
    for (Shape shape : shapes.shapes()) {
      boolean runs = !shape.deactivated() && options.asOf().map(shape::isInForce).orElse(true);
      (runs ? judged : skipped).add(shape);
    }
    Graph projection = projection(data, options);
    var run = new Run(shapes.graph(), projection, options);
    return new ValidationReport(run.results(judged), judged, skipped, shapes.graph());
  }

  private static Graph projection(Graph data, ValidationOptions options) {
    // GraphMem matches by term, as SHACL and RDF4J do; other graphs take 1 and 01 for the same.
    Graph projection = GraphFactory.createGraphMem();
    GraphUtil.addInto(projection, data);
    options
        .classes()
        .find(Node.ANY, RDFS.subClassOf.asNode(), Node.ANY)
        .forEachRemaining(projection::add);
    options.computed().computedFrom(data).forEach(projection::add);
    options
        .asOf()
        .ifPresent(
            day -> {
              // One day only: what the data themselves say of it is not the day of this run.
              projection.remove(Gov.AS_OF, Gov.AS_OF_DAY, Node.ANY);
              projection.add(
                  Gov.AS_OF,
                  Gov.AS_OF_DAY,
                  NodeFactory.createLiteralDT(day.toString(), XSDDatatype.XSDdate));
            });
    return projection;
  }

  /** One validation of one projection. */
  private static final class Run {
    private final Graph shapes;
    private final Graph data;
    private final ValidationOptions options;
    private final ConstraintComponents components;
    private final NodeText text;
    private final Messages messages;

    private Run(Graph shapes, Graph data, ValidationOptions options) {
      this.shapes = shapes;
      this.data = data;
      this.options = options;
      this.components = new ConstraintComponents(shapes);
      this.text = new NodeText(shapes.getPrefixMapping());
      this.messages = new Messages(shapes, text);
    }

    private List<ValidationResult> results(List<Shape> judged) {
      List<ValidationResult> all = new ArrayList<>();
      Set<Identity> seen = new HashSet<>();
      List<Shape> onRdf4j = judged.stream().filter(s -> s.engine() == Engine.RDF4J).toList();
      if (!onRdf4j.isEmpty()) {
        requireCarried();
        try (var engine = new Rdf4jEngine(data)) {
          for (Shape shape : onRdf4j) {
            options.deadline().check();
            add(all, seen, shape, engine.validate(shape.node(), unit(shape)));
          }
        }
      }
      var jena = new JenaEngine(data, options.deadline());
      for (Shape shape : judged) {
        if (shape.engine() == Engine.JENA) {
          options.deadline().check();
          add(all, seen, shape, jena.validate(shape.node(), unit(shape)));
        }
      }
      return all;
    }

    private Graph unit(Shape shape) {
      // $shapesGraph is the whole graph, not the part that concerns this shape.
      return shape.routing().contains(SparqlLint.SHAPES_GRAPH)
          ? shapes
          : ShapeUnit.of(shapes, components, shape);
    }

    private void requireCarried() {
      try (Stream<Triple> triples = data.stream()) {
        triples
            .filter(t -> !TermBridge.canCarry(t))
            .findFirst()
            .ifPresent(
                t -> {
                  throw new SourceException(
                      Problem.DATA_ERROR,
                      "%s cannot be validated: IRIs have to be absolute, and literals without a"
                              .formatted(t)
                          + " base direction");
                });
      }
    }

    /**
     * Adds what no shape before found. Within one shape repetitions stay: two languages that are
     * used twice each are two results that differ in nothing.
     */
    private void add(
        List<ValidationResult> all, Set<Identity> seen, Shape shape, List<EngineResult> found) {
      List<ValidationResult> fresh =
          found.stream()
              .map(r -> result(shape, r))
              .filter(r -> !seen.contains(r.identity()))
              .toList();
      fresh.forEach(r -> seen.add(r.identity()));
      all.addAll(fresh);
    }

    private ValidationResult result(Shape shape, EngineResult result) {
      return new ValidationResult(
          result.focusNode(),
          result.path().map(p -> new ResultPath(p, text.of(p))),
          result.value(),
          result.component(),
          severity(result.sourceShape()),
          result.sourceShape(),
          shape.node(),
          messages.of(result),
          shape.engine());
    }

    private Severity severity(Node sourceShape) {
      return G.listSP(shapes, sourceShape, SHACL.severity).stream()
          .findFirst()
          .map(Severity::new)
          .orElse(Severity.VIOLATION);
    }
  }
}
