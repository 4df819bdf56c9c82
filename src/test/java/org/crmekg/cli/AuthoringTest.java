package org.crmekg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.crmekg.TestDatabases;
import org.crmekg.TestDatabases.Database;
import org.crmekg.app.KnowledgeGraph;
import org.crmekg.app.TestGraphs;
import org.crmekg.config.ConfigReader;
import org.crmekg.server.EkgServer;
import org.crmekg.server.ServerOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writing a mapping: what it makes of rows, what it leaves out, and rows that it cannot map. */
class AuthoringTest {
  private static final String MAPPING =
      """
      @prefix rr: <http://www.w3.org/ns/r2rml#> .
      @prefix ex: <http://example.com/ns#> .
      @prefix crm: <https://w3id.org/crm-ekg/ns/crm/> .
      @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
      @base <http://example.com/id/> .
      <#Invoice> rr:logicalTable [ rr:tableName "INVOICE" ] ;
        rr:subjectMap [ rr:template "invoice/crm/{ID}" ; rr:class crm:SalesOrder ] ;
        rr:predicateObjectMap [ rr:predicate ex:kind ; rr:objectMap [ rr:column "KIND" ] ] ;
        rr:predicateObjectMap [ rr:predicate ex:paidBy ;
          rr:objectMap [ rr:parentTriplesMap <#Payer> ;
            rr:joinCondition [ rr:child "PAYER" ; rr:parent "NAME" ] ] ] ;
        rr:predicateObjectMap [ rr:predicate ex:due ; rr:graph <dates> ;
          rr:objectMap [ rr:column "DUE" ; rr:datatype xsd:date ] ] .
      <#Kind> rr:logicalTable [ rr:tableName "INVOICE" ] ;
        rr:subjectMap [ rr:template "kind/crm/{KIND}" ] ;
        rr:predicateObjectMap [ rr:predicate ex:usedBy ; rr:object "an invoice" ] ;
        rr:predicateObjectMap [ rr:predicate ex:checked ;
          rr:objectMap [ rr:template "{DUE}" ; rr:termType rr:Literal ; rr:datatype xsd:date ] ] .
      <#Payer> rr:logicalTable [ rr:tableName "PAYER" ] ;
        rr:subjectMap [ rr:template "payer/crm/{NAME}" ; rr:class ex:Payer ] .
      """;

  @TempDir Path folder;
  private final Database database = TestDatabases.h2();
  private Path mapping = Path.of("");

  @BeforeEach
  void fill() throws Exception {
    mapping = Run.write(folder.resolve("crm.ttl"), MAPPING);
    database.execute(
        "CREATE TABLE INVOICE (ID INTEGER PRIMARY KEY, KIND VARCHAR(9), PAYER VARCHAR(9), DUE VARCHAR(20), NOTE VARCHAR(9))",
        "CREATE TABLE PAYER (NAME VARCHAR(9), CITY VARCHAR(9))",
        "INSERT INTO PAYER VALUES ('Ann', 'Gent'), ('Ann', 'Lyon'), ('Bo', 'Rome')",
        "INSERT INTO INVOICE VALUES (1, 'a', 'Ann', '31.01.2024', NULL), (2, 'a', 'Ann', '2024-01-31', 'x'),"
            + " (3, 'b', NULL, NULL, NULL)");
  }

  private Run ekg(String command, String... more) {
    var args =
        new ArrayList<>(
            List.of(
                command,
                "--jdbc",
                database.url(),
                "--user",
                "sa",
                "--mapping",
                mapping.toString()));
    args.addAll(List.of(more));
    return Run.of(args.toArray(String[]::new));
  }

