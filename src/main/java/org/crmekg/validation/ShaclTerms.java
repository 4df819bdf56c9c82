package org.crmekg.validation;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;

/** The names that SHACL defines, by what they mean for a shape. */
final class ShaclTerms {
  static final String NS = "http://www.w3.org/ns/shacl#";

  /** SHACL §2.1.3: what gives a shape focus nodes. */
  static final Set<String> TARGETS =
      Set.of("targetNode", "targetClass", "targetSubjectsOf", "targetObjectsOf");

  /** SHACL §4: the parameters of the core constraint components, and sh:sparql (§5). */
  static final Set<String> CONSTRAINTS =
      Set.of(
          "class",
          "datatype",
          "nodeKind",
          "minCount",
          "maxCount",
          "minExclusive",
          "minInclusive",
          "maxExclusive",
          "maxInclusive",
          "minLength",
          "maxLength",
          "pattern",
          "flags",
          "languageIn",
          "uniqueLang",
          "equals",
          "disjoint",
          "lessThan",
          "lessThanOrEquals",
          "not",
          "and",
          "or",
          "xone",
          "node",
          "property",
          "qualifiedValueShape",
          "qualifiedMinCount",
          "qualifiedMaxCount",
          "qualifiedValueShapesDisjoint",
          "closed",
          "ignoredProperties",
          "hasValue",
          "in",
          "sparql");

  /** Parameters that a shape may have once only. */
  static final Set<String> SINGLE =
      Set.of(
          "datatype",
          "nodeKind",
          "minCount",
          "maxCount",
          "minExclusive",
          "minInclusive",
          "maxExclusive",
          "maxInclusive",
          "minLength",
          "maxLength",
          "pattern",
          "flags",
          "languageIn",
          "uniqueLang",
          "closed",
          "ignoredProperties",
          "in",
          "qualifiedMinCount",
          "qualifiedMaxCount",
          "qualifiedValueShapesDisjoint",
          "severity",
          "deactivated",
          "path");

  /** Parameters that mean something on a property shape only. */
  static final Set<String> PROPERTY_SHAPE_ONLY =
      Set.of(
          "minCount",
          "maxCount",
          "uniqueLang",
          "lessThan",
          "lessThanOrEquals",
          "qualifiedValueShape",
          "qualifiedMinCount",
          "qualifiedMaxCount",
          "qualifiedValueShapesDisjoint");

  /** What a shape says beside its targets and constraints. */
  static final Set<String> CHARACTERISTICS =
      Set.of(
          "path",
          "severity",
          "message",
          "deactivated",
          "name",
          "description",
          "order",
          "group",
          "defaultValue");

  /** SHACL Advanced Features, JavaScript Extensions and entailment: no engine here judges them. */
  static final Set<String> ADVANCED =
      Set.of(
          "target",
          "rule",
          "expression",
          "values",
          "js",
          "condition",
          "construct",
          "subject",
          "predicate",
          "object",
          "filterShape",
          "nodes",
          "intersection",
          "union",
          "update",
          "returnType",
          "jsFunctionName",
          "jsLibrary",
          "jsLibraryURL",
          "entailment",
          "annotationProperty",
          "annotationValue",
          "annotationVarName",
          "resultAnnotation");

  /** Path constructors, SPARQL constraints, constraint components, reports. */
  private static final Set<String> OTHER_PROPERTIES =
      Set.of(
          "inversePath",
          "alternativePath",
          "zeroOrMorePath",
          "oneOrMorePath",
          "zeroOrOnePath",
          "select",
          "ask",
          "prefixes",
          "declare",
          "prefix",
          "namespace",
          "parameter",
          "optional",
          "labelTemplate",
          "validator",
          "nodeValidator",
          "propertyValidator",
          "shapesGraph",
          "suggestedShapesGraph",
          "shapesGraphWellFormed",
          "conforms",
          "result",
          "detail",
          "focusNode",
          "resultMessage",
          "resultPath",
          "resultSeverity",
          "sourceConstraint",
          "sourceConstraintComponent",
          "sourceShape",
          "value");

  private static final Set<String> CLASSES =
      Set.of(
          "Shape",
          "NodeShape",
          "PropertyShape",
          "NodeKind",
          "Severity",
          "Parameter",
          "Parameterizable",
          "ConstraintComponent",
          "Validator",
          "PropertyGroup",
          "PrefixDeclaration",
          "ValidationReport",
          "ValidationResult",
          "AbstractResult",
          "SPARQLExecutable",
          "SPARQLConstraint",
          "SPARQLAskExecutable",
          "SPARQLSelectExecutable",
          "SPARQLAskValidator",
          "SPARQLSelectValidator",
          "Target",
          "TargetType",
          "SPARQLTarget",
          "SPARQLTargetType",
          "SPARQLConstructExecutable",
          "SPARQLUpdateExecutable",
          "Function",
          "SPARQLFunction",
          "Rule",
          "TripleRule",
          "SPARQLRule",
          "ResultAnnotation",
          "JSConstraint",
          "JSExecutable",
          "JSFunction",
          "JSLibrary",
          "JSRule",
          "JSTarget",
          "JSTargetType",
          "JSValidator");

  private static final Set<String> NODE_KINDS =
      Set.of("BlankNode", "IRI", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral");

  private static final Set<String> SEVERITIES = Set.of("Violation", "Warning", "Info");

  private static final Set<String> PROPERTIES = properties();

  private ShaclTerms() {}

  static Node term(String localName) {
    return NodeFactory.createURI(NS + localName);
  }

  /** Returns the local name of a SHACL term, or empty for any other node. */
  static Optional<String> localName(Node node) {
    return node.isURI() && node.getURI().startsWith(NS)
        ? Optional.of(node.getURI().substring(NS.length()))
        : Optional.empty();
  }

  static boolean isProperty(String localName) {
    return PROPERTIES.contains(localName);
  }

  static boolean isClass(String localName) {
    return CLASSES.contains(localName);
  }

  static boolean isNodeKind(String localName) {
    return NODE_KINDS.contains(localName);
  }

  static boolean isSeverity(String localName) {
    return SEVERITIES.contains(localName);
  }

  static String nodeKinds() {
    return "sh:" + String.join(", sh:", new TreeSet<>(NODE_KINDS));
  }

  /** Returns the property that was probably meant by a misspelt one. */
  static Optional<String> closestProperty(String localName) {
    return closest(localName, PROPERTIES);
  }

  /** Returns the class that was probably meant by a misspelt one. */
  static Optional<String> closestClass(String localName) {
    return closest(localName, CLASSES);
  }

  private static Set<String> properties() {
    var all = new TreeSet<String>();
    List.of(TARGETS, CONSTRAINTS, CHARACTERISTICS, ADVANCED, OTHER_PROPERTIES).forEach(all::addAll);
    return all;
  }

  private static Optional<String> closest(String word, Set<String> candidates) {
    return candidates.stream()
        .min(Comparator.comparingInt((String c) -> editDistance(word, c)).thenComparing(c -> c))
        .filter(c -> editDistance(word, c) <= Math.max(2, word.length() / 3));
  }

  /** Levenshtein's distance, upper and lower case counted as equal. */
  private static int editDistance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        boolean same =
            Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1));
        int substituted = previous[j - 1] + (same ? 0 : 1);
        current[j] = Math.min(substituted, Math.min(previous[j], current[j - 1]) + 1);
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
