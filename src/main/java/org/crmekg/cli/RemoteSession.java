package org.crmekg.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.jena.query.Query;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFParser;
import org.apache.jena.riot.lang.LabelToNode;
import org.apache.jena.riot.resultset.ResultSetLang;
import org.apache.jena.riot.rowset.RowSetReaderRegistry;
import org.apache.jena.riot.system.StreamRDFLib;
import org.apache.jena.sparql.exec.QueryExecResult;
import org.apache.jena.sparql.util.Context;
import org.crmekg.ConfigException;
import org.crmekg.EkgException;
import org.crmekg.InternalException;
import org.crmekg.Problem;
import org.crmekg.ResourceException;
import org.crmekg.SourceException;
import org.crmekg.UsageException;
import org.crmekg.app.ConceptLinkView;
import org.crmekg.app.CoverageView;
import org.crmekg.app.DecisionView;
import org.crmekg.app.ExplainView;
import org.crmekg.app.Freshness;
import org.crmekg.app.HowView;
import org.crmekg.app.KnowledgeGraph.LoadProgress;
import org.crmekg.app.LinkStatsView;
import org.crmekg.app.LoadView;
import org.crmekg.app.NamedQueryView;
import org.crmekg.app.OnDataError;
import org.crmekg.app.PairView;
import org.crmekg.app.PartyLinkView;
import org.crmekg.app.PartyModelView;
import org.crmekg.app.PreviewView;
import org.crmekg.app.QueryRequest;
import org.crmekg.app.QueryRunner;
import org.crmekg.app.ReviewView;
import org.crmekg.app.Shortfall;
import org.crmekg.app.SourceView;
import org.crmekg.app.ValidationView;
import org.crmekg.app.WhyView;

/** A server, asked over HTTP. */
final class RemoteSession implements Session {
  private static final String JSON = "application/json";
  private static final String ROWS = "application/sparql-results+json";
  private static final String TRIPLES = "application/n-triples";

  private final ServerAddress server;
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  RemoteSession(ServerAddress server) {
    this.server = server;
  }

  @Override
  public List<SourceView> sources() {
    return read(send(get("/api/sources").build()), new TypeReference<List<SourceView>>() {});
  }

  @Override
  public String profile(String source) {
    return read(
            send(post("/api/profile", Map.of("source", source))),
            new TypeReference<Map<String, String>>() {})
        .getOrDefault("found", "");
  }

  @Override
  public List<LoadView> load(List<String> sources, OnDataError onDataError, LoadProgress progress) {
    return read(
        send(post("/api/load", Map.of("sources", sources, "onDataError", onDataError.toString()))),
        new TypeReference<List<LoadView>>() {});
  }

  @Override
  public List<ConceptLinkView> linkConcepts(List<String> sources) {
    return read(
        send(post("/api/link", Map.of("sources", sources))),
        new TypeReference<List<ConceptLinkView>>() {});
  }

  @Override
  public DecisionView.Outcome decide(
      String verdict, String one, String other, String author, String reason, boolean preview) {
    return read(
        send(
            post(
                "/api/link/decide",
                Map.of(
                    "verdict", verdict, "left", one, "right", other, "author", author, "reason",
                    reason, "preview", preview))),
        new TypeReference<DecisionView.Outcome>() {});
  }

  @Override
  public DecisionView.Outcome confirm(
      String record, List<String> split, String author, String reason, boolean preview) {
    return read(
        send(
            post(
                "/api/link/confirm",
                Map.of(
                    "record", record, "split", split, "author", author, "reason", reason, "preview",
                    preview))),
        new TypeReference<DecisionView.Outcome>() {});
  }

  @Override
  public DecisionView.Outcome undo(int number, String author, String reason, boolean preview) {
    return read(
        send(
            post(
                "/api/link/undo",
                Map.of("number", number, "author", author, "reason", reason, "preview", preview))),
        new TypeReference<DecisionView.Outcome>() {});
  }

  @Override
  public List<DecisionView> decisions() {
    return read(
        send(get("/api/link/decisions").build()), new TypeReference<List<DecisionView>>() {});
  }

  @Override
  public List<ReviewView> review(int most) {
    return read(
        send(get("/api/link/review?limit=" + most).build()),
        new TypeReference<List<ReviewView>>() {});
  }

