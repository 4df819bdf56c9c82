package org.crmekg.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.crmekg.server.TestServer.sparql;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import org.crmekg.RequestContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people see, and what IRIs lead to. */
class PagesTest {
  private static final String BASE = TestServer.BASE;

  @TempDir private static Path data;
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    server = TestServer.start(data);
    server.graph().validate(LocalDate.of(2026, 6, 30), RequestContext.local());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void theFirstPageShowsSourcesFindingsAndTenExamples() throws Exception {
    String page = page("/");
    assertThat(page)
        .contains(
            "Customers", "Register", "live", "materialized", "ready", "<textarea", "/findings");
    assertThat(page.split("<li><a href=\"/sparql\\?query=", -1)).hasSize(11);
    assertThat(page).contains("Violation").contains("The organization has no name");
  }

  @Test
  void anAnswerIsATableWithNamesAndLinks() throws Exception {
    String page = page(sparql("SELECT ?s ?c { ?s party:country ?c } ORDER BY ?s"));
    assertThat(page)
        .contains("3 rows", ">Germany</a>", "href=\"/doc/country/DE\"", "ACME Corporation</a>")
        .contains("format=csv");
  }

  @Test
  void codesHaveNames() throws Exception {
    assertThat(
            page(
                sparql(
                    "SELECT (<https://w3id.org/crm-ekg/scheme/legal-status/in-liquidation> AS ?c) {}")))
        .contains(">in liquidation</a>");
  }

  @Test
  void questionsSayForWhomTheyAreAndWhy(@TempDir Path other) throws Exception {
    try (TestServer asked =
        TestServer.start(
            other,
            "ekg:queries <%s> ;".formatted(Path.of("queries").toUri()),
            Map.of(),
            ServerOptions.DEFAULTS.onPort(0))) {
      String all = asked.get("/q/", "Accept", "text/html").body();
      String steward = all.substring(all.indexOf(">Data stewards<"), all.indexOf(">Compliance"));
      assertThat(steward).contains("<h3>Data stewardship</h3>", "/q/names-of-party");
      assertThat(asked.get("/q/last-touch", "Accept", "text/html").body())
          .contains("Customer in one view: As a sales manager, I want to see when");
      assertThat(asked.get("/api/q").body()).contains("\"useCase\":\"Customer in one view\"");
    }
  }

  @Test
  void markupInDataIsText() throws Exception {
    for (String path :
        new String[] {
          sparql("SELECT * { ?s party:name ?n }"),
          sparql("CONSTRUCT WHERE { ?s party:name ?n }"),
          "/doc/party/registry/QQ03",
          "/why?s=id:party/registry/QQ03",
          sparql("SELECT ('\"><img src=x>' AS ?x) {}"),
          sparql("SELECT <script>alert(1)</script>"),
          "/findings?source=%22%3E%3Cscript%3Ealert(1)",
          "/doc/%22%3E%3Cscript%3Ealert(1)",
        }) {
      assertThat(server.get(path, "Accept", "text/html").body())
          .as(path)
          .doesNotContain("<script", "<img");
    }
    assertThat(page("/doc/party/registry/QQ03")).contains("&lt;script&gt;alert(1)&lt;/script&gt;");
  }

