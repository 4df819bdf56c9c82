package org.crmekg.validation;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.shacl.vocabulary.SHACL;
import org.apache.jena.system.G;

/** Says in plain words what a result means, where the author of the shape has not done so. */
final class Messages {
  private final Graph shapes;
  private final NodeText text;

  Messages(Graph shapes, NodeText text) {
    this.shapes = shapes;
    this.text = text;
  }

  /**
   * Returns what the SPARQL constraint says, else what the shape says, else a sentence made from
   * the constraint and the value.
   */
  List<Node> of(EngineResult result) {
    if (!result.messages().isEmpty()) {
      return result.messages();
    }
    List<Node> own =
        G.listSP(shapes, result.sourceShape(), SHACL.message).stream()
            .sorted((a, b) -> a.toString().compareTo(b.toString()))
            .toList();
    if (!own.isEmpty()) {
      return own;
    }
    return List.of(NodeFactory.createLiteralDT(sentence(result), XSDDatatype.XSDstring));
  }

  private String sentence(EngineResult result) {
    Node shape = result.sourceShape();
    String path = result.path().map(text::of).orElse("the node itself");
    String value = text.value(result.value().orElse(result.focusNode()));
    String component = ShaclTerms.localName(result.component()).orElse("");
    return switch (component) {
      case "MinCountConstraintComponent" ->
          parameter(shape, SHACL.minCount).equals("1")
              ? path + " is missing"
              : "%s has fewer than %s values".formatted(path, parameter(shape, SHACL.minCount));
      case "MaxCountConstraintComponent" ->
          parameter(shape, SHACL.maxCount).equals("1")
              ? path + " has more than one value"
              : "%s has more than %s values".formatted(path, parameter(shape, SHACL.maxCount));
      case "DatatypeConstraintComponent" ->
          "%s is not a valid %s".formatted(value, parameter(shape, SHACL.datatype));
      case "ClassConstraintComponent" ->
          "%s is not an instance of %s".formatted(value, parameter(shape, SHACL.class_));
      case "NodeKindConstraintComponent" ->
          "%s is not of the node kind %s".formatted(value, parameter(shape, SHACL.nodeKind));
      case "PatternConstraintComponent" ->
          "%s does not match the pattern %s".formatted(value, parameter(shape, SHACL.pattern));
      case "MinLengthConstraintComponent" ->
          "%s is shorter than %s characters".formatted(value, parameter(shape, SHACL.minLength));
      case "MaxLengthConstraintComponent" ->
          "%s is longer than %s characters".formatted(value, parameter(shape, SHACL.maxLength));
      case "MinInclusiveConstraintComponent" ->
          "%s is not %s or more".formatted(value, parameter(shape, SHACL.minInclusive));
      case "MinExclusiveConstraintComponent" ->
          "%s is not more than %s".formatted(value, parameter(shape, SHACL.minExclusive));
      case "MaxInclusiveConstraintComponent" ->
          "%s is not %s or less".formatted(value, parameter(shape, SHACL.maxInclusive));
      case "MaxExclusiveConstraintComponent" ->
          "%s is not less than %s".formatted(value, parameter(shape, SHACL.maxExclusive));
      case "InConstraintComponent" ->
          "%s is not one of %s".formatted(value, members(shape, SHACL.in));
      case "HasValueConstraintComponent" ->
          "%s does not have the value %s".formatted(path, parameter(shape, SHACL.hasValue));
      case "LanguageInConstraintComponent" ->
          "the language of %s is not one of %s".formatted(value, members(shape, SHACL.languageIn));
      case "UniqueLangConstraintComponent" ->
          path + " has more than one value in the same language";
      case "EqualsConstraintComponent" ->
          "%s differs from %s".formatted(path, parameter(shape, SHACL.equals));
      case "DisjointConstraintComponent" ->
          "%s is also a value of %s".formatted(value, parameter(shape, SHACL.disjoint));
      case "LessThanConstraintComponent" ->
          "%s is not less than %s".formatted(value, parameter(shape, SHACL.lessThan));
      case "LessThanOrEqualsConstraintComponent" ->
          "%s is more than %s".formatted(value, parameter(shape, SHACL.lessThanOrEquals));
      case "ClosedConstraintComponent" -> "%s is not a property of this shape".formatted(path);
      case "NodeConstraintComponent" ->
          "%s does not conform to %s".formatted(value, parameter(shape, SHACL.node));
      case "NotConstraintComponent" -> value + " conforms to a shape that it must not conform to";
      case "AndConstraintComponent" -> value + " does not conform to all of the shapes";
      case "OrConstraintComponent" -> value + " conforms to none of the alternatives";
      case "XoneConstraintComponent" -> value + " does not conform to exactly one alternative";
      case "QualifiedMinCountConstraintComponent" ->
          "fewer than %s values of %s conform to the shape"
              .formatted(parameter(shape, SHACL.qualifiedMinCount), path);
      case "QualifiedMaxCountConstraintComponent" ->
          "more than %s values of %s conform to the shape"
              .formatted(parameter(shape, SHACL.qualifiedMaxCount), path);
      default -> "%s does not fulfil a rule of its own query".formatted(value);
    };
  }

  private String parameter(Node shape, Node property) {
    return G.listSP(shapes, shape, property).stream()
        .map(text::value)
        .map(v -> v.matches("\"[-+0-9.eE]+\"") ? v.substring(1, v.length() - 1) : v)
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private String members(Node shape, Node property) {
    Optional<Node> list = G.listSP(shapes, shape, property).stream().findFirst();
    return list.map(l -> ShapeUnit.members(shapes, l)).orElse(List.of()).stream()
        .map(text::value)
        .collect(Collectors.joining(", "));
  }
}
