package org.crmekg.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.crmekg.server.TestServer.sparql;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.crmekg.RequestContext;
import org.crmekg.identity.LinkageResult;
import org.crmekg.identity.ScoredPair;
import org.crmekg.linkage.PairExplanation.Part;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A principal who may not see a source learns nothing of it at any address. */
class RightsOverHttpTest {
  private static final String PRINCIPALS =
      """
      ekg:principal [ ekg:name "seller" ; ekg:tokenVariable "SELLER" ; ekg:mayRead "crm" ] ,
        [ ekg:name "auditor" ; ekg:tokenVariable "AUDITOR" ; ekg:mayRead "crm" , "registry" ] ;
      """;
  private static final Map<String, String> TOKENS =
      Map.of("SELLER", "seller-secret", "AUDITOR", "auditor-secret");
  private static final List<String> SECRETS =
      List.of("registry", "Register", "ACME Corporation", "Hidden", "Compliance", "alert(", "QQ0");

  @TempDir private static Path data;
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    server = TestServer.start(data, PRINCIPALS, TOKENS, ServerOptions.DEFAULTS.onPort(0));
    server.graph().validate(LocalDate.of(2026, 6, 30), RequestContext.local());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/sparql", "/findings", "/api/sources", "/metrics", "/ns/"})
  void whereThereArePrincipalsNobodyAsksWithoutAToken(String path) throws Exception {
    HttpResponse<String> answer = server.get(path);
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Bearer");
    assertThat(server.get(path, "Authorization", "Bearer wrong").statusCode()).isEqualTo(401);
    assertThat(server.get(path, "Authorization", "Basic c2VsbGVyLXNlY3JldA==").statusCode())
        .isEqualTo(401);
  }

  @Test
  void onlyWhoSeesEverythingDecides() throws Exception {
    String body =
        """
        {"verdict":"same","left":"<https://w3id.org/crm-ekg/id/party/crm/1>",
         "right":"<https://w3id.org/crm-ekg/id/party/crm/2>","author":"somebody else"}
        """;
    assertThat(decide(body, "seller-secret").statusCode()).isEqualTo(403);
    HttpResponse<String> decided = decide(body, "auditor-secret");
    assertThat(decided.statusCode()).as(decided.body()).isEqualTo(200);
    assertThat(decided.body()).contains("\"author\":\"auditor\"").doesNotContain("somebody");
    assertThat(seller("/api/link/decisions").body()).contains("auditor").contains("\"number\":0");
  }

