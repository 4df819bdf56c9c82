package org.crmekg.server;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.crmekg.EkgException;
import org.crmekg.InternalException;
import org.crmekg.Problem;
import org.crmekg.RequestContext;
import org.crmekg.UsageException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one servlet: what is the same for every request.
 *
 * <p>In this order: host and origin, whose request it is, which endpoint, the answer or the error,
 * headers, and one line in the log, which holds no query text, no address and no token.
 */
final class FrontServlet extends HttpServlet {
  private static final Logger ACCESS = LoggerFactory.getLogger("org.crmekg.server.access");
  private static final Logger LOG = LoggerFactory.getLogger(FrontServlet.class);
  private static final String POLICY =
      "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none';"
          + " frame-ancestors 'none'";
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private final transient Routes routes;
  private final transient AccessPolicy policy;
  private final transient SignIn signIn;
  private final transient Metrics metrics;
  private final transient LongSupplier nanoTime;
  private final Set<String> hosts;
  private final List<String> origins;
  private final String run = Token.runId();
  private final AtomicLong count = new AtomicLong();

  /** Finds the endpoint of a path, and renders errors for people. */
  interface Routes {
    Optional<Endpoint> find(String path);

    Answer errorPage(ProblemDetails problem, @Nullable Exchange exchange);
  }

  FrontServlet(
      Routes routes,
      AccessPolicy policy,
      SignIn signIn,
      Metrics metrics,
      LongSupplier nanoTime,
      Set<String> hosts,
      List<String> origins) {
    this.routes = routes;
    this.policy = policy;
    this.signIn = signIn;
    this.metrics = metrics;
    this.nanoTime = nanoTime;
    this.hosts = Set.copyOf(hosts);
    this.origins = List.copyOf(origins);
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    long start = nanoTime.getAsLong();
    String id = run + "-" + count.incrementAndGet();
    Optional<Endpoint> endpoint = routes.find(request.getRequestURI());
    metrics.begun();
    Exchange exchange = null;
    int status = 500;
    try {
      Answer answer;
      try {
        requireHost(request);
        boolean crossOrigin = requireOrigin(request);
        if (crossOrigin) {
          allowOrigin(request, response);
        }
        if (crossOrigin && request.getMethod().equals("OPTIONS")) {
          answer = preflight();
        } else {
          Caller caller = caller(endpoint, request, crossOrigin);
          exchange = new Exchange(request, id, caller);
          answer = answer(endpoint, exchange);
        }
      } catch (EkgException e) {
        answer = error(e, request, exchange, id);
      } catch (RuntimeException | StackOverflowError e) {
        answer =
            error(
                new InternalException(Problem.INTERNAL, "request failed: " + e, e),
                request,
                exchange,
                id);
      }
      status = answer.status();
      finishReading(request, response);
      send(answer, request, response, id);
    } finally {
      long nanos = nanoTime.getAsLong() - start;
      String name = endpoint.map(Endpoint::name).orElse("none");
      long rows = exchange == null ? -1 : exchange.rows();
      metrics.ended(name, status, nanos, rows);
      ACCESS.info(
          "request={} principal={} method={} endpoint={} status={} shape={} rows={} millis={}",
          id,
          exchange == null ? "-" : exchange.caller().context().principal(),
          METHODS.contains(request.getMethod()) ? request.getMethod() : "other",
          name,
          status,
          exchange == null ? "-" : exchange.shape(),
          rows,
          nanos / 1_000_000);
    }
  }

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE");

  private Caller caller(
      Optional<Endpoint> endpoint, HttpServletRequest request, boolean crossOrigin) {
    if (endpoint.isPresent() && PUBLIC.contains(endpoint.get().name())) {
      return new Caller(RequestContext.local().restrictedTo("-", Set.of()), false);
    }
    String authorization = request.getHeader("Authorization");
    // Browsers send cookies whatever page makes the request; where it may change something, the
    // page has to be one of this server, and the browser says so.
    boolean isOurs =
        !crossOrigin
            && (request.getHeader("Origin") != null
                || Set.of("GET", "HEAD").contains(request.getMethod()));
    if (authorization == null && isOurs) {
      Optional<Caller> known =
          signIn.caller(request.getHeader("Cookie"), String.valueOf(request.getHeader("Host")));
      if (known.isPresent()) {
        return known.get();
      }
    }
    return policy.caller(authorization);
  }

  /** Say nothing about data, and are asked by those who have no token. */
  private static final Set<String> PUBLIC = Set.of("style", "live", "sign-in");

  private Answer answer(Optional<Endpoint> endpoint, Exchange exchange) throws IOException {
    if (endpoint.isEmpty()) {
      throw new UsageException(Problem.NOT_FOUND, "there is no such address here");
    }
    if (!endpoint.get().takes(exchange.method())) {
      throw new UsageException(
          Problem.METHOD_NOT_ALLOWED, "this address takes %s".formatted(allowed(endpoint.get())));
    }
    return endpoint.get().handler().answer(exchange);
  }

  private static String allowed(Endpoint endpoint) {
    var all = new TreeSet<>(endpoint.methods());
    if (all.contains("GET")) {
      all.add("HEAD");
    }
    return String.join(", ", all);
  }

