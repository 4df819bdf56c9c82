package org.crmekg.materialize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFParser;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.sparql.graph.GraphFactory;
import org.apache.jena.sys.JenaSystem;
import org.crmekg.Deadline;
import org.crmekg.EkgException;
import org.crmekg.SharedData;
import org.crmekg.TestDatabases;
import org.crmekg.TestDatabases.Database;
import org.crmekg.source.JdbcSource;
import org.crmekg.virtual.CompiledMapping;
import org.crmekg.virtual.FirstMapping;
import org.crmekg.virtual.MappingCoverage;
import org.crmekg.virtual.MappingPreview;
import org.junit.jupiter.api.Test;

/** What the author of a mapping works with: a first mapping, a preview, and what is left out. */
class MappingAuthorTest {
  static {
    JenaSystem.init();
  }

  private static final String BASE = "http://example.com/id/";
  private static final String NAMESPACE = "http://example.com/ns/crm/";
  private static final List<Node> TERMS =
      List.of(
          NodeFactory.createURI("https://w3id.org/crm-ekg/ns/crm/Account"),
          NodeFactory.createURI("https://w3id.org/crm-ekg/ns/party/email"));

  private static void execute(Database database, String... statements) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static Database crm() throws SQLException {
    Database database = TestDatabases.h2();
    execute(
        database,
        "CREATE TABLE \"account\" (\"id\" INTEGER PRIMARY KEY, \"name\" VARCHAR(50), \"photo\" BLOB)",
        "CREATE TABLE \"contact\" (\"id\" INTEGER PRIMARY KEY, \"e mail\" VARCHAR(50),"
            + " \"account_id\" INTEGER REFERENCES \"account\", \"since\" VARCHAR(20))",
        "INSERT INTO \"account\" VALUES (1, 'Ajax', X'00')",
        "INSERT INTO \"contact\" VALUES (7, 'a@x', 1, '2024-01-01'), (8, NULL, NULL, 'long ago')");
    return database;
  }

  @Test
  void keysBecomeTemplatesAndForeignKeysJoins() throws SQLException {
    try (JdbcSource source = crm().source("crm")) {
      String turtle = FirstMapping.turtle(source, BASE, NAMESPACE, TERMS);
      assertThat(turtle)
          .contains(
              "rr:template \"account/crm/{\\\"id\\\"}\" ; rr:class ex:Account ]  # crm:Account?")
          .contains("Column photo is binary")
          .contains("<http://example.com/ns/crm/e%20mail>");
      assertThat(
              MappedTables.quads(turtle, source).stream()
                  .map(q -> q.getSubject() + " " + q.getPredicate() + " " + q.getObject())
                  .filter(s -> !s.contains("#type")))
          .containsExactlyInAnyOrder(
              BASE + "account/crm/1 " + NAMESPACE + "id \"1\"^^xsd:integer",
              BASE + "account/crm/1 " + NAMESPACE + "name \"Ajax\"",
              BASE + "contact/crm/7 " + NAMESPACE + "id \"7\"^^xsd:integer",
              BASE + "contact/crm/7 " + NAMESPACE + "e%20mail \"a@x\"",
              BASE + "contact/crm/7 " + NAMESPACE + "since \"2024-01-01\"",
              BASE + "contact/crm/7 " + NAMESPACE + "account " + BASE + "account/crm/1",
              BASE + "contact/crm/8 " + NAMESPACE + "id \"8\"^^xsd:integer",
              BASE + "contact/crm/8 " + NAMESPACE + "since \"long ago\"");
    }
  }

  @Test
  void firstMappingOfAnySchemaMapsAsItStands() throws Exception {
    long seed = Long.getLong("seed", 7L);
    System.out.println("MappingAuthorTest seed " + seed);
    for (int round = 0; round < 40; round++) {
      Database database = round % 2 == 0 ? TestDatabases.h2() : TestDatabases.duckdb();
      try (Connection connection = database.connect();
          JdbcSource source = database.source("s/1")) {
        List<RandomMapping.Map> maps =
            new RandomMapping(new Random(seed + round), source.dialect(), "t").maps();
        RandomMapping.create(maps, connection, source.dialect());
        String turtle = FirstMapping.turtle(source, BASE, NAMESPACE, TERMS);
        CompiledMapping compiled = MappedTables.compiled(turtle, source);
        Set<Quad> quads = new HashSet<>(MappedTables.quads(compiled, source));
        for (RandomMapping.Table table :
            maps.stream().map(m -> m.input().table()).distinct().toList()) {
          for (List<Object> row : table.rows()) {
            if (row.stream().allMatch(c -> c instanceof Optional<?>)) {
              continue;
            }
            for (int i = 0; i < row.size(); i++) {
              Object cell = row.get(i);
              RandomMapping.Column column = table.columns().get(i);
              if (cell instanceof String text && !(row.getFirst() instanceof Optional<?>)) {
                assertThat(
                        quads.stream()
                            .anyMatch(
                                q ->
                                    q.getObject().isLiteral()
                                        && q.getObject().getLiteralLexicalForm().equals(text)))
                    .as("%s of %s\n%s", column, table.name(), turtle)
                    .isTrue();
              }
            }
          }
        }
      }
    }
  }

