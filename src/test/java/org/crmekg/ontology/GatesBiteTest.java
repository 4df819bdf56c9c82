package org.crmekg.ontology;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.jena.rdf.model.Model;
import org.apache.jena.rdf.model.ModelFactory;
import org.crmekg.rdf.CanonicalTurtle;
import org.junit.jupiter.api.Test;

/** Each gate, shown one thing that it must not let through. */
class GatesBiteTest {
  private static final Vocabulary VOCABULARY = Vocabulary.read();

  /** The vocabulary with statements added to one file. */
  private static Vocabulary with(String path, String turtle) {
    Model added =
        Vocabulary.parse(
            """
            @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
            @prefix owl: <http://www.w3.org/2002/07/owl#> .
            @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
            @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
            @prefix org: <http://www.w3.org/ns/org#> .
            @prefix ref: <https://w3id.org/crm-ekg/ns/ref/> .
            @prefix party: <https://w3id.org/crm-ekg/ns/party/> .
            @prefix crm: <https://w3id.org/crm-ekg/ns/crm/> .
            @prefix kyc: <https://w3id.org/crm-ekg/ns/kyc/> .
            """
                + turtle);
    var files = new ArrayList<OntologyFile>();
    for (OntologyFile file : VOCABULARY.files()) {
      if (!file.path().equals(Path.of(path))) {
        files.add(file);
        continue;
      }
      Model model = ModelFactory.createDefaultModel().add(file.model()).add(added);
      model.setNsPrefixes(file.prefixes());
      files.add(new OntologyFile(file.path(), file.text(), model));
    }
    return Vocabulary.of(files);
  }

  private static void assertThatGateNames(Gate gate, String path, String turtle, String term) {
    List<String> problems = gate.problems(with(path, turtle));
    assertThat(problems).anyMatch(problem -> problem.contains(term));
    assertThat(gate.problems(VOCABULARY)).isEmpty();
  }

  @Test
  void aFileWithOtherStatementsThanItsTextIsNotCanonical() {
    assertThatGateNames(
        new CanonicalFormGate(),
        "party/party.ttl",
        "party:Party skos:altLabel \"somebody\"@en .",
        Path.of("party", "party.ttl").toString());
  }

  @Test
  void aSecondVersionIsNoHeader() {
    assertThatGateNames(
        new HeaderGate(),
        "party/party.ttl",
        "<https://w3id.org/crm-ekg/ontology/party/party> owl:versionInfo \"9.9.9\" .",
        "versionInfo");
  }

  @Test
  void aSecondDefinitionIsOneTooMany() {
    assertThatGateNames(
        new TextGate(),
        "party/party.ttl",
        "party:Party skos:definition \"anybody\"@en .",
        "party/Party");
  }

  @Test
  void aTermExplainedByItselfIsFound() {
    assertThatGateNames(
        new TextGate(),
        "crm/lead.ttl",
        """
        crm:Suspect a owl:Class ; rdfs:label "suspect"@en ;
          skos:definition "somebody who is a suspect of ours"@en .
        """,
        "explained by itself");
  }

  @Test
  void aDefinitionThatNamesAnotherClassNeedsTheSubclass() {
    assertThatGateNames(
        new TaxonomyGate(),
        "crm/lead.ttl",
        """
        crm:HotLead a owl:Class ; rdfs:label "hot lead"@en ;
          skos:definition "lead that must be called today"@en .
        """,
        "crm/HotLead");
  }

  @Test
  void anAbbreviatedNameIsFound() {
    assertThatGateNames(
        new NamingGate(), "crm/lead.ttl", "crm:custNo a owl:DatatypeProperty .", "crm/custNo");
  }

  @Test
  void aClassThatIsAlsoAPropertyIsFound() {
    assertThatGateNames(
        new DeclaredTermsGate(), "crm/lead.ttl", "crm:Lead a owl:ObjectProperty .", "crm/Lead");
  }

  @Test
  void aCircleOfSubclassesIsFound() {
    assertThatGateNames(
        new DeclaredTermsGate(),
        "party/party.ttl",
        "party:Party rdfs:subClassOf party:Person .",
        "party/Person");
  }

