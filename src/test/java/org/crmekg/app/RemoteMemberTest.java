package org.crmekg.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.fuseki.main.FusekiServer;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.sparql.core.DatasetGraph;
import org.apache.jena.sparql.core.DatasetGraphFactory;
import org.apache.jena.sparql.core.Quad;
import org.crmekg.Deadline;
import org.crmekg.Problem;
import org.crmekg.RequestContext;
import org.crmekg.SourceException;
import org.crmekg.Trace;
import org.crmekg.UsageException;
import org.crmekg.config.EkgConfig;
import org.crmekg.config.SourceConfig;
import org.crmekg.config.SourceConfig.Access;
import org.crmekg.config.SourceConfig.Credentials;
import org.crmekg.config.SourceConfig.EndpointLimits;
import org.crmekg.config.SourceConfig.Knowledge;
import org.crmekg.config.SourceConfig.Mode;
import org.crmekg.mapping.MappingReader;
import org.crmekg.materialize.Materializer;
import org.crmekg.rdf.Schema;
import org.crmekg.source.JdbcSource;
import org.crmekg.source.Sources;
import org.crmekg.virtual.MappingCompiler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A source behind a SPARQL endpoint answers as the same source behind JDBC: random queries over
 * both have the answers of plain ARQ over the merged graph, whatever is known of the endpoint.
 *
 * <p>The endpoint holds what the mapping makes, without what follows, and with its literals written
 * in other ways. {@code -Dseed=} repeats a run, {@code -Drounds=} draws more rows and links.
 */
class RemoteMemberTest {
  private static final int ROUNDS =
      Integer.getInteger("rounds", "true".equals(System.getenv("CI")) ? 12 : 2);
  private static final int QUERIES = 30;
  private static final int THINGS = 12;
  private static final String BASE = "http://m.example/";

  @TempDir Path folder;

  private final String databases = "jdbc:h2:mem:" + UUID.randomUUID();
  private DatasetGraph held;
  private FusekiServer endpoint;
  private Connection a;
  private Connection b;
  private Path links;

  /** How much is known of the endpoint. */
  enum Known {
    MAPPING,
    PROFILE,
    NOTHING
  }

  /** All that was sent to a source. */
  private static final class Requests implements Trace {
    private final List<String> remote = new ArrayList<>();

    @Override
    public synchronized Sent sent(String source, String statement) {
      if (source.equals("b")) {
        remote.add(statement);
      }
      return new Each();
    }

    private static final class Each implements Sent {
      @Override
      public void row() {}

      @Override
      public void end() {}
    }

    long probes() {
      return remote.stream().filter(s -> s.contains("EXISTS") || s.contains("ASK")).count();
    }
  }

  @BeforeEach
  void open() throws Exception {
    a = DriverManager.getConnection(databases + "a;DB_CLOSE_DELAY=-1");
    b = DriverManager.getConnection(databases + "b;DB_CLOSE_DELAY=-1");
    for (Connection connection : List.of(a, b)) {
      execute(
          connection,
          """
          CREATE TABLE person (id INT PRIMARY KEY, name VARCHAR(20), boss INT, age INT,
            score DECIMAL(8, 3), seen TIMESTAMP, born DATE, active BOOLEAN, weight DOUBLE);
          CREATE TABLE knows (one INT, other INT);
          CREATE TABLE thing (x VARCHAR(5), y VARCHAR(5), owner INT, iri VARCHAR(100));
          """);
    }
    links = Files.writeString(folder.resolve("links.ttl"), "");
    Files.writeString(folder.resolve("ontology.ttl"), ONTOLOGY);
    for (String id : List.of("a", "b")) {
      Files.writeString(folder.resolve(id + ".ttl"), MAPPING.replace("SRC", id));
    }
    held = DatasetGraphFactory.createTxnMem();
    endpoint = FusekiServer.create().port(0).loopback(true).add("/ds", held).build().start();
  }

  @AfterEach
  void close() throws Exception {
    endpoint.stop();
    a.close();
    b.close();
  }

