package org.crmekg.ontology;

import java.util.ArrayList;
import java.util.List;
import org.crmekg.rdf.CanonicalTurtle;

/** Gate 1: a file is the one text that stands for what it says. */
final class CanonicalFormGate implements Gate {

  @Override
  public String demand() {
    return "everyFileIsInCanonicalForm";
  }

  @Override
  public List<String> problems(Vocabulary vocabulary) {
    var problems = new ArrayList<String>();
    for (OntologyFile file : vocabulary.files()) {
      String canonical = CanonicalTurtle.write(file.model().getGraph(), file.prefixes());
      if (!file.text().equals(canonical)) {
        problems.add(
            "%s is not in canonical form, see docs/ontology.md for how to rewrite it"
                .formatted(file.path()));
      }
    }
    return problems;
  }
}