  @Override
  public HowView how(String party) {
    return read(
        send(get("/api/link/how?party=" + encoded(party)).build()),
        new TypeReference<HowView>() {});
  }

  @Override
  public LinkStatsView linkStats() {
    return read(send(get("/api/link/stats").build()), new TypeReference<LinkStatsView>() {});
  }

  @Override
  public List<PartyModelView> trainLinkage(List<String> specifications, Consumer<String> progress) {
    return read(
        send(post("/api/link/train", Map.of("specifications", specifications))),
        new TypeReference<List<PartyModelView>>() {});
  }

  @Override
  public List<PartyLinkView> linkParties(
      List<String> specifications, boolean changes, boolean partial, Consumer<String> progress) {
    return read(
        send(
            post(
                "/api/link/parties",
                Map.of("specifications", specifications, "since", changes, "partial", partial))),
        new TypeReference<List<PartyLinkView>>() {});
  }

  @Override
  public PairView explainPair(String one, String other) {
    String query = "?left=%s&right=%s".formatted(encoded(one), encoded(other));
    return read(send(get("/api/link/why" + query).build()), new TypeReference<PairView>() {});
  }

  @Override
  public CoverageView coverage() {
    return read(send(get("/api/coverage").build()), new TypeReference<CoverageView>() {});
  }

  @Override
  public List<PreviewView> preview(String source, String table, int rows) {
    String query = "?source=%s&table=%s&rows=%d".formatted(encoded(source), encoded(table), rows);
    return read(
        send(get("/api/preview" + query).build()), new TypeReference<List<PreviewView>>() {});
  }

  @Override
  public ValidationView validate(Optional<LocalDate> asOf) {
    Map<String, Object> body = new LinkedHashMap<>();
    asOf.ifPresent(day -> body.put("asOf", day.toString()));
    return read(send(post("/api/validate", body)), new TypeReference<ValidationView>() {});
  }

  @Override
  public List<WhyView> why(String subject, Optional<String> predicate, Optional<String> object) {
    String query =
        "?s="
            + encoded(subject)
            + predicate.map(p -> "&p=" + encoded(p)).orElse("")
            + object.map(o -> "&o=" + encoded(o)).orElse("");
    return read(send(get("/api/why" + query).build()), new TypeReference<List<WhyView>>() {});
  }

  @Override
  public ExplainView explain(String sparql, boolean analyze, Optional<Duration> limit) {
    String timeout = limit.map(l -> "?timeout=" + l.toMillis() / 1000.0).orElse("");
    return read(
        send(post("/api/explain" + timeout, Map.of("query", sparql, "analyze", analyze))),
        new TypeReference<ExplainView>() {});
  }

  @Override
  public Shortfall query(String sparql, Asking asking, Answer.Reader reader) {
    Query query = QueryRunner.parse(QueryRequest.of(sparql));
    boolean triples = query.isConstructType() || query.isDescribeType();
    HttpRequest request =
        request("/sparql?" + parameters(asking))
            .header("Content-Type", "application/sparql-query")
            .header("Accept", triples ? TRIPLES : ROWS)
            .POST(BodyPublishers.ofString(sparql))
            .build();
    return read(request, triples, reader);
  }

  @Override
  public List<NamedQueryView> namedQueries() {
    return read(send(get("/api/q").build()), new TypeReference<List<NamedQueryView>>() {});
  }

  @Override
  public Shortfall namedQuery(
      String name, Map<String, String> parameters, Asking asking, Answer.Reader reader) {
    var address = new StringBuilder("/api/q/" + encoded(name) + "?");
    parameters.forEach(
        (p, v) -> address.append(encoded(p)).append('=').append(encoded(v)).append('&'));
    address.append(parameters(asking));
    return read(request(address.toString()).header("Accept", ROWS).GET().build(), false, reader);
  }