  private static HttpResponse<String> decide(String body, String token) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:%d/api/link/decide".formatted(server.port())))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString());
  }

  @Test
  void thatItLivesMayBeKnownToAll() throws Exception {
    assertThat(server.get("/health/live").statusCode()).isEqualTo(200);
    assertThat(server.get("/health/ready").statusCode()).isEqualTo(401);
    assertThat(server.get("/static/ekg.css").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/findings",
        "/findings?source=registry",
        "/api/sources",
        "/health/ready",
        "/.well-known/void",
        "/sparql",
        "/doc/party/crm/1",
        "/doc/party/crm/1.ttl",
        "/why?s=id:party/crm/1",
        "/api/why?s=id:party/crm/1",
        "/api/link/stats",
        "/api/link/review",
        "/api/link/decisions",
        "/api/link/how?party=%3Chttps://w3id.org/crm-ekg/id/party/crm/1%3E",
        "/review",
        "/review/pair?left=id:party/crm/1&right=id:party/crm/2",
        "/review/cluster?record=id:party/crm/1",
        "/review/decisions",
        "/party?iri=id:party/crm/1",
      })
  void noAddressSpeaksOfAHiddenSource(String path) throws Exception {
    HttpResponse<String> answer = seller(path);
    assertThat(answer.statusCode()).isEqualTo(200);
    // The filter that was asked for is shown again, and nothing else.
    assertThat(said(answer).replace("value=\"registry\"", "")).doesNotContain(SECRETS);
    assertThat(server.get(path, "Authorization", "Bearer auditor-secret").statusCode())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * { ?s party:name ?n }",
        "SELECT * { GRAPH ?g { ?s party:name ?n } }",
        "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }",
        "SELECT * { ?s gov:sourceIri ?x }",
        "SELECT * { GRAPH <https://w3id.org/crm-ekg/id/graph/identity> { ?s ?p ?o } }",
        "CONSTRUCT WHERE { ?s party:name ?n }",
        "DESCRIBE <https://w3id.org/crm-ekg/id/party/crm/1>",
      })
  void noQueryShowsAHiddenSource(String query) throws Exception {
    assertThat(seller(sparql(query)).body()).doesNotContain(SECRETS);
    assertThat(said(seller(sparql(query) + "&format=html"))).doesNotContain(SECRETS);
  }

  /** A page without the examples, which are the same for everybody. */
  private static String said(HttpResponse<String> page) {
    return page.body()
        .replaceAll("(?s)<section aria-labelledby=\"examples\">.*?</section>", "")
        .replaceAll("(?s)<textarea.*?</textarea>", "");
  }

  @Test
  void countsAreThoseOfWhatIsVisible() throws Exception {
    String query = sparql("SELECT (COUNT(*) AS ?n) { ?s a party:Organization }");
    assertThat(seller(query + "&format=csv").body()).isEqualTo("n\r\n3\r\n");
    assertThat(server.get(query + "&format=csv", "Authorization", "Bearer auditor-secret").body())
        .isEqualTo("n\r\n5\r\n");
  }

  @Test
  void aHiddenGraphIsUnknownExactlyLikeOneThatDoesNotExist() throws Exception {
    String hidden = seller(sparql("SELECT * FROM graph:registry { ?s ?p ?o }")).body();
    String missing = seller(sparql("SELECT * FROM graph:registrx { ?s ?p ?o }")).body();
    assertThat(anonymised(hidden)).isEqualTo(anonymised(missing.replace("registrx", "registry")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/doc/party/registry/%s",
        "/doc/party/registry/%s.ttl",
        "/why?s=id:party/registry/%s"
      })
  void aHiddenThingIsMissingExactlyLikeOneThatDoesNotExist(String path) throws Exception {
    HttpResponse<String> hidden = seller(path.formatted("QQ02"));
    HttpResponse<String> missing = seller(path.formatted("QQ09"));
    assertThat(hidden.statusCode()).isEqualTo(404);
    assertThat(anonymised(hidden.body())).isEqualTo(anonymised(missing.body()));
    assertThat(
            server
                .get(path.formatted("QQ02"), "Authorization", "Bearer auditor-secret")
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void aLinkToAHiddenRecordNeitherMergesNorRenames() throws Exception {
    assertThat(seller("/doc/party/crm/1.ttl").body())
        .contains("Acme GmbH")
        .contains("party/crm/1>");
  }

  @Test
  void onlyWhoSeesEverythingMayWrite() throws Exception {
    for (String path : List.of("/api/load", "/api/validate")) {
      HttpResponse<String> refused =
          server.post(path, "{}", "Authorization", "Bearer seller-secret");
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(refused.body()).doesNotContain(SECRETS);
      assertThat(server.post(path, "{}").statusCode()).isEqualTo(401);
      assertThat(server.post(path, "{}", "Authorization", "Bearer auditor-secret").statusCode())
          .isEqualTo(200);
      assertThat(server.post(path, "{}", "Authorization", "Bearer " + server.token()).statusCode())
          .isEqualTo(200);
    }
  }

  private static final List<String> OF_IDENTITY =
      List.of(
          "/api/link/stats",
          "/api/link/review",
          "/api/link/decisions",
          "/api/link/how?party=%3Chttps://w3id.org/crm-ekg/id/party/crm/1%3E",
          "/api/link/how?party=%3Chttps://w3id.org/crm-ekg/id/party/crm/2%3E",
          "/review",
          "/review/pair?left=id:party/crm/1&right=id:party/crm/2",
          "/review/cluster?record=id:party/crm/1",
          "/party?iri=id:party/crm/2",
          "/doc/party/crm/1.ttl");

  private static String identityForSeller() throws Exception {
    var all = new StringBuilder();
    for (String path : OF_IDENTITY) {
      HttpResponse<String> answer = seller(path);
      assertThat(answer.statusCode()).as(path).isEqualTo(200);
      all.append(path).append('\n').append(answer.body());
    }
    return all.toString();
  }

  private static String id(String record) {
    return TestServer.BASE + "party/" + record;
  }

  @Test
  void linksAndDecisionsOnHiddenRecordsChangeNoByte() throws Exception {
    ScoredPair visible = pair(id("crm/1"), id("crm/2"), 1);
    server.graph().publishLinks(linked(visible));
    String before = identityForSeller();
    assertThat(before).contains("looked alike");
    server
        .graph()
        .publishLinks(
            linked(
                visible,
                pair(id("crm/1"), id("registry/QQ02"), 30),
                pair(id("crm/2"), id("registry/QQ02"), -30),
                pair(id("registry/QQ02"), id("registry/QQ03"), 2)));
    assertThat(
            decide(
                    "{\"verdict\":\"same\",\"left\":\"<%s>\",\"right\":\"<%s>\",\"reason\":\"Compliance\"}"
                        .formatted(id("crm/2"), id("registry/QQ03")),
                    "auditor-secret")
                .statusCode())
        .isEqualTo(200);
    assertThat(identityForSeller()).isEqualTo(before);
  }

  private static ScoredPair pair(String left, String right, double bits) {
    return ScoredPair.of(
        left, right, bits, List.of(new Part("name", "x", "y", "looked alike", bits, 0)), "m1");
  }

  private static LinkageResult linked(ScoredPair... pairs) {
    return new LinkageResult(
        "m1",
        "organization",
        Instant.parse("2026-01-02T03:04:05Z"),
        -10,
        4,
        0,
        -4,
        Set.of(),
        List.of(pairs));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/link/train",
        "/api/link/parties",
        "/api/link/confirm",
        "/api/link/undo",
        "/review/decide",
        "/review/confirm",
        "/review/undo",
      })
  void whoDoesNotSeeEverythingNeitherTrainsNorDecides(String path) throws Exception {
    HttpResponse<String> refused = server.post(path, "{}", "Authorization", "Bearer seller-secret");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).doesNotContain(SECRETS);
    assertThat(server.post(path, "{}").statusCode()).isEqualTo(401);
  }

  @Test
  void whyOfAHiddenRecordIsThatOfNone() throws Exception {
    String path = "/api/link/why?left=%%3C%s%%3E&right=%%3C%s%%3E";
    HttpResponse<String> hidden = seller(path.formatted(id("crm/1"), id("registry/QQ02")));
    HttpResponse<String> missing = seller(path.formatted(id("crm/1"), id("registry/QQ09")));
    assertThat(hidden.statusCode()).isEqualTo(missing.statusCode()).isEqualTo(400);
    assertThat(anonymised(hidden.body()).replace("QQ02", ""))
        .isEqualTo(anonymised(missing.body()).replace("QQ09", ""));
  }

  // ---- Browsers

  private static String cookie(String token, String name) throws Exception {
    HttpResponse<String> in =
        server.post(
            "/sign-in",
            "token=%s&name=%s&back=/review".formatted(token, name),
            "Content-Type",
            "application/x-www-form-urlencoded");
    assertThat(in.statusCode()).isEqualTo(303);
    String set = in.headers().firstValue("Set-Cookie").orElseThrow();
    assertThat(set).contains("HttpOnly", "SameSite=Strict").doesNotContain(token);
    return set.replaceFirst(";.*", "");
  }

  @Test
  void aBrowserSignsInWithATokenAndHasItsRights() throws Exception {
    assertThat(server.get("/sign-in").statusCode()).isEqualTo(200);
    assertThat(
            server
                .post(
                    "/sign-in",
                    "token=guessed",
                    "Content-Type",
                    "application/x-www-form-urlencoded")
                .statusCode())
        .isEqualTo(401);
    String seller = cookie("seller-secret", "Mallory");
    HttpResponse<String> queue = server.get("/review", "Cookie", seller);
    assertThat(queue.body()).contains("You are seller and see some sources only");
    assertThat(queue.body()).doesNotContain("Mallory");
    String steward = cookie(server.token(), "Ana");
    assertThat(server.get("/review", "Cookie", steward).body()).contains("You decide as", "Ana");
    assertThat(server.get("/review", "Cookie", steward + "x").statusCode()).isEqualTo(401);
  }

  @Test
  void aCookieDecidesOnlyFromAPageOfThisServer() throws Exception {
    String steward = cookie(server.token(), "Ana");
    String ours = server.server().url();
    String form =
        "verdict=different&left=%s&right=%s&reason=two+branches&back=/review"
            .formatted(id("crm/1"), id("crm/2"));
    String[] headers = {"Content-Type", "application/x-www-form-urlencoded", "Cookie", steward};
    assertThat(server.post("/review/decide", form, headers).statusCode()).isEqualTo(401);
    assertThat(
            server
                .post("/review/decide", form, with(headers, "Origin", "http://localhost:1"))
                .statusCode())
        .isEqualTo(403);
    HttpResponse<String> made = server.post("/review/decide", form, with(headers, "Origin", ours));
    assertThat(made.statusCode()).isEqualTo(303);
    String back = made.headers().firstValue("Location").orElseThrow();
    assertThat(back).matches("/review\\?done=\\d+");
    String number = back.replaceFirst(".*=", "");
    assertThat(server.get("/review/decisions", "Cookie", steward).body())
        .contains("Ana", "two branches", "Undo " + number);
    assertThat(
            server
                .post("/review/undo", "number=" + number, with(headers, "Origin", ours))
                .statusCode())
        .isEqualTo(303);
  }

  private static String[] with(String[] headers, String name, String value) {
    return Stream.concat(Arrays.stream(headers), Stream.of(name, value)).toArray(String[]::new);
  }

  private static String anonymised(String problem) {
    return problem.replaceAll("\"requestId\":\"[^\"]*\"", "");
  }

  private static HttpResponse<String> seller(String path) throws Exception {
    return server.get(path, "Authorization", "Bearer seller-secret");
  }
}