  @Test
  void anErrorShowsTheLineAndMarksThePlace() throws Exception {
    HttpResponse<String> answer =
        server.get(sparql("SELECT *\n{ ?s ?p }"), "Accept", "text/html,*/*;q=0.8");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body())
        .contains("EKG-2002", "line 2, column 9", "{ ?s ?p <mark>}</mark>", "<textarea");
  }

  @Test
  void aThingLeadsToItsDescription() throws Exception {
    HttpResponse<String> thing = server.get("/id/party/crm/A%2F17%20%C3%BC");
    assertThat(thing.statusCode()).isEqualTo(303);
    String document = thing.headers().firstValue("Location").orElseThrow();
    assertThat(document).isEqualTo("/doc/party/crm/A%2F17%20%C3%BC");
    assertThat(page(document)).contains("Müller &amp; Söhne", "Köln", ">crm</a>");
    assertThat(server.get(document + ".ttl").body()).contains("A%2F17%20ü");
  }

  @Test
  void aDescriptionNamesTheSourcesOfEachStatement() throws Exception {
    String page = page("/doc/party/crm/1");
    assertThat(page)
        .contains("Acme GmbH", "ACME Corporation", "party/registry/QQ01", "party/crm/1");
    String row = page.substring(page.indexOf("ACME Corporation", page.indexOf("What is known")));
    assertThat(row.substring(0, row.indexOf("</tr>")))
        .contains(">registry</a>")
        .doesNotContain(">crm</a>");
    assertThat(page).contains("What sources call it", "/why?s=");
  }

  @Test
  void oneIriHasOneDescriptionInEachForm() throws Exception {
    String turtle = server.get("/doc/party/crm/1", "Accept", "text/turtle").body();
    assertThat(turtle).contains("\"Acme GmbH\"", "\"ACME Corporation\"", "gov:sourceIri");
    assertThat(server.get("/doc/party/crm/1.ttl").body()).isEqualTo(turtle);
    assertThat(server.get("/doc/party/crm/1.jsonld").headers().firstValue("Content-Type"))
        .contains("application/ld+json");
    HttpResponse<String> negotiated = server.get("/doc/party/crm/1", "Accept", "text/turtle");
    assertThat(negotiated.headers().allValues("Vary")).contains("Accept");
    assertThat(server.get("/doc/party/crm/1", "Accept", "image/png").statusCode()).isEqualTo(406);
    assertThat(server.get("/describe?iri=id:party/crm/1", "Accept", "text/turtle").body())
        .isEqualTo(turtle);
  }

  @Test
  void whatIsNotThereIsNotFound() throws Exception {
    assertThat(server.get("/doc/party/crm/99").statusCode()).isEqualTo(404);
    assertThat(server.get("/ns/party/Nothing").statusCode()).isEqualTo(404);
    assertThat(server.get("/doc/").statusCode()).isEqualTo(404);
  }

  @Test
  void termsOfTheVocabularyAreDescribed() throws Exception {
    assertThat(page("/ns/party/Organization")).contains("organization", "subClassOf");
    assertThat(server.get("/ns/party/Organization", "Accept", "text/turtle").body())
        .contains("owl:Class");
    assertThat(page("/ns/")).contains("party:Organization");
  }

  @Test
  void aStatementIsExplainedByItsRows() throws Exception {
    assertThat(page("/why?s=id:party/crm/1&p=party:name")).contains("exact", "ACCOUNT", "ID = 1");
    assertThat(server.get("/api/why?s=" + TestServer.encoded("<" + BASE + "party/crm/1>")).body())
        .startsWith("[{\"subject\":\"<" + BASE + "party/");
    assertThat(server.get("/why?s=id:party/crm/77").statusCode()).isEqualTo(404);
    assertThat(server.get("/api/why?s=id:party/crm/77").body().strip()).isEqualTo("[]");
    assertThat(server.get("/api/why").statusCode()).isEqualTo(400);
  }

  @Test
  void findingsAreListedWithCellAndOwner() throws Exception {
    assertThat(page("/findings")).contains("ACCOUNT", "ID = 2", "Sales");
    assertThat(page("/findings?severity=Info")).contains("0 findings");
    assertThat(page("/findings?source=registry")).doesNotContain("ACCOUNT");
  }

  @Test
  void stateIsToldToMachines() throws Exception {
    assertThat(server.get("/api/sources").body())
        .contains("\"id\":\"crm\"", "\"mode\":\"virtual\"", "\"state\":\"ready\"");
    assertThat(server.get("/api/server").body()).contains("\"pid\":", server.server().url());
    assertThat(server.get("/health/ready").body()).contains("\"status\":\"ready\"", "registry");
    assertThat(server.get("/metrics").body())
        .contains("ekg_requests_total{endpoint=\"api-sources\",status=\"200\"}");
  }

  private static String page(String path) throws Exception {
    HttpResponse<String> answer = server.get(path, "Accept", "text/html,*/*;q=0.8");
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
    return answer.body();
  }
}
