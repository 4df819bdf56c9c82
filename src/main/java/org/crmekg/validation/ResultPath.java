package org.crmekg.validation;

import java.util.Optional;
import org.apache.jena.graph.Node;
import org.apache.jena.sparql.path.P_Alt;
import org.apache.jena.sparql.path.P_Inverse;
import org.apache.jena.sparql.path.P_Link;
import org.apache.jena.sparql.path.P_Path1;
import org.apache.jena.sparql.path.P_Path2;
import org.apache.jena.sparql.path.Path;

/**
 * The property path that a result is about.
 *
 * @param path the path; never rewritten
 * @param rendered the path as SPARQL writes it
 */
public record ResultPath(Path path, String rendered) {

  /**
   * The first step of a path.
   *
   * @param predicate the property
   * @param inverse whether the focus node is the object of it, not the subject
   */
  public record Step(Node predicate, boolean inverse) {}

  /** Returns the property if the path is just that. */
  public Optional<Node> predicate() {
    return path instanceof P_Link link ? Optional.of(link.getNode()) : Optional.empty();
  }

  /** Returns the first step; of alternatives, the first. */
  public Optional<Step> firstStep() {
    return first(path, false);
  }

  private static Optional<Step> first(Path path, boolean inverse) {
    return switch (path) {
      case P_Link link -> Optional.of(new Step(link.getNode(), inverse));
      case P_Inverse inverted -> first(inverted.getSubPath(), !inverse);
      case P_Alt alternatives -> first(alternatives.getLeft(), inverse);
      case P_Path2 sequence -> first(inverse ? sequence.getRight() : sequence.getLeft(), inverse);
      case P_Path1 repeated -> first(repeated.getSubPath(), inverse);
      default -> Optional.empty();
    };
  }
}
