package org.crmekg.ontology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.jena.rdf.model.Statement;
import org.apache.jena.vocabulary.RDFS;
import org.apache.jena.vocabulary.SKOS;
import org.junit.jupiter.api.Test;

/** Shows that the gates bite: with one axiom, label or definition gone, one of them fails. */
class MutationTest {
  private static final int MUTATIONS = 40;

  @Test
  void oneAxiomOrTextThatIsGoneFailsAGate() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("seed " + seed);
    var random = new Random(seed);
    Vocabulary vocabulary = Vocabulary.read();
    List<Gate> gates = Stream.concat(Gates.OF_STATEMENTS.stream(), Gates.OF_USE.stream()).toList();
    Map<String, Integer> caught = new TreeMap<>();
    var missed = new ArrayList<String>();
    List<OntologyFile> files = vocabulary.files();
    for (int i = 0; i < MUTATIONS; i++) {
      OntologyFile file = files.get(random.nextInt(files.size()));
      List<Statement> statements =
          file.model().listStatements().toList().stream()
              .filter(MutationTest::isAxiomOrText)
              .sorted((a, b) -> a.toString().compareTo(b.toString()))
              .toList();
      Statement gone = statements.get(random.nextInt(statements.size()));
      Vocabulary mutant = vocabulary.without(file, gone);
      Optional<Gate> first =
          gates.stream().filter(gate -> !gate.problems(mutant).isEmpty()).findFirst();
      first.ifPresentOrElse(
          gate -> caught.merge(gate.demand(), 1, Integer::sum),
          () -> missed.add("%s without %s (seed %d)".formatted(file.path(), gone, seed)));
    }
    System.out.println("caught by " + caught);
    assertThat(missed).isEmpty();
  }

  /**
   * Notes and examples may go. So may imports and titles, which are gates 2 and 6 of the header.
   */
  private static boolean isAxiomOrText(Statement statement) {
    return DeclaredTermsGate.LOGIC.contains(statement.getPredicate())
        || List.of(
                RDFS.label,
                RDFS.isDefinedBy,
                SKOS.definition,
                SKOS.prefLabel,
                SKOS.notation,
                SKOS.inScheme,
                SKOS.closeMatch,
                SKOS.exactMatch)
            .contains(statement.getPredicate());
  }
}