  @Test
  void aPropertyWithoutEndsIsFound() {
    assertThatGateNames(
        new DeclaredTermsGate(), "crm/lead.ttl", "crm:likes a owl:ObjectProperty .", "crm/likes");
  }

  @Test
  void partiesKnowNothingOfSales() {
    assertThatGateNames(
        new ImportGate(),
        "party/party.ttl",
        "<https://w3id.org/crm-ekg/ontology/party/party> owl:imports"
            + " <https://w3id.org/crm-ekg/ontology/crm/account> .",
        "must not import");
  }

  @Test
  void aDateAsRangeIsOutsideOwl2() {
    assertThatGateNames(
        new ProfileGate(), "crm/lead.ttl", "crm:convertedOn rdfs:range xsd:date .", "date");
  }

  @Test
  void aTransitivePropertyIsOutsideQl() {
    assertThatGateNames(
        new ProfileGate(), "ref/region.ttl", "ref:within a owl:TransitiveProperty .", "QL");
  }

  @Test
  void anExistentialIsOutsideRl() {
    assertThatGateNames(
        new ProfileGate(),
        "crm/account.ttl",
        """
        crm:Account rdfs:subClassOf
          [ a owl:Restriction ; owl:onProperty crm:accountParty ; owl:someValuesFrom party:Party ] .
        """,
        "RL");
  }

  @Test
  void aClassUnderTwoThatExcludeEachOtherIsEmpty() {
    assertThatGateNames(
        new ConsistencyGate(),
        "party/party.ttl",
        "party:Person rdfs:subClassOf party:Organization .",
        "party/Person");
  }

  @Test
  void aTermThatTheOtherVocabularyDoesNotHaveIsFound() {
    assertThatGateNames(
        new AlignmentGate(),
        "party/party-align.ttl",
        "party:Party rdfs:subClassOf org:Partee .",
        "org#Partee");
  }

  @Test
  void aTermThatNobodyUsesIsFound() {
    assertThatGateNames(new UseGate(), "crm/lead.ttl", "crm:Wish a owl:Class .", "crm/Wish");
  }

  @Test
  void aMappedTermThatIsNotDeclaredIsFound() {
    var files =
        VOCABULARY.files().stream()
            .filter(file -> !file.path().equals(Path.of("crm", "account.ttl")))
            .toList();
    assertThat(new ConsumerGate().problems(Vocabulary.of(files)))
        .anyMatch(problem -> problem.contains("crm/Account"));
  }

  @Test
  void aCodeInTheSchemeOfAnotherClassIsFound() {
    assertThatGateNames(
        new CodeGate(),
        "crm/service-schemes.ttl",
        """
        <https://w3id.org/crm-ekg/scheme/severity/worse> a skos:Concept , crm:Priority ;
          skos:inScheme <https://w3id.org/crm-ekg/scheme/severity> ; skos:notation "worse" ;
          skos:prefLabel "worse"@en ; skos:definition "worse than before"@en ;
          rdfs:isDefinedBy <https://w3id.org/crm-ekg/ontology/crm/service-schemes> .
        """,
        "severity/worse");
  }

  @Test
  void onlyANewVersionMayTakeBackWhatAReleaseSaid() {
    assertThat(ReleaseGate.isNext("0.1.0", "0.1.9")).isFalse();
    assertThat(ReleaseGate.isNext("0.1.0", "0.2.0")).isTrue();
    assertThat(ReleaseGate.isNext("1.1.0", "1.2.0")).isFalse();
    assertThat(ReleaseGate.isNext("1.1.0", "2.0.0")).isTrue();
  }

  @Test
  void theCanonicalFormReadsBackAsTheSameGraph() {
    for (OntologyFile file : VOCABULARY.files()) {
      String text = CanonicalTurtle.write(file.model().getGraph(), Map.of());
      assertThat(Vocabulary.parse(text).isIsomorphicWith(file.model()))
          .as(file.path().toString())
          .isTrue();
    }
  }
}