  @ParameterizedTest
  @EnumSource
  void randomQueriesOverARemoteMemberEqualPlainArq(Known known) throws Exception {
    long seed = Long.getLong("seed", 20261124L);
    System.out.println("RemoteMemberTest seed " + seed + " " + known);
    int compared = 0;
    long rows = 0;
    try (KnowledgeGraph live = open("live", Optional.empty());
        KnowledgeGraph far = open("far", Optional.of(known));
        var runner = new QueryRunner(live.environment(), 2)) {
      for (int round = 0; round < ROUNDS; round++) {
        long own = seed + round;
        var random = new Random(own);
        fill(random, true);
        Files.writeString(links, links(random));
        live.reloadLinks();
        far.reloadLinks();
        if (known == Known.PROFILE) {
          assertThat(far.profile("b", Deadline.none())).contains("predicates");
        }
        MergedGraph merged = MergedGraph.of(live, RequestContext.local(), 1_000_000);
        var sent = new Requests();
        var parity =
            new Parity(
                runner,
                RequestContext.local(),
                merged.dataset(),
                Map.of("the remote member", c -> far.dataset(c.tracedBy(sent))));
        var queries = new RandomQueries(random, merged.stated());
        for (int i = 0; i < QUERIES; i++) {
          switch (parity.compare(queries.next())) {
            case Parity.Outcome.TooLarge tooLarge -> {}
            case Parity.Outcome.TooSlow slow -> System.out.println(slow);
            case Parity.Outcome.Same same -> {
              compared++;
              rows += same.rows();
            }
            case Parity.Outcome.Different different ->
                fail(
                    "-Dseed=%d -Drounds=1 %s, query %d\n%s\n%s"
                        .formatted(
                            own,
                            known,
                            i,
                            String.join("\n", Parity.lines(parity.shrunk(different))),
                            Files.readString(links)));
          }
        }
        if (known != Known.NOTHING) {
          assertThat(sent.probes()).isZero();
        }
      }
    }
    System.out.printf("%d queries, %d rows%n", compared, rows);
    assertThat(compared).isGreaterThan(ROUNDS * QUERIES / 2);
    assertThat(rows).isGreaterThan((long) ROUNDS * QUERIES);
  }

  @Test
  void aLoadedEndpointSaysWhatALiveOneSays() throws Exception {
    long seed = Long.getLong("seed", 7L);
    System.out.println("RemoteMemberTest seed " + seed);
    fill(new Random(seed), true);
    try (KnowledgeGraph far = open("far", Optional.of(Known.MAPPING))) {
      ParityView view =
          new ParityRun(far).run(new ParityRun.Options(Set.of(), seed, 20, 1_000_000), done -> {});
      assertThat(view.difference()).isEmpty();
      assertThat(view.queries()).isEqualTo(20);
    }
  }

  @Test
  void whatOneEndpointCanJoinIsOneRequest() throws Exception {
    fill(new Random(3), false);
    try (KnowledgeGraph far = open("far", Optional.of(Known.MAPPING))) {
      Requests alone =
          sent(
              far,
              "SELECT * { ?x <%sns/knowsb> ?y . ?y <%sns/nameb> ?n ; <%sns/bossb> ?z }"
                  .formatted(BASE, BASE, BASE));
      assertThat(alone.remote).hasSize(1);
      // One batch of rows from the other source is one request.
      Files.writeString(links, link("party/a/1", "party/b/2") + link("party/a/3", "party/b/4"));
      far.reloadLinks();
      Requests joined =
          sent(
              far,
              "SELECT * { ?x <%sns/knowsa> ?y ; <%sns/nameb> ?n ; <%sns/bossb> ?z }"
                  .formatted(BASE, BASE, BASE));
      assertThat(joined.remote).hasSize(1).first().asString().contains("VALUES");
      Requests optional =
          sent(
              far,
              "SELECT * { ?x <%sns/knowsa> ?y OPTIONAL { ?x <%sns/nameb> ?n } }"
                  .formatted(BASE, BASE));
      assertThat(optional.remote).hasSize(1);
      Requests none =
          sent(far, "SELECT * { ?x <%sns/knowsa> ?y ; <%sns/ownera> ?n }".formatted(BASE, BASE));
      assertThat(none.remote).isEmpty();
      // A constant that no template of its makes is not looked for there.
      assertThat(
              sent(far, "SELECT * { <http://other.example/1> <%sns/nameb> ?o }".formatted(BASE))
                  .remote)
          .isEmpty();
    }
  }

