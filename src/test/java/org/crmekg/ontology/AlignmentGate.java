package org.crmekg.ontology;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.jena.rdf.model.Property;
import org.apache.jena.rdf.model.Resource;
import org.apache.jena.rdf.model.Statement;
import org.apache.jena.vocabulary.OWL2;
import org.apache.jena.vocabulary.RDF;
import org.apache.jena.vocabulary.RDFS;
import org.apache.jena.vocabulary.SKOS;

/**
 * Gate 9: terms of elsewhere stand in alignments only, each was looked up in its vocabulary's own
 * file, and is there of the kind that we need.
 */
final class AlignmentGate implements Gate {
  static final Path VERIFIED =
      Path.of("src", "test", "resources", "vocabulary", "verified-iris.tsv");
  private static final Set<Property> ALIGNS =
      Set.of(RDFS.subClassOf, RDFS.subPropertyOf, SKOS.closeMatch, SKOS.exactMatch);

  @Override
  public String demand() {
    return "everyTermThatWeAlignToExistsInItsVocabulary";
  }

  /** The kinds of each verified term, by IRI. */
  static Map<String, Set<String>> verified() {
    try {
      var verified = new TreeMap<String, Set<String>>();
      for (String line : Files.readAllLines(VERIFIED, UTF_8).stream().skip(1).toList()) {
        String[] columns = line.split("\t", -1);
        if (columns.length != 4 || Arrays.asList(columns).contains("")) {
          throw new IllegalStateException("%s needs four columns: %s".formatted(VERIFIED, line));
        }
        verified.put(columns[0], Set.of(columns[1].split(",")));
      }
      return verified;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public List<String> problems(Vocabulary vocabulary) {
    var problems = new ArrayList<String>();
    Map<String, Set<String>> verified = verified();
    var unused = new TreeSet<>(verified.keySet());
    for (OntologyFile file : vocabulary.files()) {
      for (Resource subject : file.subjects()) {
        for (Statement statement : subject.listProperties().toList()) {
          if (!ALIGNS.contains(statement.getPredicate())
              || statement.getResource().getURI().startsWith(OntologyFile.BASE)) {
            if (file.kind() == OntologyFile.Kind.ALIGNMENT) {
              problems.add("%s: %s aligns nothing".formatted(file.path(), statement));
            }
            continue;
          }
          unused.remove(statement.getResource().getURI());
          if (file.kind() != OntologyFile.Kind.ALIGNMENT) {
            problems.add("%s is no place for %s".formatted(file.path(), statement));
          }
          check(vocabulary, statement, verified, problems);
        }
      }
    }
    unused.forEach(iri -> problems.add("%s is verified and not aligned to".formatted(iri)));
    return problems;
  }

  private static void check(
      Vocabulary vocabulary,
      Statement statement,
      Map<String, Set<String>> verified,
      List<String> problems) {
    String target = statement.getResource().getURI();
    Set<String> kinds = verified.getOrDefault(target, Set.of());
    if (kinds.isEmpty()) {
      problems.add("%s is not in %s".formatted(target, VERIFIED));
      return;
    }
    Resource subject = statement.getSubject().inModel(vocabulary.all());
    boolean fits = true;
    if (statement.getPredicate().equals(RDFS.subClassOf)) {
      fits = kinds.contains("Class") && subject.hasProperty(RDF.type, OWL2.Class);
    }
    if (statement.getPredicate().equals(RDFS.subPropertyOf)) {
      String wrong =
          subject.hasProperty(RDF.type, OWL2.ObjectProperty)
              ? "DatatypeProperty"
              : "ObjectProperty";
      fits = kinds.stream().anyMatch(kind -> kind.endsWith("Property")) && !kinds.contains(wrong);
    }
    if (!fits) {
      problems.add("%s is %s, which does not fit: %s".formatted(target, kinds, statement));
    }
  }
}
