package org.crmekg.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.vocabulary.RDF;
import org.apache.jena.vocabulary.RDFS;
import org.apache.jena.vocabulary.SKOS;
import org.junit.jupiter.api.Test;

class ReferenceDataTest {
  private static final String REF = "https://w3id.org/crm-ekg/ns/ref/";
  private static final Node FRANCE =
      NodeFactory.createURI("https://w3id.org/crm-ekg/id/country/FR");

  @Test
  void thereAre249CountriesEachWithItsTwoCodes() {
    List<Triple> triples = ReferenceData.countries();
    assertThat(subjects(triples, RDF.type.asNode())).hasSize(249).doesNotHaveDuplicates();
    assertThat(texts(triples, "alpha2Code").values())
        .hasSize(249)
        .doesNotHaveDuplicates()
        .allMatch(code -> code.matches("[A-Z]{2}"));
    assertThat(texts(triples, "alpha3Code").values())
        .hasSize(249)
        .doesNotHaveDuplicates()
        .allMatch(code -> code.matches("[A-Z]{3}"));
    assertThat(texts(triples, "alpha2Code")).containsEntry(FRANCE, "FR");
    assertThat(texts(triples, "alpha3Code")).containsEntry(FRANCE, "FRA");
  }

  @Test
  void everyCountryIriEndsWithItsAlpha2Code() {
    texts(ReferenceData.countries(), "alpha2Code")
        .forEach((country, code) -> assertThat(country.getURI()).endsWith("/id/country/" + code));
  }

  @Test
  void everyCountryHasOneEnglishLabelAndNamesInManyLanguages() {
    List<Triple> triples = ReferenceData.countries();
    assertThat(subjects(triples, RDFS.label.asNode())).hasSize(249).doesNotHaveDuplicates();
    assertThat(names(triples, FRANCE))
        .hasSizeGreaterThanOrEqualTo(10)
        .containsEntry("en", "France")
        .containsEntry("de", "Frankreich")
        .containsEntry("el", "Γαλλία")
        .containsEntry("ja", "フランス");
    for (Node country : subjects(triples, RDF.type.asNode())) {
      assertThat(names(triples, country)).as(country.getURI()).hasSizeGreaterThanOrEqualTo(10);
    }
  }

  @Test
  void currenciesAreFoundByTheirCode() {
    Map<Node, String> codes = texts(ReferenceData.currencies(), "currencyCode");
    assertThat(codes)
        .containsEntry(NodeFactory.createURI("https://w3id.org/crm-ekg/id/currency/EUR"), "EUR")
        .doesNotContainValue("XXX");
    assertThat(codes.values()).doesNotHaveDuplicates().allMatch(code -> code.matches("[A-Z]{3}"));
  }

  @Test
  void theSameTriplesComeInTheSameOrderEveryTime() {
    assertThat(ReferenceData.countries()).isEqualTo(ReferenceData.countries());
    assertThat(ReferenceData.currencies()).isEqualTo(ReferenceData.currencies());
  }

  private static List<Node> subjects(List<Triple> triples, Node predicate) {
    return triples.stream()
        .filter(triple -> triple.getPredicate().equals(predicate))
        .map(Triple::getSubject)
        .toList();
  }

  private static Map<Node, String> texts(List<Triple> triples, String property) {
    return triples.stream()
        .filter(triple -> triple.getPredicate().hasURI(REF + property))
        .collect(
            Collectors.toMap(
                Triple::getSubject, triple -> triple.getObject().getLiteralLexicalForm()));
  }

  private static Map<String, String> names(List<Triple> triples, Node country) {
    return triples.stream()
        .filter(
            triple ->
                triple.getSubject().equals(country)
                    && triple.getPredicate().equals(SKOS.prefLabel.asNode()))
        .map(Triple::getObject)
        .collect(Collectors.toMap(Node::getLiteralLanguage, Node::getLiteralLexicalForm));
  }
}