  private Shortfall read(HttpRequest request, boolean triples, Answer.Reader reader) {
    HttpResponse<InputStream> response = answered(request);
    try (InputStream body = response.body()) {
      if (triples) {
        var graph = org.apache.jena.sparql.graph.GraphFactory.createGraphMem();
        RDFParser.create()
            .source(body)
            .lang(Lang.NTRIPLES)
            .labelToNode(LabelToNode.createUseLabelEncoded())
            .parse(StreamRDFLib.graph(graph));
        reader.read(new Answer.Triples(graph.find()));
      } else {
        QueryExecResult result =
            RowSetReaderRegistry.getFactory(ResultSetLang.RS_JSON)
                .create(ResultSetLang.RS_JSON)
                .readAny(body, Context.emptyContext());
        reader.read(
            result.isBoolean()
                ? new Answer.Truth(result.booleanResult())
                : new Answer.Rows(result.rowSet()));
      }
    } catch (IOException e) {
      throw unreachable(e);
    }
    return Shortfall.ofHeaders(
        response.headers().firstValue(Shortfall.HEADER).orElse(""),
        response.headers().firstValue(Freshness.HEADER).orElse(""));
  }

  private static String parameters(Asking asking) {
    return asking.limit().map(l -> "timeout=%s&".formatted(l.toMillis() / 1000.0)).orElse("")
        + "partial="
        + asking.partial()
        + "&cross-product="
        + asking.crossProduct();
  }

  @Override
  public long demoSql(String source, String sql) {
    JsonNode answer =
        read(
            send(post("/api/demo/sql", Map.of("source", source, "sql", sql))),
            new TypeReference<JsonNode>() {});
    return answer.path("rows").asLong();
  }

  private HttpRequest.Builder request(String path) {
    try {
      HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(server.url() + path));
      server.token().ifPresent(t -> builder.header("Authorization", "Bearer " + t));
      return builder;
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          Problem.USAGE, "%s is not an address: %s".formatted(server.url(), e.getMessage()), e);
    }
  }

  private HttpRequest.Builder get(String path) {
    return request(path).header("Accept", JSON).GET();
  }

  private HttpRequest post(String path, Object body) {
    return request(path)
        .header("Accept", JSON)
        .header("Content-Type", JSON)
        .POST(BodyPublishers.ofString(Json.line(body)))
        .build();
  }

  /** Sends a request, and returns the body of a good answer. */
  private InputStream send(HttpRequest request) {
    return answered(request).body();
  }

  private HttpResponse<InputStream> answered(HttpRequest request) {
    try {
      HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
      if (response.statusCode() / 100 == 2) {
        return response;
      }
      try (InputStream body = response.body()) {
        throw failure(response.statusCode(), body.readNBytes(1 << 20));
      }
    } catch (IOException e) {
      throw unreachable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ResourceException(Problem.SERVER_UNREACHABLE, "interrupted", e);
    }
  }

  private ResourceException unreachable(IOException e) {
    String reason =
        switch (e) {
          case HttpTimeoutException t -> "no answer in time";
          case ConnectException c -> "nothing listens there";
          default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        };
    return new ResourceException(
        Problem.SERVER_UNREACHABLE,
        "the server %s does not answer: %s".formatted(server.url(), reason),
        e);
  }

  /** Turns a problem (RFC 9457) back into the error that the server had. */
  private EkgException failure(int status, byte[] body) {
    try {
      JsonNode problem = Json.MAPPER.readTree(body);
      Optional<Problem> known = Problem.ofCode(problem.path("code").asText());
      if (known.isPresent()) {
        return of(known.get(), problem.path("detail").asText());
      }
    } catch (IOException e) {
      // Not a problem of ours: whatever answers there is described by its status alone.
    }
    return new ResourceException(
        Problem.SERVER_UNREACHABLE,
        "%s answers with status %d; is it a crm-ekg server?".formatted(server.url(), status));
  }

  private static EkgException of(Problem problem, String detail) {
    return switch (problem.kind()) {
      case USAGE -> new UsageException(problem, detail);
      case CONFIG -> new ConfigException(problem, detail);
      case SOURCE -> new SourceException(problem, detail);
      case RESOURCE -> new ResourceException(problem, detail);
      case INTERNAL -> new InternalException(problem, detail);
    };
  }

  private <T> T read(InputStream body, TypeReference<T> type) {
    try (body) {
      return Json.MAPPER.readValue(body, type);
    } catch (JsonProcessingException e) {
      throw new ResourceException(
          Problem.SERVER_UNREACHABLE,
          "%s answers with something else; is it a crm-ekg server of this version?"
              .formatted(server.url()),
          e);
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    client.close();
  }
}
