package org.crmekg.ontology;

import java.util.ArrayList;
import java.util.List;
import org.semanticweb.HermiT.ReasonerFactory;
import org.semanticweb.owlapi.model.IRI;
import org.semanticweb.owlapi.model.OWLClass;
import org.semanticweb.owlapi.model.OWLDataFactory;
import org.semanticweb.owlapi.model.OWLOntology;

/** Gate 8: all files together are consistent, no class is empty, and the rigid tops stay apart. */
final class ConsistencyGate implements Gate {
  /** Nothing is two of these in one line at the same time. */
  private static final List<List<String>> APART =
      List.of(
          List.of("party/Person", "party/Organization", "crm/Household"),
          List.of("party/Party", "party/PartyRole", "party/PartyRelationship", "party/Identifier"),
          List.of("party/PostalAddress", "party/Party"),
          List.of("party/PostalAddress", "party/PartyRole"),
          List.of("party/PostalAddress", "party/PartyRelationship"),
          List.of("party/Party", "ref/Code"),
          List.of("party/Party", "ref/Country"),
          List.of("party/Party", "ref/MonetaryAmount"),
          List.of("party/Party", "party/OrganizationalUnit"),
          List.of("party/Party", "party/CorporateGroup"));

  @Override
  public String demand() {
    return "allFilesTogetherAreConsistentAndNoClassIsEmpty";
  }

  @Override
  public List<String> problems(Vocabulary vocabulary) {
    var problems = new ArrayList<String>();
    OWLOntology merged = OwlModel.of(vocabulary.files(), vocabulary);
    OWLDataFactory factory = merged.getOWLOntologyManager().getOWLDataFactory();
    var reasoner = new ReasonerFactory().createReasoner(merged);
    try {
      if (!reasoner.isConsistent()) {
        return List.of("the files together are inconsistent");
      }
      reasoner
          .getUnsatisfiableClasses()
          .getEntitiesMinusBottom()
          .forEach(empty -> problems.add("%s can have no instance".formatted(empty)));
      for (List<String> tops : APART) {
        for (int i = 0; i < tops.size(); i++) {
          for (int j = i + 1; j < tops.size(); j++) {
            OWLClass one = factory.getOWLClass(IRI.create(OntologyFile.NS + tops.get(i)));
            OWLClass other = factory.getOWLClass(IRI.create(OntologyFile.NS + tops.get(j)));
            if (reasoner.isSatisfiable(factory.getOWLObjectIntersectionOf(one, other))) {
              problems.add("a thing could be both %s and %s".formatted(one, other));
            }
          }
        }
      }
    } finally {
      reasoner.dispose();
    }
    return problems;
  }
}