  @Test
  void whatIsNotKnownIsAskedForOnce() throws Exception {
    fill(new Random(3), false);
    try (KnowledgeGraph far =
        open("far", endpointSource(Known.NOTHING, Mode.VIRTUAL, Duration.ofMinutes(10), 1024))) {
      String query = "SELECT * { ?x <%sns/knowsb> ?y ; <%sns/agea> ?n }".formatted(BASE, BASE);
      assertThat(sent(far, query).probes()).isEqualTo(2);
      assertThat(sent(far, query).probes()).isZero();
      Requests other = sent(far, "SELECT * { ?x <%sns/unheardOf> ?y }".formatted(BASE));
      assertThat(other.remote).hasSize(1);
      assertThat(sent(far, "SELECT * { ?x <%sns/unheardOf> ?y }".formatted(BASE)).remote).isEmpty();
    }
  }

  @Test
  void manyRowsAreSentInBatches() throws Exception {
    fill(new Random(3), false);
    try (KnowledgeGraph far =
        open("far", endpointSource(Known.MAPPING, Mode.VIRTUAL, Duration.ofMinutes(10), 5))) {
      var values =
          IntStream.range(0, 12)
              .mapToObj(i -> "<%sparty/b/%d>".formatted(BASE, i))
              .collect(Collectors.joining(" "));
      String query = "SELECT * { VALUES ?x { %s } ?x <%sns/knowsb> ?y }".formatted(values, BASE);
      assertThat(sent(far, query).remote).hasSize(3);
      assertThat(TestGraphs.select(far, query))
          .isEqualTo(TestGraphs.select(far, "SELECT * { ?x <%sns/knowsb> ?y }".formatted(BASE)));
    }
  }

  @Test
  void aLongLeftSideReadsTheRightSideOnce() throws Exception {
    fill(new Random(3), true);
    execute(
        a,
        "INSERT INTO person (id, name) SELECT x + 100, 'n' || MOD(x, 4500) FROM SYSTEM_RANGE(1, 5000)");
    try (KnowledgeGraph live = open("live", Optional.empty());
        KnowledgeGraph far = open("far", Optional.of(Known.MAPPING))) {
      String query =
          "SELECT * { ?x <%sns/namea> ?n OPTIONAL { ?y <%sns/nameb> ?n ; <%sns/scoreb> ?s } }"
              .formatted(BASE, BASE, BASE);
      // Two batches, and the whole of it in place of three more.
      assertThat(sent(far, query).remote).hasSize(3).last().asString().doesNotContain("VALUES");
      assertThat(TestGraphs.select(far, query))
          .hasSizeGreaterThan(5000)
          .isEqualTo(TestGraphs.select(live, query));
    }
  }

  @Test
  void anEndpointThatIsDownIsNotEmpty() throws Exception {
    fill(new Random(3), false);
    try (KnowledgeGraph far = open("far", Optional.of(Known.MAPPING))) {
      String query = "SELECT ?x { ?x a <%sns/Person> }".formatted(BASE);
      int all = TestGraphs.select(far, query).size();
      endpoint.stop();
      assertThatThrownBy(() -> TestGraphs.select(far, query))
          .isInstanceOfSatisfying(
              SourceException.class,
              e -> assertThat(e.problem()).isEqualTo(Problem.SOURCE_UNREACHABLE))
          .hasMessageContaining("source b");
      assertThat(TestGraphs.select(far, query, RequestContext.local().allowingPartial()))
          .hasSizeLessThan(all);
      assertThat(far.sourceViews(RequestContext.local()))
          .filteredOn(s -> s.id().equals("b"))
          .singleElement()
          .satisfies(s -> assertThat(s.state()).isEqualTo("down"));
    }
  }

