package org.crmekg.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.jena.graph.Graph;
import org.apache.jena.riot.RDFDataMgr;
import org.apache.jena.sparql.graph.GraphFactory;
import org.crmekg.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VocabularyCheckTest {
  private static final String HEAD =
      """
      @prefix ex: <https://example.org/terms/> .
      @prefix owl: <http://www.w3.org/2002/07/owl#> .
      @prefix party: <https://w3id.org/crm-ekg/ns/party/> .
      @prefix ref: <https://w3id.org/crm-ekg/ns/ref/> .
      @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
      @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
      @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
      """;

  @TempDir Path folder;

  private List<String> check(String text) throws IOException {
    Graph ours = GraphFactory.createDefaultGraph();
    for (String file : List.of("ontology/ref/country.ttl", "ontology/party/party.ttl")) {
      RDFDataMgr.read(ours, file);
    }
    Path file = folder.resolve("terms.ttl");
    Files.writeString(file, HEAD + text);
    return VocabularyCheck.of(file, ours).stream()
        .map(i -> i.line() + " " + i.kind() + " " + i.term())
        .toList();
  }

  @Test
  void everyItemHasItsLine() throws IOException {
    List<String> items =
        check(
            """
            ex:Country a owl:Class ; rdfs:label "country"@en ; skos:definition "a land"@en .
            ex:Gadget a owl:Class .
            ex:knows a owl:ObjectProperty , owl:TransitiveProperty ;
                rdfs:label "knows"@en ; skos:definition "knows somebody"@en ;
                rdfs:domain party:Perso ; rdfs:range ex:Gizmo .
            ex:born a owl:DatatypeProperty ; rdfs:label "born"@en ; skos:definition "day of birth"@en ;
                rdfs:range xsd:date .
            """);
    assertThat(items)
        .contains(
            "8 near-duplicate https://example.org/terms/Country",
            "9 no-label https://example.org/terms/Gadget",
            "9 no-definition https://example.org/terms/Gadget",
            "10 profile https://example.org/terms/knows",
            "12 no-such-term https://example.org/terms/knows",
            "12 undeclared https://example.org/terms/Gizmo",
            "14 profile https://example.org/terms/born");
  }

  @Test
  void whatSaysHowItGoesWithOursIsNoDuplicate() throws IOException {
    assertThat(
            check(
                """
                ex:Country a owl:Class ; rdfs:label "sales country"@en ; rdfs:subClassOf ref:Country ;
                    skos:definition "country in which something is sold"@en .
                """))
        .isEmpty();
  }

  @Test
  void brokenTurtleIsRefusedWithLineAndColumn() {
    assertThatThrownBy(() -> check("ex:a a owl:Class ;\n  rdfs:label \"open .\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageMatching("(?s).*terms\\.ttl:(9|10):\\d+: .*");
  }
}
