package org.crmekg.validation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.shacl.engine.ShaclPaths;
import org.apache.jena.shacl.vocabulary.SHACL;
import org.apache.jena.sparql.path.Path;
import org.apache.jena.sparql.path.PathFactory;
import org.apache.jena.system.G;
import org.crmekg.InternalException;
import org.crmekg.Problem;
import org.eclipse.rdf4j.common.transaction.IsolationLevels;
import org.eclipse.rdf4j.model.Literal;
import org.eclipse.rdf4j.model.Model;
import org.eclipse.rdf4j.model.Resource;
import org.eclipse.rdf4j.model.Statement;
import org.eclipse.rdf4j.model.Value;
import org.eclipse.rdf4j.model.vocabulary.RDF4J;
import org.eclipse.rdf4j.repository.RepositoryException;
import org.eclipse.rdf4j.repository.sail.SailRepository;
import org.eclipse.rdf4j.repository.sail.SailRepositoryConnection;
import org.eclipse.rdf4j.sail.SailConnection;
import org.eclipse.rdf4j.sail.memory.MemoryStore;
import org.eclipse.rdf4j.sail.shacl.ShaclSail;
import org.eclipse.rdf4j.sail.shacl.ShaclSail.TransactionSettings.ValidationApproach;
import org.eclipse.rdf4j.sail.shacl.ShaclSailValidationException;
import org.eclipse.rdf4j.sail.shacl.ast.constraintcomponents.MaxCountConstraintComponent;

/**
 * Runs units on RDF4J SHACL, over a copy of the data in memory.
 *
 * <p>Each unit is one bulk transaction that replaces the shapes and changes no data; its commit
 * validates everything and fails with the report. {@code revalidate()} would do without, but it
 * never builds the sub-class reasoner and so misjudges sh:class and class targets. Results are
 * limited to 1,000 for each constraint unless told otherwise. RDF4J repeats a result for each
 * target that leads to it; results are sets here.
 */
final class Rdf4jEngine implements AutoCloseable {
  static {
    // Its SPARQL plan for sh:maxCount 1 compares values: 1 and 01 as one, and two literals that
    // cannot
    // be compared as none, so that a fault is missed. Its other plan, without SPARQL, counts terms.
    MaxCountConstraintComponent.SPARQL_VALIDATION_APPROACH_LIMIT = 0;
  }

  private final SailRepository repository;

  Rdf4jEngine(Graph data) {
    var store = new MemoryStore();
    store.init();
    try (SailConnection connection = store.getConnection()) {
      connection.begin(IsolationLevels.NONE);
      data.find()
          .mapWith(TermBridge::statement)
          .forEachRemaining(
              s -> connection.addStatement(s.getSubject(), s.getPredicate(), s.getObject()));
      connection.commit();
    }
    var sail = new ShaclSail(store);
    sail.setValidationResultsLimitTotal(-1);
    sail.setValidationResultsLimitPerConstraint(-1);
    sail.setParallelValidation(false);
    sail.setSerializableValidation(false);
    sail.setDashDataShapes(false);
    sail.setEclipseRdf4jShaclExtensions(false);
    this.repository = new SailRepository(sail);
    repository.init();
  }

  /** Returns the results of the one shape with a target that the unit's graph has. */
  List<EngineResult> validate(Node root, Graph unit) {
    try (SailRepositoryConnection connection = repository.getConnection()) {
      connection.begin(IsolationLevels.NONE, ValidationApproach.Bulk);
      connection.clear(RDF4J.SHACL_SHAPE_GRAPH);
      unit.find()
          .mapWith(TermBridge::statement)
          .forEachRemaining(s -> connection.add(s, RDF4J.SHACL_SHAPE_GRAPH));
      try {
        connection.commit();
        return List.of();
      } catch (RepositoryException e) {
        if (connection.isActive()) {
          connection.rollback();
        }
        if (e.getCause() instanceof ShaclSailValidationException invalid) {
          return results(root, unit, invalid.validationReportAsModel());
        }
        throw failure(root, e);
      }
    } catch (RepositoryException e) {
      throw failure(root, e);
    }
  }

  @Override
  public void close() {
    repository.shutDown();
  }

  private static InternalException failure(Node root, RepositoryException e) {
    return new InternalException(
        Problem.INTERNAL, "RDF4J SHACL failed on the shape %s: %s".formatted(root, e), e);
  }

  private static List<EngineResult> results(Node root, Graph unit, Model report) {
    if (report.filter(null, RDF4J.TRUNCATED, null).stream()
        .anyMatch(s -> s.getObject() instanceof Literal l && l.booleanValue())) {
      throw new InternalException(
          Problem.INTERNAL, "RDF4J SHACL cut off its report on the shape %s".formatted(root));
    }
    return report
        .filter(null, org.eclipse.rdf4j.model.vocabulary.SHACL.RESULT, null)
        .objects()
        .stream()
        .map(r -> new ReportNode(report, (Resource) r).result(unit))
        .distinct()
        .toList();
  }

  /** One sh:ValidationResult of a report. */
  private record ReportNode(Model report, Resource node) {

    EngineResult result(Graph unit) {
      Node sourceShape = one(SHACL.sourceShape).orElseThrow();
      List<Node> messages = new ArrayList<>();
      if (report.contains(node, org.eclipse.rdf4j.model.vocabulary.SHACL.SOURCE_CONSTRAINT, null)) {
        all(SHACL.resultMessage).forEach(messages::add);
        messages.sort(Comparator.comparing(Node::toString));
      }
      return new EngineResult(
          one(SHACL.focusNode).orElseThrow(),
          path(unit, sourceShape),
          one(SHACL.value),
          one(SHACL.sourceConstraintComponent).orElseThrow(),
          sourceShape,
          List.copyOf(messages));
    }

    /** The path of the shape where it has one, so that its form is the author's. */
    private Optional<Path> path(Graph unit, Node sourceShape) {
      Node declared = G.getZeroOrOneSP(unit, sourceShape, SHACL.path);
      if (declared != null) {
        return Optional.of(ShaclPaths.parsePath(unit, declared));
      }
      return one(SHACL.resultPath).filter(Node::isURI).map(PathFactory::pathLink);
    }

    private Optional<Node> one(Node property) {
      return all(property).stream().findFirst();
    }

    private List<Node> all(Node property) {
      return report
          .filter(node, (org.eclipse.rdf4j.model.IRI) TermBridge.value(property), null)
          .stream()
          .map(Statement::getObject)
          .map((Value v) -> TermBridge.node(v))
          .toList();
    }
  }
}
