package org.crmekg.validation;

import java.util.List;
import java.util.Optional;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.shacl.Shapes;
import org.apache.jena.shacl.engine.ValidationContext;
import org.apache.jena.shacl.engine.constraint.SparqlConstraint;
import org.apache.jena.shacl.engine.constraint.UniqueLangConstraint;
import org.apache.jena.shacl.validation.ReportEntry;
import org.apache.jena.shacl.validation.VLib;
import org.apache.jena.shacl.vocabulary.SHACL;
import org.apache.jena.system.G;
import org.crmekg.Deadline;

/** Runs units on Jena SHACL, over a graph that matches by term and not by value. */
final class JenaEngine {
  private final Graph data;
  private final Deadline deadline;

  JenaEngine(Graph data, Deadline deadline) {
    this.data = data;
    this.deadline = deadline;
  }

  /** Returns the results of the shape in the unit's graph, repetitions included. */
  List<EngineResult> validate(Node root, Graph unit) {
    var shapes = Shapes.parse(unit);
    var shape = shapes.getShape(root);
    var context = ValidationContext.create(shapes, data);
    for (Node focusNode : VLib.focusNodes(data, shape)) {
      deadline.check();
      VLib.validateShape(context, data, shape, focusNode);
    }
    return context.generateReport().getEntries().stream().map(e -> result(unit, e)).toList();
  }

  private static EngineResult result(Graph unit, ReportEntry entry) {
    // SHACL §4.4.5: sh:uniqueLang has no sh:value; Jena gives the last of the values.
    Node value = entry.constraint() instanceof UniqueLangConstraint ? null : entry.value();
    return new EngineResult(
        entry.focusNode(),
        Optional.ofNullable(entry.resultPath()),
        Optional.ofNullable(value),
        entry.sourceConstraintComponent(),
        entry.source(),
        hasMessage(unit, entry) ? List.copyOf(entry.messages()) : List.of());
  }

  /** Returns whether the message is the shape's author's, or Jena's own. */
  private static boolean hasMessage(Graph unit, ReportEntry entry) {
    if (entry.constraint() instanceof SparqlConstraint sparql) {
      return sparql.getMessage() != null;
    }
    Node component = entry.sourceConstraintComponent();
    return List.of(SHACL.validator, SHACL.nodeValidator, SHACL.propertyValidator).stream()
        .flatMap(p -> G.listSP(unit, component, p).stream())
        .anyMatch(validator -> unit.contains(validator, SHACL.message, Node.ANY));
  }
}
