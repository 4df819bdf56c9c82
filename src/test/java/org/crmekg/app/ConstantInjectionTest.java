package org.crmekg.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.jena.datatypes.TypeMapper;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.sparql.core.DatasetGraph;
import org.apache.jena.sparql.core.DatasetGraphFactory;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.sys.JenaSystem;
import org.apache.jena.vocabulary.XSD;
import org.crmekg.Deadline;
import org.crmekg.RequestContext;
import org.crmekg.TestDatabases;
import org.crmekg.TestDatabases.Database;
import org.crmekg.Trace;
import org.crmekg.mapping.MappingReader;
import org.crmekg.mapping.R2rmlMapping;
import org.crmekg.materialize.Materializer;
import org.crmekg.rdf.Iris;
import org.crmekg.rdf.Schema;
import org.crmekg.source.JdbcSource;
import org.crmekg.virtual.CompiledMapping;
import org.crmekg.virtual.MappingCompiler;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Constants of queries stay constants, whatever is in them and wherever they stand.
 *
 * <p>The answer is that of plain ARQ over the materialised graph, the text of the SQL does not
 * depend on the constant, and a table that attacks aim at stays as it is. {@code -Dinjection.cases}
 * is how many constants each database gets (10,000 with {@code CI=true}), {@code -Dseed} which.
 */
class ConstantInjectionTest {
  static {
    JenaSystem.init();
  }

  private static final int CASES =
      Integer.getInteger("injection.cases", "true".equals(System.getenv("CI")) ? 10_000 : 300);
  private static final long SEED = Long.getLong("seed", new Random().nextLong());

  /** What the shape of a statement may depend on: the place, and the number of values. */
  private static final int MOST_STATEMENTS = 200;

  private static final List<String> ATTACKS =
      List.of(
          "",
          " ",
          "'",
          "''",
          "\\'",
          "\\",
          "\\\\",
          "'; DROP TABLE canary; --",
          "\\'; DROP TABLE canary; --",
          "' OR '1'='1",
          "' OR 1=1 -- ",
          "\" OR \"\"=\"",
          "') OR TRUE --",
          "$$; DELETE FROM canary; $$",
          "$a$x$a$",
          "/* */",
          "*/ DROP TABLE canary /*",
          "E'\\x27'",
          "U&'\\0027'",
          "x' UNION SELECT id, word FROM canary --",
          "%",
          "_",
          "a%",
          "?",
          ":p",
          "${x}",
          "{id}",
          "`canary`",
          "\u0000",
          "a\u0000b",
          "\uD800",
          "\uDC00x",
          "\uD83D\uDE00",
          "\u2019",
          "\uFF07",
          "\u02BC",
          "\r\n'",
          "\t",
          "\u2028",
          "\uFEFFa",
          "a\u0301",
          "\u00e1",
          "%27",
          "%2527",
          "%00",
          "ÿ'",
          "\u00bf\\'",
          "NULL",
          "1",
          "01",
          "1 OR 1=1",
          "1; SELECT 1",
          "-1",
          "1e400",
          "99999999999999999999999999999999999999999",
          "A",
          "a",
          "a ",
          "ß",
          "SS",
          "ı",
          "İ");
  private static final String LETTERS =
      "'\"\\;-/*%_$?:{}`()=|&<>#@!~ aA01\u0000\n\r\t\uD800\uDC00\uD83D\uDE00é\u0301\u2019\uFF07";

