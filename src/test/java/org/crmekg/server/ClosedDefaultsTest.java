package org.crmekg.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.crmekg.server.TestServer.encoded;
import static org.crmekg.server.TestServer.sparql;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.crmekg.Problem;
import org.crmekg.ResourceException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server does not do: listen to the network, fetch, write, or trust other pages. */
class ClosedDefaultsTest {
  private static final AtomicInteger HITS = new AtomicInteger();

  @TempDir private static Path data;
  private static TestServer server;
  private static HttpServer canary;

  @BeforeAll
  static void start() throws Exception {
    server =
        TestServer.start(
            data,
            "ekg:server [ ekg:corsOrigin \"https://app.example\" ] ;",
            Map.of(),
            ServerOptions.DEFAULTS.onPort(0).withDemoSql((source, sql) -> sql.length()));
    canary = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    canary.createContext(
        "/",
        exchange -> {
          HITS.incrementAndGet();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    canary.start();
  }

  @AfterAll
  static void stop() {
    canary.stop(0);
    server.close();
  }

  @Test
  void noRequestMakesTheServerFetchAnything() throws Exception {
    String url = "http://127.0.0.1:" + canary.getAddress().getPort() + "/x";
    Path secret = Files.writeString(data.resolve("secret.ttl"), "<urn:s> <urn:p> 'canary-text' .");
    for (String query :
        List.of(
            "SELECT * { SERVICE <%s> { ?s ?p ?o } }",
            "SELECT * { SERVICE SILENT <%s> { ?s ?p ?o } }",
            "SELECT * { BIND(<%s> AS ?u) SERVICE ?u { ?s ?p ?o } }",
            "SELECT * { VALUES ?u { <%s> } SERVICE SILENT ?u { ?s ?p ?o } }",
            "SELECT * { FILTER EXISTS { SERVICE <%s> { ?s ?p ?o } } }",
            "SELECT * { { SELECT * { SERVICE <loop:%s> { ?s ?p ?o } } } }",
            "SELECT * FROM <%s> { ?s ?p ?o }",
            "SELECT * FROM NAMED <%s> { GRAPH ?g { ?s ?p ?o } }",
            "SELECT * { GRAPH <%s> { ?s ?p ?o } }",
            "DESCRIBE <%s>",
            "LOAD <%s>",
            "INSERT DATA { <%s> <urn:p> 1 }",
            "SELECT * { ?s <java:java.lang.System.exit> <%s> }",
            "SELECT (<java:org.apache.jena.sparql.function.library.now>(<%s>) AS ?x) {}",
            "SELECT (<http://jena.apache.org/ARQ/function#eval>('<%s>') AS ?x) {}")) {
      for (String target : List.of(url, secret.toUri().toString(), "jar:" + url + "!/x")) {
        HttpResponse<String> answer = server.get(sparql(query.formatted(target)));
        assertThat(answer.body()).as(query).doesNotContain("canary-text");
        assertThat(answer.statusCode()).as(query).isIn(200, 400);
        if (query.contains("SERVICE") || query.contains("java:") || query.contains("FROM")) {
          assertThat(answer.statusCode()).as(query).isEqualTo(400);
        }
      }
    }
    for (String parameter : List.of("default-graph-uri", "named-graph-uri")) {
      String path = sparql("SELECT * { ?s ?p ?o } LIMIT 1") + "&" + parameter + "=" + encoded(url);
      assertThat(server.get(path).statusCode()).isEqualTo(400);
    }
    assertThat(server.get("/describe?iri=" + encoded(url)).statusCode()).isEqualTo(404);
    String context = "{\"@context\": \"" + url + "\", \"sources\": []}";
    assertThat(server.post("/api/load", context, "Authorization", "Bearer " + server.token()))
        .extracting(HttpResponse::statusCode)
        .isEqualTo(400);
    String entity = "<!DOCTYPE x [<!ENTITY e SYSTEM \"" + url + "\">]><x>&e;</x>";
    for (String type : List.of("application/rdf+xml", "application/ld+json", "text/xml")) {
      assertThat(
              server.post("/sparql", type.contains("xml") ? entity : context, "Content-Type", type))
          .extracting(HttpResponse::statusCode)
          .isEqualTo(400);
    }
    assertThat(HITS).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/$/ping",
        "/$/server",
        "/$/stats",
        "/$/metrics",
        "/$/datasets",
        "/ds",
        "/data",
        "/update",
        "/upload",
        "/sparql/data",
        "/sparql/x",
        "/static/../ekg.css",
        "/static/",
        "/shacl",
        "/patch"
      })
  void thereAreNoOtherAddresses(String path) throws Exception {
    assertThat(server.get(path).statusCode()).isEqualTo(404);
    assertThat(server.post(path, "x").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({
    "/sparql, PUT",
    "/sparql, DELETE",
    "/sparql, PATCH",
    "/, POST",
    "/doc/party/crm/1, PUT",
    "/api/load, GET",
    "/api/demo/sql, GET",
    "/findings, DELETE",
    "/sparql, OPTIONS"
  })
  void methodsThatAreNotTakenAreNamed(String path, String method) throws Exception {
    HttpResponse<String> answer = server.send(method, path, "");
    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).isPresent();
  }

  @Test
  void updatesAreRefused() throws Exception {
    String update = "INSERT DATA { <urn:a> <urn:b> <urn:c> }";
    assertThat(
            server
                .post("/sparql", update, "Content-Type", "application/sparql-update")
                .statusCode())
        .isEqualTo(400);
    assertThat(
            server
                .post(
                    "/sparql",
                    "update=" + encoded(update),
                    "Content-Type",
                    "application/x-www-form-urlencoded")
                .body())
        .contains("EKG-2004");
  }

  @Test
  void otherOriginsMayOnlyAskWhereTheyAreListed() throws Exception {
    HttpResponse<String> evil = server.get("/sparql", "Origin", "http://evil.example");
    assertThat(evil.statusCode()).isEqualTo(403);
    assertThat(evil.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    assertThat(server.get("/sparql", "Origin", "null").statusCode()).isEqualTo(403);
    assertThat(
            server
                .send("OPTIONS", "/sparql", "", "Origin", "http://evil.example")
                .headers()
                .map()
                .keySet())
        .noneMatch(name -> name.startsWith("access-control"));
    HttpResponse<String> good = server.get("/sparql", "Origin", "https://app.example");
    assertThat(good.statusCode()).isEqualTo(200);
    assertThat(good.headers().firstValue("Access-Control-Allow-Origin"))
        .contains("https://app.example");
    assertThat(good.headers().firstValue("Access-Control-Allow-Credentials")).isEmpty();
    assertThat(good.headers().allValues("Vary")).contains("Origin");
    assertThat(server.send("OPTIONS", "/sparql", "", "Origin", "https://app.example").statusCode())
        .isEqualTo(204);
    assertThat(server.get("/", "Origin", server.server().url()).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "evil.example, 421",
    "evil.example:80, 421",
    "127.0.0.1.evil.example, 421",
    "LOCALHOST:99, 200",
    "[::1]:80, 200"
  })
  void aForeignHostNameIsNotAnswered(String host, int status) throws Exception {
    assertThat(raw("GET /health/live HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 " + status);
  }

  @Test
  void pagesMayLoadNothingFromElsewhere() throws Exception {
    for (String path :
        List.of("/", "/sparql", "/findings", "/review", "/sign-in", "/nowhere", "/api/sources")) {
      HttpResponse<String> answer = server.get(path, "Accept", "text/html");
      assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
          .startsWith("default-src 'none'; style-src 'self'")
          .contains("frame-ancestors 'none'");
      assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
      assertThat(answer.headers().firstValue("Referrer-Policy")).contains("same-origin");
      assertThat(answer.headers().firstValue("Server")).isEmpty();
      assertThat(answer.body()).doesNotContain("<script", "style=", "onclick");
      assertThat(Pattern.compile("(?:src|action)=\"(?!/)").matcher(answer.body()).find()).isFalse();
    }
  }

  @Test
  void writingNeedsATokenEvenOnThisMachine() throws Exception {
    String body = "{\"source\":\"crm\",\"sql\":\"UPDATE\"}";
    for (String path : List.of("/api/load", "/api/validate", "/api/demo/sql")) {
      assertThat(server.post(path, body).statusCode()).isEqualTo(403);
    }
    assertThat(
            server.post("/api/demo/sql", body, "Authorization", "Bearer " + server.token()).body())
        .contains("{\"rows\":6}");
    assertThat(
            server
                .post("/api/load", "{\"sorces\":[]}", "Authorization", "Bearer " + server.token())
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void itListensOnTheLoopbackAddressOnly() throws Exception {
    String port = "%04X".formatted(server.server().port());
    int listeners = 0;
    for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      for (String line : Files.readAllLines(Path.of(table))) {
        String[] fields = line.strip().split("\\s+", -1);
        if (fields.length > 3 && fields[1].endsWith(":" + port) && fields[3].equals("0A")) {
          listeners++;
          assertThat(fields[1])
              .isIn("0100007F:" + port, "0000000000000000FFFF00000100007F:" + port);
        }
      }
    }
    assertThat(listeners).isEqualTo(1);
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void onlyTheOwnerReadsTheTokenAndItGoesWithTheServer(@TempDir Path other) throws Exception {
    Path file = other.resolve("server.json");
    try (var second = TestServer.start(other)) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(Files.readString(file))
          .contains(second.server().url(), "\"pid\":" + ProcessHandle.current().pid());
      assertThat(second.token()).isNotEqualTo(server.token()).hasSizeGreaterThan(40);
      assertThat(Files.readString(other.resolve("ekg.holder"))).contains(second.server().url());
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void aPortThatIsTakenIsRefusedOrTheNextOneIsUsed() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> EkgServer.start(server.graph(), ServerOptions.DEFAULTS.onPort(port)))
          .isInstanceOfSatisfying(
              ResourceException.class, e -> assertThat(e.problem()).isEqualTo(Problem.PORT_IN_USE))
          .hasMessageContaining(Integer.toString(port));
    }
  }

  @Test
  void strangeRequestsAreAnsweredAndHarmless() throws Exception {
    for (String request :
        List.of(
            "GET /doc/%ff HTTP/1.1",
            "GET /doc/%00 HTTP/1.1",
            "GET /doc/../../etc/passwd HTTP/1.1",
            "GET /doc/%2e%2e/%2e%2e/etc/passwd HTTP/1.1",
            "GET /describe?iri=%22%3E HTTP/1.1",
            "GET /why?s=%3C%3E HTTP/1.1",
            "GET /why?s=%22 HTTP/1.1",
            "GET /" + "a".repeat(70_000) + " HTTP/1.1")) {
      String answer =
          raw(
              request
                  + "\r\nHost: localhost\r\nConnection: close\r\nAccept: application/json\r\n\r\n");
      assertThat(answer)
          .as(request)
          .matches("(?s)HTTP/1.1 4\\d\\d .*")
          .doesNotContain("root:", "\tat ");
    }
    assertThat(server.get("/health/ready").statusCode()).isEqualTo(200);
  }

  private static String raw(String request) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.server().port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(UTF_8));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }
}
