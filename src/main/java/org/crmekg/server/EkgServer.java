package org.crmekg.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.fuseki.FusekiException;
import org.apache.jena.fuseki.main.FusekiServer;
import org.apache.jena.fuseki.main.sys.FusekiModules;
import org.crmekg.Problem;
import org.crmekg.ResourceException;
import org.crmekg.app.KnowledgeGraph;
import org.crmekg.app.QueryRunner;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;

/**
 * A running server over a knowledge graph, which stays the caller's to close.
 *
 * <p>Listens on 127.0.0.1 only. While it runs, {@code server.json} in the data folder says where it
 * is and holds the token for commands of the same user.
 */
public final class EkgServer implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";
  private static final int PORTS_TRIED = 100;

  private final FusekiServer fuseki;
  private final QueryRunner runner;
  private final ServerFile file;
  private final String url;

  private EkgServer(FusekiServer fuseki, QueryRunner runner, ServerFile file, String url) {
    this.fuseki = fuseki;
    this.runner = runner;
    this.file = file;
    this.url = url;
  }

  /**
   * Starts a server.
   *
   * @throws ResourceException with {@link Problem#PORT_IN_USE} if the port that was asked for is
   *     taken
   * @throws org.crmekg.ConfigException if the token of a principal is not set
   */
  public static EkgServer start(KnowledgeGraph graph, ServerOptions options) {
    String token = Token.create();
    var policy = new AccessPolicy(graph.config(), token, graph.environment().variables());
    Path spoolFolder = graph.folder().path().resolve("answers");
    dropLeftovers(spoolFolder);
    var runner =
        new QueryRunner(graph.environment(), graph.config().server().maxConcurrentQueries());
    var metrics = new Metrics();
    var signIn = new SignIn(policy, graph.environment().nanoTime());
    var servlet =
        new FrontServlet(
            new Site(
                new Workbench(graph, runner, spoolFolder), signIn, metrics, options, version()),
            policy,
            signIn,
            metrics,
            graph.environment().nanoTime(),
            options.hosts(),
            graph.config().server().corsOrigins());
    boolean started = false;
    try {
      FusekiServer fuseki = listen(servlet, options, graph.config().server().port());
      String url = "http://" + LOOPBACK + ":" + fuseki.getPort();
      ServerFile file = ServerFile.write(graph.folder().path(), url, token);
      graph.folder().announce(url);
      graph.keepCopy();
      started = true;
      return new EkgServer(fuseki, runner, file, url);
    } finally {
      if (!started) {
        runner.close();
      }
    }
  }

  private static String version() {
    String version = EkgServer.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /** Spooled answers of a process that was killed. */
  private static void dropLeftovers(Path folder) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "answer*.tmp")) {
      for (Path file : files) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FusekiServer listen(FrontServlet servlet, ServerOptions options, int configured) {
    int first = options.port().orElse(configured);
    int last = options.port().isPresent() || first == 0 ? first : first + PORTS_TRIED;
    for (int port = first; port <= last && port <= 65_535; port++) {
      Optional<FusekiServer> started = listen(servlet, port);
      if (started.isPresent()) {
        return started.get();
      }
    }
    throw new ResourceException(
        Problem.PORT_IN_USE,
        first == last
            ? "port %d is taken by another process; choose another one".formatted(first)
            : "the ports %d to %d are all taken; choose another one".formatted(first, last));
  }

  private static Optional<FusekiServer> listen(FrontServlet servlet, int port) {
    FusekiServer server =
        FusekiServer.create()
            .port(port)
            .loopback(true)
            .enableCors(false)
            .enablePing(false)
            .enableStats(false)
            .enableMetrics(false)
            .enableCompact(false)
            .enableTasks(false)
            // No module that happens to be on the class path adds an endpoint.
            .fusekiModules(FusekiModules.empty())
            .addServlet("/*", servlet)
            .build();
    for (Connector connector : server.getJettyServer().getConnectors()) {
      if (connector instanceof ServerConnector listener) {
        // "localhost" may be ::1, and then 127.0.0.1 would not be ours.
        listener.setHost(LOOPBACK);
        HttpConfiguration http =
            listener.getConnectionFactory(HttpConnectionFactory.class).getHttpConfiguration();
        // IRIs of things hold %2F where a key holds a slash.
        http.setUriCompliance(
            UriCompliance.DEFAULT.with(
                "IRIs",
                UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
                UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING));
        http.setRequestHeaderSize(64 << 10);
      }
    }
    try {
      return Optional.of(server.start());
    } catch (FusekiException e) {
      server.stop();
      if (isBindFailure(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static boolean isBindFailure(@Nullable Throwable error) {
    for (Throwable t = error; t != null; t = t.getCause()) {
      if (t instanceof BindException) {
        return true;
      }
    }
    return false;
  }

  /** Returns where it is, without a slash at the end. */
  public String url() {
    return url;
  }

  /** Returns the port that it listens on. */
  public int port() {
    return fuseki.getPort();
  }

  /** Stops listening and removes {@code server.json}; the graph stays open. */
  @Override
  public void close() {
    file.remove();
    fuseki.stop();
    runner.close();
  }

  /** All addresses. */
  private static final class Site implements FrontServlet.Routes {
    private final Map<String, Endpoint> exact = new HashMap<>();
    private final Map<String, Endpoint> prefixes = new HashMap<>();
    private final Layout layout;
    private final QueryPage queries;

    Site(Workbench bench, SignIn signIn, Metrics metrics, ServerOptions options, String version) {
      this.layout = new Layout(new Addresses(bench.graph().config().base()));
      this.queries =
          new QueryPage(bench, layout, Examples.read(), bench.graph().environment().nanoTime());
      var description = new ServiceDescription(bench);
      var sparql = new SparqlEndpoint(bench, description, queries);
      var findings = new FindingsPage(bench, layout);
      var why = new WhyPage(bench, layout);
      var docs = new DocPage(bench, layout, description);
      var api = new JsonApi(bench, why, version);
      var named = new NamedQueryPage(bench, layout, sparql, queries);
      var health = new Health(bench);
      exact.put("/", Endpoint.get("home", new HomePage(bench, layout, queries, findings)::answer));
      exact.put("/sparql", new Endpoint("sparql", Set.of("GET", "POST"), sparql::answer));
      exact.put("/findings", Endpoint.get("findings", findings::answer));
      exact.put("/why", Endpoint.get("why", why::answer));
      var review = new ReviewPage(bench, layout);
      exact.put("/review", Endpoint.get("review", review::queue));
      exact.put("/review/pair", Endpoint.get("review-pair", review::pair));
      exact.put("/review/cluster", Endpoint.get("review-cluster", review::cluster));
      exact.put("/review/decisions", Endpoint.get("review-decisions", review::decisions));
      exact.put("/review/decide", Endpoint.post("review-decide", review::decide));
      exact.put("/review/confirm", Endpoint.post("review-confirm", review::confirm));
      exact.put("/review/undo", Endpoint.post("review-undo", review::undo));
      exact.put("/party", Endpoint.get("party", review::party));
      exact.put(
          SignIn.PATH,
          new Endpoint("sign-in", Set.of("GET", "POST"), e -> signIn.answer(e, layout)));
      exact.put("/describe", Endpoint.get("describe", docs::describe));
      exact.put("/.well-known/void", Endpoint.get("void", description::catalogue));
      exact.put("/health/live", Endpoint.get("live", health::live));
      exact.put("/health/ready", Endpoint.get("ready", health::ready));
      exact.put(
          "/metrics",
          Endpoint.get(
              "metrics",
              e -> Answer.of(200, "text/plain; version=0.0.4; charset=utf-8", metrics.text())));
      exact.put("/static/ekg.css", Endpoint.get("style", style()));
      exact.put("/api/sources", Endpoint.get("api-sources", api::sources));
      exact.put("/api/coverage", Endpoint.get("api-coverage", api::coverage));
      exact.put("/api/preview", Endpoint.get("api-preview", api::preview));
      exact.put("/api/why", Endpoint.get("api-why", api::why));
      exact.put("/api/explain", Endpoint.post("api-explain", api::explain));
      exact.put("/api/server", Endpoint.get("api-server", api::server));
      exact.put("/api/q", Endpoint.get("api-q", api::namedQueries));
      exact.put("/api/validate", Endpoint.post("api-validate", api::validate));
      exact.put("/api/load", Endpoint.post("api-load", api::load));
      exact.put("/api/link", Endpoint.post("api-link", api::link));
      exact.put("/api/link/train", Endpoint.post("api-link-train", api::train));
      exact.put("/api/link/parties", Endpoint.post("api-link-parties", api::linkParties));
      exact.put("/api/link/why", Endpoint.get("api-link-why", api::whyLinked));
      exact.put("/api/link/decide", Endpoint.post("api-link-decide", api::decide));
      exact.put("/api/link/confirm", Endpoint.post("api-link-confirm", api::confirm));
      exact.put("/api/link/undo", Endpoint.post("api-link-undo", api::undo));
      exact.put("/api/link/decisions", Endpoint.get("api-link-decisions", api::decisions));
      exact.put("/api/link/review", Endpoint.get("api-link-review", api::review));
      exact.put("/api/link/how", Endpoint.get("api-link-how", api::how));
      exact.put("/api/link/stats", Endpoint.get("api-link-stats", api::linkStats));
      exact.put("/api/profile", Endpoint.post("api-profile", api::profile));
      exact.put("/api/descriptor", Endpoint.get("api-descriptor", api::descriptor));
      options
          .demoSql()
          .ifPresent(
              demo ->
                  exact.put(
                      "/api/demo/sql", Endpoint.post("api-demo-sql", e -> api.demoSql(demo, e))));
      prefixes.put("/q/", Endpoint.get("q", named::answer));
      prefixes.put("/api/q/", Endpoint.get("api-q", named::file));
      prefixes.put("/id/", Endpoint.get("id", docs::redirect));
      prefixes.put("/doc/", Endpoint.get("doc", docs::document));
      prefixes.put("/ns/", Endpoint.get("ns", new TermPage(bench, layout)::answer));
    }

    private static Endpoint.Handler style() {
      try (InputStream in = EkgServer.class.getResourceAsStream("/web/ekg.css")) {
        if (in == null) {
          throw new IllegalStateException("not in the jar: /web/ekg.css");
        }
        String css = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        return e ->
            Answer.of(200, "text/css; charset=utf-8", css).with("Cache-Control", "max-age=600");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public Optional<Endpoint> find(String path) {
      Endpoint endpoint = exact.get(path);
      if (endpoint != null) {
        return Optional.of(endpoint);
      }
      return prefixes.keySet().stream().filter(path::startsWith).findFirst().map(prefixes::get);
    }

    @Override
    public Answer errorPage(ProblemDetails problem, @Nullable Exchange exchange) {
      if (exchange != null && exchange.path().equals("/sparql")) {
        Optional<String> query = exchange.one("query");
        if (query.isPresent()) {
          return queries.error(problem, query.get());
        }
      }
      return layout.page(
          problem.problem().code(),
          html -> {
            html.open("section", "class", "problem", "role", "alert");
            html.element("h1", problem.heading());
            html.open("p").element("strong", problem.problem().code()).text(" ");
            html.text(problem.detail()).end();
            if (problem.status() == 401) {
              html.open("p").element("a", "Sign in", "href", SignIn.PATH).end();
            }
            for (String line : List.of("Request " + problem.requestId())) {
              html.element("p", line, "class", "hint");
            }
            html.end();
          });
    }
  }
}