  private static final String MAPPING =
      """
      @prefix rr: <http://www.w3.org/ns/r2rml#> .
      @prefix e: <http://e/> .
      <http://e/map/Word> rr:logicalTable [ rr:tableName "words" ] ;
        rr:subjectMap [ rr:template "http://e/w/{word}" ; rr:class e:Word ] ;
        rr:predicateObjectMap [ rr:predicate e:num ; rr:objectMap [ rr:column "num" ] ] ,
          [ rr:predicate e:word ; rr:objectMap [ rr:column "word" ] ] ,
          [ rr:predicate e:label ; rr:objectMap [ rr:column "word" ; rr:language "en" ] ] ,
          [ rr:predicate e:typed ; rr:objectMap [ rr:column "word" ; rr:datatype e:Type ] ] ,
          [ rr:predicateMap [ rr:template "http://e/p/{word}" ] ; rr:objectMap [ rr:column "num" ] ] .
      <http://e/map/Graph> rr:logicalTable [ rr:tableName "words" ] ;
        rr:subjectMap [ rr:template "http://e/n/{num}" ; rr:graphMap [ rr:template "http://e/g/{word}" ] ] ;
        rr:predicateObjectMap [ rr:predicate e:graphed ; rr:objectMap [ rr:column "word" ] ] .
      <http://e/map/Number> rr:logicalTable [ rr:tableName "words" ] ;
        rr:subjectMap [ rr:template "http://e/n/{num}" ] ;
        rr:predicateObjectMap [ rr:predicate e:in ; rr:objectMap [ rr:template "http://e/w/{word}" ] ] .
      """;

  /** Where a constant may stand, and what it is made of. */
  private record Place(String name, String query, Function<String, Node> constant) {}

  private static final List<Place> PLACES =
      List.of(
          new Place("OBJECT", "SELECT * { ?s e:word ?c }", ConstantInjectionTest::text),
          new Place("SUBJECT", "SELECT * { ?c e:num ?o ; e:word ?w }", t -> iri("http://e/w/", t)),
          new Place("OBJECT_IRI", "SELECT * { ?s e:in ?c }", t -> iri("http://e/w/", t)),
          new Place("PREDICATE", "SELECT * { ?s ?c ?o }", t -> iri("http://e/p/", t)),
          new Place("GRAPH", "SELECT * { GRAPH ?c { ?s ?p ?o } }", t -> iri("http://e/g/", t)),
          new Place("NUMBER_IRI", "SELECT * { ?c e:in ?o }", t -> iri("http://e/n/", t)),
          new Place(
              "FILTER", "SELECT * { ?s e:word ?w FILTER(?w = ?c) }", ConstantInjectionTest::text),
          new Place(
              "FILTER_OTHER",
              "SELECT * { ?s e:num ?n FILTER(?n < ?c) }",
              ConstantInjectionTest::number),
          new Place(
              "NOT_EQUAL",
              "SELECT (COUNT(*) AS ?n) { ?s e:word ?w FILTER(?w != ?c) }",
              ConstantInjectionTest::text),
          new Place(
              "CONTAINS",
              "SELECT * { ?s e:word ?w FILTER(CONTAINS(?w, ?c) && STRLEN(?c) > 1) }",
              ConstantInjectionTest::text),
          new Place(
              "IN",
              "SELECT * { ?s e:word ?w FILTER(?w IN ('a', ?c)) }",
              ConstantInjectionTest::text),
          new Place(
              "LANGUAGE",
              "SELECT * { ?s e:label ?c }",
              t -> NodeFactory.createLiteralLang(t, "en")),
          new Place(
              "LANGUAGE_TAG",
              "SELECT * { ?s e:label ?w FILTER(LANG(?w) = ?c) }",
              ConstantInjectionTest::text),
          new Place(
              "DATATYPE",
              "SELECT * { ?s e:typed ?c }",
              t ->
                  NodeFactory.createLiteralDT(
                      t, TypeMapper.getInstance().getSafeTypeByName("http://e/Type"))),
          new Place(
              "DATATYPE_IRI",
              "SELECT * { ?s e:typed ?c }",
              t ->
                  NodeFactory.createLiteralDT(
                      "a", TypeMapper.getInstance().getSafeTypeByName("http://e/" + t))),
          new Place(
              "BOUND",
              "SELECT * { BIND(?c AS ?w) ?s e:word ?w OPTIONAL { ?s e:num ?n } }",
              ConstantInjectionTest::text),
          new Place("NUMBER", "SELECT * { ?s e:num ?c }", ConstantInjectionTest::number));

  private static Node text(String text) {
    return NodeFactory.createLiteralString(text);
  }

