package org.crmekg.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;
import org.crmekg.Deadline;
import org.crmekg.app.KnowledgeGraph;
import org.crmekg.app.TestGraphs;
import org.crmekg.config.ConfigReader;
import org.crmekg.config.EkgConfig;

/**
 * A server over two small real sources: a CRM in H2 that is asked live, and a register in a CSV
 * file that is loaded. Both know the company Acme.
 */
public final class TestServer implements AutoCloseable {
  static final String BASE = "https://w3id.org/crm-ekg/id/";

  private static final String CONFIG =
      """
      @prefix ekg: <https://w3id.org/crm-ekg/ns/config/> .
      <#dataset> a ekg:FederatedDataset ;
        ekg:storeLocation <store> ;
        ekg:base "https://w3id.org/crm-ekg/id/" ;
        ekg:shapes <shapes.ttl> ;
        ekg:links <links.ttl> ;
        %s
        ekg:source <#crm> , <#registry> .
      <#crm> a ekg:JdbcSource ; ekg:id "crm" ; ekg:title "Customers" ; ekg:owner "Sales" ;
        ekg:jdbcUrl "jdbc:h2:file:${data}/crm" ;
        ekg:mapping <crm.ttl> ; ekg:mode ekg:Virtual ; ekg:classification "internal" .
      <#registry> a ekg:FileSource ; ekg:id "registry" ; ekg:title "Register" ; ekg:owner "Compliance" ;
        ekg:table [ ekg:name "lei" ; ekg:file "${data}/lei.csv" ; ekg:format "csv" ; ekg:key ( "LEI" ) ] ;
        ekg:mapping <registry.ttl> ; ekg:mode ekg:Materialized ; ekg:classification "public" .
      """;

  private static final String CRM =
      """
      CREATE TABLE ACCOUNT (ID VARCHAR(20) NOT NULL PRIMARY KEY, NAME VARCHAR(200), CITY VARCHAR(100));
      INSERT INTO ACCOUNT VALUES ('1', 'Acme GmbH', 'Bonn'), ('A/17 ü', 'Müller & Söhne', 'Köln'),
        ('2', NULL, 'Paris')
      """;

  private static final String PREFIXES =
      """
      @prefix gov: <https://w3id.org/crm-ekg/ns/gov/> .
      @prefix party: <https://w3id.org/crm-ekg/ns/party/> .
      @prefix rr: <http://www.w3.org/ns/r2rml#> .
      @prefix sh: <http://www.w3.org/ns/shacl#> .
      @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
      """;

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final KnowledgeGraph graph;
  private final EkgServer server;
  private final Path data;

  private TestServer(KnowledgeGraph graph, EkgServer server, Path data) {
    this.graph = graph;
    this.server = server;
    this.data = data;
  }

  /** Returns the port that it listens on. */
  int port() {
    return server.port();
  }

  /** Starts one with nothing special. */
  static TestServer start(Path data) throws Exception {
    return start(data, "", Map.of(), ServerOptions.DEFAULTS.onPort(0));
  }

  /**
   * Starts one.
   *
   * @param properties more properties of the dataset, each with a semicolon behind it
   */
  static TestServer start(
      Path data, String properties, Map<String, String> variables, ServerOptions options)
      throws Exception {
    write(data);
    crm(data, CRM);
    Files.writeString(data.resolve("ekg.ttl"), CONFIG.replace("%s", properties));
    EkgConfig config = ConfigReader.read(data.resolve("ekg.ttl"), variables::get);
    KnowledgeGraph graph = KnowledgeGraph.open(config, "test", TestGraphs.environment(variables));
    graph
        .load(List.of(), KnowledgeGraph.LoadProgress.NONE, Deadline.none())
        .forEach(
            r ->
                r.failure()
                    .ifPresent(
                        e -> {
                          throw e;
                        }));
    return new TestServer(graph, EkgServer.start(graph, options), data);
  }

  private static void write(Path data) throws IOException {
    Files.writeString(
        data.resolve("lei.csv"),
        """
        LEI,NAME,COUNTRY
        QQ01,ACME Corporation,DE
        QQ02,Hidden Register Ltd,FR
        QQ03,<script>alert(1)</script>,FR
        """);
    Files.writeString(
        data.resolve("crm.ttl"),
        PREFIXES
            + """
            <#C> rr:logicalTable [ rr:tableName "ACCOUNT" ] ;
              rr:subjectMap [ rr:template "party/crm/{ID}" ; rr:class party:Organization ] ;
              rr:predicateObjectMap [ rr:predicate party:name ; rr:objectMap [ rr:column "NAME" ] ] ;
              rr:predicateObjectMap [ rr:predicate party:city ; rr:objectMap [ rr:column "CITY" ] ] .
            """);
    Files.writeString(
        data.resolve("registry.ttl"),
        PREFIXES
            + """
            <#L> rr:logicalTable [ rr:tableName "lei" ] ;
              rr:subjectMap [ rr:template "party/registry/{LEI}" ; rr:class party:Organization ] ;
              rr:predicateObjectMap [ rr:predicate party:name ; rr:objectMap [ rr:column "NAME" ] ] ;
              rr:predicateObjectMap [ rr:predicate party:country ;
                rr:objectMap [ rr:template "https://w3id.org/crm-ekg/id/country/{COUNTRY}" ] ] .
            """);
    Files.writeString(
        data.resolve("links.ttl"),
        PREFIXES
            + """
            [] a gov:IdentityLink ; gov:left <https://w3id.org/crm-ekg/id/party/crm/1> ;
              gov:right <https://w3id.org/crm-ekg/id/party/registry/QQ01> ; gov:linkKind gov:same .
            """);
    Files.writeString(
        data.resolve("shapes.ttl"),
        Files.readString(Path.of("shapes/party/party.ttl"), UTF_8)
            + Files.readString(Path.of("shapes/prefixes.ttl"), UTF_8));
  }

  /** Runs a statement in the CRM. */
  void crm(String sql) throws Exception {
    crm(data, sql);
  }

  private static void crm(Path data, String sql) throws Exception {
    try (var crm = DriverManager.getConnection("jdbc:h2:file:" + data.resolve("crm"));
        var statement = crm.createStatement()) {
      statement.execute(sql);
    }
  }

  KnowledgeGraph graph() {
    return graph;
  }

  EkgServer server() {
    return server;
  }

  Path data() {
    return data;
  }

  String token() throws IOException {
    String json = Files.readString(data.resolve("server.json"));
    return json.replaceFirst("(?s).*\"token\":\"([^\"]+)\".*", "$1");
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  static String sparql(String query) {
    return "/sparql?query=" + encoded(query);
  }

  /** Sends a GET; headers are names and values in turn. */
  HttpResponse<String> get(String path, String... headers) throws Exception {
    return send("GET", path, "", headers);
  }

  HttpResponse<String> post(String path, String body, String... headers) throws Exception {
    return send("POST", path, body, headers);
  }

  HttpResponse<String> send(String method, String path, String body, String... headers)
      throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    server.close();
    graph.close();
  }
}
