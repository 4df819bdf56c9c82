package org.crmekg.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.query.Query;
import org.apache.jena.query.ResultSetFactory;
import org.apache.jena.riot.RDFDataMgr;
import org.apache.jena.sparql.core.DatasetDescription;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.sparql.exec.QueryExec;
import org.apache.jena.sparql.exec.RowSet;
import org.apache.jena.sparql.graph.GraphFactory;
import org.apache.jena.sparql.resultset.ResultsCompare;
import org.apache.jena.sparql.resultset.SPARQLResult;
import org.apache.jena.sys.JenaSystem;
import org.apache.jena.vocabulary.RDF;
import org.crmekg.Deadline;
import org.crmekg.EkgException;
import org.crmekg.RequestContext;
import org.crmekg.SharedData;
import org.crmekg.TestDatabases;
import org.crmekg.TestDatabases.Database;
import org.crmekg.config.EkgConfig;
import org.crmekg.config.SourceConfig;
import org.crmekg.config.SourceConfig.Mode;
import org.crmekg.rdf.Ekg;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The query tests of the SPARQL 1.1 suite through this engine: each test's triples are rows of a
 * table, which two sources with one mapping read, one live and one loaded into the store.
 *
 * <p>The mapping has a triples map for each combination of predicate, kinds of terms, datatype and
 * language that occurs in the suite, so that predicates are constants and joins go to the database.
 * What deviates is named in {@code docs/sparql.md} with its reason, and must deviate.
 */
class SparqlSuiteTest {
  static {
    JenaSystem.init();
  }

  private static final String MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#";
  private static final String QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#";
  private static final int TESTS = 335;
  private static final Path DOCUMENT = Path.of("docs/sparql.md");

  @TempDir static Path folder;
  private static final List<AutoCloseable> OPEN = new ArrayList<>();

  /** A test of the suite. */
  private record Case(
      String name,
      String type,
      Path query,
      List<Path> data,
      Map<Node, Path> graphs,
      Optional<Path> result) {}

  /** What a table row is made of, apart from its values. */
  private record Kind(
      boolean named,
      boolean blankSubject,
      String predicate,
      String object,
      String datatype,
      String language) {
    static Kind of(boolean named, Triple t) {
      Node o = t.getObject();
      return new Kind(
          named,
          t.getSubject().isBlank(),
          t.getPredicate().getURI(),
          o.isURI() ? "IRI" : o.isBlank() ? "BlankNode" : "Literal",
          o.isLiteral() ? o.getLiteralDatatypeURI() : "",
          o.isLiteral() ? o.getLiteralLanguage() : "");
    }
  }

  /** The table, and the system over it. */
  private record Suite(Connection connection, KnowledgeGraph graph, Map<Kind, Integer> kinds) {}

  @AfterAll
  static void close() throws Exception {
    for (AutoCloseable open : OPEN.reversed()) {
      open.close();
    }
  }

  @TestFactory
  Stream<DynamicTest> queries() throws Exception {
    List<Case> cases = cases(SharedData.require("suites/sparql11"));
    assertThat(cases).hasSize(TESTS);
    Suite suite = open(cases);
    Map<String, String> deviations = deviations();
    assertThat(cases.stream().map(Case::name).toList()).containsAll(deviations.keySet());
    return cases.stream()
        .map(
            test ->
                DynamicTest.dynamicTest(
                    test.name(), () -> check(suite, test, deviations.containsKey(test.name()))));
  }

  private static void check(Suite suite, Case test, boolean deviates) throws Exception {
    if (!deviates) {
      run(suite, test);
      return;
    }
    assertThatThrownBy(() -> run(suite, test))
        .as("%s passes now: take it off the list in %s", test.name(), DOCUMENT)
        .isInstanceOf(AssertionError.class);
  }

  /** Reads the table of the document: | `folder/test` | reason |. */
  private static Map<String, String> deviations() throws IOException {
    var deviations = new TreeMap<String, String>();
    for (String line : Files.readAllLines(DOCUMENT)) {
      String[] cells = line.split("\\|");
      if (line.startsWith("| `") && cells.length == 3) {
        deviations.put(cells[1].strip().replace("`", ""), cells[2].strip());
      }
    }
    return deviations;
  }

  // ---- The suite

  private static List<Case> cases(Path suite) throws IOException {
    var cases = new ArrayList<Case>();
    try (Stream<Path> folders = Files.list(suite)) {
      for (Path manifest :
          folders.map(f -> f.resolve("manifest.ttl")).filter(Files::exists).sorted().toList()) {
        Graph graph = GraphFactory.createDefaultGraph();
        RDFDataMgr.read(graph, manifest.toUri().toString());
        Node entries =
            graph
                .find(Node.ANY, NodeFactory.createURI(MF + "entries"), Node.ANY)
                .next()
                .getObject();
        for (Node at = entries; !at.equals(RDF.Nodes.nil); at = object(graph, at, RDF.Nodes.rest)) {
          caseOf(graph, object(graph, at, RDF.Nodes.first), manifest).ifPresent(cases::add);
        }
      }
    }
    return cases;
  }

