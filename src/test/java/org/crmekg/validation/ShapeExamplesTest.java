package org.crmekg.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.jena.rdf.model.Model;
import org.apache.jena.rdf.model.ModelFactory;
import org.apache.jena.rdf.model.Property;
import org.apache.jena.rdf.model.Resource;
import org.apache.jena.rdf.model.ResourceFactory;
import org.apache.jena.rdf.model.Statement;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFDataMgr;
import org.apache.jena.shacl.ShaclValidator;
import org.apache.jena.sys.JenaSystem;
import org.eclipse.rdf4j.common.transaction.IsolationLevels;
import org.eclipse.rdf4j.model.vocabulary.RDF4J;
import org.eclipse.rdf4j.model.vocabulary.SHACL;
import org.eclipse.rdf4j.repository.RepositoryException;
import org.eclipse.rdf4j.repository.sail.SailRepository;
import org.eclipse.rdf4j.rio.RDFFormat;
import org.eclipse.rdf4j.sail.memory.MemoryStore;
import org.eclipse.rdf4j.sail.shacl.ShaclSail;
import org.eclipse.rdf4j.sail.shacl.ShaclSailValidationException;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every shipped shape accepts its valid example and rejects its invalid one, in both engines. */
class ShapeExamplesTest {
  static {
    JenaSystem.init();
  }

  private static final String SH = "http://www.w3.org/ns/shacl#";
  private static final String SHAPE = "https://w3id.org/crm-ekg/shape/";
  private static final String NS = "https://w3id.org/crm-ekg/ns/";
  private static final Path SHAPES = Path.of("shapes");
  private static final Path EXAMPLES = SHAPES.resolve("examples");
  private static final List<Property> TARGETS =
      Stream.of("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")
          .map(name -> ResourceFactory.createProperty(SH + name))
          .toList();

  @Test
  void everyShapeSaysWhatItJudgesSinceWhenWhyAndHowGrave() throws IOException {
    Model shapes = shapes();
    List<Resource> all = targeted(shapes);
    assertThat(all).hasSizeGreaterThanOrEqualTo(9);
    for (Resource shape : all) {
      assertThat(shape.getURI()).startsWith(SHAPE);
      for (String property :
          List.of(
              "http://www.w3.org/2000/01/rdf-schema#label",
              SH + "message",
              SH + "severity",
              "http://purl.org/dc/terms/source",
              NS + "gov/validFrom",
              NS + "gov/judges")) {
        assertThat(shape.listProperties(ResourceFactory.createProperty(property)).toList())
            .as("%s %s", shape.getURI(), property)
            .hasSize(1);
      }
      assertThat(
              shape
                  .getProperty(ResourceFactory.createProperty(NS + "gov/judges"))
                  .getResource()
                  .getURI())
          .isIn(NS + "gov/SourceView", NS + "gov/GoldenView", NS + "gov/SurvivingValue");
    }
  }

  /** RDF4J infers types of shapes from SHACL's own domains, and then refuses the whole file. */
  @Test
  void noNodeShapeUsesWhatIsForPropertyShapesOnly() throws IOException {
    for (Resource shape : targeted(shapes())) {
      for (String property : List.of("name", "description", "order", "group", "defaultValue")) {
        assertThat(shape.hasProperty(ResourceFactory.createProperty(SH + property)))
            .as("%s sh:%s; use rdfs:label or rdfs:comment", shape.getURI(), property)
            .isFalse();
      }
    }
  }

  @Test
  void everyShapeHasExamplesAndEveryExampleAShape() throws IOException {
    Set<String> shapes =
        targeted(shapes()).stream()
            .map(shape -> shape.getURI().substring(SHAPE.length()))
            .collect(Collectors.toCollection(TreeSet::new));
    try (Stream<Path> folders = Files.list(EXAMPLES)) {
      assertThat(folders.map(folder -> folder.getFileName().toString()).toList())
          .containsExactlyInAnyOrderElementsOf(shapes);
    }
  }

  @TestFactory
  Stream<DynamicTest> theValidExampleConforms() throws IOException {
    return cases(
        "valid.ttl",
        (shape, data) -> {
          assertThat(jenaFocusNodes(shape, data)).isEmpty();
          assertThat(rdf4jFocusNodes(shape, data)).isEmpty();
        });
  }