  @Test
  void firstMappingOfNorthwindGivesEveryRowASubject() throws Exception {
    Optional<Database> database = TestDatabases.postgres();
    if (database.isEmpty()) {
      TestDatabases.skipPostgres();
      return;
    }
    execute(database.get(), Files.readString(SharedData.require("northwind/northwind.sql")));
    try (JdbcSource source = database.get().source("northwind")) {
      String turtle = FirstMapping.turtle(source, BASE, NAMESPACE, List.of());
      List<Quad> quads = MappedTables.quads(turtle, source);
      Map<String, Long> subjects =
          quads.stream()
              .map(Quad::getSubject)
              .distinct()
              .collect(
                  Collectors.groupingBy(
                      s -> s.toString().replaceFirst("^http://example.com/id/(\\w+)/.*", "$1"),
                      Collectors.counting()));
      assertThat(subjects)
          .containsEntry("customers", 91L)
          .containsEntry("orders", 830L)
          .containsEntry("order_details", 2155L);
      assertThat(
              quads.stream().filter(q -> q.getPredicate().getURI().equals(NAMESPACE + "customer")))
          .hasSize(830);
    }
  }

  @Test
  void databaseWithoutTablesIsAnErrorThatSaysSo() {
    try (JdbcSource source = TestDatabases.h2().source("crm")) {
      assertThatThrownBy(() -> FirstMapping.turtle(source, BASE, NAMESPACE, TERMS))
          .isInstanceOf(EkgException.class)
          .hasMessageContaining("source crm has no table that this user can see");
    }
  }

  private static final String PARTIAL =
      MappedTables.PREFIXES
          + """
          <#Contact> rr:logicalTable [ rr:tableName "\\"contact\\"" ] ;
            rr:subjectMap [ rr:template "contact/crm/{\\"id\\"}" ; rr:class ex:Contact ] ;
            rr:predicateObjectMap [ rr:predicate ex:since ;
              rr:objectMap [ rr:column "\\"since\\"" ; rr:datatype xsd:date ] ] ;
            rr:predicateObjectMap [ rr:predicate ex:account ; rr:objectMap [ rr:parentTriplesMap <#Account> ;
              rr:joinCondition [ rr:child "\\"account_id\\"" ; rr:parent "\\"id\\"" ] ] ] .
          <#Account> rr:logicalTable [ rr:sqlQuery "SELECT * FROM \\"account\\"" ] ;
            rr:subjectMap [ rr:template "account/crm/{\\"id\\"}" ] .
          """;

  @Test
  void previewShowsRowsBesideTheirStatementsAndProblems() throws SQLException {
    try (JdbcSource source = crm().source("crm")) {
      CompiledMapping mapping = MappedTables.compiled(PARTIAL, source);
      List<MappingPreview.Row> rows =
          MappingPreview.of(mapping, source, "contact", 5, Deadline.none());
      assertThat(rows).hasSize(2);
      assertThat(rows.getFirst().cells()).containsEntry("since", "2024-01-01");
      assertThat(rows.getFirst().quads().stream().map(q -> q.getPredicate().getLocalName()))
          .containsExactlyInAnyOrder("type", "since", "account");
      assertThat(rows.getFirst().problems()).isEmpty();
      assertThat(rows.getLast().cells()).containsEntry("e mail", null);
      assertThat(rows.getLast().quads()).hasSize(1);
      assertThat(rows.getLast().problems()).hasSize(1);
      assertThat(rows.getLast().problems().getFirst()).contains("\"long ago\" is not a valid");
      assertThat(MappingPreview.of(mapping, source, "contact", 1, Deadline.none())).hasSize(1);
      assertThatThrownBy(() -> MappingPreview.of(mapping, source, "contac", 5, Deadline.none()))
          .hasMessageContaining("did you mean");
    }
  }

  @Test
  void coverageListsColumnsAndTermsThatNothingIsMadeOf() throws SQLException {
    var ontology = GraphFactory.createDefaultGraph();
    RDFParser.fromString(
            """
            @prefix owl: <http://www.w3.org/2002/07/owl#> .
            @prefix ex: <http://example.com/> .
            ex:Contact a owl:Class . ex:Ticket a owl:Class .
            ex:since a owl:DatatypeProperty . ex:until a owl:DatatypeProperty .
            """,
            Lang.TURTLE)
        .parse(ontology);
    try (JdbcSource source = crm().source("crm")) {
      CompiledMapping mapping = MappedTables.compiled(PARTIAL, source);
      assertThat(MappingCoverage.tables(mapping, source))
          .containsExactly(
              new MappingCoverage.Table(
                  "account", false, List.of(), List.of("id", "name", "photo")),
              new MappingCoverage.Table(
                  "contact", false, List.of("id", "account_id", "since"), List.of("e mail")),
              new MappingCoverage.Table(
                  "SELECT * FROM \"account\"", true, List.of("id"), List.of("name", "photo")));
      MappingCoverage.Terms terms = MappingCoverage.neverProduced(List.of(mapping), ontology);
      assertThat(terms.classes())
          .containsExactly(NodeFactory.createURI("http://example.com/Ticket"));
      assertThat(terms.properties())
          .containsExactly(NodeFactory.createURI("http://example.com/until"));
      assertThat(terms.isCertain()).isTrue();
    }
  }
}