  private static Optional<Case> caseOf(Graph graph, Node entry, Path manifest) {
    String type = object(graph, entry, RDF.Nodes.type).getLocalName();
    // How results are written in CSV and TSV is another part's business.
    if (type.equals("CSVResultFormatTest") || type.equals("TSVResultFormatTest")) {
      return Optional.empty();
    }
    String iri = entry.getURI();
    String name =
        manifest.getName(manifest.getNameCount() - 2)
            + "/"
            + iri.substring(Math.max(iri.lastIndexOf('#'), iri.lastIndexOf('/')) + 1);
    Node action = object(graph, entry, NodeFactory.createURI(MF + "action"));
    if (action.isURI()) {
      return Optional.of(new Case(name, type, path(action), List.of(), Map.of(), Optional.empty()));
    }
    var graphs = new LinkedHashMap<Node, Path>();
    objects(graph, action, QT + "graphData").forEach(n -> graphs.put(n, path(n)));
    return Optional.of(
        new Case(
            name,
            type,
            path(object(graph, action, NodeFactory.createURI(QT + "query"))),
            objects(graph, action, QT + "data").stream().map(SparqlSuiteTest::path).toList(),
            graphs,
            objects(graph, entry, MF + "result").stream().findFirst().map(SparqlSuiteTest::path)));
  }

  private static Node object(Graph graph, Node subject, Node predicate) {
    return graph.find(subject, predicate, Node.ANY).next().getObject();
  }

  private static List<Node> objects(Graph graph, Node subject, String predicate) {
    return graph
        .find(subject, NodeFactory.createURI(predicate), Node.ANY)
        .mapWith(Triple::getObject)
        .toList();
  }

  private static Path path(Node file) {
    return Path.of(java.net.URI.create(file.getURI()));
  }

  private static Graph data(List<Path> files) {
    Graph graph = GraphFactory.createDefaultGraph();
    files.forEach(f -> RDFDataMgr.read(graph, f.toUri().toString()));
    return graph;
  }

  // ---- The system

