package org.crmekg.ontology;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.jena.rdf.model.Property;
import org.apache.jena.rdf.model.Resource;
import org.apache.jena.rdf.model.ResourceFactory;
import org.apache.jena.vocabulary.DCTerms;
import org.apache.jena.vocabulary.OWL2;
import org.apache.jena.vocabulary.RDF;
import org.apache.jena.vocabulary.RDFS;

/** Gate 2: every file says what it is, whose, under which licence, and of which version. */
final class HeaderGate implements Gate {
  private static final String VANN = "http://purl.org/vocab/vann/";
  private static final Property PREFIX =
      ResourceFactory.createProperty(VANN + "preferredNamespacePrefix");
  private static final Property NAMESPACE =
      ResourceFactory.createProperty(VANN + "preferredNamespaceUri");
  static final Property STATUS =
      ResourceFactory.createProperty("http://www.w3.org/2003/06/sw-vocab-status/ns#term_status");
  private static final Set<String> STATES = Set.of("experimental", "stable", "deprecated");

  @Override
  public String demand() {
    return "everyFileHasACompleteHeaderThatFitsItsPlace";
  }

  @Override
  public List<String> problems(Vocabulary vocabulary) {
    var problems = new ArrayList<String>();
    for (OntologyFile file : vocabulary.files()) {
      List<Resource> headers =
          file.model().listSubjectsWithProperty(RDF.type, OWL2.Ontology).toList();
      if (!headers.equals(List.of(file.header()))) {
        problems.add("%s must describe %s, not %s".formatted(file.path(), file.iri(), headers));
        continue;
      }
      Resource header = file.header();
      var once =
          new ArrayList<>(
              List.of(
                  DCTerms.title,
                  RDFS.label,
                  DCTerms.abstract_,
                  DCTerms.license,
                  DCTerms.creator,
                  DCTerms.created,
                  DCTerms.modified,
                  OWL2.versionIRI,
                  OWL2.versionInfo,
                  STATUS));
      if (file.kind() == OntologyFile.Kind.TERMS) {
        once.addAll(List.of(PREFIX, NAMESPACE));
      }
      for (Property property : once) {
        int count = header.listProperties(property).toList().size();
        if (count != 1) {
          problems.add(
              "%s has %d times %s, not once".formatted(file.path(), count, property.getURI()));
        }
      }
      check(file, header, problems);
    }
    return problems;
  }

  private static void check(OntologyFile file, Resource header, List<String> problems) {
    if (header.hasProperty(OWL2.versionIRI) && header.hasProperty(OWL2.versionInfo)) {
      String version = header.getProperty(OWL2.versionInfo).getString();
      String iri = header.getProperty(OWL2.versionIRI).getResource().getURI();
      if (!version.matches("\\d+\\.\\d+\\.\\d+") || !iri.equals(file.iri() + "/" + version)) {
        problems.add("%s: version %s does not fit %s".formatted(file.path(), version, iri));
      }
    }
    if (header.hasProperty(PREFIX)
        && !header.getProperty(PREFIX).getString().equals(file.folder())) {
      problems.add("%s: the prefix is not %s".formatted(file.path(), file.folder()));
    }
    String namespace = OntologyFile.NS + file.folder() + "/";
    if (header.hasProperty(NAMESPACE)
        && !header.getProperty(NAMESPACE).getString().equals(namespace)) {
      problems.add("%s: the namespace is not %s".formatted(file.path(), namespace));
    }
    if (header.hasProperty(STATUS) && !STATES.contains(header.getProperty(STATUS).getString())) {
      problems.add("%s: the status is none of %s".formatted(file.path(), STATES));
    }
  }
}