  @TestFactory
  Stream<DynamicTest> theInvalidExampleBreaksTheRuleInBothEngines() throws IOException {
    return cases(
        "invalid.ttl",
        (shape, data) -> {
          assertThat(jenaFocusNodes(shape, data)).hasSize(1);
          assertThat(rdf4jFocusNodes(shape, data)).isEqualTo(jenaFocusNodes(shape, data));
        });
  }

  private interface Check {
    void run(Model shape, Model data) throws IOException;
  }

  private static Stream<DynamicTest> cases(String file, Check check) throws IOException {
    Model shapes = shapes();
    return targeted(shapes).stream()
        .map(
            shape -> {
              String name = shape.getURI().substring(SHAPE.length());
              return DynamicTest.dynamicTest(
                  name,
                  () -> check.run(only(shape, shapes), data(EXAMPLES.resolve(name).resolve(file))));
            });
  }

  private static Model shapes() throws IOException {
    Model shapes = ModelFactory.createDefaultModel();
    try (Stream<Path> files = Files.walk(SHAPES)) {
      files
          .filter(file -> file.toString().endsWith(".ttl") && !file.startsWith(EXAMPLES))
          .sorted()
          .forEach(file -> RDFDataMgr.read(shapes, file.toString(), Lang.TURTLE));
    }
    return shapes;
  }

  private static List<Resource> targeted(Model shapes) {
    return TARGETS.stream()
        .flatMap(target -> shapes.listSubjectsWithProperty(target).toList().stream())
        .distinct()
        .toList();
  }

  /** The shapes graph in which just one shape has a target. */
  private static Model only(Resource shape, Model shapes) {
    Model one = ModelFactory.createDefaultModel().add(shapes);
    for (Resource other : targeted(shapes)) {
      if (!other.equals(shape)) {
        TARGETS.forEach(target -> other.inModel(one).removeAll(target));
      }
    }
    return one;
  }

  /** An example with what is computed before validation. */
  private static Model data(Path file) {
    Model data = RDFDataMgr.loadModel(file.toString(), Lang.TURTLE);
    Property leiCode = ResourceFactory.createProperty(NS + "party/leiCode");
    Property leiValid = ResourceFactory.createProperty(NS + "gov/leiValid");
    for (Statement lei : data.listStatements(null, leiCode, (String) null).toList()) {
      data.addLiteral(lei.getSubject(), leiValid, hasLeiCheckDigits(lei.getString()));
    }
    return data;
  }

  /** ISO 7064 MOD 97-10: letters count as 10 to 35, and the remainder is 1. */
  private static boolean hasLeiCheckDigits(String lei) {
    if (!lei.matches("[0-9A-Z]{18}[0-9]{2}")) {
      return false;
    }
    String digits =
        lei.chars()
            .mapToObj(c -> Integer.toString(Character.digit(c, 36)))
            .collect(Collectors.joining());
    return new BigInteger(digits).mod(BigInteger.valueOf(97)).intValue() == 1;
  }

  private static Set<String> jenaFocusNodes(Model shapes, Model data) {
    return ShaclValidator.get().validate(shapes.getGraph(), data.getGraph()).getEntries().stream()
        .map(entry -> entry.focusNode().toString())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> rdf4jFocusNodes(Model shapes, Model data) throws IOException {
    ShaclSail sail = new ShaclSail(new MemoryStore());
    SailRepository repository = new SailRepository(sail);
    try (var connection = repository.getConnection()) {
      connection.begin(IsolationLevels.NONE, ShaclSail.TransactionSettings.ValidationApproach.Bulk);
      connection.add(turtle(shapes), RDFFormat.TURTLE, RDF4J.SHACL_SHAPE_GRAPH);
      connection.add(turtle(data), RDFFormat.TURTLE);
      connection.commit();
      return Set.of();
    } catch (RepositoryException e) {
      if (e.getCause() instanceof ShaclSailValidationException report) {
        return report
            .validationReportAsModel()
            .filter(null, SHACL.FOCUS_NODE, null)
            .objects()
            .stream()
            .map(node -> node.stringValue())
            .collect(Collectors.toCollection(TreeSet::new));
      }
      throw e;
    } finally {
      repository.shutDown();
    }
  }

  private static StringReader turtle(Model model) {
    StringWriter text = new StringWriter();
    RDFDataMgr.write(text, model, Lang.TURTLE);
    return new StringReader(text.toString());
  }
}