  private static Suite open(List<Case> cases) throws Exception {
    var kinds = new LinkedHashMap<Kind, Integer>();
    for (Case test : cases) {
      data(test.data())
          .find()
          .forEachRemaining(t -> kinds.putIfAbsent(Kind.of(false, t), kinds.size()));
      for (Path file : test.graphs().values()) {
        data(List.of(file))
            .find()
            .forEachRemaining(t -> kinds.putIfAbsent(Kind.of(true, t), kinds.size()));
      }
    }
    Database database = TestDatabases.h2();
    Connection connection = database.connect();
    OPEN.add(connection);
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE triple (kind INT, g VARCHAR, s VARCHAR NOT NULL, o VARCHAR NOT NULL)");
    }
    Path mapping = folder.resolve("suite.ttl");
    Files.writeString(mapping, mapping(kinds));
    KnowledgeGraph graph = TestGraphs.open(config(database, mapping));
    OPEN.add(graph);
    return new Suite(connection, graph, kinds);
  }

  private static String mapping(Map<Kind, Integer> kinds) {
    var out =
        new StringBuilder(
            "@base <http://suite.example/> .\n@prefix rr: <http://www.w3.org/ns/r2rml#> .\n");
    kinds.forEach(
        (kind, number) -> {
          out.append(
              "<#m%d> rr:logicalTable [ rr:sqlQuery \"SELECT g, s, o FROM triple WHERE kind = %d\" ] ;\n"
                  .formatted(number, number));
          out.append(
              "  rr:subjectMap [ rr:column \"S\" ; rr:termType rr:%s%s ] ;\n"
                  .formatted(
                      kind.blankSubject() ? "BlankNode" : "IRI",
                      kind.named() ? " ; rr:graphMap [ rr:column \"G\" ]" : ""));
          String literal =
              !kind.object().equals("Literal")
                  ? ""
                  : kind.language().isEmpty()
                      ? " ; rr:datatype <" + kind.datatype() + ">"
                      : " ; rr:language \"" + kind.language() + "\"";
          out.append(
              "  rr:predicateObjectMap [ rr:predicate <%s> ; rr:objectMap [ rr:column \"O\" ; rr:termType rr:%s%s ] ] .\n"
                  .formatted(kind.predicate(), kind.object(), literal));
        });
    return out.toString();
  }

  private static EkgConfig config(Database database, Path mapping) throws IOException {
    List<SourceConfig> sources =
        Stream.of(Mode.values())
            .map(mode -> TestGraphs.source(id(mode), database, mapping, mode))
            .toList();
    return TestGraphs.config("http://suite.example/", folder, sources, List.of(), List.of());
  }

  private static String id(Mode mode) {
    return mode == Mode.VIRTUAL ? "live" : "loaded";
  }

  // ---- Running

  private static void run(Suite suite, Case test) throws Exception {
    String text = "BASE <%s>\n%s".formatted(test.query().toUri(), Files.readString(test.query()));
    try {
      Query unused = QueryRunner.parse(QueryRequest.of(text));
    } catch (EkgException e) {
      if (test.type().startsWith("Negative")) {
        return;
      }
      throw new AssertionError("cannot be parsed: " + e.getMessage(), e);
    }
    if (test.type().startsWith("Negative")) {
      fail("is accepted");
    }
    if (test.type().startsWith("Positive")) {
      return;
    }
    fill(suite, test);
    for (Mode mode : Mode.values()) {
      try {
        if (mode == Mode.MATERIALIZED) {
          for (LoadReport report :
              suite
                  .graph()
                  .load(
                      List.of(id(mode)),
                      OnDataError.FAIL,
                      KnowledgeGraph.LoadProgress.NONE,
                      Deadline.none())) {
            if (report.failure().isPresent()) {
              throw report.failure().get();
            }
          }
        }
        answer(suite, test, mode, text);
      } catch (EkgException e) {
        throw new AssertionError("%s, %s: %s".formatted(test.name(), id(mode), e.coded()), e);
      }
    }
  }

  private static void fill(Suite suite, Case test) throws SQLException {
    try (Statement statement = suite.connection().createStatement();
        PreparedStatement insert =
            suite.connection().prepareStatement("INSERT INTO triple VALUES (?, ?, ?, ?)")) {
      statement.execute("DELETE FROM triple");
      var quads = new LinkedHashSet<Quad>();
      data(test.data())
          .find()
          .forEachRemaining(t -> quads.add(Quad.create(Quad.defaultGraphIRI, t)));
      test.graphs()
          .forEach(
              (name, file) ->
                  data(List.of(file))
                      .find()
                      .forEachRemaining(t -> quads.add(Quad.create(name, t))));
      for (Quad q : quads) {
        boolean named = !q.isDefaultGraph();
        insert.setInt(1, suite.kinds().getOrDefault(Kind.of(named, q.asTriple()), -1));
        insert.setString(2, named ? q.getGraph().getURI() : null);
        insert.setString(3, text(q.getSubject()));
        insert.setString(4, text(q.getObject()));
        insert.executeUpdate();
      }
    }
  }

  private static String text(Node node) {
    return node.isURI()
        ? node.getURI()
        : node.isBlank() ? node.getBlankNodeLabel() : node.getLiteralLexicalForm();
  }

  private static void answer(Suite suite, Case test, Mode mode, String text) throws Exception {
    RequestContext context = RequestContext.local().restrictedTo("test", Set.of(id(mode)));
    String own = Ekg.graph("http://suite.example/", id(mode)).getURI();
    List<String> named = test.graphs().keySet().stream().map(Node::getURI).toList();
    try (var runner = new QueryRunner(suite.graph().environment(), 2)) {
      Optional<String> wrong =
          runner.run(
              QueryRequest.of(text),
              runner.limited(context, Duration.ofSeconds(30)),
              c -> suite.graph().dataset(c).select(DatasetDescription.create(List.of(own), named)),
              (query, execution) -> wrong(query, execution, test.result().orElseThrow()));
      wrong.ifPresent(w -> fail("%s, %s: %s".formatted(test.name(), id(mode), w)));
    }
  }

  private static Optional<String> wrong(Query query, QueryExec execution, Path result) {
    if (query.isConstructType()) {
      Graph given = execution.construct();
      Graph expected = data(List.of(result));
      return given.isIsomorphicWith(expected)
          ? Optional.empty()
          : Optional.of("gave " + given + " and not " + expected);
    }
    String file = result.toUri().toString();
    SPARQLResult expected =
        file.endsWith(".ttl")
            ? new SPARQLResult(ResultSetFactory.makeResults(RDFDataMgr.loadModel(file)))
            : ResultSetFactory.result(file);
    if (query.isAskType()) {
      boolean given = execution.ask();
      return given == expected.getBooleanResult() ? Optional.empty() : Optional.of("gave " + given);
    }
    RowSet wanted = RowSet.adapt(expected.getResultSet()).rewindable();
    RowSet given = execution.select().rewindable();
    boolean same =
        query.hasOrderBy()
            ? ResultsCompare.equalsByTermAndOrder(wanted, given)
            : ResultsCompare.equalsByTerm(wanted, given);
    if (same) {
      return Optional.empty();
    }
    var rows = new HashMap<String, List<String>>();
    for (RowSet set : List.of(wanted, given)) {
      ((org.apache.jena.sparql.exec.RowSetRewindable) set).reset();
      set.forEachRemaining(
          b ->
              rows.computeIfAbsent(set == wanted ? "wanted" : "given", k -> new ArrayList<>())
                  .add(b.toString()));
    }
    ((org.apache.jena.sparql.exec.RowSetRewindable) wanted).reset();
    ((org.apache.jena.sparql.exec.RowSetRewindable) given).reset();
    return Optional.of(
        (ResultsCompare.equalsByValue(wanted, given) ? "equal by value only: " : "") + rows);
  }
}
