package org.crmekg.validation;

import java.util.List;
import java.util.function.Predicate;
import org.apache.jena.graph.Graph;

/**
 * Shapes that have been read and found fit to run.
 *
 * @param shapes the shapes with a target, in the order of their names
 * @param graph everything that the files say; not to be changed
 */
public record ShapesGraph(List<Shape> shapes, Graph graph) {

  public ShapesGraph {
    shapes = List.copyOf(shapes);
  }

  /** Returns the shapes that judge this view, over the same graph. */
  public ShapesGraph judging(Judges view) {
    return only(s -> s.judges().filter(view::equals).isPresent());
  }

  /** Returns the shapes that the condition holds for, over the same graph. */
  public ShapesGraph only(Predicate<Shape> condition) {
    return new ShapesGraph(shapes.stream().filter(condition).toList(), graph);
  }
}
