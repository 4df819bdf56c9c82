package org.crmekg.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.crmekg.Deadline;
import org.crmekg.EkgException;
import org.crmekg.NotNowException;
import org.crmekg.Problem;
import org.crmekg.SourceException;
import org.crmekg.Trace;
import org.crmekg.config.SourceConfig;
import org.crmekg.config.SourceConfig.Access;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A SPARQL endpoint that is read over HTTP.
 *
 * <p>Only its configured address is ever asked: a redirect is followed on the same server and
 * nowhere else. A request that got no answer is sent again, since reading changes nothing, but
 * never after a row has left. What is not a whole answer in the format that was asked for is an
 * error: an endpoint that is down is not an empty one. Safe for use by several threads.
 */
public final class EndpointSource implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EndpointSource.class);
  private static final String JSON_ROWS = "application/sparql-results+json";
  private static final String COMPLETENESS = "Ekg-Completeness";
  private static final List<Integer> AGAIN = List.of(429, 502, 503, 504);
  private static final List<Integer> REDIRECTS = List.of(301, 302, 307, 308);
  private static final int MOST_REDIRECTS = 3;
  private static final int SHOWN_ERROR = 300;
  private static final int MOST_DOCUMENT = 64 << 20;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

  private final SourceConfig config;
  private final Access.Endpoint endpoint;
  private final Optional<String> authorization;
  private final LongSupplier nanoTime;
  private final Semaphore places;
  private final CountDownLatch closing = new CountDownLatch(1);
  private @Nullable HttpClient client;

  EndpointSource(
      SourceConfig config,
      Access.Endpoint endpoint,
      Optional<String> authorization,
      LongSupplier nanoTime) {
    this.config = config;
    this.endpoint = endpoint;
    this.authorization = authorization;
    this.nanoTime = nanoTime;
    this.places = new Semaphore(config.maxConnections(), true);
  }

  /** Returns the id of the source. */
  public String id() {
    return config.id();
  }

  /** Returns its configuration. */
  public Access.Endpoint endpoint() {
    return endpoint;
  }

  /** Returns the address, which holds no credentials. */
  public URI url() {
    return endpoint.url();
  }

  /** Returns a monotonic clock in nanoseconds. */
  public LongSupplier nanoTime() {
    return nanoTime;
  }

  /** Returns whether the next request would have to wait for others to end. */
  public boolean isBusy() {
    return places.availablePermits() == 0;
  }

  /**
   * A query.
   *
   * @param text its text
   * @param shown the same for people, without values
   * @param lenient whether an answer is wanted that says that it is partial
   */
  public record Request(String text, String shown, boolean lenient) {}

  /**
   * Sends a SELECT and returns its rows.
   *
   * @param blankLabels makes the labels of an answer's blank nodes those of nodes here
   * @throws SourceException if the endpoint is down, slow, refuses, or answers with something else
   * @throws org.crmekg.ResourceException if the deadline has passed
   */
  public SolutionCursor select(
      Request request, UnaryOperator<String> blankLabels, Deadline deadline, Trace trace) {
    return new SolutionCursor(
        sent(request, deadline, trace), blankLabels, endpoint.limits().rows());
  }

  /**
   * Sends an ASK.
   *
   * @throws SourceException as {@link #select} does
   */
  public boolean ask(Request request, Deadline deadline, Trace trace) {
    try (var cursor =
        new SolutionCursor(sent(request, deadline, trace), l -> l, endpoint.limits().rows())) {
      return cursor
          .truth()
          .orElseThrow(() -> failed("answers an ASK with something else than true or false"));
    }
  }

  private Reply sent(Request request, Deadline deadline, Trace trace) {
    String form = "query=" + URLEncoder.encode(request.text(), StandardCharsets.UTF_8);
    var post =
        request(endpoint.url())
            .header("Accept", JSON_ROWS)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form));
    if (request.lenient()) {
      post.header("Prefer", "handling=lenient");
    }
    var patience = new Patience(config.timeout(), deadline, nanoTime);
    Trace.Sent sent = trace.sent(config.id(), request.shown());
    Reply reply = answered(post.build(), patience, sent, endpoint.limits().bytes());
    try {
      requireRows(reply.response());
      requireComplete(reply.response(), request.lenient());
      return reply;
    } catch (EkgException e) {
      reply.close();
      throw e;
    }
  }

  /** Returns how many bytes a query has when it is sent. */
  public static int size(String query) {
    return URLEncoder.encode(query, StandardCharsets.UTF_8).length() + 6;
  }

  /**
   * Reads a document from the same server.
   *
   * @throws SourceException as {@link #select} does
   */
  public byte[] document(URI address, String mediaType, Deadline deadline) {
    var patience = new Patience(config.timeout(), deadline, nanoTime);
    try (Reply reply =
        answered(
            request(address).header("Accept", mediaType).GET().build(),
            patience,
            Trace.NONE.sent(config.id(), ""),
            MOST_DOCUMENT)) {
      return reply.body().readAllBytes();
    } catch (IOException e) {
      throw brokenAnswer(e, 0);
    }
  }

  private HttpRequest.Builder request(URI address) {
    HttpRequest.Builder builder = HttpRequest.newBuilder(address);
    authorization.ifPresent(a -> builder.header("Authorization", a));
    return builder;
  }

  /** An answer with status 200, whose place is given back when it is closed. */
  final class Reply implements AutoCloseable {
    private final HttpResponse<BodyStream> response;
    private final Trace.Sent sent;
    private boolean closed;

    Reply(HttpResponse<BodyStream> response, Trace.Sent sent) {
      this.response = response;
      this.sent = sent;
    }

    EndpointSource source() {
      return EndpointSource.this;
    }

    HttpResponse<BodyStream> response() {
      return response;
    }

    InputStream body() {
      return response.body();
    }

    Trace.Sent sent() {
      return sent;
    }

    /**
     * Is told that the last of so many rows was read.
     *
     * @throws SourceException if there are more, which the endpoint keeps to itself
     */
    void ended(long rows) {
      // Virtuoso says in this way that its answers end there.
      OptionalLong most = number("X-SPARQL-MaxRows");
      if (most.isPresent() && rows >= most.getAsLong()) {
        throw new SourceException(
            Problem.SOURCE_LIMIT,
            ("%s cuts its answers off after %,d rows (X-SPARQL-MaxRows); make the query more"
                    + " selective, or have its limit raised")
                .formatted(named(), most.getAsLong()));
      }
      String completeness = response.headers().firstValue(COMPLETENESS).orElse("");
      if (isPartial(completeness)) {
        throw partial(completeness);
      }
    }

    private OptionalLong number(String header) {
      return response
          .headers()
          .firstValue(header)
          .filter(v -> v.matches("\\d{1,18}"))
          .map(v -> OptionalLong.of(Long.parseLong(v)))
          .orElse(OptionalLong.empty());
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        sent.bytes(response.body().bytes());
        sent.end();
        response.body().close();
        places.release();
      }
    }
  }

  // ---- Sending

  private Reply answered(HttpRequest request, Patience patience, Trace.Sent sent, long bytes) {
    takePlace(patience);
    boolean done = false;
    try {
      HttpResponse<BodyStream> response = repeated(request, patience, bytes);
      done = true;
      return new Reply(response, sent);
    } finally {
      if (!done) {
        sent.end();
        places.release();
      }
    }
  }

  private void takePlace(Patience patience) {
    if (patience.isAhead()) {
      if (places.tryAcquire()) {
        return;
      }
      throw new NotNowException();
    }
    Boolean taken =
        waited(
            patience,
            nanos -> places.tryAcquire(nanos, TimeUnit.NANOSECONDS) ? Boolean.TRUE : null);
    if (taken == null) {
      throw new SourceException(
          Problem.SOURCE_TIMEOUT,
          "%s: all %d places were taken for %d ms (ekg:maxConnections, ekg:timeout)"
              .formatted(named(), config.maxConnections(), config.timeout().toMillis()));
    }
  }

  private HttpResponse<BodyStream> repeated(HttpRequest request, Patience patience, long bytes) {
    int left = endpoint.limits().retries();
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        HttpResponse<BodyStream> response = redirected(request, patience, bytes);
        if (response.statusCode() == 200) {
          return response;
        }
        Optional<Duration> wanted = AGAIN.contains(response.statusCode()) ? after(response) : null;
        boolean again = left > 0 && wanted != null && patience.allows(wanted.orElse(pause));
        if (wanted == null || !again) {
          throw refused(response);
        }
        response.body().close();
        pause(wanted.orElse(pause), patience);
      } catch (IOException e) {
        if (left == 0 || !patience.allows(pause)) {
          throw unreachable(e);
        }
        pause(pause, patience);
      }
      left--;
      pause = pause.multipliedBy(4);
    }
  }

  /** When the endpoint wants to be asked again (RFC 9110 §10.2.3); only seconds are understood. */
  private static Optional<Duration> after(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .filter(v -> v.matches("\\d{1,9}"))
        .map(v -> Duration.ofSeconds(Long.parseLong(v)));
  }

  private void pause(Duration time, Patience patience) {
    long end = nanoTime.getAsLong() + time.toNanos();
    Boolean unused =
        waited(
            patience,
            nanos -> {
              long rest = Math.min(nanos, end - nanoTime.getAsLong());
              boolean closed = closing.await(Math.max(0, rest), TimeUnit.NANOSECONDS);
              return (closed || end - nanoTime.getAsLong() <= 0) ? Boolean.TRUE : null;
            });
  }

  private HttpResponse<BodyStream> redirected(HttpRequest request, Patience patience, long bytes)
      throws IOException {
    HttpRequest next = request;
    for (int i = 0; ; i++) {
      HttpResponse<BodyStream> response = exchanged(next, patience, bytes);
      if (!REDIRECTS.contains(response.statusCode())) {
        return response;
      }
      response.body().close();
      URI target = target(response, next.uri());
      if (i == MOST_REDIRECTS) {
        throw failed("redirects again and again");
      }
      next = HttpRequest.newBuilder(request, (n, v) -> true).uri(target).build();
    }
  }

  private URI target(HttpResponse<?> response, URI from) {
    Optional<URI> target =
        response
            .headers()
            .firstValue("Location")
            .flatMap(
                l -> {
                  try {
                    return Optional.of(from.resolve(l));
                  } catch (IllegalArgumentException e) {
                    return Optional.empty();
                  }
                });
    if (target.isEmpty()) {
      throw failed("redirects (%d) to nowhere".formatted(response.statusCode()));
    }
    boolean same =
        from.getScheme().equalsIgnoreCase(target.get().getScheme())
            && from.getAuthority().equalsIgnoreCase(target.get().getAuthority());
    if (!same) {
      throw failed(
          "redirects (%d) to another server, %s, which is not followed; if it is the right one, write it into ekg:endpointUrl"
              .formatted(response.statusCode(), withoutCredentials(target.get())));
    }
    return target.get();
  }

  private static String withoutCredentials(URI address) {
    return "%s://%s".formatted(address.getScheme(), address.getHost());
  }

  /** How an exchange ended, up to its headers. */
  private sealed interface Outcome {
    record Answered(HttpResponse<BodyStream> response) implements Outcome {}

    record Failed(Throwable error) implements Outcome {}

    static Outcome of(@Nullable HttpResponse<BodyStream> response, @Nullable Throwable error) {
      if (response != null) {
        return new Answered(response);
      }
      Throwable cause = error instanceof CompletionException e ? e.getCause() : error;
      return new Failed(cause == null ? new IOException("no answer") : cause);
    }
  }

  private HttpResponse<BodyStream> exchanged(HttpRequest request, Patience patience, long bytes)
      throws IOException {
    CompletableFuture<HttpResponse<BodyStream>> exchange =
        client().sendAsync(request, info -> new BodyStream(patience, bytes));
    CompletableFuture<Outcome> ended = exchange.handle(Outcome::of);
    boolean done = false;
    try {
      Outcome outcome = waited(patience, nanos -> polled(ended, nanos));
      done = outcome != null;
      return switch (outcome) {
        case null -> throw timeout();
        case Outcome.Answered answered -> answered.response();
        case Outcome.Failed failed ->
            throw failed.error() instanceof IOException e
                ? e
                : new IOException(failed.error().getMessage(), failed.error());
      };
    } finally {
      if (!done) {
        // Ends the exchange; an answer that comes nevertheless is closed.
        CompletableFuture<Void> unused = ended.thenAccept(EndpointSource::drop);
        boolean cancelled = exchange.cancel(true);
        LOG.debug("{}: exchange given up, cancelled: {}", config.id(), cancelled);
      }
    }
  }

  private static void drop(Outcome late) {
    if (late instanceof Outcome.Answered answered) {
      answered.response().body().close();
    }
  }

  private static <T> @Nullable T polled(CompletableFuture<T> exchange, long nanos)
      throws InterruptedException {
    try {
      return exchange.get(nanos, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return null;
    } catch (ExecutionException e) {
      throw new IllegalStateException("handled before", e);
    }
  }

  private <T> @Nullable T waited(Patience patience, Patience.Awaited<T> awaited) {
    try {
      return patience.await(awaited);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SourceException(
          Problem.SOURCE_FAILED, "%s: the request was interrupted".formatted(named()), e);
    }
  }

  private synchronized HttpClient client() {
    HttpClient current = client;
    if (current == null) {
      current =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .connectTimeout(endpoint.limits().connectTimeout())
              .followRedirects(HttpClient.Redirect.NEVER)
              .build();
      client = current;
    }
    return current;
  }

  // ---- What can be wrong

  private void requireRows(HttpResponse<?> response) {
    String type = response.headers().firstValue("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    String media = type.split(";", 2)[0].strip();
    if (!List.of(JSON_ROWS, "application/json").contains(media)) {
      throw failed(
          "answers with %s where %s was asked for; is it the address of a SPARQL 1.1 endpoint?"
              .formatted(media.isEmpty() ? "no media type" : media, JSON_ROWS));
    }
    String encoding = response.headers().firstValue("Content-Encoding").orElse("identity");
    if (!encoding.equalsIgnoreCase("identity")) {
      throw failed("answers with Content-Encoding %s, which was not asked for".formatted(encoding));
    }
  }

  /**
   * What is partial is marked where the caller takes it, at the end; for others it is no answer.
   */
  private void requireComplete(HttpResponse<?> response, boolean lenient) {
    String completeness = response.headers().firstValue(COMPLETENESS).orElse("");
    if (!lenient && isPartial(completeness)) {
      throw partial(completeness);
    }
  }

  private static boolean isPartial(String completeness) {
    return completeness.startsWith("partial");
  }

  private SourceException partial(String completeness) {
    return new SourceException(
        Problem.SOURCE_PARTIAL,
        "%s answers in part only (%s)".formatted(named(), plain(completeness)));
  }

  private SourceException refused(HttpResponse<BodyStream> response) {
    String said = said(response.body());
    int status = response.statusCode();
    return switch (status) {
      case 401, 403 ->
          new SourceException(
              Problem.SOURCE_LOGIN,
              ("%s refuses the login (%d); the credentials come from the variables that"
                      + " ekg:userVariable and ekg:passwordVariable, or ekg:tokenVariable, name")
                  .formatted(named(), status));
      case 404, 405, 410 ->
          failed(
              "has no SPARQL endpoint at that address (%d); is ekg:endpointUrl right?"
                  .formatted(status));
      case 400 -> failed("rejects the query (400): " + said);
      case 413, 414 ->
          failed(
              "finds the request too large (%d); lower ekg:maxRequestBytes or ekg:maxValues"
                  .formatted(status));
      case 429, 503 ->
          failed(
              "is overloaded (%d%s): %s"
                  .formatted(
                      status,
                      after(response)
                          .map(d -> ", wants to be asked again in %d s".formatted(d.toSeconds()))
                          .orElse(""),
                      said));
      default -> failed("answers with status %d: %s".formatted(status, said));
    };
  }

  /** The beginning of what an endpoint says to an error. */
  private static String said(BodyStream body) {
    try (body) {
      return plain(new String(body.readNBytes(SHOWN_ERROR), StandardCharsets.UTF_8));
    } catch (IOException e) {
      return "";
    }
  }

  private static String plain(String text) {
    return text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
  }

  private SourceException unreachable(IOException e) {
    if (e instanceof HttpConnectTimeoutException) {
      return new SourceException(
          Problem.SOURCE_UNREACHABLE,
          "%s cannot be reached within %d ms (ekg:connectTimeout)"
              .formatted(named(), endpoint.limits().connectTimeout().toMillis()),
          e);
    }
    String reason =
        e instanceof ConnectException
            ? "nothing listens there"
            : e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return new SourceException(
        Problem.SOURCE_UNREACHABLE,
        "%s cannot be reached: %s; does it run, and is ekg:endpointUrl right?"
            .formatted(named(), reason),
        e);
  }

  private SourceException timeout() {
    return new SourceException(
        Problem.SOURCE_TIMEOUT,
        "%s did not answer within %d ms (ekg:timeout)"
            .formatted(named(), config.timeout().toMillis()));
  }

  /** Returns what it means that an answer cannot be read on. */
  SourceException brokenAnswer(IOException e, long rows) {
    if (e instanceof HttpTimeoutException) {
      return new SourceException(
          Problem.SOURCE_TIMEOUT,
          "%s was waited for longer than %d ms (ekg:timeout), and gave %,d rows"
              .formatted(named(), config.timeout().toMillis(), rows),
          e);
    }
    if (e instanceof BodyStream.TooLarge) {
      return new SourceException(
          Problem.SOURCE_LIMIT,
          "%s answers with %s (ekg:maxBytes); make the query more selective or raise the limit"
              .formatted(named(), e.getMessage()),
          e);
    }
    String reason =
        e instanceof JsonProcessingException json
            ? json.getOriginalMessage()
            : String.valueOf(e.getMessage());
    return new SourceException(
        Problem.SOURCE_FAILED,
        "%s: the answer is broken after %,d rows, and nothing of it is used: %s"
            .formatted(named(), rows, plain(reason)),
        e);
  }

  /** Returns the error that a query cannot be sent, since it is larger than it may be. */
  public SourceException tooLarge(int bytes) {
    return new SourceException(
        Problem.SOURCE_LIMIT,
        "%s: a query has %,d bytes, and may have %,d (ekg:maxRequestBytes)"
            .formatted(named(), bytes, endpoint.limits().requestBytes()));
  }

  SourceException tooManyRows(long most) {
    return new SourceException(
        Problem.SOURCE_LIMIT,
        "%s answers with more than %,d rows (ekg:maxRows); make the query more selective or raise the limit"
            .formatted(named(), most));
  }

  /** Returns an error of this endpoint. */
  public SourceException failed(String what) {
    return new SourceException(Problem.SOURCE_FAILED, "%s %s".formatted(named(), what));
  }

  /** Returns its name and address for messages. */
  public String named() {
    URI url = endpoint.url();
    return "source %s (%s://%s%s)"
        .formatted(
            config.id(),
            url.getScheme(),
            url.getRawAuthority(),
            url.getRawPath() == null ? "" : url.getRawPath());
  }

  @Override
  public void close() {
    closing.countDown();
    synchronized (this) {
      if (client != null) {
        client.shutdownNow();
      }
    }
  }
}
