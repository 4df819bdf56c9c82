package org.crmekg.ontology;

import static org.crmekg.ontology.OntologyFile.resources;
import static org.crmekg.ontology.OntologyFile.texts;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.jena.rdf.model.RDFNode;
import org.apache.jena.rdf.model.Resource;
import org.apache.jena.rdf.model.ResourceFactory;
import org.apache.jena.vocabulary.RDF;
import org.apache.jena.vocabulary.RDFS;
import org.apache.jena.vocabulary.SKOS;

/**
 * Part of gate 3: a code scheme is named for the class of its codes, and each code has its notation
 * in its IRI, one label and one definition.
 */
final class CodeGate implements Gate {
  private static final Resource CODE = ResourceFactory.createResource(OntologyFile.NS + "ref/Code");
  private static final Resource CODE_SCHEME =
      ResourceFactory.createResource(OntologyFile.NS + "ref/CodeScheme");

  @Override
  public String demand() {
    return "everyCodeStandsInTheSchemeOfItsClassWithNotationLabelAndDefinition";
  }

  @Override
  public List<String> problems(Vocabulary vocabulary) {
    var problems = new ArrayList<String>();
    for (OntologyFile file : vocabulary.files(OntologyFile.Kind.CODES)) {
      for (Resource subject : file.subjects()) {
        if (texts(subject, SKOS.prefLabel).size() != 1
            || texts(subject, SKOS.definition).size() != 1
            || !resources(subject, RDFS.isDefinedBy).equals(List.of(file.header()))) {
          problems.add("%s needs one label, one definition, its file".formatted(subject));
        }
        if (subject.hasProperty(RDF.type, CODE_SCHEME)) {
          scheme(file, subject, problems);
        } else {
          code(vocabulary, file, subject, problems);
        }
      }
    }
    return problems;
  }

  private static void scheme(OntologyFile file, Resource scheme, List<String> problems) {
    if (!scheme.hasProperty(RDF.type, SKOS.ConceptScheme)
        || !file.model().contains(null, SKOS.inScheme, scheme)) {
      problems.add("%s is no concept scheme, or has no codes".formatted(scheme));
    }
    Set<String> labels = new HashSet<>();
    file.model()
        .listSubjectsWithProperty(SKOS.inScheme, scheme)
        .forEach(
            code ->
                texts(code, SKOS.prefLabel)
                    .forEach(
                        label -> {
                          if (!labels.add(label)) {
                            problems.add(
                                "%s: \"%s\" stands for two codes".formatted(scheme, label));
                          }
                        }));
  }

  private static void code(
      Vocabulary vocabulary, OntologyFile file, Resource code, List<String> problems) {
    List<Resource> classes =
        resources(code, RDF.type).stream()
            .filter(type -> vocabulary.above(type, RDFS.subClassOf).contains(CODE))
            .toList();
    List<Resource> schemes = resources(code, SKOS.inScheme);
    List<RDFNode> notations = new ArrayList<>();
    code.listProperties(SKOS.notation).forEach(s -> notations.add(s.getObject()));
    if (classes.size() != 1
        || schemes.size() != 1
        || notations.size() != 1
        || !code.hasProperty(RDF.type, SKOS.Concept)) {
      problems.add("%s: needs one class of codes, one scheme, one notation".formatted(code));
      return;
    }
    String name = classes.getFirst().getURI().replaceFirst(".*/", "");
    String kebab = name.replaceAll("(?<=.)(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    String scheme = OntologyFile.SCHEME + kebab;
    if (!schemes.getFirst().getURI().equals(scheme)
        || !file.model().contains(schemes.getFirst(), RDF.type, CODE_SCHEME)
        || !code.getURI().equals(scheme + "/" + notations.getFirst().asLiteral().getString())) {
      problems.add(
          "%s: a code of %s is %s/{notation} in scheme %s"
              .formatted(code, classes.getFirst(), scheme, scheme));
    }
  }
}
