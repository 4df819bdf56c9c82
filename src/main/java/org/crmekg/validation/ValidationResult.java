package org.crmekg.validation;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.jena.graph.Node;

/**
 * One way in which a node does not conform (SHACL §3.6.2).
 *
 * @param focusNode the node that was judged
 * @param path the path from it that is at fault, or empty for the node itself
 * @param value the value that is at fault, or empty where something is missing
 * @param component the constraint component
 * @param severity the severity of the source shape
 * @param sourceShape the shape that says the constraint, often a property shape
 * @param rootShape the shape with the target, under which it was judged
 * @param messages the shape's own messages, or one made from the constraint; never empty
 * @param engine the engine that found it
 */
public record ValidationResult(
    Node focusNode,
    Optional<ResultPath> path,
    Optional<Node> value,
    Node component,
    Severity severity,
    Node sourceShape,
    Node rootShape,
    List<Node> messages,
    Engine engine) {

  /** The worst first, then in an order that two runs share. */
  static final Comparator<ValidationResult> ORDER =
      Comparator.comparing(ValidationResult::severity)
          .reversed()
          .thenComparing(r -> r.rootShape().toString())
          .thenComparing(r -> r.focusNode().toString())
          .thenComparing(r -> r.path().map(ResultPath::rendered).orElse(""))
          .thenComparing(r -> r.component().toString())
          .thenComparing(r -> r.value().map(Node::toString).orElse(""))
          .thenComparing(r -> r.sourceShape().toString())
          .thenComparing(ValidationResult::message);

  public ValidationResult {
    messages = List.copyOf(messages);
  }

  /** Returns the message to show: the English one or one without a language, if there is one. */
  public String message() {
    return messages.stream()
        .filter(m -> m.getLiteralLanguage().isEmpty() || m.getLiteralLanguage().startsWith("en"))
        .findFirst()
        .orElseGet(() -> messages.get(0))
        .getLiteralLexicalForm();
  }

  /**
   * What makes two results the same finding.
   *
   * <p>The messages belong to it: two SPARQL constraints of one shape differ in nothing else.
   */
  record Identity(
      Node focusNode,
      Optional<ResultPath> path,
      Optional<Node> value,
      Node component,
      Node sourceShape,
      List<Node> messages) {}

  Identity identity() {
    return new Identity(focusNode, path, value, component, sourceShape, messages);
  }
}