  @Test
  void blankNodesJoinWithinOneRequestAndAreNeverSentBack() throws Exception {
    held.executeWrite(
        () -> {
          held.clear();
          for (int i = 0; i < 3; i++) {
            Node blank = NodeFactory.createBlankNode();
            held.add(quad(iri("party/b/" + i), "addressb", blank));
            held.add(quad(blank, "cityb", NodeFactory.createLiteralString("city " + i)));
          }
        });
    try (KnowledgeGraph far = open("far", Optional.of(Known.NOTHING))) {
      String joined =
          "SELECT ?x ?c { ?x <%sns/addressb> ?b . ?b <%sns/cityb> ?c }".formatted(BASE, BASE);
      assertThat(TestGraphs.select(far, joined)).hasSize(3);
      assertThatThrownBy(
              () ->
                  TestGraphs.select(
                      far,
                      "SELECT ?x ?c { ?x <%sns/addressb> ?b OPTIONAL { ?b <%sns/cityb> ?c } }"
                          .formatted(BASE, BASE)))
          .isInstanceOfSatisfying(
              UsageException.class, e -> assertThat(e.problem()).isEqualTo(Problem.QUERY_REFUSED))
          .hasMessageContaining("blank nodes of b")
          .hasMessageContaining("ekg:Materialized");
    }
    try (KnowledgeGraph loaded =
        open(
            "loaded",
            endpointSource(Known.NOTHING, Mode.MATERIALIZED, Duration.ofMinutes(1), 1024))) {
      assertThat(
              loaded
                  .load(List.of("b"), KnowledgeGraph.LoadProgress.NONE, Deadline.none())
                  .getFirst()
                  .failure())
          .isEmpty();
      assertThat(
              TestGraphs.select(
                  loaded,
                  "SELECT ?x ?c { ?x <%sns/addressb> ?b OPTIONAL { ?b <%sns/cityb> ?c } }"
                      .formatted(BASE, BASE)))
          .hasSize(3)
          .allMatch(r -> r.contains("city"));
    }
  }

  @Test
  void whyAndServiceAndExplainSpeakOfTheEndpoint() throws Exception {
    fill(new Random(3), false);
    try (KnowledgeGraph far = open("far", Optional.of(Known.MAPPING));
        var runner = new QueryRunner(far.environment(), 2)) {
      List<WhyView> why = far.whyViews(iri("party/b/1"), null, null, RequestContext.local());
      assertThat(why).isNotEmpty();
      assertThat(why.stream().flatMap(w -> w.evidence().stream()))
          .anySatisfy(
              e -> {
                assertThat(e.kind()).isEqualTo("remote");
                assertThat(e.rule()).isEqualTo(url());
              });
      assertThatThrownBy(
              () ->
                  TestGraphs.select(far, "SELECT * { SERVICE <%s> { ?s ?p ?o } }".formatted(url())))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("ekg:EndpointSource");
      String query = "SELECT * { ?x <%sns/knowsb> ?y . ?y <%sns/nameb> ?n }".formatted(BASE, BASE);
      ExplainView explained =
          new QueryExplainer(far, runner)
              .explain(QueryRequest.of(query), RequestContext.local(), true);
      assertThat(explained.plan()).anyMatch(l -> l.strip().startsWith("SPARQL: SELECT"));
      ExplainView.RunView run = Objects.requireNonNull(explained.run());
      assertThat(run.requests().getFirst().bytes()).isPositive();
    }
  }

  // ---- What is asked

  private Requests sent(KnowledgeGraph graph, String query) {
    var sent = new Requests();
    List<String> unused = TestGraphs.select(graph, query, RequestContext.local().tracedBy(sent));
    return sent;
  }

  private String url() {
    return "http://127.0.0.1:" + endpoint.getPort() + "/ds";
  }

  private static Node iri(String name) {
    return NodeFactory.createURI(BASE + name);
  }

