package org.crmekg.ontology;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.jena.rdf.model.Resource;
import org.apache.jena.vocabulary.RDFS;

/**
 * Gate 10: every term serves a query, a shape or a mapping, itself or through a term below it.
 *
 * <p>Terms that nobody uses yet stand in a list, which may only shrink: a new term without a use
 * fails, and so does a term that is listed and gone.
 */
final class UseGate implements Gate {
  static final Path WAITING = Path.of("src", "test", "resources", "vocabulary", "not-yet-used.txt");

  @Override
  public String demand() {
    return "everyTermServesAQueryAShapeOrAMapping";
  }

  /**
   * Terms that a mapping, shape or query names, the classes at which such a property begins and
   * ends (it makes their instances), and what is above them.
   */
  static Set<String> used(Vocabulary vocabulary) {
    var used = new TreeSet<String>();
    Set<String> named =
        Uses.all().values().stream().flatMap(Set::stream).collect(Collectors.toSet());
    for (Resource term : vocabulary.terms()) {
      if (named.contains(term.getURI())) {
        add(vocabulary, term, used);
        for (var end : List.of(RDFS.domain, RDFS.range)) {
          OntologyFile.resources(term.inModel(vocabulary.all()), end)
              .forEach(c -> add(vocabulary, c, used));
        }
      }
    }
    return used;
  }

  private static void add(Vocabulary vocabulary, Resource term, Set<String> used) {
    used.add(term.getURI());
    for (var upwards : List.of(RDFS.subClassOf, RDFS.subPropertyOf)) {
      vocabulary.above(term, upwards).forEach(above -> used.add(above.getURI()));
    }
  }

  static Set<String> waiting() {
    try {
      return Files.readAllLines(WAITING, UTF_8).stream()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> OntologyFile.NS + line.strip().replace(':', '/'))
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public List<String> problems(Vocabulary vocabulary) {
    var problems = new ArrayList<String>();
    Set<String> used = used(vocabulary);
    Set<String> waiting = waiting();
    var terms = new TreeSet<String>();
    vocabulary.terms().forEach(term -> terms.add(term.getURI()));
    for (String term : terms) {
      if (!used.contains(term) && !waiting.contains(term)) {
        problems.add("%s is used by no query, shape or mapping".formatted(term));
      }
    }
    for (String term : waiting) {
      if (!terms.contains(term)) {
        problems.add("%s waits for a use in %s and is not declared".formatted(term, WAITING));
      }
    }
    return problems;
  }
}
