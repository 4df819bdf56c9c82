package org.crmekg.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.apache.jena.query.Query;
import org.apache.jena.query.QueryExecutionFactory;
import org.apache.jena.query.ResultSetFormatter;
import org.apache.jena.rdf.model.ModelFactory;
import org.crmekg.ConfigException;
import org.crmekg.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamedQueriesTest {
  private static final LocalDate AS_OF = LocalDate.parse("2026-06-30");

  private static final String PREFIXES =
      """
      @prefix q: <https://w3id.org/crm-ekg/query/> .
      @prefix sh: <http://www.w3.org/ns/shacl#> .
      @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
      @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
      @prefix gov: <https://w3id.org/crm-ekg/ns/gov/> .
      """;

  private static final String GOOD =
      PREFIXES
          + """
          q:names a sh:SPARQLExecutable , sh:SPARQLSelectExecutable ;
            rdfs:label "Names"@en ; rdfs:comment "Names of parties."@en ;
            gov:persona <https://w3id.org/crm-ekg/persona/sales> ;
            gov:competencyQuestion "CQ09" ;
            sh:parameter
              [ sh:name "asOf" ; sh:datatype xsd:date ; gov:defaultsTo gov:AsOf ] ,
              [ sh:name "name" ; sh:datatype xsd:string ; sh:optional true ] ,
              [ sh:name "least" ; sh:datatype xsd:decimal ; sh:defaultValue 2.50 ] ,
              [ sh:name "party" ; sh:nodeKind sh:IRI ; sh:description "the party" ] ;
            gov:columns ( [ sh:name "given" ] [ sh:name "asOf" ] [ sh:name "least" ] [ sh:name "party" ] ) ;
            gov:keyColumns ( "given" ) ;
            sh:select "SELECT ?given ?asOf ?least ?party { BIND(COALESCE(?name, 'all') AS ?given) }" .
          """;

  @TempDir Path folder;

  @Test
  void valuesAreTermsAndNeverText() throws IOException {
    NamedQuery query = read(GOOD).named("names");
    assertThat(query.parameters())
        .extracting(NamedQuery.Parameter::name)
        .containsExactly("asOf", "least", "name", "party");
    String injection = "x' } UNION { ?s ?p ?o } #";
    assertThat(row(query, Map.of("party", "id:party/crm/1", "name", injection)))
        .contains(
            "\"" + injection + "\"",
            "2026-06-30",
            "2.5",
            "https://w3id.org/crm-ekg/id/party/crm/1");
    assertThat(row(query, Map.of("party", "<urn:x>", "asOf", " 2020-01-01 ", "least", "7")))
        .contains("all", "2020-01-01", "7.0", "urn:x");
  }

  @Test
  void wrongValuesAreRefusedByName() throws IOException {
    NamedQuery query = read(GOOD).named("names");
    Map<String, Map<String, String>> wrong =
        Map.of(
            "needs party (IRI: the party)", Map.of(),
            "\"nmae\"; did you mean", Map.of("party", "urn:x", "nmae", "a"),
            "of type date", Map.of("party", "urn:x", "asOf", "30.6.2026"),
            "of type decimal", Map.of("party", "urn:x", "least", "many"),
            "takes an IRI", Map.of("party", "urn:x> } #"));
    wrong.forEach(
        (message, values) ->
            assertThatThrownBy(() -> query.bind(values, AS_OF))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(message));
  }

  @Test
  void wrongFilesAreRefusedWithFileAndQuery() {
    Map<String, String> wrong =
        Map.of(
            "SELECT ?given ?asOf", "SELECT ?asOf ?given",
            "sh:name \"least\" ; sh:datatype xsd:decimal",
                "sh:name \"format\" ; sh:datatype xsd:decimal",
            "COALESCE(?name,", "COALESCE(?other,",
            "rdfs:label \"Names\"@en ;", "",
            "sh:nodeKind sh:IRI", "sh:description \"x\"",
            "gov:keyColumns ( \"given\" )", "gov:keyColumns ( \"taken\" )",
            "gov:persona", "gov:personas",
            "'all') AS", "'all' AS",
            "gov:AsOf ]", "gov:Now ]");
    wrong.forEach(
        (right, mistake) -> {
          assertThat(GOOD).contains(right);
          assertThatThrownBy(() -> read(GOOD.replace(right, mistake)))
              .as(mistake)
              .isInstanceOf(ConfigException.class)
              .hasMessageContaining("names.ttl")
              .hasMessageContaining("query names");
        });
    assertThatThrownBy(() -> read("nothing")).hasMessageContaining("names.ttl");
    assertThatThrownBy(() -> read(GOOD).named("name")).hasMessageContaining("did you mean");
  }

  private NamedQueries read(String text) throws IOException {
    Files.writeString(folder.resolve("names.ttl"), text);
    return NamedQueries.read(List.of(folder));
  }

  private static String row(NamedQuery query, Map<String, String> values) {
    Query bound = QueryRunner.parse(query.bind(values, AS_OF));
    try (var execution = QueryExecutionFactory.create(bound, ModelFactory.createDefaultModel())) {
      return ResultSetFormatter.asText(execution.execSelect());
    }
  }
}
