package org.crmekg.validation;

import java.util.HashSet;
import java.util.Set;
import org.apache.jena.graph.Node;

/**
 * Which triples a shapes graph can look at, so that only those are fetched.
 *
 * <p>Validating just these triples gives the same report as validating all of them.
 */
public sealed interface Projection {

  /** Every triple: a closed shape, or a query with a variable for a property. */
  record Everything() implements Projection {}

  /** The triples with these predicates. */
  record Predicates(Set<Node> predicates) implements Projection {
    public Predicates {
      predicates = Set.copyOf(predicates);
    }
  }

  /**
   * Returns the projection of all shapes that are not deactivated; a computed property stands for
   * the one that it is computed from.
   */
  static Projection of(ShapesGraph shapes, ComputedProperties computed) {
    var components = new ConstraintComponents(shapes.graph());
    var reach = new ShapeReach(components);
    for (Shape shape : shapes.shapes()) {
      if (!shape.deactivated()) {
        reach.unit(ShapeUnit.of(shapes.graph(), components, shape));
      }
    }
    if (reach.everything()) {
      return new Everything();
    }
    Set<Node> predicates = new HashSet<>();
    reach.predicates().forEach(p -> predicates.add(computed.sourceOf(p).orElse(p)));
    return new Predicates(predicates);
  }
}
