package org.crmekg.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFParser;
import org.apache.jena.shacl.vocabulary.SHACL;
import org.apache.jena.sparql.graph.GraphFactory;
import org.apache.jena.vocabulary.RDF;
import org.crmekg.Deadline;
import org.crmekg.ResourceException;
import org.junit.jupiter.api.Test;

class ValidatorTest {
  private static final String PREFIXES =
      """
      PREFIX ex: <http://example.org/>
      PREFIX sh: <http://www.w3.org/ns/shacl#>
      PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
      PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
      PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
      PREFIX gov: <https://w3id.org/crm-ekg/ns/gov/>
      PREFIX party: <https://w3id.org/crm-ekg/ns/party/>
      """;

  private static final String LEI_SHAPE =
      """
      ex:Lei a sh:NodeShape ; sh:targetSubjectsOf party:leiCode ; gov:judges gov:SourceView ;
        sh:property ex:LeiValid .
      ex:LeiValid sh:path gov:leiValid ; sh:hasValue true ; sh:in ( true ) ;
        sh:message "The check digits of the LEI are wrong." .
      """;

  @Test
  void wrongCheckDigitsAreFoundThroughTheComputedProperty() {
    Graph data =
        graph(
            """
            ex:good party:leiCode "001GPB6A9XPE8XJICC14" .
            ex:bad party:leiCode "001GPB6A9XPE8XJICC15" .
            ex:mixed party:leiCode "001GPB6A9XPE8XJICC14", "001GPB6A9XPE8XJICC15" .
            """);
    var options =
        new ValidationOptions(
            Graph.emptyGraph, ComputedProperties.standard(), Optional.empty(), Deadline.none());
    ValidationReport report = new Validator().validate(shapes(LEI_SHAPE), data, options);

    assertThat(report.results())
        .filteredOn(r -> r.component().equals(SHACL.InConstraintComponent))
        .extracting(r -> r.focusNode().getLocalName())
        .containsExactlyInAnyOrder("bad", "mixed");
    ValidationResult result = report.results().get(0);
    assertThat(result.message()).isEqualTo("The check digits of the LEI are wrong.");
    Node property = result.path().flatMap(ResultPath::predicate).orElseThrow();
    assertThat(ComputedProperties.standard().sourceOf(property))
        .contains(NodeFactory.createURI("https://w3id.org/crm-ekg/ns/party/leiCode"));
    assertThat(data.size()).as("the caller's data stay as they are").isEqualTo(4);
  }

  @Test
  void aComputedPropertyIsFetchedAsItsSource() {
    assertThat(Projection.of(shapes(LEI_SHAPE), ComputedProperties.standard()))
        .isEqualTo(
            new Projection.Predicates(
                Set.of(NodeFactory.createURI("https://w3id.org/crm-ekg/ns/party/leiCode"))));
  }

  @Test
  void aClosedShapeNeedsEverything() {
    ShapesGraph closed = shapes("ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:closed true .");

    assertThat(Projection.of(closed, ComputedProperties.none()))
        .isEqualTo(new Projection.Everything());
  }

  @Test
  void bothEnginesContributeToOneReport() {
    ShapesGraph shapes =
        shapes(
            """
            ex:A a sh:NodeShape ; sh:targetClass ex:C ;
              sh:property [ sh:path ex:name ; sh:minCount 1 ] .
            ex:B a sh:NodeShape ; sh:targetClass ex:C ; sh:severity sh:Warning ;
              sh:xone ( [ sh:class ex:D ] [ sh:class ex:E ] ) .
            """);
    ValidationReport report = validate(shapes, "ex:c a ex:C .");

    assertThat(report.results())
        .extracting(ValidationResult::engine)
        .containsExactly(Engine.RDF4J, Engine.JENA);
    assertThat(report.results().get(0).message()).isEqualTo("ex:name is missing");
    assertThat(report.results().get(0).rootShape().getLocalName()).isEqualTo("A");
    assertThat(report.counts())
        .containsExactly(entry(Severity.VIOLATION, 1L), entry(Severity.WARNING, 1L));
    assertThat(report.hasAtLeast(Severity.VIOLATION)).isTrue();
  }

  @Test
  void theReportIsReadBackByAnotherTool() {
    ShapesGraph shapes =
        shapes(
            """
            ex:A a sh:NodeShape ; sh:targetClass ex:C ;
              sh:property [ sh:path ( ex:p [ sh:inversePath ex:q ] ) ; sh:datatype xsd:integer ] .
            """);
    ValidationReport report = validate(shapes, "ex:c a ex:C ; ex:p ex:d . ex:e ex:q ex:d .");
    var readBack = org.apache.jena.shacl.ValidationReport.fromGraph(parse(report.toTurtle()));

    assertThat(readBack.conforms()).isFalse();
    assertThat(readBack.getEntries()).hasSize(1);
    assertThat(readBack.getEntries().iterator().next().resultPath())
        .isEqualTo(report.results().get(0).path().orElseThrow().path());
    assertThat(report.results().get(0).path().orElseThrow().rendered()).isEqualTo("ex:p/^ex:q");
  }

