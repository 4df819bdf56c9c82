package org.crmekg.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.jena.graph.Node;
import org.apache.jena.shared.JenaException;
import org.apache.jena.sparql.util.NodeFactoryExtra;
import org.crmekg.Deadline;
import org.crmekg.Problem;
import org.crmekg.UsageException;
import org.crmekg.app.KnowledgeGraph;
import org.crmekg.app.NamedQueryView;
import org.crmekg.app.OnDataError;
import org.crmekg.app.PreviewView;
import org.crmekg.app.QueryExplainer;
import org.crmekg.app.QueryRequest;
import org.crmekg.app.Stewardship;
import org.crmekg.member.DescriptorDocument;

/** What commands ask the process that owns the data: the JSON of the view records. */
final class JsonApi {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Workbench bench;
  private final WhyPage why;
  private final String version;

  JsonApi(Workbench bench, WhyPage why, String version) {
    this.bench = bench;
    this.why = why;
    this.version = version;
  }

  Answer sources(Exchange exchange) {
    return json(bench.graph().sourceViews(bench.limited(exchange)));
  }

  Answer coverage(Exchange exchange) {
    return json(bench.graph().coverage(bench.limited(exchange)));
  }

  /** Rows as the source has them, which rights on properties do not cover. */
  Answer preview(Exchange exchange) {
    exchange.requireWriter();
    return json(
        bench
            .graph()
            .preview(
                required(exchange, "source"),
                required(exchange, "table"),
                rows(exchange),
                bench.limited(exchange)));
  }

  private static String required(Exchange exchange, String name) {
    return exchange
        .one(name)
        .orElseThrow(
            () ->
                new UsageException(
                    Problem.USAGE, "the parameter \"%s\" is missing".formatted(name)));
  }

  private static int rows(Exchange exchange) {
    String text = exchange.one("rows").orElse("5");
    if (!text.matches("[1-9][0-9]{0,3}") || Integer.parseInt(text) > PreviewView.MAX_ROWS) {
      throw new UsageException(
          Problem.USAGE,
          "the parameter rows must be a number from 1 to %,d".formatted(PreviewView.MAX_ROWS));
    }
    return Integer.parseInt(text);
  }

  Answer explain(Exchange exchange) throws IOException {
    JsonNode body = body(exchange, "query", "analyze");
    if (!body.path("query").isTextual()) {
      throw new UsageException(Problem.USAGE, "the body needs the text \"query\"");
    }
    return json(
        new QueryExplainer(bench.graph(), bench.runner())
            .explain(
                QueryRequest.of(body.get("query").asText()),
                bench.limited(exchange),
                body.path("analyze").asBoolean(false)));
  }

  Answer why(Exchange exchange) {
    return json(why.explain(exchange));
  }

  Answer namedQueries(Exchange exchange) {
    return json(bench.graph().namedQueries().all().stream().map(NamedQueryView::of).toList());
  }

  Answer server(Exchange exchange) {
    return json(
        Map.of("version", version, "pid", ProcessHandle.current().pid(), "url", exchange.origin()));
  }

  Answer validate(Exchange exchange) throws IOException {
    exchange.requireWriter();
    JsonNode body = body(exchange, "asOf");
    LocalDate asOf = bench.graph().asOf();
    if (body.hasNonNull("asOf")) {
      try {
        asOf = LocalDate.parse(body.get("asOf").asText());
      } catch (DateTimeParseException e) {
        throw new UsageException(Problem.USAGE, "asOf must be a date such as 2026-06-30", e);
      }
    }
    return json(bench.graph().validate(asOf, exchange.caller().context()));
  }

  Answer load(Exchange exchange) throws IOException {
    exchange.requireWriter();
    JsonNode body = body(exchange, "sources", "onDataError");
    JsonNode rule = body.path("onDataError");
    OnDataError onDataError =
        rule.isMissingNode() ? OnDataError.QUARANTINE : OnDataError.named(rule.asText());
    return json(
        bench
            .graph()
            .loadViews(
                sourceIds(body), onDataError, KnowledgeGraph.LoadProgress.NONE, Deadline.none()));
  }

  Answer profile(Exchange exchange) throws IOException {
    exchange.requireWriter();
    JsonNode body = body(exchange, "source");
    if (!body.path("source").isTextual()) {
      throw new UsageException(Problem.USAGE, "the body needs the text \"source\"");
    }
    return json(
        Map.of("found", bench.graph().profile(body.get("source").asText(), Deadline.none())));
  }

  /** What the caller sees of a graph, for the plans of another crm-ekg. */
  Answer descriptor(Exchange exchange) {
    return Answer.of(
        200,
        DescriptorDocument.MEDIA_TYPE,
        bench.graph().descriptor(exchange.one("graph"), bench.limited(exchange)).text() + "\n");
  }

  Answer link(Exchange exchange) throws IOException {
    exchange.requireWriter();
    JsonNode body = body(exchange, "sources");
    return json(bench.graph().linkConcepts(sourceIds(body), Deadline.none()));
  }

  Answer train(Exchange exchange) throws IOException {
    exchange.requireWriter();
    JsonNode body = body(exchange, "specifications");
    return json(
        bench.graph().trainLinkage(texts(body, "specifications"), step -> {}, Deadline.none()));
  }

  Answer linkParties(Exchange exchange) throws IOException {
    exchange.requireWriter();
    JsonNode body = body(exchange, "specifications", "since", "partial");
    return json(
        bench
            .graph()
            .linkParties(
                texts(body, "specifications"),
                body.path("since").asBoolean(false),
                body.path("partial").asBoolean(false),
                step -> {},
                Deadline.none()));
  }