  private void requireHost(HttpServletRequest request) {
    String header = request.getHeader("Host");
    String host = header == null ? "" : header.strip().toLowerCase(Locale.ROOT);
    String name = host.replaceFirst(":\\d+$", "");
    // Against DNS rebinding: a foreign name that resolves to this machine is no name of ours.
    if (!LOOPBACK.contains(name) && !hosts.contains(name)) {
      throw new UsageException(
          Problem.HOST_REFUSED, "this server answers to localhost and 127.0.0.1");
    }
  }

  /** Returns whether the request comes from a web page of another origin that may ask. */
  private boolean requireOrigin(HttpServletRequest request) {
    String origin = request.getHeader("Origin");
    if (origin == null || origin.equals("http://" + request.getHeader("Host"))) {
      return false;
    }
    if (!origins.contains(origin)) {
      throw new UsageException(
          Problem.ORIGIN_REFUSED,
          "web pages of that origin may not ask; ekg:corsOrigin lists those");
    }
    return true;
  }

  private static void allowOrigin(HttpServletRequest request, HttpServletResponse response) {
    response.setHeader("Access-Control-Allow-Origin", request.getHeader("Origin"));
    response.setHeader(
        "Access-Control-Expose-Headers", "Ekg-Completeness, Ekg-Freshness, X-Request-Id");
    response.addHeader("Vary", "Origin");
  }

  private static Answer preflight() {
    return Answer.empty(204)
        .with("Access-Control-Allow-Methods", "GET, HEAD, POST")
        .with("Access-Control-Allow-Headers", "Accept, Authorization, Content-Type")
        .with("Access-Control-Max-Age", "600");
  }

  private Answer error(
      EkgException error, HttpServletRequest request, @Nullable Exchange exchange, String id) {
    if (error.kind() == EkgException.Kind.INTERNAL) {
      // Its message and trace may quote data; the kinds of the causes do not.
      LOG.error("request={} failed: {}", id, causes(error));
      LOG.debug("request={}", id, error);
    }
    ProblemDetails problem = ProblemDetails.of(error, id);
    Answer answer;
    if (wantsHtml(request)) {
      answer =
          problem.withHeaders(routes.errorPage(problem, exchange).withStatus(problem.status()));
    } else {
      String header = request.getHeader("Accept");
      answer = problem.answer(Accept.of(header == null ? "" : header));
    }
    if (error.problem() == Problem.METHOD_NOT_ALLOWED) {
      answer =
          answer.with(
              "Allow", routes.find(request.getRequestURI()).map(FrontServlet::allowed).orElse(""));
    }
    return answer.with("Vary", "Accept");
  }

  private static boolean wantsHtml(HttpServletRequest request) {
    String header = request.getHeader("Accept");
    return header != null
        && Accept.of(header)
            .best(List.of(ProblemDetails.MEDIA_TYPE, "application/json", "text/html"))
            .filter("text/html"::equals)
            .isPresent();
  }

  private static String causes(Throwable error) {
    var names = new StringBuilder();
    for (Throwable t = error; t != null && names.length() < 500; t = t.getCause()) {
      StackTraceElement[] trace = t.getStackTrace();
      names.append(t.getClass().getName()).append(trace.length == 0 ? "" : " at " + trace[0]);
      names.append("; ");
    }
    return names.toString();
  }

  /**
   * A body that nobody read is read now, or the connection is closed behind the answer: otherwise
   * it would be taken for the next request.
   */
  private static void finishReading(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (request.getContentLengthLong() == 0) {
      return;
    }
    boolean isLarge = request.getContentLengthLong() > Exchange.MAX_BODY;
    if (isLarge
        || request.getInputStream().readNBytes(Exchange.MAX_BODY).length == Exchange.MAX_BODY) {
      response.setHeader("Connection", "close");
    }
  }

  private static void send(
      Answer answer, HttpServletRequest request, HttpServletResponse response, String id)
      throws IOException {
    response.setStatus(answer.status());
    response.setHeader("X-Request-Id", id);
    response.setHeader("Content-Security-Policy", POLICY);
    response.setHeader("X-Content-Type-Options", "nosniff");
    // With no-referrer a browser would not say where a form comes from (Origin: null).
    response.setHeader("Referrer-Policy", "same-origin");
    response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
    response.setHeader("Cache-Control", "no-store");
    answer
        .headers()
        .forEach(
            (name, value) -> {
              if (name.equals("Vary")) {
                response.addHeader(name, value);
              } else {
                response.setHeader(name, value);
              }
            });
    if (!answer.contentType().isEmpty()) {
      response.setContentType(answer.contentType());
    }
    boolean isHead = request.getMethod().equals("HEAD");
    switch (answer.body()) {
      case Answer.Body.Text t -> {
        byte[] bytes = t.text().getBytes(StandardCharsets.UTF_8);
        if (answer.status() != 204) {
          response.setContentLength(bytes.length);
        }
        if (!isHead) {
          response.getOutputStream().write(bytes);
        }
      }
      case Answer.Body.Spooled s -> {
        try (Spool spool = s.spool();
            InputStream content = spool.content()) {
          response.setContentLengthLong(spool.size());
          if (!isHead) {
            content.transferTo(response.getOutputStream());
          }
        }
      }
    }
  }
}
