package org.crmekg.validation;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;

/**
 * Properties that exist only while data are validated, each computed from a value that was fetched.
 *
 * <p>They let a shape test what SHACL has no words for, such as check digits. A subject with
 * several values gets one statement for each distinct result, so a single wrong value shows. A
 * literal of a type other than string counts as wrong: identifiers are strings.
 */
public final class ComputedProperties {

  /**
   * A property and the test that yields it.
   *
   * @param property the computed property; its values are booleans
   * @param source the property that it is computed from
   * @param test the test on a value's text
   */
  public record Check(Node property, Node source, Predicate<String> test) {}

  private static final Node LEI_CODE =
      NodeFactory.createURI("https://w3id.org/crm-ekg/ns/party/leiCode");

  private static final ComputedProperties STANDARD =
      new ComputedProperties(List.of(new Check(Gov.LEI_VALID, LEI_CODE, Lei::isValid)));

  private final List<Check> checks;

  public ComputedProperties(List<Check> checks) {
    this.checks = List.copyOf(checks);
  }

  /**
   * Returns those of the governance vocabulary: {@code gov:leiValid} from {@code party:leiCode}.
   */
  public static ComputedProperties standard() {
    return STANDARD;
  }

  /** Returns none at all, for validating plain files. */
  public static ComputedProperties none() {
    return new ComputedProperties(List.of());
  }

  /** Returns the property that a computed one is computed from, or empty for any other property. */
  public Optional<Node> sourceOf(Node property) {
    return checks.stream().filter(c -> c.property.equals(property)).map(Check::source).findFirst();
  }

  /** Returns the computed properties. */
  public Set<Node> properties() {
    return checks.stream().map(Check::property).collect(Collectors.toUnmodifiableSet());
  }

  /** Returns the values of a node for which a computed property is false: those to blame. */
  public List<Node> blamed(Node property, Node focus, Graph data) {
    return checks.stream()
        .filter(c -> c.property.equals(property))
        .flatMap(
            c ->
                data.find(focus, c.source, Node.ANY).toList().stream()
                    .map(Triple::getObject)
                    .filter(o -> holds(c, o).getLiteralLexicalForm().equals("false")))
        .toList();
  }

  /** Returns what is to be added to the data; it reads only the source properties. */
  List<Triple> computedFrom(Graph data) {
    return checks.stream()
        .flatMap(
            check ->
                data.find(Node.ANY, check.source, Node.ANY).toList().stream()
                    .map(
                        t ->
                            Triple.create(
                                t.getSubject(), check.property, holds(check, t.getObject()))))
        .distinct()
        .toList();
  }

  private static Node holds(Check check, Node value) {
    boolean valid =
        value.isLiteral()
            && XSDDatatype.XSDstring.equals(value.getLiteralDatatype())
            && check.test.test(value.getLiteralLexicalForm());
    return NodeFactory.createLiteralDT(Boolean.toString(valid), XSDDatatype.XSDboolean);
  }
}
