package org.crmekg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.TreeSet;
import org.apache.jena.riot.RDFDataMgr;
import org.apache.jena.sparql.core.DatasetGraph;
import org.apache.jena.sparql.exec.QueryExec;
import org.apache.jena.sparql.exec.RowSetOps;
import org.crmekg.TestDatabases;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Databases, mappings and files without a configuration. */
class AdHocTest {
  private static final String MAPPING =
      """
      @prefix rr: <http://www.w3.org/ns/r2rml#> .
      @prefix ex: <http://example.com/ns#> .
      @base <http://example.com/base/> .
      <TriplesMap1> a rr:TriplesMap ;
        rr:logicalTable [ rr:tableName "EMP" ] ;
        rr:subjectMap [ rr:template "emp/{ID}" ; rr:class ex:Employee ] ;
        rr:predicateObjectMap [ rr:predicate ex:name ; rr:objectMap [ rr:column "NAME" ] ] ;
        rr:predicateObjectMap [ rr:predicate ex:pay ; rr:objectMap [ rr:column "PAY" ] ] ;
        rr:predicateObjectMap [ rr:predicate ex:dept ; rr:graph <hr> ; rr:objectMap [ rr:column "DEPT" ] ] .
      """;

  @TempDir static Path folder;
  private static final TestDatabases.Database DATABASE = TestDatabases.h2();
  private static String mapping = "";

  @BeforeAll
  static void fill() throws Exception {
    mapping = Run.write(folder.resolve("m.ttl"), MAPPING).toString();
    try (Connection connection = DriverManager.getConnection(DATABASE.url(), "sa", "");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE EMP (ID INT PRIMARY KEY, NAME VARCHAR(20), PAY DECIMAL(8,2), DEPT VARCHAR(9))");
      statement.execute(
          "INSERT INTO EMP VALUES (1, 'Ann', 1.50, 'a'), (2, NULL, 2.00, NULL), (3, 'Bo', NULL, 'b')");
    }
  }

  private static Run ekg(String command, String... more) {
    var args =
        new java.util.ArrayList<>(
            List.of(command, "--jdbc", DATABASE.url(), "--user", "sa", "--mapping", mapping));
    args.addAll(List.of(more));
    return Run.of(args.toArray(String[]::new));
  }

  @Test
  void mapWritesTheOutputDatasetWithR2rmlsOwnText() {
    Run run = ekg("map");
    assertThat(run.code()).isZero();
    assertThat(new TreeSet<>(run.out().lines().toList()))
        .hasSize(9)
        .contains(
            "<http://example.com/base/emp/1> <http://example.com/ns#pay>"
                + " \"1.5\"^^<http://www.w3.org/2001/XMLSchema#decimal> .",
            "<http://example.com/base/emp/2> <http://example.com/ns#pay>"
                + " \"2\"^^<http://www.w3.org/2001/XMLSchema#decimal> .",
            "<http://example.com/base/emp/1> <http://example.com/ns#dept> \"a\""
                + " <http://example.com/base/hr> .");
    assertThat(run.err()).contains("9 statements from 3 rows");
  }

  @Test
  void baseReplacesThatOfTheMapping() {
    assertThat(ekg("map", "--base", "http://other.example/").out())
        .contains("<http://other.example/emp/1>")
        .doesNotContain("base/emp");
  }