  /** Half of them as a mapping makes them, half with all characters as they are. */
  private static Node iri(String base, String text) {
    return NodeFactory.createURI(
        base + (text.hashCode() % 2 == 0 && isText(text) ? Iris.encode(text) : text));
  }

  /** Half a surrogate pair has no bytes. */
  private static boolean isText(String text) {
    return text.equals(new String(text.getBytes(UTF_8), UTF_8));
  }

  private static Node number(String text) {
    return NodeFactory.createLiteralDT(
        text, TypeMapper.getInstance().getSafeTypeByName(XSD.integer.getURI()));
  }

  record Site(String name, Optional<Database> database) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Site> databases() {
    return Stream.of(
        new Site("H2", Optional.of(TestDatabases.h2())),
        new Site("DuckDB", Optional.of(TestDatabases.duckdb())),
        new Site("PostgreSQL", TestDatabases.postgres()),
        new Site(
            "PostgreSQL without standard strings",
            TestDatabases.postgres()
                .map(
                    d ->
                        new Database(
                            d.url() + "?options=-c%20standard_conforming_strings=off", d.user()))),
        new Site("MariaDB", TestDatabases.mariadb()));
  }

  @ParameterizedTest
  @MethodSource("databases")
  void aConstantIsNothingButAValue(Site site) throws Exception {
    if (site.database().isEmpty()) {
      if (site.name().equals("MariaDB")) {
        TestDatabases.skipMariadb();
      }
      TestDatabases.skipPostgres();
    }
    System.err.println(
        "ConstantInjectionTest %s -Dseed=%d -Dinjection.cases=%d".formatted(site, SEED, CASES));
    var random = new Random(SEED);
    Database database = site.database().orElseThrow();
    List<String> stored = stored(random);
    fill(database, stored);
    try (JdbcSource source = database.source("words");
        var runner = new QueryRunner(TestGraphs.environment(Map.of()), 2)) {
      var graph = new Graph(source);
      for (int i = 0; i < CASES; i++) {
        Place place = PLACES.get(i % PLACES.size());
        String text =
            random.nextInt(3) == 0 ? stored.get(random.nextInt(stored.size())) : fuzzed(random);
        Node constant = place.constant().apply(text);
        var request = new QueryRequest(place.query(), List.of(), List.of(), Map.of("c", constant));
        List<String> expected = answer(runner, request, c -> graph.plain);
        List<String> given = answer(runner, request, graph::live);
        assertThat(given).as("%s of %s", place.name(), shown(text)).isEqualTo(expected);
      }
      assertThat(graph.statements).as("shapes of SQL").hasSizeLessThan(MOST_STATEMENTS);
      assertThat(graph.statements).noneMatch(s -> s.contains("canary") || s.contains("1=1"));
      manyValues(runner, graph, stored);
    }
    assertThat(rows(database, "canary")).isEqualTo(3);
    assertThat(rows(database, "words")).isEqualTo(stored.size());
  }

  /** Ten thousand values, of which some are there. */
  private static void manyValues(QueryRunner runner, Graph graph, List<String> stored) {
    String iris =
        Stream.concat(
                stored.stream(),
                Stream.iterate(0, i -> i + 1).limit(10_000 - stored.size()).map(i -> "none'" + i))
            .map(w -> "<http://e/w/" + Iris.encode(w) + ">")
            .collect(Collectors.joining(" "));
    String texts =
        Stream.iterate(0, i -> i + 1)
            .limit(10_000)
            .map(i -> i % 100 == 0 ? "'A'" : "'it\\'s %d'".formatted(i))
            .collect(Collectors.joining(" "));
    for (String query :
        List.of(
            "SELECT * { VALUES ?s { %s } ?s e:num ?n }".formatted(iris),
            "SELECT * { ?s e:word ?w VALUES ?w { %s } }".formatted(texts))) {
      QueryRequest request = QueryRequest.of(query);
      long start = System.nanoTime();
      List<String> given = answer(runner, request, graph::live);
      System.err.printf(
          "10,000 VALUES: %d rows in %d ms%n",
          given.size(), (System.nanoTime() - start) / 1_000_000);
      assertThat(given).isNotEmpty().isEqualTo(answer(runner, request, c -> graph.plain));
    }
  }

