package org.crmekg.ontology;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.jena.rdf.model.Model;
import org.apache.jena.rdf.model.RDFNode;
import org.apache.jena.rdf.model.Resource;
import org.apache.jena.rdf.model.ResourceFactory;
import org.apache.jena.vocabulary.OWL2;
import org.apache.jena.vocabulary.RDF;

/**
 * Gate 11: every class and property that a mapping, shape, link, configuration or query names is
 * declared, and is used as what it is.
 */
final class ConsumerGate implements Gate {
  private static final String RR = "http://www.w3.org/ns/r2rml#";
  private static final String SH = "http://www.w3.org/ns/shacl#";
  private static final List<String> AS_CLASS =
      List.of(RR + "class", SH + "targetClass", SH + "class");
  private static final List<String> AS_PROPERTY =
      List.of(RR + "predicate", SH + "path", SH + "targetSubjectsOf", SH + "targetObjectsOf");

  @Override
  public String demand() {
    return "everyTermThatMappingsShapesAndQueriesUseIsDeclaredAsThat";
  }

  @Override
  public List<String> problems(Vocabulary vocabulary) {
    var problems = new ArrayList<String>();
    var declared = new TreeSet<String>();
    vocabulary.terms().forEach(term -> declared.add(term.getURI()));
    Uses.all()
        .forEach(
            (file, used) -> {
              for (String term : used) {
                if (!declared.contains(term)) {
                  problems.add("%s uses %s, which is not declared".formatted(file, term));
                }
              }
            });
    for (Path file : Uses.turtleFiles("mappings", "shapes")) {
      Model model = Uses.model(file);
      kinds(file, model, AS_CLASS, Set.of(OWL2.Class), vocabulary, problems);
      kinds(
          file,
          model,
          AS_PROPERTY,
          Set.of(OWL2.ObjectProperty, OWL2.DatatypeProperty),
          vocabulary,
          problems);
    }
    return problems;
  }

  private static void kinds(
      Path file,
      Model model,
      List<String> uses,
      Set<Resource> kinds,
      Vocabulary vocabulary,
      List<String> problems) {
    for (String use : uses) {
      for (RDFNode node :
          model.listObjectsOfProperty(ResourceFactory.createProperty(use)).toList()) {
        boolean isOwn =
            node.isURIResource() && node.asResource().getURI().startsWith(OntologyFile.NS);
        if (isOwn
            && kinds.stream()
                .noneMatch(kind -> vocabulary.all().contains(node.asResource(), RDF.type, kind))) {
          problems.add("%s uses %s as %s".formatted(file, node, use));
        }
      }
    }
  }
}