  @Test
  void subClassesOfTheOntologyCountAsInstances() {
    ShapesGraph shapes =
        shapes(
            """
            ex:A a sh:NodeShape ; sh:targetClass ex:Party ;
              sh:property [ sh:path ex:name ; sh:minCount 1 ] .
            """);
    var options =
        new ValidationOptions(
            graph(
                "ex:Company rdfs:subClassOf ex:Organization . ex:Organization rdfs:subClassOf ex:Party ."),
            ComputedProperties.none(),
            Optional.empty(),
            Deadline.none());

    assertThat(new Validator().validate(shapes, graph("ex:c a ex:Company ."), options).results())
        .hasSize(1);
  }

  @Test
  void aShapeOutOfForceIsSkippedAndSaidToBe() {
    ShapesGraph shapes =
        shapes(
            """
            ex:A a sh:NodeShape ; sh:targetClass ex:C ; gov:validFrom "2027-01-01"^^xsd:date ;
              sh:property [ sh:path ex:name ; sh:minCount 1 ] .
            ex:B a sh:NodeShape ; sh:targetClass ex:C ; sh:deactivated true ; sh:class ex:D .
            """);
    Graph data = graph("ex:c a ex:C .");
    var today =
        new ValidationOptions(
            Graph.emptyGraph,
            ComputedProperties.none(),
            Optional.of(LocalDate.of(2026, 6, 1)),
            Deadline.none());
    ValidationReport report = new Validator().validate(shapes, data, today);

    assertThat(report.conforms()).isTrue();
    assertThat(report.skipped()).extracting(Shape::name).containsExactly("ex:A", "ex:B");
    assertThat(new Validator().validate(shapes, data, ValidationOptions.plain()).results())
        .hasSize(1);
  }

  @Test
  void whatTwoShapesFindAlikeIsReportedOnce() {
    ShapesGraph shapes =
        shapes(
            """
            ex:A a sh:NodeShape ; sh:targetClass ex:C ; sh:property ex:P .
            ex:B a sh:NodeShape ; sh:targetSubjectsOf ex:q ; sh:property ex:P .
            ex:P sh:path ex:p ; sh:minCount 1 .
            """);

    assertThat(validate(shapes, "ex:c a ex:C ; ex:q 1 .").results()).hasSize(1);
  }

  @Test
  void moreThanAThousandResultsAreAllThere() {
    ShapesGraph shapes =
        shapes(
            """
            ex:A a sh:NodeShape ; sh:targetClass ex:C ;
              sh:property [ sh:path ex:p ; sh:datatype xsd:integer ] .
            """);
    Graph data = GraphFactory.createGraphMem();
    for (int i = 0; i < 3000; i++) {
      Node node = NodeFactory.createURI("http://example.org/n" + i);
      data.add(Triple.create(node, RDF.type.asNode(), uri("C")));
      data.add(Triple.create(node, uri("p"), NodeFactory.createLiteralString("x")));
    }

    assertThat(new Validator().validate(shapes, data, ValidationOptions.plain()).results())
        .hasSize(3000);
  }

  @Test
  void aPassedDeadlineStopsTheRun() {
    var deadline = Deadline.none();
    deadline.cancel();
    var options =
        new ValidationOptions(
            Graph.emptyGraph, ComputedProperties.none(), Optional.empty(), deadline);

    assertThatThrownBy(
            () -> new Validator().validate(shapes(LEI_SHAPE), graph("ex:a ex:b ex:c ."), options))
        .isInstanceOf(ResourceException.class);
  }

  @Test
  void termsCrossTheBridgeUnchanged() {
    Graph data =
        graph(
            """
            ex:s ex:p 01, 1.50, "x"^^xsd:integer, "a"@en-GB, "a"@EN-gb, "\\u00e9\\n\\"", _:b, ex:o, true,
              "2024-01-01T00:00:00+00:00"^^xsd:dateTime, "v"^^ex:own, "" .
            """);

    assertThat(data.find().toList())
        .allSatisfy(
            t ->
                assertThat(TermBridge.node(TermBridge.value(t.getObject())))
                    .isEqualTo(t.getObject()));
  }

  private static ValidationReport validate(ShapesGraph shapes, String data) {
    return new Validator().validate(shapes, graph(data), ValidationOptions.plain());
  }

  private static ShapesGraph shapes(String turtle) {
    return ShapesReader.of(graph(turtle), Strictness.PLAIN);
  }

  private static Graph graph(String turtle) {
    return parse(PREFIXES + turtle);
  }

  private static Graph parse(String turtle) {
    Graph graph = GraphFactory.createGraphMem();
    RDFParser.fromString(turtle, Lang.TURTLE).parse(graph);
    return graph;
  }

  private static Node uri(String localName) {
    return NodeFactory.createURI("http://example.org/" + localName);
  }
}