  private static Quad quad(Node subject, String predicate, Node object) {
    return new Quad(Quad.defaultGraphIRI, subject, iri("ns/" + predicate), object);
  }

  // ---- The sources

  private KnowledgeGraph open(String name, Optional<Known> remote) throws Exception {
    return open(
        name,
        remote
            .map(k -> endpointSource(k, Mode.VIRTUAL, Duration.ZERO, 1024))
            .orElseGet(() -> jdbc("b")));
  }

  private KnowledgeGraph open(String name, SourceConfig second) throws Exception {
    EkgConfig shipped = TestGraphs.shipped("crm-registry.ttl", folder, Map.of());
    var config =
        new EkgConfig(
            shipped.origin(),
            BASE,
            folder.resolve(name).resolve("store"),
            List.of(folder.resolve("ontology.ttl")),
            List.of(),
            List.of(links),
            List.of(),
            List.of(),
            Optional.empty(),
            List.of(jdbc("a"), second),
            shipped.server(),
            List.of());
    boolean profiled =
        second.access() instanceof Access.Endpoint e
            && e.complete()
            && e.knowledge() instanceof Knowledge.OfProfile;
    if (profiled) {
      SourceConfig first = endpointSource(Known.NOTHING, Mode.VIRTUAL, Duration.ZERO, 1024);
      try (KnowledgeGraph graph =
          KnowledgeGraph.open(
              config.withSources(List.of(jdbc("a"), first)),
              "test",
              TestGraphs.environment(Map.of()))) {
        held.executeWrite(() -> held.add(quad(iri("x"), "x", iri("x"))));
        String unused = graph.profile("b", Deadline.none());
      }
    }
    return KnowledgeGraph.open(config, "test", TestGraphs.environment(Map.of()));
  }

  private SourceConfig jdbc(String id) {
    return source(
        id,
        new Access.Jdbc(
            databases + id + ";DB_CLOSE_DELAY=-1",
            Optional.empty(),
            Optional.empty(),
            Optional.empty()),
        List.of(folder.resolve(id + ".ttl")),
        Mode.VIRTUAL);
  }

  private SourceConfig endpointSource(Known known, Mode mode, Duration recheck, int values) {
    EndpointLimits d = EndpointLimits.DEFAULTS;
    return source(
        "b",
        new Access.Endpoint(
            URI.create(url()),
            Optional.empty(),
            Credentials.NONE,
            known == Known.MAPPING
                ? new Knowledge.OfMapping(Optional.empty())
                : new Knowledge.OfProfile(),
            known == Known.PROFILE,
            new EndpointLimits(
                d.connectTimeout(), d.rows(), d.bytes(), d.requestBytes(), values, 0, recheck)),
        known == Known.MAPPING ? List.of(folder.resolve("b.ttl")) : List.of(),
        mode);
  }

  private static SourceConfig source(String id, Access access, List<Path> mappings, Mode mode) {
    return new SourceConfig(
        id,
        id,
        id,
        access,
        mappings,
        mode,
        Optional.empty(),
        "",
        Duration.ofSeconds(20),
        4,
        List.of());
  }

