package org.crmekg.ontology;

import java.util.ArrayList;
import java.util.List;
import org.semanticweb.owlapi.model.OWLOntology;
import org.semanticweb.owlapi.profiles.Profiles;

/** Gate 7: every module, and all together, are within OWL 2 DL, QL and RL. */
final class ProfileGate implements Gate {
  private static final List<Profiles> PROFILES =
      List.of(Profiles.OWL2_DL, Profiles.OWL2_QL, Profiles.OWL2_RL);

  @Override
  public String demand() {
    return "everyModuleIsWithinOwl2DlQlAndRl";
  }

  @Override
  public List<String> problems(Vocabulary vocabulary) {
    var problems = new ArrayList<String>();
    for (OntologyFile file : vocabulary.files()) {
      check(file.path().toString(), OwlModel.of(List.of(file), vocabulary), problems);
    }
    check("all files together", OwlModel.of(vocabulary.files(), vocabulary), problems);
    return problems;
  }

  private static void check(String name, OWLOntology ontology, List<String> problems) {
    for (Profiles profile : PROFILES) {
      profile
          .checkOntology(ontology)
          .getViolations()
          .forEach(violation -> problems.add("%s, %s: %s".formatted(name, profile, violation)));
    }
  }
}
