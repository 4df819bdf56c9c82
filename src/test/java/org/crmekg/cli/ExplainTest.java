package org.crmekg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan says who is asked what, who is not and why, and what running it really sent. */
class ExplainTest {
  @TempDir static Path folder;
  private static String config = "";

  @BeforeAll
  static void demo() throws Exception {
    config = Run.demo(folder).toString();
  }

  private static Run explain(String... args) {
    var all = new java.util.ArrayList<>(java.util.List.of("explain"));
    all.addAll(java.util.List.of(args));
    all.addAll(java.util.List.of("--config", config));
    return Run.of(all.toArray(String[]::new));
  }

  @Test
  void patternsOfOneSourceAreOneStatement() {
    Run run =
        explain(
            "SELECT ?o ?v { ?o crm:opportunityName ?n ; crm:expectedAmount ?m . ?m ref:amount ?v"
                + " FILTER(?v > 1000) }");
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains("crm alone, which joins")
        .contains("{ ?o crm:opportunityName ?n }")
        .contains("SQL: SELECT ")
        .contains(" > ?")
        .contains("FILTER ( ?v > 1000 )")
        .doesNotContain("registry from");
  }

  @Test
  void sourcesThatCannotGoWithTheOthersAreNamed() {
    Run run = explain("SELECT ?n { ?p crm:contactFor ?a ; crm:roleKind ?k . ?a party:name ?n }");
    assertThat(run.out())
        .contains("nothing is asked")
        .contains("not asked for { ?p crm:contactFor ?a }: crm (id:account/crm/{ACCOUNT_ID})")
        .contains("?a can only be id:party/crm/{ACCOUNT_ID} or id:party/registry/");
  }

  @Test
  void whatMayNotBeMeantIsSaid() {
    assertThat(explain("SELECT * { ?o crm:opportunityName ?n . ?l party:leiCode ?c }").out())
        .contains("warning: nothing connects this with what comes before");
    assertThat(
            explain(
                    "SELECT * { ?p party:name ?n GRAPH <https://w3id.org/crm-ekg/id/graph/crm>"
                        + " { ?p party:name ?m } }")
                .out())
        .contains("warning: ?p is a canonical IRI in the default graph and a source IRI in");
    assertThat(explain("SELECT (SUM(STRLEN(?n)) AS ?s) { ?p party:name ?n }").out())
        .contains("that is one statement, whose value is added once");
    for (String query :
        java.util.List.of(
            "SELECT * { ?o crm:opportunityName ?n ; crm:expectedAmount ?m . ?m ref:amount ?v }",
            "SELECT (SUM(?v) AS ?s) { ?o crm:expectedAmount ?m . ?m ref:amount ?v }",
            "SELECT * { ?p gov:sourceIri ?l GRAPH <https://w3id.org/crm-ekg/id/graph/crm>"
                + " { ?l party:name ?m } }")) {
      assertThat(explain(query).out()).as(query).doesNotContain("warning");
    }
  }

  @Test
  void aProductOfWhatNothingConnectsIsRefused() throws Exception {
    String product =
        "SELECT (COUNT(*) AS ?n) { ?s1 party:name ?a . ?s2 party:name ?b . ?s3 party:name ?c ."
            + " ?s4 party:name ?d . ?s5 party:name ?e . ?s6 party:name ?f }";
    Run refused = Run.of("query", "--config", config, product);
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err())
        .contains("EKG-2014")
        .contains("nothing connects { ?s1 party:name ?a } (about ")
        .contains("--cross-product");
    assertThat(
            Run.of("query", "--config", config, "--cross-product", "--timeout", "1s", product)
                .err())
        .doesNotContain("EKG-2014");
    assertThat(
            Run.of("query", "--config", config, "ASK { ?s party:name ?n . ?o crm:stage ?x }")
                .code())
        .isZero();
  }

  @Test
  void whatNobodyHasIsNotAsked() {
    for (String query :
        java.util.List.of(
            "SELECT * { ?s <http://example.org/none> ?o }",
            "SELECT * { <https://example.org/nobody> party:name ?n }",
            "SELECT * { ?o crm:opportunityName ?n . ?o party:leiCode ?l }")) {
      Run run = explain("--analyze", query);
      assertThat(run.out())
          .as(query)
          .contains("nothing is asked")
          .contains("0 statements to live sources");
    }
  }

  @Test
  void aRunSaysWhatWasSent() throws Exception {
    Run run =
        explain(
            "--analyze", "--json", "SELECT ?o ?v { ?o crm:expectedAmount ?m . ?m ref:amount ?v }");
    JsonNode told = Json.MAPPER.readTree(run.out());
    JsonNode sent = told.path("run").path("requests");
    assertThat(sent).hasSize(1);
    assertThat(sent.get(0).path("source").asText()).isEqualTo("crm");
    assertThat(sent.get(0).path("times").asInt()).isOne();
    assertThat(sent.get(0).path("rows").asLong())
        .isEqualTo(told.path("run").path("rows").asLong())
        .isPositive();
  }

  @Test
  void aQueryThatCannotBeParsedIsAnError() {
    assertThat(explain("SELECT {").code()).isEqualTo(2);
    assertThat(explain("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }").code())
        .isEqualTo(2);
  }
}
