package org.crmekg.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.crmekg.Deadline;
import org.crmekg.RequestContext;
import org.crmekg.TestDatabases;
import org.crmekg.TestDatabases.Database;
import org.crmekg.config.ConfigReader;
import org.crmekg.finding.Finding;
import org.crmekg.finding.SourceCell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuarantineTest {
  private static final String MAPPING =
      """
      @prefix rr: <http://www.w3.org/ns/r2rml#> .
      @prefix ex: <http://example.com/> .
      @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
      @base <http://example.com/id/> .
      <#Invoice> rr:logicalTable [ rr:tableName "INVOICE" ] ;
        rr:subjectMap [ rr:template "invoice/crm/{ID}" ] ;
        rr:predicateObjectMap [ rr:predicate ex:number ; rr:objectMap [ rr:column "NUMBER" ] ] ;
        rr:predicateObjectMap [
          rr:predicate ex:due ; rr:objectMap [ rr:column "DUE" ; rr:datatype xsd:date ] ] .
      """;

  @TempDir Path folder;

  private static void execute(Database database, String... statements) throws Exception {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private KnowledgeGraph open(Database database) throws Exception {
    Files.writeString(folder.resolve("crm.ttl"), MAPPING);
    Path file = folder.resolve("ekg.ttl");
    Files.writeString(
        file,
        """
        @prefix ekg: <https://w3id.org/crm-ekg/ns/config/> .
        <#graph> a ekg:FederatedDataset ;
          ekg:base "http://example.com/id/" ;
          ekg:storeLocation <store> ;
          ekg:source <#crm> .
        <#crm> a ekg:JdbcSource ; ekg:id "crm" ; ekg:title "CRM" ; ekg:owner "Sales" ;
          ekg:jdbcUrl "%s" ; ekg:userVariable "CRM_USER" ; ekg:passwordVariable "CRM_PASSWORD" ;
          ekg:mapping <crm.ttl> ; ekg:mode ekg:Materialized .
        """
            .formatted(database.url()));
    Map<String, String> variables = Map.of("CRM_USER", "sa", "CRM_PASSWORD", "");
    return KnowledgeGraph.open(
        ConfigReader.read(file, variables::get), "test", TestGraphs.environment(variables));
  }

  private static LoadReport load(KnowledgeGraph graph, OnDataError onDataError) {
    return graph
        .load(List.of("crm"), onDataError, KnowledgeGraph.LoadProgress.NONE, Deadline.none())
        .getFirst();
  }

  @Test
  void rowThatCannotBeMappedBecomesAFindingAndItsGraphIncomplete() throws Exception {
    Database database = TestDatabases.h2();
    execute(
        database,
        "CREATE TABLE INVOICE (ID INTEGER PRIMARY KEY, NUMBER VARCHAR(20), DUE VARCHAR(20))",
        "INSERT INTO INVOICE VALUES (1, 'A', '2024-01-31'), (2, 'B', '31.01.2024')");
    try (KnowledgeGraph graph = open(database)) {
      LoadReport refused = load(graph, OnDataError.FAIL);
      assertThat(refused.failure().orElseThrow())
          .hasMessageContaining("31.01.2024")
          .hasMessageContaining("INVOICE, row 2");

      LoadReport report = load(graph, OnDataError.QUARANTINE);
      assertThat(report.failure()).isEmpty();
      assertThat(report.quarantined()).isEqualTo(1);
      assertThat(numbers(graph)).containsExactly("{n=\"A\"}");
      Finding finding = graph.findings().list(RequestContext.local()).getFirst();
      assertThat(finding.rule().kind()).isEqualTo("data-error");
      assertThat(finding.place().focus().getURI()).isEqualTo("http://example.com/id/invoice/crm/2");
      assertThat(finding.cells())
          .containsExactly(
              new SourceCell("crm", "INVOICE", Map.of("ID", "2"), "DUE", "31.01.2024"));
      assertThat(graph.sources(RequestContext.local()).getFirst().problem().orElseThrow())
          .startsWith("incomplete: 1 row cannot be mapped");

      execute(database, "UPDATE INVOICE SET DUE = '2024-01-31' WHERE ID = 2");
      assertThat(load(graph, OnDataError.QUARANTINE).quarantined()).isZero();
      assertThat(numbers(graph)).hasSize(2);
      assertThat(graph.findings().list(RequestContext.local()))
          .extracting(Finding::state)
          .containsExactly(Finding.State.FIXED);
      assertThat(graph.sources(RequestContext.local()).getFirst().problem()).isEmpty();
    }
  }

  private static List<String> numbers(KnowledgeGraph graph) {
    return TestGraphs.select(graph, "SELECT ?n { GRAPH ?g { ?s <http://example.com/number> ?n } }");
  }
}
