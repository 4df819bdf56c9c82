package org.crmekg.ontology;

import static org.crmekg.ontology.OntologyFile.texts;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.rdf.model.Resource;
import org.apache.jena.rdf.model.ResourceFactory;
import org.apache.jena.vocabulary.OWL2;
import org.apache.jena.vocabulary.RDF;
import org.apache.jena.vocabulary.RDFS;
import org.apache.jena.vocabulary.SKOS;

/**
 * Part of gate 3: what a definition names first (ISO 704: the genus) is what the class is a
 * sub-class of, and the other way round.
 */
final class TaxonomyGate implements Gate {
  private static final Resource DATED =
      ResourceFactory.createResource(OntologyFile.NS + "ref/ValidityBound");

  @Override
  public String demand() {
    return "definitionsAndSubclassesAgree";
  }

  @Override
  public List<String> problems(Vocabulary vocabulary) {
    var problems = new ArrayList<String>();
    Map<String, Resource> byLabel = new HashMap<>();
    for (Resource term : vocabulary.terms()) {
      if (term.hasProperty(RDF.type, OWL2.Class)) {
        texts(term, RDFS.label).forEach(label -> byLabel.put(label, term));
      }
    }
    for (Resource term : byLabel.values()) {
      List<String> definitions = texts(term, SKOS.definition);
      if (definitions.size() != 1) {
        continue;
      }
      String definition = definitions.getFirst();
      Set<Resource> above = vocabulary.above(term, RDFS.subClassOf);
      Optional<Resource> genus =
          byLabel.keySet().stream()
              .filter(label -> definition.startsWith(label + " "))
              .max((a, b) -> Integer.compare(a.length(), b.length()))
              .map(byLabel::get);
      if (genus.isPresent() && !above.contains(genus.get())) {
        problems.add("%s is by its definition a %s, and is no sub-class".formatted(term, genus));
      }
      if (genus.isEmpty()
          && OntologyFile.resources(term, RDFS.subClassOf).stream()
              .anyMatch(c -> !c.equals(DATED))) {
        problems.add("%s: the definition names no class above it".formatted(term));
      }
      if (definition.startsWith("situation ") && !above.contains(DATED)) {
        problems.add("%s is a situation, and has no dates".formatted(term));
      }
    }
    return problems;
  }
}
