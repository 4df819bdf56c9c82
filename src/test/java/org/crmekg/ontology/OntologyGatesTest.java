package org.crmekg.ontology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.jena.vocabulary.OWL2;
import org.apache.jena.vocabulary.RDF;
import org.apache.jena.vocabulary.RDFS;
import org.apache.jena.vocabulary.SKOS;
import org.crmekg.rdf.CanonicalTurtle;
import org.crmekg.rdf.Schema;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The gates that the shipped vocabulary passes, and that everything passes which uses it.
 *
 * <p>With {@code -Dontology=format} the files are first rewritten in canonical form, and the list
 * of terms without a use is shortened; with {@code -Dontology=release} the present state becomes
 * the release that later ones are held against.
 */
class OntologyGatesTest {
  private static final String TASK = System.getProperty("ontology", "check");

  @BeforeAll
  static void rewriteWhereAsked() throws IOException {
    switch (TASK) {
      case "check" -> {}
      case "format" -> {
        for (OntologyFile file : Vocabulary.read().files()) {
          Files.writeString(
              Vocabulary.FOLDER.resolve(file.path()),
              CanonicalTurtle.write(file.model().getGraph(), file.prefixes()),
              UTF_8);
        }
        var waiting = new TreeSet<>(UseGate.waiting());
        waiting.removeAll(UseGate.used(Vocabulary.read()));
        writeWaiting(waiting);
      }
      case "release" ->
          Files.write(ReleaseGate.RELEASE, ReleaseGate.lines(Vocabulary.read()), UTF_8);
      default ->
          throw new IllegalArgumentException("-Dontology is check, format or release: " + TASK);
    }
  }

  private static void writeWaiting(Set<String> waiting) throws IOException {
    var lines = new ArrayList<String>();
    lines.add("# Terms that no query, shape or mapping uses yet. This list may only shrink.");
    waiting.forEach(iri -> lines.add(iri.substring(OntologyFile.NS.length()).replace('/', ':')));
    Files.write(UseGate.WAITING, lines, UTF_8);
  }

  @TestFactory
  Stream<DynamicTest> gate() {
    Vocabulary vocabulary = Vocabulary.read();
    var gates = new ArrayList<Gate>(List.of(new CanonicalFormGate()));
    gates.addAll(Gates.OF_STATEMENTS);
    gates.addAll(Gates.OF_USE);
    gates.addAll(Gates.OF_MEANING);
    return gates.stream()
        .map(
            gate ->
                DynamicTest.dynamicTest(
                    gate.demand(), () -> assertThat(gate.problems(vocabulary)).isEmpty()));
  }

  @Test
  void countsArePrinted() {
    long start = System.nanoTime();
    Vocabulary vocabulary = Vocabulary.read();
    Schema.of(vocabulary.all().getGraph());
    System.out.printf("read and closed in %d ms%n", (System.nanoTime() - start) / 1_000_000);
    System.out.printf("%-32s %7s %7s %7s%n", "module", "classes", "object", "data");
    for (OntologyFile file : vocabulary.files(OntologyFile.Kind.TERMS)) {
      System.out.printf(
          "%-32s %7d %7d %7d%n",
          file.path(),
          file.model().listSubjectsWithProperty(RDF.type, OWL2.Class).toList().size(),
          file.model().listSubjectsWithProperty(RDF.type, OWL2.ObjectProperty).toList().size(),
          file.model().listSubjectsWithProperty(RDF.type, OWL2.DatatypeProperty).toList().size());
    }
    int schemes =
        vocabulary.all().listSubjectsWithProperty(RDF.type, SKOS.ConceptScheme).toList().size();
    int codes = vocabulary.all().listSubjectsWithProperty(RDF.type, SKOS.Concept).toList().size();
    long alignments =
        vocabulary.files(OntologyFile.Kind.ALIGNMENT).stream()
            .flatMap(file -> file.model().listStatements().toList().stream())
            .filter(
                s ->
                    List.of(RDFS.subClassOf, RDFS.subPropertyOf, SKOS.closeMatch, SKOS.exactMatch)
                        .contains(s.getPredicate()))
            .count();
    int terms = vocabulary.terms().size();
    int waiting = new TreeSet<>(UseGate.waiting()).size();
    var idle = new TreeSet<>(UseGate.waiting());
    idle.retainAll(UseGate.used(vocabulary));
    System.out.printf(
        "%d modules, %d terms, %d schemes with %d codes, %d alignments to %d terms; %d terms not"
            + " yet used, of which %d are by now%n",
        vocabulary.files(OntologyFile.Kind.TERMS).size(),
        terms,
        schemes,
        codes,
        alignments,
        AlignmentGate.verified().size(),
        waiting,
        idle.size());
    assertThat(vocabulary.files(OntologyFile.Kind.TERMS)).hasSizeGreaterThanOrEqualTo(28);
    assertThat(terms).isGreaterThan(600);
    assertThat(schemes).isGreaterThan(50);
    assertThat(alignments).isGreaterThan(200);
  }
}