  private static List<String> answer(
      QueryRunner runner,
      QueryRequest request,
      Function<RequestContext, ? extends DatasetGraph> dataset) {
    var withPrefix =
        new QueryRequest(
            "PREFIX e: <http://e/> " + request.text(), List.of(), List.of(), request.bindings());
    return runner.run(
        withPrefix,
        RequestContext.local(),
        dataset,
        (query, execution) -> {
          var rows = new ArrayList<String>();
          execution.select().forEachRemaining(row -> rows.add(TestGraphs.text(row)));
          rows.sort(null);
          return rows;
        });
  }

  private static String shown(String text) {
    return text.chars()
        .mapToObj(c -> c < 32 || c > 126 ? "\\u%04X".formatted(c) : String.valueOf((char) c))
        .collect(Collectors.joining());
  }

  private static String fuzzed(Random random) {
    if (random.nextBoolean()) {
      return ATTACKS.get(random.nextInt(ATTACKS.size()));
    }
    var text = new StringBuilder();
    int length = random.nextInt(12);
    for (int i = 0; i < length; i++) {
      text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return random.nextInt(4) == 0
        ? text.insert(0, ATTACKS.get(random.nextInt(ATTACKS.size()))).toString()
        : text.toString();
  }

  /** Texts that every database keeps apart and gives back. */
  private static List<String> stored(Random random) {
    var texts = new ArrayList<>(ATTACKS);
    for (int i = 0; i < 150; i++) {
      texts.add(fuzzed(random));
    }
    Set<String> known = new HashSet<>();
    return texts.stream().filter(t -> t.indexOf(0) < 0 && isText(t)).filter(known::add).toList();
  }

  private static void fill(Database database, List<String> words) throws SQLException {
    boolean isMaria = database.url().startsWith("jdbc:mariadb:");
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE canary (id INT)");
      statement.execute("INSERT INTO canary VALUES (1), (2), (3)");
      statement.execute(
          "CREATE TABLE words (num INT NOT NULL PRIMARY KEY, word VARCHAR(100) %s NOT NULL)"
              .formatted(isMaria ? "COLLATE utf8mb4_general_ci" : ""));
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO words VALUES (?, ?)")) {
        for (int i = 0; i < words.size(); i++) {
          insert.setInt(1, i);
          insert.setString(2, words.get(i));
          insert.execute();
        }
      }
    }
  }

  private static int rows(Database database, String table) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + table)) {
      rows.next();
      return rows.getInt(1);
    }
  }

  /** The words as a graph, live and in memory. */
  private static final class Graph {
    private final JdbcSource source;
    private final R2rmlMapping mapping;
    private final CompiledMapping compiled;
    private final DatasetGraph plain = DatasetGraphFactory.createTxnMem();
    private final Set<String> statements = ConcurrentHashMap.newKeySet();

    Graph(JdbcSource source) throws Exception {
      this.source = source;
      Path file = Files.createTempFile("words", ".ttl");
      try {
        Files.writeString(file, MAPPING);
        mapping = MappingReader.read(List.of(file), "http://unused.example/");
      } finally {
        Files.delete(file);
      }
      compiled =
          MappingCompiler.compile(
              mapping,
              source,
              new MappingCompiler.Options(
                  Quad.defaultGraphNodeGenerated, Schema.NONE, true, Map.of()));
      new Materializer(compiled, source, Schema.NONE)
          .run(
              q ->
                  plain.add(
                      q.isDefaultGraph() ? Quad.create(Quad.defaultGraphIRI, q.asTriple()) : q),
              Materializer.RowProgress.NONE,
              Deadline.none());
    }

    DatasetGraph live(RequestContext context) {
      return new AdHocDataset(
          mapping,
          compiled,
          source,
          context.tracedBy(
              (id, sql) -> {
                statements.add(sql.replaceAll("(\\?, |\\(\\?, \\?\\), )+", ""));
                return Trace.NONE.sent(id, sql);
              }));
    }
  }
}