  Answer whyLinked(Exchange exchange) {
    return json(
        bench
            .graph()
            .explainPair(
                term(exchange.one("left").orElse("")),
                term(exchange.one("right").orElse("")),
                bench.limited(exchange)));
  }

  Answer decide(Exchange exchange) throws IOException {
    exchange.requireWriter();
    JsonNode body = body(exchange, "verdict", "left", "right", "author", "reason", "preview");
    for (String field : List.of("verdict", "left", "right")) {
      if (!body.path(field).isTextual()) {
        throw new UsageException(Problem.USAGE, "the body needs the text \"%s\"".formatted(field));
      }
    }
    return json(
        bench
            .graph()
            .stewardship()
            .decide(
                Stewardship.verdict(body.get("verdict").asText()),
                term(body.get("left").asText()),
                term(body.get("right").asText()),
                author(exchange, body),
                body.path("reason").asText(""),
                body.path("preview").asBoolean(false)));
  }

  Answer undo(Exchange exchange) throws IOException {
    exchange.requireWriter();
    JsonNode body = body(exchange, "number", "author", "reason", "preview");
    if (!body.path("number").isInt()) {
      throw new UsageException(Problem.USAGE, "the body needs the whole number \"number\"");
    }
    return json(
        bench
            .graph()
            .stewardship()
            .undo(
                body.get("number").asInt(),
                author(exchange, body),
                body.path("reason").asText(""),
                body.path("preview").asBoolean(false)));
  }

  Answer confirm(Exchange exchange) throws IOException {
    exchange.requireWriter();
    JsonNode body = body(exchange, "record", "split", "author", "reason", "preview");
    if (!body.path("record").isTextual()) {
      throw new UsageException(Problem.USAGE, "the body needs the text \"record\"");
    }
    return json(
        bench
            .graph()
            .stewardship()
            .confirm(
                term(body.get("record").asText()),
                texts(body, "split").stream().map(JsonApi::term).toList(),
                author(exchange, body),
                body.path("reason").asText(""),
                body.path("preview").asBoolean(false)));
  }

  /** A principal decides in their own name; who has the server's own token says who it is. */
  private static String author(Exchange exchange, JsonNode body) {
    return exchange.caller().named(body.path("author").asText("")).name();
  }

  private static Node term(String text) {
    try {
      return NodeFactoryExtra.parseNode(text);
    } catch (JenaException e) {
      throw new UsageException(
          Problem.USAGE,
          "\"%s\" is not a term in N-Triples syntax, such as <IRI>".formatted(text),
          e);
    }
  }

  Answer decisions(Exchange exchange) {
    return json(bench.graph().stewardship().decisions(bench.limited(exchange)));
  }

  Answer review(Exchange exchange) {
    String limit = exchange.one("limit").orElse("20");
    if (!limit.matches("[1-9][0-9]{0,5}")) {
      throw new UsageException(
          Problem.USAGE, "the parameter limit must be a number from 1 to 999999");
    }
    return json(
        bench.graph().stewardship().review(Integer.parseInt(limit), bench.limited(exchange)));
  }

  Answer how(Exchange exchange) {
    return json(
        bench
            .graph()
            .stewardship()
            .how(term(required(exchange, "party")), bench.limited(exchange)));
  }

  Answer linkStats(Exchange exchange) {
    return json(bench.graph().stewardship().stats(bench.limited(exchange)));
  }

  private static List<String> sourceIds(JsonNode body) {
    return texts(body, "sources");
  }

  private static List<String> texts(JsonNode body, String field) {
    JsonNode named = body.path(field);
    if (!named.isMissingNode() && !named.isArray()) {
      throw new UsageException(Problem.USAGE, field + " must be a list of names");
    }
    var texts = new ArrayList<String>();
    named.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  Answer demoSql(DemoSql demo, Exchange exchange) throws IOException {
    exchange.requireWriter();
    JsonNode body = body(exchange, "source", "sql");
    for (String field : List.of("source", "sql")) {
      if (!body.path(field).isTextual()) {
        throw new UsageException(Problem.USAGE, "the body needs the text \"%s\"".formatted(field));
      }
    }
    return json(Map.of("rows", demo.run(body.get("source").asText(), body.get("sql").asText())));
  }

  /** Reads the body; nothing is an empty object, and what is not known is refused. */
  private static JsonNode body(Exchange exchange, String... fields) throws IOException {
    String text = exchange.body();
    try {
      JsonNode json = text.isBlank() ? JSON.createObjectNode() : JSON.readTree(text);
      if (!json.isObject()) {
        throw new UsageException(Problem.USAGE, "the body must be a JSON object");
      }
      json.fieldNames()
          .forEachRemaining(
              field -> {
                if (!List.of(fields).contains(field)) {
                  throw new UsageException(
                      Problem.USAGE,
                      "the body has a field that is not known; there are %s"
                          .formatted(String.join(", ", fields)));
                }
              });
      return json;
    } catch (JsonProcessingException e) {
      throw new UsageException(
          Problem.USAGE,
          "the body is not JSON: line %d, column %d"
              .formatted(
                  e.getLocation() == null ? 1 : e.getLocation().getLineNr(),
                  e.getLocation() == null ? 1 : e.getLocation().getColumnNr()),
          e);
    }
  }

  private static Answer json(Object value) {
    try {
      return Answer.of(200, Answer.JSON, JSON.writeValueAsString(value) + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("view records are JSON", e);
    }
  }
}