  /** New rows in both databases, and in the endpoint what the second one's mapping makes. */
  private void fill(Random random, boolean rewrite) throws Exception {
    for (Connection connection : List.of(a, b)) {
      for (String table : List.of("person", "knows", "thing")) {
        execute(connection, "DELETE FROM " + table);
      }
      for (int id = 0; id < THINGS; id++) {
        execute(
            connection,
            "INSERT INTO person VALUES (%d, %s, %s, %s, %s, %s, %s, %s, %s)"
                .formatted(
                    id,
                    orNull(random, "'" + NAMES.get(random.nextInt(NAMES.size())) + "'"),
                    orNull(random, Integer.toString(random.nextInt(THINGS))),
                    orNull(random, Integer.toString(random.nextInt(4))),
                    orNull(random, List.of("1.5", "2", "0", "10.25").get(random.nextInt(4))),
                    orNull(random, "'2026-01-0%d 10:00:00.5'".formatted(1 + random.nextInt(2))),
                    orNull(random, "'2026-01-0%d'".formatted(1 + random.nextInt(3))),
                    orNull(random, Boolean.toString(random.nextBoolean())),
                    orNull(random, List.of("1.5", "2", "1e30").get(random.nextInt(3)))));
      }
      for (int i = 0; i < THINGS; i++) {
        execute(
            connection,
            "INSERT INTO knows VALUES (%d, %d)"
                .formatted(random.nextInt(THINGS), random.nextInt(THINGS)));
        execute(
            connection,
            "INSERT INTO thing VALUES ('%s', '%s', %d, '%sparty/a/%d')"
                .formatted(
                    random.nextBoolean() ? "1" : "1-1",
                    random.nextInt(2) + (random.nextBoolean() ? "-1" : ""),
                    random.nextInt(THINGS),
                    BASE,
                    random.nextInt(THINGS)));
      }
    }
    Node graph = iri("graph/b");
    var quads = new ArrayList<Quad>();
    try (JdbcSource source = Sources.open(jdbc("b"), folder, v -> null)) {
      var compiled =
          MappingCompiler.compile(
              MappingReader.read(List.of(folder.resolve("b.ttl")), BASE),
              source,
              new MappingCompiler.Options(graph, Schema.NONE, true, Map.of()));
      Materializer.Result unused =
          new Materializer(compiled, source, Schema.NONE)
              .run(quads::add, Materializer.RowProgress.NONE, Deadline.none());
    }
    held.executeWrite(
        () -> {
          held.clear();
          for (Quad q : quads) {
            Node o = rewrite ? rewritten(q.getObject(), random) : q.getObject();
            held.add(new Quad(Quad.defaultGraphIRI, q.getSubject(), q.getPredicate(), o));
          }
        });
  }

  /** The same value, written in another way. */
  private static Node rewritten(Node node, Random random) {
    if (!node.isLiteral() || random.nextBoolean()) {
      return node;
    }
    String text = node.getLiteralLexicalForm();
    if (!node.getLiteralLanguage().isEmpty()) {
      return NodeFactory.createLiteralLang(
          text, node.getLiteralLanguage().toUpperCase(Locale.ROOT));
    }
    if (XSDDatatype.XSDinteger.equals(node.getLiteralDatatype())) {
      return NodeFactory.createLiteralDT("+0" + text, XSDDatatype.XSDinteger);
    }
    if (XSDDatatype.XSDdecimal.equals(node.getLiteralDatatype())) {
      return NodeFactory.createLiteralDT("0" + text + "00", XSDDatatype.XSDdecimal);
    }
    if (XSDDatatype.XSDdouble.equals(node.getLiteralDatatype())) {
      return NodeFactory.createLiteralDT(text.replace("E", "0e"), XSDDatatype.XSDdouble);
    }
    if (XSDDatatype.XSDboolean.equals(node.getLiteralDatatype())) {
      return NodeFactory.createLiteralDT(text.equals("true") ? "1" : "0", XSDDatatype.XSDboolean);
    }
    if (XSDDatatype.XSDdateTime.equals(node.getLiteralDatatype())) {
      return NodeFactory.createLiteralDT(text + "00", XSDDatatype.XSDdateTime);
    }
    return node;
  }

  private static final List<String> NAMES =
      List.of(
          "n1",
          "n2",
          "say \"n\"",
          "back\\slash",
          "\\u0022 . } #",
          "two\nlines",
          "Ünï ☃ 𝄞",
          "''quoted''");

  private static String orNull(Random random, String value) {
    return random.nextInt(5) == 0 ? "NULL" : value;
  }

  private static void execute(Connection connection, String sql) throws Exception {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Links within a source and across. */
  private static String links(Random random) {
    var all = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      all.append(
          link(
              "party/%s/%d".formatted(random.nextBoolean() ? "a" : "b", random.nextInt(THINGS)),
              "party/%s/%d".formatted(random.nextBoolean() ? "a" : "b", random.nextInt(THINGS))));
    }
    return all.toString();
  }