  private List<String> files() throws Exception {
    try (var files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aBrokenRowFailsTheMapAndLeavesNoFile() throws Exception {
    Run run = ekg("map", "-o", folder.resolve("out.nq").toString());
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err()).contains("EKG-3006", "31.01.2024", "in INVOICE, row 1");
    assertThat(files()).containsExactly("crm.ttl");
  }

  @Test
  void quarantineWritesTheOtherRowsWholeAndReportsTheBrokenOne() throws Exception {
    Path out = folder.resolve("out.nq");
    Run run = ekg("map", "--on-data-error", "quarantine", "-o", out.toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    // The kind of the broken row is that of another, whose statements must not be lost with it.
    // Payers are found by a request of its own, in which the row has no fault.
    assertThat(
            new TreeSet<>(Files.readAllLines(out))
                .stream().filter(l -> !l.contains("ns#Payer")).toList())
        .containsExactly(
            "<http://example.com/id/invoice/crm/1> <http://example.com/ns#paidBy>"
                + " <http://example.com/id/payer/crm/Ann> .",
            "<http://example.com/id/invoice/crm/2> <http://example.com/ns#due>"
                + " \"2024-01-31\"^^<http://www.w3.org/2001/XMLSchema#date>"
                + " <http://example.com/id/dates> .",
            "<http://example.com/id/invoice/crm/2> <http://example.com/ns#kind> \"a\" .",
            "<http://example.com/id/invoice/crm/2> <http://example.com/ns#paidBy>"
                + " <http://example.com/id/payer/crm/Ann> .",
            "<http://example.com/id/invoice/crm/2>"
                + " <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
                + " <https://w3id.org/crm-ekg/ns/crm/SalesOrder> .",
            "<http://example.com/id/invoice/crm/3> <http://example.com/ns#kind> \"b\" .",
            "<http://example.com/id/invoice/crm/3>"
                + " <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
                + " <https://w3id.org/crm-ekg/ns/crm/SalesOrder> .",
            "<http://example.com/id/kind/crm/a> <http://example.com/ns#checked>"
                + " \"2024-01-31\"^^<http://www.w3.org/2001/XMLSchema#date> .",
            "<http://example.com/id/kind/crm/a> <http://example.com/ns#usedBy> \"an invoice\" .",
            "<http://example.com/id/kind/crm/b> <http://example.com/ns#usedBy> \"an invoice\" .");
    assertThat(run.err().lines().filter(l -> l.startsWith("left out: ")).toList())
        .hasSize(1)
        .first()
        .asString()
        .contains("INVOICE, ID=1, column DUE", "\"31.01.2024\" is not a valid");
    assertThat(run.err().lines().toList().getLast())
        .isEqualTo("the output is incomplete: 1 row left out, which cannot be mapped");
    assertThat(files()).containsExactly("crm.ttl", "out.nq");
  }

  @Test
  void quarantineOfRowsWithoutFaultIsTheSameOutput() throws Exception {
    database.execute("UPDATE INVOICE SET DUE = '2024-01-31' WHERE ID = 1");
    Run whole = ekg("map");
    Run quarantined = ekg("map", "--on-data-error", "quarantine");
    assertThat(whole.code()).isZero();
    assertThat(quarantined).isEqualTo(whole);
  }

  @Test
  void aMisspeltRuleIsAUsageErrorWithAGuess() {
    Run run = ekg("map", "--on-data-error", "quarantin");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("did you mean quarantine?").contains("fail and quarantine");
  }

  @Test
  void previewShowsRowsBesideTheirStatementsInShort() {
    Run run = ekg("map", "--preview", "INVOICE");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out())
        .containsPattern("1 +ID +1 +<invoice/crm/1> +a +crm:SalesOrder")
        .containsPattern("✗ cannot be mapped +.*\"31.01.2024\" is not a valid")
        .containsPattern("ex:due +\"2024-01-31\"\\^\\^xsd:date in <dates>")
        .containsPattern("NOTE +NULL");
    assertThat(run.err()).contains("1 of 3 rows cannot be mapped as a whole");
    assertThat(ekg("map", "--preview", "Payer", "--rows", "1").code()).isZero();
    assertThat(ekg("map", "--preview", "payer", "--rows", "1").err()).contains("1 row");
  }

  @Test
  void previewIsAlsoForPrograms() throws Exception {
    JsonNode rows = Json.MAPPER.readTree(ekg("map", "--preview", "INVOICE", "-o", "json").out());
    assertThat(rows).hasSize(3);
    assertThat(rows.get(1).path("cells").path("DUE").asText()).isEqualTo("2024-01-31");
    assertThat(rows.get(2).path("cells").path("DUE").isNull()).isTrue();
    assertThat(rows.get(2).path("statements").get(0).path("subject").asText())
        .isEqualTo("<http://example.com/id/invoice/crm/3>");
    assertThat(rows.get(0).path("problems")).hasSize(2);
    assertThat(ekg("map", "--preview", "PAYER", "-o", "csv").out())
        .startsWith("row,column,value,subject,predicate,object\r\n1,NAME,Ann,");
  }

  @Test
  void whatAPreviewCannotShowIsSaidSo() {
    Run table = ekg("map", "--preview", "INVOIC");
    assertThat(table.code()).isEqualTo(2);
    assertThat(table.err()).contains("did you mean INVOICE?").contains("Payer");
    assertThat(ekg("map", "--preview", "PAYER", "--rows", "0").err()).contains("from 1 to 1,000");
    assertThat(ekg("map", "--preview", "PAYER", "-o", "cvs").err()).contains("did you mean csv?");
    assertThat(ekg("map", "--preview", "PAYER", "-o", "ttl").err()).contains("table csv tsv");
    assertThat(ekg("map", "--rows", "3").err()).contains("--rows goes with --preview");
    assertThat(ekg("map", "--source", "crm").err()).contains("--source goes with --preview");
    assertThat(ekg("map", "--source", "crm", "--preview", "T").err()).contains("leave out --jdbc");
    assertThat(Run.of("map", "--mapping", "x.ttl").err()).contains("--jdbc URL");
  }

  @Test
  void coverageListsWhatTheMappingLeavesOut() throws Exception {
    Run run = ekg("doctor", "--coverage");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .containsPattern("jdbc +table +INVOICE +4 of 5 +NOTE")
        .containsPattern("jdbc +table +PAYER +1 of 2 +CITY")
        .containsPattern("class +crm:Opportunity +never")
        .doesNotContainPattern("class +crm:SalesOrder");
    JsonNode json = Json.MAPPER.readTree(ekg("doctor", "--coverage", "-o", "json").out());
    assertThat(json.path("certain").asBoolean()).isTrue();
    assertThat(json.path("sources").get(0).path("tables").get(0).path("unmapped").get(0).asText())
        .isEqualTo("NOTE");
    assertThat(Run.of("doctor", "--jdbc", "jdbc:h2:mem:x").err()).contains("go with --coverage");
  }

  @Test
  void configuredSourcesAreComparedAndPreviewedAloneAndThroughTheServer() throws Exception {
    String config = Run.demo(folder.resolve("demo")).toString();
    List<List<String>> questions =
        List.of(
            List.of("doctor", "--coverage"),
            List.of("doctor", "--coverage", "-o", "json"),
            List.of("map", "--source", "crm", "--preview", "ACCOUNT"),
            List.of("map", "--source", "registry", "--preview", "lei", "--rows", "2", "-o", "json"),
            List.of("map", "--source", "registry", "--preview", "lie"),
            List.of("map", "--source", "regstry", "--preview", "lei"));
    List<Run> alone = questions.stream().map(q -> run(q, config)).toList();
    assertThat(alone.getFirst().out())
        .containsPattern("crm +table +ACCOUNT +\\d+ of \\d+")
        .containsPattern("registry +table +lei +\\d+ of \\d+");
    assertThat(alone.get(2).out()).contains("<party/crm/");
    assertThat(alone.get(4).err()).contains("did you mean lei?");
    assertThat(alone.get(5).err()).contains("did you mean registry?");
    try (KnowledgeGraph graph =
            KnowledgeGraph.open(
                ConfigReader.read(Path.of(config), v -> null),
                "serve",
                TestGraphs.environment(Map.of()));
        EkgServer server = EkgServer.start(graph, ServerOptions.DEFAULTS.onPort(0))) {
      assertThat(server.url()).startsWith("http");
      for (int i = 0; i < questions.size(); i++) {
        assertThat(run(questions.get(i), config)).isEqualTo(alone.get(i));
      }
    }
  }

  private static Run run(List<String> args, String config) {
    var all = new ArrayList<>(args);
    all.addAll(List.of("--config", config));
    return Run.of(all.toArray(String[]::new));
  }
}
