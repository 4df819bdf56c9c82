package org.crmekg.ontology;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.jena.rdf.model.Model;
import org.apache.jena.rdf.model.ModelFactory;
import org.apache.jena.rdf.model.Property;
import org.apache.jena.rdf.model.RDFNode;
import org.apache.jena.rdf.model.Resource;
import org.apache.jena.rdf.model.Statement;
import org.apache.jena.sys.JenaSystem;
import org.apache.jena.vocabulary.OWL2;
import org.apache.jena.vocabulary.RDF;

/**
 * One file of the vocabulary.
 *
 * @param path where it is, relative to the vocabulary's folder
 * @param text its text as found
 * @param model what the text says
 */
record OntologyFile(Path path, String text, Model model) {
  static {
    // A vocabulary class that is touched before Jena is set up fails to initialise.
    JenaSystem.init();
  }

  static final String BASE = "https://w3id.org/crm-ekg/";
  static final String NS = BASE + "ns/";
  static final String ONTOLOGY = BASE + "ontology/";
  static final String SCHEME = BASE + "scheme/";

  private static final Set<Resource> TERM_KINDS =
      Set.of(OWL2.Class, OWL2.ObjectProperty, OWL2.DatatypeProperty, OWL2.NamedIndividual);

  /** What a file holds, which its name tells. */
  enum Kind {
    TERMS,
    ALIGNMENT,
    CODES
  }

  Kind kind() {
    String name = path.getFileName().toString();
    if (name.endsWith("-align.ttl")) {
      return Kind.ALIGNMENT;
    }
    return name.endsWith("-schemes.ttl") ? Kind.CODES : Kind.TERMS;
  }

  /** The folder, which is also the prefix of the terms. */
  String folder() {
    return path.getName(0).toString();
  }

  /** The IRI that the place of the file demands of its ontology. */
  String iri() {
    return ONTOLOGY + path.toString().replace('\\', '/').replaceFirst("\\.ttl$", "");
  }

  Resource header() {
    return model.createResource(iri());
  }

  /** The terms that a file of terms declares, sorted; other files declare none. */
  List<Resource> terms() {
    if (kind() != Kind.TERMS) {
      return List.of();
    }
    return model
        .listSubjectsWithProperty(RDF.type)
        .filterKeep(
            s ->
                s.listProperties(RDF.type).toList().stream()
                    .anyMatch(t -> TERM_KINDS.contains(t.getResource())))
        .toList()
        .stream()
        .sorted((a, b) -> a.getURI().compareTo(b.getURI()))
        .toList();
  }

  /** Every subject but the header. */
  List<Resource> subjects() {
    return model.listSubjects().filterDrop(s -> s.equals(header())).toList().stream()
        .sorted((a, b) -> a.toString().compareTo(b.toString()))
        .toList();
  }

  Set<String> imports() {
    var imports = new TreeSet<String>();
    header().listProperties(OWL2.imports).forEach(i -> imports.add(i.getResource().getURI()));
    return imports;
  }

  Map<String, String> prefixes() {
    return model.getNsPrefixMap();
  }

  OntologyFile without(Statement statement) {
    Model smaller = ModelFactory.createDefaultModel().add(model);
    smaller.setNsPrefixes(model);
    smaller.remove(statement);
    return new OntologyFile(path, text, smaller);
  }

  static List<String> texts(Resource subject, Property property) {
    return subject
        .listProperties(property)
        .filterKeep(s -> s.getObject().isLiteral() && s.getLanguage().equals("en"))
        .mapWith(Statement::getString)
        .toList();
  }

  static List<Resource> resources(Resource subject, Property property) {
    return subject
        .listProperties(property)
        .mapWith(Statement::getObject)
        .filterKeep(RDFNode::isURIResource)
        .mapWith(RDFNode::asResource)
        .toList();
  }
}
