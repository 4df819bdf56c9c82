package org.crmekg.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.sparql.engine.binding.Binding;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.crmekg.Deadline;
import org.crmekg.EkgException;
import org.crmekg.Problem;
import org.crmekg.ResourceException;
import org.crmekg.SourceException;
import org.crmekg.Trace;
import org.crmekg.config.SourceConfig;
import org.crmekg.config.SourceConfig.Access;
import org.crmekg.config.SourceConfig.Credentials;
import org.crmekg.config.SourceConfig.EndpointLimits;
import org.crmekg.config.SourceConfig.Knowledge;
import org.crmekg.config.SourceConfig.Mode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever an endpoint does instead of answering is an error that names it, and never an answer.
 */
@Timeout(30)
class EndpointSourceTest {
  private static final String JSON = "Content-Type: application/sparql-results+json\r\n";
  private static final EndpointSource.Request QUERY =
      new EndpointSource.Request("SELECT ?s { ?s ?p ?o }", "SELECT …", false);

  private static String rows(int count) {
    var bindings = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      bindings.add(
          "{\"s\":{\"type\":\"uri\",\"value\":\"http://example.com/%d\"},\"n\":{\"type\":\"literal\",\"datatype\":\"http://www.w3.org/2001/XMLSchema#decimal\",\"value\":\"01.50\"}}"
              .formatted(i));
    }
    return "{\"head\":{\"vars\":[\"s\"]},\"results\":{\"bindings\":[%s]}}"
        .formatted(String.join(",", bindings));
  }

  private static EndpointLimits limits(long rows, long bytes, int retries) {
    return new EndpointLimits(
        Duration.ofSeconds(2), rows, bytes, 100_000, 100, retries, Duration.ofMinutes(1));
  }

  private static EndpointSource source(String url) {
    return source(url, limits(1000, 1 << 20, 2), Duration.ofMillis(700), Credentials.NONE);
  }

  private static EndpointSource source(
      String url, EndpointLimits limits, Duration timeout, Credentials credentials) {
    var endpoint =
        new Access.Endpoint(
            URI.create(url),
            Optional.empty(),
            credentials,
            new Knowledge.OfProfile(),
            false,
            limits);
    var config =
        new SourceConfig(
            "far",
            "far",
            "somebody",
            endpoint,
            List.of(),
            Mode.VIRTUAL,
            Optional.empty(),
            "internal",
            timeout,
            2,
            List.of());
    Function<String, @Nullable String> variables =
        Map.of("TOKEN", "s3cret-token", "USER", "ada", "PASSWORD", "s3cret")::get;
    return Sources.open(config, endpoint, variables, System::nanoTime);
  }

  private static List<Binding> read(EndpointSource source, EndpointSource.Request request) {
    var all = new ArrayList<Binding>();
    try (SolutionCursor rows = source.select(request, l -> l, Deadline.none(), Trace.NONE)) {
      for (Binding row = rows.next(); row != null; row = rows.next()) {
        all.add(row);
      }
    }
    return all;
  }

  private static void assertFails(Problem problem, String says, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            SourceException.class, e -> assertThat(e.problem()).isEqualTo(problem))
        .hasMessageContaining("source far (http://127.0.0.1:")
        .hasMessageContaining(says)
        .hasMessageNotContaining("s3cret");
  }

  /** Reads from a server that answers each request in this way. */
  private static void assertFails(Problem problem, String says, RawServer.Script script)
      throws Exception {
    try (var server = new RawServer(script);
        EndpointSource source = source(server.url("/sparql"))) {
      assertFails(problem, says, () -> read(source, QUERY));
    }
  }

  private static RawServer.Script always(String status, String headers, String body) {
    return (n, request, out) -> RawServer.write(out, status, headers, body);
  }

  @Test
  void rowsComeInNormalForm() throws Exception {
    try (var server = new RawServer(always("200 OK", JSON, rows(3)));
        EndpointSource source = source(server.url("/sparql"))) {
      List<Binding> all = read(source, QUERY);
      assertThat(all).hasSize(3);
      assertThat(all.getFirst().get("n"))
          .isEqualTo(NodeFactory.createLiteralDT("1.5", XSDDatatype.XSDdecimal));
      assertThat(RawServer.query(server.requests().getFirst())).isEqualTo(QUERY.text());
      assertThat(server.requests().getFirst())
          .startsWith("POST /sparql HTTP/1.1")
          .doesNotContain("Prefer");
    }
  }

  @Test
  void nobodyThereIsUnreachable() throws Exception {
    int port;
    try (var taken = new ServerSocket(0)) {
      port = taken.getLocalPort();
    }
    try (EndpointSource source = source("http://127.0.0.1:" + port + "/sparql")) {
      assertFails(Problem.SOURCE_UNREACHABLE, "nothing listens there", () -> read(source, QUERY));
    }
  }

  @Test
  void silenceIsATimeout() throws Exception {
    var closed = new CountDownLatch(1);
    assertFails(
        Problem.SOURCE_TIMEOUT,
        "did not answer within 700 ms",
        (n, request, out) -> closed.await(10, TimeUnit.SECONDS));
    closed.countDown();
  }

  @Test
  void theCallersDeadlineEndsTheWaiting() throws Exception {
    var closed = new CountDownLatch(1);
    try (var server = new RawServer((n, request, out) -> closed.await(10, TimeUnit.SECONDS));
        EndpointSource source = source(server.url("/sparql"))) {
      Deadline soon = Deadline.in(Duration.ofMillis(100), System::nanoTime);
      assertThatThrownBy(() -> source.select(QUERY, l -> l, soon, Trace.NONE))
          .isInstanceOfSatisfying(
              ResourceException.class,
              e -> assertThat(e.problem()).isEqualTo(Problem.QUERY_TIMEOUT));
      assertThat(source.isBusy()).isFalse();
    } finally {
      closed.countDown();
    }
  }

  @Test
  void aBodyThatTricklesIsATimeout() throws Exception {
    var never = new CountDownLatch(1);
    assertFails(
        Problem.SOURCE_TIMEOUT,
        "was waited for longer than 700 ms",
        (n, request, out) -> {
          out.write(
              "HTTP/1.1 200 OK\r\n%sContent-Length: 100000\r\n\r\n"
                  .formatted(JSON)
                  .getBytes(ISO_8859_1));
          for (byte b : rows(500).getBytes(UTF_8)) {
            out.write(b);
            out.flush();
            if (never.await(5, TimeUnit.MILLISECONDS)) {
              return;
            }
          }
        });
  }

  @Test
  void closingTheCursorEndsTheExchange() throws Exception {
    var gone = new CountDownLatch(1);
    try (var server = new RawServer((n, request, out) -> endless(out, gone));
        EndpointSource source = source(server.url("/sparql"))) {
      try (SolutionCursor rows = source.select(QUERY, l -> l, Deadline.none(), Trace.NONE)) {
        assertThat(rows.next()).isNotNull();
        assertThat(rows.next()).isNotNull();
      }
      assertThat(gone.await(5, TimeUnit.SECONDS)).isTrue();
      assertThat(source.isBusy()).isFalse();
    }
  }

  private static void endless(OutputStream out, CountDownLatch gone) {
    try {
      out.write(("HTTP/1.1 200 OK\r\n" + JSON + "\r\n").getBytes(ISO_8859_1));
      out.write("{\"head\":{},\"results\":{\"bindings\":[".getBytes(UTF_8));
      byte[] row =
          "{\"s\":{\"type\":\"uri\",\"value\":\"http://example.com/x\"}},"
              .repeat(100)
              .getBytes(UTF_8);
      while (true) {
        out.write(row);
      }
    } catch (java.io.IOException e) {
      gone.countDown();
    }
  }

  @Test
  void errorsAreNotAnswers() throws Exception {
    assertFails(
        Problem.SOURCE_FAILED,
        "answers with status 500: out of memory",
        always("500 Internal Server Error", "", "out of\nmemory"));
    assertFails(
        Problem.SOURCE_LOGIN,
        "refuses the login (401)",
        always("401 Unauthorized", "WWW-Authenticate: Basic\r\n", ""));
    assertFails(
        Problem.SOURCE_FAILED, "is ekg:endpointUrl right?", always("404 Not Found", "", ""));
    assertFails(
        Problem.SOURCE_FAILED, "rejects the query (400): line 1", always("400 Bad", "", "line 1"));
    assertFails(
        Problem.SOURCE_FAILED, "ekg:maxRequestBytes", always("413 Payload Too Large", "", ""));
  }

  @Test
  void aServerErrorIsAskedOnce() throws Exception {
    try (var server = new RawServer(always("500 Internal Server Error", "", "no"));
        EndpointSource source = source(server.url("/sparql"))) {
      assertThatThrownBy(() -> read(source, QUERY)).isInstanceOf(SourceException.class);
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void overloadIsAskedAgainWhenItSaysSo() throws Exception {
    try (var server =
            new RawServer(
                (n, request, out) -> {
                  if (n < 3) {
                    RawServer.write(out, "503 Service Unavailable", "Retry-After: 0\r\n", "busy");
                  } else {
                    RawServer.write(out, "200 OK", JSON, rows(2));
                  }
                });
        EndpointSource source = source(server.url("/sparql"))) {
      assertThat(read(source, QUERY)).hasSize(2);
      assertThat(server.requests()).hasSize(3);
    }
  }

  @Test
  void nobodyWaitsLongerThanItMayForAnOverloadedServer() throws Exception {
    try (var server =
            new RawServer(always("503 Service Unavailable", "Retry-After: 120\r\n", "busy"));
        EndpointSource source = source(server.url("/sparql"))) {
      assertFails(
          Problem.SOURCE_FAILED, "wants to be asked again in 120 s", () -> read(source, QUERY));
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void aBrokenConnectionIsTriedAgainBeforeAnyRow() throws Exception {
    try (var server =
            new RawServer(
                (n, request, out) -> {
                  if (n > 1) {
                    RawServer.write(out, "200 OK", JSON, rows(2));
                  }
                });
        EndpointSource source = source(server.url("/sparql"))) {
      assertThat(read(source, QUERY)).hasSize(2);
    }
  }

  @Test
  void anAnswerThatBreaksOffIsNone() throws Exception {
    String whole = rows(20);
    for (int cut : new int[] {1, 30, 100, whole.length() / 2, whole.length() - 1}) {
      // Cut by the server, and cut on the way.
      assertFails(
          Problem.SOURCE_FAILED,
          "the answer is broken after",
          always("200 OK", JSON, whole.substring(0, cut)));
      assertFails(
          Problem.SOURCE_FAILED,
          "the answer is broken after",
          (n, request, out) ->
              out.write(
                  "HTTP/1.1 200 OK\r\n%sContent-Length: %d\r\n\r\n%s"
                      .formatted(JSON, whole.length(), whole.substring(0, cut))
                      .getBytes(UTF_8)));
    }
  }

  @Test
  void aRowThatWasReadIsNotReadAgain() throws Exception {
    String whole = rows(500);
    try (var server =
            new RawServer(always("200 OK", JSON, whole.substring(0, whole.length() - 200)));
        EndpointSource source = source(server.url("/sparql"))) {
      assertThatThrownBy(() -> read(source, QUERY)).hasMessageContaining("broken after 49");
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void somethingElseIsNoAnswer() throws Exception {
    assertFails(
        Problem.SOURCE_FAILED,
        "answers with text/html where application/sparql-results+json was asked for",
        always("200 OK", "Content-Type: text/html; charset=utf-8\r\n", "<h1>Login</h1>"));
    assertFails(Problem.SOURCE_FAILED, "no media type", always("200 OK", "", rows(1)));
    assertFails(Problem.SOURCE_FAILED, "broken after", always("200 OK", JSON, "[1,2]"));
    assertFails(
        Problem.SOURCE_FAILED, "neither \"results\"", always("200 OK", JSON, "{\"head\":{}}"));
    assertFails(
        Problem.SOURCE_FAILED, "goes on after its end", always("200 OK", JSON, rows(1) + "{}"));
    assertFails(
        Problem.SOURCE_FAILED,
        "a term of type \"star\"",
        always(
            "200 OK",
            JSON,
            "{\"results\":{\"bindings\":[{\"s\":{\"type\":\"star\",\"value\":\"x\"}}]}}"));
    assertFails(
        Problem.SOURCE_FAILED,
        "Content-Encoding gzip",
        always("200 OK", JSON + "Content-Encoding: gzip\r\n", "x"));
  }

  @Test
  void limitsAreErrorsAndNoCuts() throws Exception {
    try (var server = new RawServer(always("200 OK", JSON, rows(11)))) {
      try (EndpointSource source =
          source(
              server.url("/sparql"),
              limits(10, 1 << 20, 0),
              Duration.ofSeconds(5),
              Credentials.NONE)) {
        assertFails(Problem.SOURCE_LIMIT, "more than 10 rows", () -> read(source, QUERY));
      }
      try (EndpointSource source =
          source(
              server.url("/sparql"),
              limits(100, 200, 0),
              Duration.ofSeconds(5),
              Credentials.NONE)) {
        assertFails(Problem.SOURCE_LIMIT, "more than 200 bytes", () -> read(source, QUERY));
      }
    }
    assertFails(
        Problem.SOURCE_LIMIT,
        "cuts its answers off after 7 rows",
        always("200 OK", JSON + "X-SPARQL-MaxRows: 7\r\n", rows(7)));
  }

  @Test
  void noOtherServerIsAsked() throws Exception {
    try (var other = new RawServer(always("200 OK", JSON, rows(1)));
        var server =
            new RawServer(
                always("307 Temporary Redirect", "Location: " + other.url("/x") + "\r\n", ""));
        EndpointSource source =
            source(
                server.url("/sparql"),
                limits(10, 1000, 2),
                Duration.ofSeconds(5),
                new Credentials(Optional.empty(), Optional.empty(), Optional.of("TOKEN")))) {
      assertFails(
          Problem.SOURCE_FAILED, "to another server, http://127.0.0.1", () -> read(source, QUERY));
      assertThat(other.requests()).isEmpty();
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void aRedirectOnTheSameServerIsFollowed() throws Exception {
    try (var server =
            new RawServer(
                (n, request, out) -> {
                  if (request.startsWith("POST /sparql ")) {
                    RawServer.write(out, "308 Permanent Redirect", "Location: /new\r\n", "");
                  } else {
                    RawServer.write(out, "200 OK", JSON, rows(2));
                  }
                });
        EndpointSource source = source(server.url("/sparql"))) {
      assertThat(read(source, QUERY)).hasSize(2);
      assertThat(RawServer.query(server.requests().getLast())).isEqualTo(QUERY.text());
    }
    assertFails(
        Problem.SOURCE_FAILED,
        "redirects again and again",
        always("308 Permanent Redirect", "Location: /sparql\r\n", ""));
  }

  @Test
  void credentialsAreSentAndNeverShown() throws Exception {
    try (var server = new RawServer(always("403 Forbidden", "", "s3cret-token"))) {
      for (Credentials credentials :
          List.of(
              new Credentials(Optional.empty(), Optional.empty(), Optional.of("TOKEN")),
              new Credentials(Optional.of("USER"), Optional.of("PASSWORD"), Optional.empty()))) {
        try (EndpointSource source =
            source(
                server.url("/sparql"), limits(10, 1000, 0), Duration.ofSeconds(5), credentials)) {
          assertFails(Problem.SOURCE_LOGIN, "refuses the login (403)", () -> read(source, QUERY));
        }
      }
      assertThat(server.requests().get(0)).contains("Authorization: Bearer s3cret-token");
      assertThat(server.requests().get(1)).contains("Authorization: Basic YWRhOnMzY3JldA==");
    }
  }

  @Test
  void aPartialAnswerIsNoneForThoseWhoWantAWholeOne() throws Exception {
    try (var server =
            new RawServer(
                always("200 OK", JSON + "Ekg-Completeness: partial; crm=EKG-3001\r\n", rows(2)));
        EndpointSource source = source(server.url("/sparql"))) {
      assertFails(Problem.SOURCE_PARTIAL, "crm=EKG-3001", () -> read(source, QUERY));
      var lenient = new EndpointSource.Request(QUERY.text(), QUERY.shown(), true);
      var all = new ArrayList<Binding>();
      try (SolutionCursor rows = source.select(lenient, l -> l, Deadline.none(), Trace.NONE)) {
        assertThatThrownBy(
                () -> {
                  for (Binding row = rows.next(); row != null; row = rows.next()) {
                    all.add(row);
                  }
                })
            .isInstanceOfSatisfying(
                EkgException.class, e -> assertThat(e.problem()).isEqualTo(Problem.SOURCE_PARTIAL));
      }
      assertThat(all).hasSize(2);
      assertThat(server.requests().getLast()).contains("Prefer: handling=lenient");
    }
  }

  @Test
  void morePlacesThanThereAreAreWaitedFor() throws Exception {
    try (var server = new RawServer((n, request, out) -> endless(out, new CountDownLatch(1)));
        EndpointSource source = source(server.url("/sparql"));
        SolutionCursor first = source.select(QUERY, l -> l, Deadline.none(), Trace.NONE);
        SolutionCursor second = source.select(QUERY, l -> l, Deadline.none(), Trace.NONE)) {
      assertThat(first.next()).isNotNull();
      assertThat(second.next()).isNotNull();
      assertThat(source.isBusy()).isTrue();
      assertFails(Problem.SOURCE_TIMEOUT, "all 2 places were taken", () -> read(source, QUERY));
    }
  }
}