  @Test
  void mapWritesAWholeFileOrNone() throws Exception {
    Path good = folder.resolve("good.nq");
    assertThat(ekg("map", "-o", good.toString()).code()).isZero();
    assertThat(Files.readAllLines(good)).hasSize(9);
    String bad =
        Run.write(folder.resolve("bad.ttl"), MAPPING.replace("\"PAY\"", "\"PAYY\"")).toString();
    Path out = folder.resolve("bad.nq");
    Run run =
        Run.of(
            "map",
            "--jdbc",
            DATABASE.url(),
            "--user",
            "sa",
            "--mapping",
            bad,
            "-o",
            out.toString());
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err()).contains("EKG-1207").contains("PAYY");
    try (var files = Files.list(folder)) {
      assertThat(files.map(f -> f.getFileName().toString())).noneMatch(n -> n.startsWith("bad.nq"));
    }
  }

  @Test
  void aVirtualQueryAnswersAsTheMappedDatasetDoes() throws Exception {
    Path mapped = folder.resolve("all.nq");
    assertThat(ekg("map", "-o", mapped.toString()).code()).isZero();
    DatasetGraph materialized = RDFDataMgr.loadDatasetGraph(mapped.toString());
    for (String query :
        List.of(
            "SELECT * { ?s ?p ?o } ORDER BY ?s ?p STR(?o)",
            "SELECT * { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g ?s ?p ?o",
            "SELECT * { GRAPH <http://example.com/base/hr> { ?s ?p ?o } } ORDER BY ?s",
            "SELECT (COUNT(*) AS ?n) (SUM(?x) AS ?t) { ?s <http://example.com/ns#pay> ?x }",
            "SELECT ?n { ?s <http://example.com/ns#pay> 1.5 ; <http://example.com/ns#name> ?n }",
            "SELECT ?s { ?s a <http://example.com/ns#Employee> OPTIONAL { ?s"
                + " <http://example.com/ns#name> ?n } FILTER(!BOUND(?n)) }")) {
      long expected = RowSetOps.count(QueryExec.dataset(materialized).query(query).select());
      Run run = ekg("query", "-o", "ndjson", query);
      assertThat(run.code()).as("%s", run).isZero();
      assertThat(run.out().lines().count()).as(query).isEqualTo(expected);
    }
    assertThat(
            ekg("query", "-o", "csv", "SELECT ?o { ?s <http://example.com/ns#pay> ?o } ORDER BY ?o")
                .out())
        .isEqualTo("o\r\n1.5\r\n2.0\r\n");
  }

  @Test
  void theQueryMayFollowTheMappings() {
    assertThat(ekg("query", "ASK { ?s ?p ?o }").out()).isEqualTo("true\n");
    assertThat(Run.of("query", "--mapping", mapping, "--user", "sa", "-f", mapping).err())
        .contains("go with --jdbc");
  }

  @Test
  void plainFilesAreValidatedAsShaclSays() throws Exception {
    String shapes =
        Run.write(
                folder.resolve("shapes.ttl"),
                """
                @prefix sh: <http://www.w3.org/ns/shacl#> .
                @prefix ex: <http://example.com/ns#> .
                ex:S a sh:NodeShape ; sh:targetClass ex:T ;
                  sh:property [ sh:path ex:p ; sh:minCount 1 ; sh:severity sh:Warning ] .
                """)
            .toString();
    String good =
        Run.write(
                folder.resolve("good.ttl"),
                "@prefix ex: <http://example.com/ns#> . ex:a a ex:T ; ex:p 1 .")
            .toString();
    String bad =
        Run.write(
                folder.resolve("bad-data.ttl"),
                "@prefix ex: <http://example.com/ns#> . ex:a a ex:T .")
            .toString();
    Run conforms = Run.of("validate", "--shapes", shapes, "--data", good, "-o", "ttl");
    assertThat(conforms.code()).isZero();
    assertThat(conforms.out()).containsPattern("sh:conforms\\s+true");
    Run warns = Run.of("validate", "--shapes", shapes, "--data", bad);
    assertThat(warns.code()).as("a warning is below the default threshold").isZero();
    assertThat(warns.out()).containsPattern("sh:conforms\\s+false").contains("sh:Warning");
    assertThat(Run.of("validate", "--shapes", shapes, "--data", bad, "--fail-on", "Warning").code())
        .isEqualTo(1);
    assertThat(Run.of("validate", "--shapes", shapes).code()).isEqualTo(2);
    assertThat(Run.of("validate", "--shapes", shapes, "--data", "no.ttl").code()).isEqualTo(2);
  }
}
