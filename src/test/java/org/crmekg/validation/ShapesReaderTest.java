package org.crmekg.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.jena.graph.Graph;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFParser;
import org.apache.jena.sparql.graph.GraphFactory;
import org.crmekg.ConfigException;
import org.crmekg.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ShapesReaderTest {
  private static final String PREFIXES =
      """
      PREFIX ex: <http://example.org/>
      PREFIX sh: <http://www.w3.org/ns/shacl#>
      PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
      PREFIX gov: <https://w3id.org/crm-ekg/ns/gov/>
      PREFIX dct: <http://purl.org/dc/terms/>
      """;

  /** The first line of a case is the problem, the second a part of the message. */
  @ParameterizedTest
  @MethodSource("refusedFiles")
  void aShapeThatWouldNotBeJudgedIsRefusedByName(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    ConfigException refusal =
        catchThrowableOfType(
            ConfigException.class, () -> new ShapesReader(Strictness.PRODUCT).read(List.of(file)));

    assertThat(refusal).isNotNull();
    assertThat(refusal.problem()).isEqualTo(Problem.valueOf(lines.get(0).substring(2)));
    assertThat(refusal)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(lines.get(1).substring(2));
  }

  static List<Path> refusedFiles() throws IOException, URISyntaxException {
    Path folder = Path.of(ShapesReaderTest.class.getResource("/validation/refused").toURI());
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  @Test
  void everyFaultIsReportedAtOnce(@TempDir Path folder) throws IOException {
    Files.writeString(
        folder.resolve("a.ttl"), PREFIXES + "ex:A a sh:NodeShape ; sh:targetClass ex:C .");
    Files.writeString(
        folder.resolve("b.ttl"),
        PREFIXES + "ex:B a sh:NodeShape ; sh:targetClass ex:C ; sh:clas ex:D .");

    assertThatThrownBy(() -> new ShapesReader(Strictness.PRODUCT).read(List.of(folder)))
        .hasMessageContaining("a.ttl: ex:A: the shape does not say what it judges")
        .hasMessageContaining("b.ttl: ex:B: the shape does not say what it judges")
        .hasMessageContaining("b.ttl: ex:B: sh:clas is not a property of SHACL");
  }

  /**
   * Surviving values need identity that the product decides itself; until then the shape is
   * refused.
   */
  @Test
  void aShapeThatJudgesSurvivingValuesIsRefusedByName(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("surviving.ttl");
    Files.writeString(
        file,
        """
        @prefix sh: <http://www.w3.org/ns/shacl#> .
        @prefix gov: <https://w3id.org/crm-ekg/ns/gov/> .
        @prefix party: <https://w3id.org/crm-ekg/ns/party/> .
        <https://w3id.org/crm-ekg/shape/OneCountry> a sh:NodeShape ;
          sh:targetClass party:Party ; gov:judges gov:SurvivingValue ;
          sh:property [ sh:path party:country ; sh:maxCount 1 ] .
        """);
    assertThatThrownBy(() -> new ShapesReader(Strictness.PRODUCT).read(List.of(file)))
        .hasMessageContaining("OneCountry")
        .hasMessageContaining("gov:SurvivingValue is not supported");
  }

  @Test
  void aMissingFileIsRefusedByName() {
    assertThatThrownBy(() -> new ShapesReader(Strictness.PLAIN).read(List.of(Path.of("no.ttl"))))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("no.ttl cannot be read");
  }

  @Test
  void whatIsKnownOfAShapeIsRead() {
    Shape shape =
        only(
            """
            ex:S a sh:NodeShape ; sh:targetClass ex:C ; gov:judges gov:GoldenView ;
              sh:severity sh:Warning ; sh:message "No."@en ; dct:source <http://example.org/law> ;
              gov:validFrom "2026-01-01"^^xsd:date ; gov:validTo "2026-12-31"^^xsd:date ;
              gov:jurisdiction ex:FR ; sh:property [ sh:path ex:name ; sh:minCount 1 ] .
            """);

    assertThat(shape.name()).isEqualTo("ex:S");
    assertThat(shape.judges()).contains(Judges.GOLDEN_VIEW);
    assertThat(shape.severity()).isEqualTo(Severity.WARNING);
    assertThat(shape.validFrom()).isEqualTo(Optional.of(LocalDate.of(2026, 1, 1)));
    assertThat(shape.isInForce(LocalDate.of(2026, 12, 31))).isTrue();
    assertThat(shape.isInForce(LocalDate.of(2027, 1, 1))).isFalse();
    assertThat(shape.jurisdictions()).hasSize(1);
    assertThat(shape.sources()).hasSize(1);
    assertThat(shape.engine()).isEqualTo(Engine.RDF4J);
  }

  @ParameterizedTest
  @MethodSource("routes")
  void whatRdf4jMisjudgesGoesToJena(String body, String reason) {
    Shape shape = only("ex:S a sh:NodeShape ; sh:targetClass ex:C ; " + body + " .");

    assertThat(shape.engine()).isEqualTo(Engine.JENA);
    assertThat(shape.routing()).contains(reason);
  }

  static Stream<Arguments> routes() {
    return Stream.of(
            List.of("sh:xone ( [ sh:class ex:A ] [ sh:class ex:B ] )", "sh:xone"),
            List.of(
                "sh:property [ sh:path [ sh:zeroOrMorePath ex:p ] ; sh:class ex:A ]",
                "sh:zeroOrMorePath"),
            List.of("sh:property [ sh:path ex:p ; sh:uniqueLang true ]", "sh:uniqueLang"),
            List.of("sh:property [ sh:path ex:p ; sh:lessThan ex:q ]", "sh:lessThan"),
            List.of("sh:property [ sh:path ex:p ; sh:in (1 2) ]", "sh:in with 1"),
            List.of("sh:property [ sh:path ex:p ; sh:minCount 2 ]", "sh:minCount of more than 1"),
            List.of("sh:severity ex:Fatal ; sh:class ex:A", "the severity ex:Fatal"),
            List.of("sh:targetNode ex:n ; sh:class ex:A", "several targets"),
            List.of("sh:node [ sh:node [ sh:class ex:A ] ]", "sh:node within another constraint"))
        .map(a -> Arguments.of(a.get(0), a.get(1)));
  }

  private static Shape only(String turtle) {
    Graph graph = GraphFactory.createGraphMem();
    RDFParser.fromString(PREFIXES + turtle, Lang.TURTLE).parse(graph);
    List<Shape> shapes = ShapesReader.of(graph, Strictness.PLAIN).shapes();
    assertThat(shapes).hasSize(1);
    return shapes.get(0);
  }
}