  private static String link(String left, String right) {
    return """
    @prefix gov: <https://w3id.org/crm-ekg/ns/gov/> .
    [] a gov:IdentityLink ; gov:left <%s%s> ; gov:right <%s%s> ; gov:linkKind gov:same .
    """
        .formatted(BASE, left, BASE, right);
  }

  private static final String ONTOLOGY =
      """
      @prefix m: <http://m.example/ns/> .
      @prefix party: <https://w3id.org/crm-ekg/ns/party/> .
      @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
      m:Person rdfs:subClassOf party:Party . party:Party rdfs:subClassOf m:Agent .
      m:bossa rdfs:subPropertyOf m:boss . m:bossb rdfs:subPropertyOf m:boss .
      m:boss rdfs:subPropertyOf m:related ; rdfs:domain m:Person ; rdfs:range m:Leader .
      m:Leader rdfs:subClassOf m:Person .
      m:knowsa rdfs:subPropertyOf m:related . m:knowsb rdfs:subPropertyOf m:related .
      m:knowsb rdfs:range m:Known . m:ownerb rdfs:domain m:Owned ; rdfs:range m:Owner .
      m:ageb rdfs:subPropertyOf m:number . m:scoreb rdfs:subPropertyOf m:number .
      """;

  private static final String MAPPING =
      """
      @base <http://m.example/> .
      @prefix rr: <http://www.w3.org/ns/r2rml#> .
      @prefix m: <http://m.example/ns/> .
      @prefix party: <https://w3id.org/crm-ekg/ns/party/> .
      m:person rr:logicalTable [ rr:tableName "PERSON" ] ;
        rr:subjectMap [ rr:template "party/SRC/{ID}" ; rr:class m:Person ] ;
        rr:predicateObjectMap [ rr:predicate m:nameSRC ; rr:objectMap [ rr:column "NAME" ] ] ;
        rr:predicateObjectMap [ rr:predicate m:label ;
          rr:objectMap [ rr:column "NAME" ; rr:language "en-us" ] ] ;
        rr:predicateObjectMap [ rr:predicate m:age, m:ageSRC ; rr:objectMap [ rr:column "AGE" ] ] ;
        rr:predicateObjectMap [ rr:predicate m:score, m:scoreSRC ; rr:objectMap [ rr:column "SCORE" ] ] ;
        rr:predicateObjectMap [ rr:predicate m:at ; rr:objectMap [ rr:column "SEEN" ] ] ;
        rr:predicateObjectMap [ rr:predicate m:born ; rr:objectMap [ rr:column "BORN" ] ] ;
        rr:predicateObjectMap [ rr:predicate m:active ; rr:objectMap [ rr:column "ACTIVE" ] ] ;
        rr:predicateObjectMap [ rr:predicate m:weight ; rr:objectMap [ rr:column "WEIGHT" ] ] ;
        rr:predicateObjectMap [ rr:predicate m:bossSRC ;
          rr:objectMap [ rr:parentTriplesMap m:person ;
            rr:joinCondition [ rr:child "BOSS" ; rr:parent "ID" ] ] ] .
      m:knows rr:logicalTable [ rr:tableName "KNOWS" ] ;
        rr:subjectMap [ rr:template "party/SRC/{ONE}" ] ;
        rr:predicateObjectMap [ rr:predicate m:knowsSRC ;
          rr:objectMap [ rr:template "party/SRC/{OTHER}" ] ] .
      m:thing rr:logicalTable [ rr:tableName "THING" ] ;
        rr:subjectMap [ rr:template "thing/SRC/{X}-{Y}" ; rr:class m:Thing ] ;
        rr:predicateObjectMap [ rr:predicate m:ownerSRC ;
          rr:objectMap [ rr:template "party/SRC/{OWNER}" ] ] ;
        rr:predicateObjectMap [ rr:predicate m:seenSRC ;
          rr:objectMap [ rr:column "IRI" ; rr:termType rr:IRI ] ] .
      """;
}
