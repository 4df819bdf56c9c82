package org.crmekg.ontology;

import static org.crmekg.ontology.OntologyFile.resources;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.jena.rdf.model.Property;
import org.apache.jena.rdf.model.Resource;
import org.apache.jena.rdf.model.ResourceFactory;
import org.apache.jena.rdf.model.Statement;
import org.apache.jena.vocabulary.DCTerms;
import org.apache.jena.vocabulary.OWL2;
import org.apache.jena.vocabulary.RDF;
import org.apache.jena.vocabulary.RDFS;
import org.apache.jena.vocabulary.SKOS;

/** Gate 5: a term is declared once and as one thing, and is only said to be what exists. */
final class DeclaredTermsGate implements Gate {
  private static final String GIST = "https://w3id.org/semanticarts/ns/ontology/gist/";
  static final Property DOMAIN_INCLUDES = ResourceFactory.createProperty(GIST, "domainIncludes");
  static final Property RANGE_INCLUDES = ResourceFactory.createProperty(GIST, "rangeIncludes");

  private static final List<Resource> KINDS =
      List.of(OWL2.Class, OWL2.ObjectProperty, OWL2.DatatypeProperty, OWL2.NamedIndividual);

  /** Statements with a meaning for reasoners. */
  static final Set<Property> LOGIC =
      Set.of(
          RDF.type,
          RDFS.subClassOf,
          OWL2.disjointWith,
          RDFS.subPropertyOf,
          RDFS.domain,
          RDFS.range);

  /** Statements for readers. */
  static final Set<Property> DOCUMENTATION =
      Set.of(
          RDFS.label,
          RDFS.isDefinedBy,
          SKOS.definition,
          SKOS.altLabel,
          SKOS.scopeNote,
          SKOS.example,
          DOMAIN_INCLUDES,
          RANGE_INCLUDES,
          OWL2.deprecated,
          DCTerms.isReplacedBy);

  @Override
  public String demand() {
    return "everyTermIsDeclaredOnceAsOneKindAndUsesDeclaredTermsOnly";
  }

  @Override
  public List<String> problems(Vocabulary vocabulary) {
    var problems = new ArrayList<String>();
    Map<String, OntologyFile> seen = new HashMap<>();
    for (OntologyFile file : vocabulary.files(OntologyFile.Kind.TERMS)) {
      for (Resource subject : file.subjects()) {
        if (KINDS.stream().noneMatch(kind -> subject.hasProperty(RDF.type, kind))) {
          problems.add("%s has no kind in %s".formatted(subject, file.path()));
        }
      }
      for (Resource term : file.terms()) {
        OntologyFile other = seen.put(term.getURI(), file);
        if (other != null) {
          problems.add("%s is in %s and %s".formatted(term, other.path(), file.path()));
        }
        long kinds = KINDS.stream().filter(kind -> term.hasProperty(RDF.type, kind)).count();
        if (kinds != 1) {
          problems.add("%s is of %d kinds".formatted(term, kinds));
        }
        statements(vocabulary, file, term, problems);
        ends(term, problems);
      }
    }
    for (Resource term : vocabulary.terms()) {
      cycles(vocabulary, term, problems);
      crossing(vocabulary, term, problems);
    }
    return problems;
  }

  private static void statements(
      Vocabulary vocabulary, OntologyFile file, Resource term, List<String> problems) {
    for (Statement statement : term.listProperties().toList()) {
      Property property = statement.getPredicate();
      if (!LOGIC.contains(property) && !DOCUMENTATION.contains(property)) {
        problems.add("%s: %s has no place here".formatted(file.path(), statement));
      }
      if (Set.of(DOMAIN_INCLUDES, RANGE_INCLUDES).contains(property) || LOGIC.contains(property)) {
        Resource object = statement.getResource();
        boolean isKind = property.equals(RDF.type) && KINDS.contains(object);
        boolean isAnything = object.equals(OWL2.Thing) && !LOGIC.contains(property);
        if (!isKind && !isAnything && !isDeclared(vocabulary, property, term, object)) {
          problems.add("%s: %s is not declared as that".formatted(file.path(), statement));
        }
      }
    }
  }

  private static boolean isDeclared(
      Vocabulary vocabulary, Property property, Resource term, Resource object) {
    Resource kind =
        property.equals(RDFS.subPropertyOf)
            ? KINDS.stream()
                .filter(k -> term.hasProperty(RDF.type, k))
                .findFirst()
                .orElse(OWL2.Class)
            : OWL2.Class;
    return vocabulary.all().contains(object, RDF.type, kind);
  }

  /** A property says at which classes it begins and ends, for reasoners or at least for readers. */
  private static void ends(Resource term, List<String> problems) {
    boolean isObjectProperty = term.hasProperty(RDF.type, OWL2.ObjectProperty);
    if (!isObjectProperty && !term.hasProperty(RDF.type, OWL2.DatatypeProperty)) {
      return;
    }
    if (term.hasProperty(RDFS.domain) == term.hasProperty(DOMAIN_INCLUDES)) {
      problems.add("%s needs either rdfs:domain or gist:domainIncludes".formatted(term));
    }
    if (isObjectProperty && term.hasProperty(RDFS.range) == term.hasProperty(RANGE_INCLUDES)) {
      problems.add("%s needs either rdfs:range or gist:rangeIncludes".formatted(term));
    }
    // OWL 2 has no xsd:date, and QL no xsd:boolean: datatypes belong to shapes and mappings.
    if (!isObjectProperty && term.hasProperty(RDFS.range)) {
      problems.add("%s: the datatype belongs into a shape".formatted(term));
    }
  }

  private static void cycles(Vocabulary vocabulary, Resource term, List<String> problems) {
    Stream.of(RDFS.subClassOf, RDFS.subPropertyOf)
        .filter(upwards -> vocabulary.above(term, upwards).contains(term))
        .forEach(upwards -> problems.add("%s is above itself".formatted(term)));
  }

  /** What a property says of its ends must be at least what its super-properties say. */
  private static void crossing(Vocabulary vocabulary, Resource term, List<String> problems) {
    for (Resource above : vocabulary.above(term, RDFS.subPropertyOf)) {
      for (Property end : List.of(RDFS.domain, RDFS.range)) {
        for (Resource wide : resources(above.inModel(vocabulary.all()), end)) {
          for (Resource narrow : resources(term.inModel(vocabulary.all()), end)) {
            if (!narrow.equals(wide) && !vocabulary.above(narrow, RDFS.subClassOf).contains(wide)) {
              problems.add("%s is no %s, as %s demands of %s".formatted(narrow, wide, above, term));
            }
          }
        }
      }
    }
  }
}
