package org.crmekg.ontology;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.jena.rdf.model.RDFNode;
import org.apache.jena.rdf.model.Statement;

/** Gate 6: modules import downwards only, without cycles, and import what they use. */
final class ImportGate implements Gate {
  /** Which folders a folder may import: reference data and parties know nothing of a CRM. */
  private static final Map<String, Set<String>> LAYERS =
      Map.of(
          "ref", Set.of("ref"),
          "party", Set.of("ref", "party"),
          "crm", Set.of("ref", "party", "crm"),
          "kyc", Set.of("ref", "party", "kyc"),
          "vendor", Set.of("ref", "party", "vendor"),
          "gov", Set.of("ref", "party", "gov"));

  @Override
  public String demand() {
    return "modulesImportDownwardsOnlyAndImportWhatTheyUse";
  }

  @Override
  public List<String> problems(Vocabulary vocabulary) {
    var problems = new ArrayList<String>();
    var byIri = new TreeMap<String, OntologyFile>();
    vocabulary.files().forEach(file -> byIri.put(file.iri(), file));
    Map<String, OntologyFile> homes = vocabulary.homes();
    for (OntologyFile file : vocabulary.files()) {
      var reached = new TreeSet<String>();
      var queue = new ArrayDeque<>(file.imports());
      while (!queue.isEmpty()) {
        String next = queue.remove();
        OntologyFile imported = byIri.get(next);
        if (imported == null) {
          problems.add("%s imports %s, which is not there".formatted(file.path(), next));
          continue;
        }
        if (!LAYERS.getOrDefault(file.folder(), Set.of()).contains(imported.folder())) {
          problems.add("%s must not import %s".formatted(file.path(), next));
        }
        if (reached.add(next)) {
          queue.addAll(imported.imports());
        }
      }
      if (reached.contains(file.iri())) {
        problems.add("%s imports itself in the end".formatted(file.path()));
      }
      reached.add(file.iri());
      for (Statement statement : file.model().listStatements().toList()) {
        if (!DeclaredTermsGate.DOMAIN_INCLUDES.equals(statement.getPredicate())
            && !DeclaredTermsGate.RANGE_INCLUDES.equals(statement.getPredicate())) {
          uses(statement, homes, reached, file, problems);
        }
      }
    }
    return problems;
  }

  private static void uses(
      Statement statement,
      Map<String, OntologyFile> homes,
      Set<String> reached,
      OntologyFile file,
      List<String> problems) {
    for (RDFNode node :
        List.of(statement.getSubject(), statement.getPredicate(), statement.getObject())) {
      if (node.isURIResource() && node.asResource().getURI().startsWith(OntologyFile.NS)) {
        OntologyFile home = homes.get(node.asResource().getURI());
        // The namespace itself is named in headers as text, never as an IRI.
        if (home == null) {
          problems.add("%s uses %s, which no module declares".formatted(file.path(), node));
        } else if (!reached.contains(home.iri())) {
          problems.add(
              "%s uses %s and does not import %s".formatted(file.path(), node, home.iri()));
        }
      }
    }
  }
}
