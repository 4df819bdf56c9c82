package org.crmekg.ontology;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.jena.rdf.model.Model;
import org.apache.jena.rdf.model.ModelFactory;
import org.apache.jena.rdf.model.Property;
import org.apache.jena.rdf.model.RDFNode;
import org.apache.jena.rdf.model.Resource;
import org.apache.jena.rdf.model.ResourceFactory;
import org.apache.jena.rdf.model.Statement;
import org.apache.jena.vocabulary.DCTerms;
import org.apache.jena.vocabulary.OWL2;
import org.apache.jena.vocabulary.RDF;
import org.apache.jena.vocabulary.RDFS;
import org.apache.jena.vocabulary.SKOS;
import org.crmekg.rdf.CanonicalTurtle;
import org.semanticweb.owlapi.apibinding.OWLManager;
import org.semanticweb.owlapi.formats.TurtleDocumentFormat;
import org.semanticweb.owlapi.io.StringDocumentSource;
import org.semanticweb.owlapi.model.IRI;
import org.semanticweb.owlapi.model.OWLOntology;
import org.semanticweb.owlapi.model.OWLOntologyCreationException;

/**
 * Files as one ontology of the OWLAPI: imports resolved by hand, and everything declared that the
 * files take from elsewhere. Nothing is fetched.
 */
final class OwlModel {
  private static final String VANN = "http://purl.org/vocab/vann/";

  private static final Set<Property> ANNOTATIONS = annotations();

  private OwlModel() {}

  private static Set<Property> annotations() {
    var properties = new HashSet<Property>(DeclaredTermsGate.DOCUMENTATION);
    // These two are built in, and must not be declared again.
    properties.remove(RDFS.label);
    properties.remove(RDFS.isDefinedBy);
    properties.remove(OWL2.deprecated);
    properties.addAll(
        List.of(
            SKOS.closeMatch,
            SKOS.exactMatch,
            SKOS.inScheme,
            SKOS.notation,
            SKOS.prefLabel,
            DCTerms.title,
            DCTerms.abstract_,
            DCTerms.license,
            DCTerms.creator,
            DCTerms.created,
            DCTerms.modified,
            DCTerms.requires,
            HeaderGate.STATUS,
            ResourceFactory.createProperty(VANN + "preferredNamespacePrefix"),
            ResourceFactory.createProperty(VANN + "preferredNamespaceUri")));
    return Set.copyOf(properties);
  }

  /** The files together with the declarations of all files. */
  static OWLOntology of(Collection<OntologyFile> files, Vocabulary vocabulary) {
    Model model = ModelFactory.createDefaultModel();
    files.forEach(file -> model.add(file.model()));
    model.removeAll(null, OWL2.imports, null);
    for (Resource header : model.listSubjectsWithProperty(RDF.type, OWL2.Ontology).toList()) {
      model.removeAll(header, null, null);
    }
    for (Resource kind : List.of(OWL2.Class, OWL2.ObjectProperty, OWL2.DatatypeProperty)) {
      vocabulary
          .all()
          .listSubjectsWithProperty(RDF.type, kind)
          .forEach(term -> model.add(term, RDF.type, kind));
    }
    for (Property annotation : ANNOTATIONS) {
      model.add(annotation, RDF.type, OWL2.AnnotationProperty);
    }
    declareForeign(model);
    String turtle = CanonicalTurtle.write(model.getGraph(), Map.of());
    try {
      return OWLManager.createOWLOntologyManager()
          .loadOntologyFromOntologyDocument(
              new StringDocumentSource(
                  turtle,
                  IRI.create(OntologyFile.ONTOLOGY + "merged"),
                  new TurtleDocumentFormat(),
                  null));
    } catch (OWLOntologyCreationException e) {
      throw new IllegalStateException("the OWLAPI cannot read the vocabulary", e);
    }
  }

  /** A class or property of elsewhere is what the statement about it needs it to be. */
  private static void declareForeign(Model model) {
    for (Statement statement : model.listStatements().toList()) {
      RDFNode object = statement.getObject();
      if (!object.isURIResource() || object.asResource().getURI().startsWith(OntologyFile.NS)) {
        continue;
      }
      Property property = statement.getPredicate();
      if (property.equals(RDFS.subClassOf)
          || (property.equals(RDF.type) && !object.asResource().getURI().startsWith(OWL2.NS))) {
        model.add(object.asResource(), RDF.type, OWL2.Class);
      }
      if (property.equals(RDFS.subPropertyOf)) {
        for (Resource kind : List.of(OWL2.ObjectProperty, OWL2.DatatypeProperty)) {
          if (statement.getSubject().hasProperty(RDF.type, kind)) {
            model.add(object.asResource(), RDF.type, kind);
          }
        }
      }
    }
  }
}
