package org.crmekg.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.jena.graph.Graph;
import org.apache.jena.query.ARQ;
import org.apache.jena.query.Query;
import org.apache.jena.riot.rowset.RowSetWriter;
import org.apache.jena.riot.rowset.RowSetWriterRegistry;
import org.apache.jena.sparql.exec.QueryExec;
import org.crmekg.Problem;
import org.crmekg.RequestContext;
import org.crmekg.UsageException;
import org.crmekg.app.QueryRequest;
import org.crmekg.app.QueryRunner;
import org.crmekg.app.Shortfall;

/**
 * The query operation of the SPARQL 1.1 Protocol (§2.1).
 *
 * <p>An answer is complete or an error: it is spooled while the query runs, and its status is sent
 * afterwards.
 */
final class SparqlEndpoint {
  private final Workbench bench;
  private final ServiceDescription description;
  private final QueryPage page;

  SparqlEndpoint(Workbench bench, ServiceDescription description, QueryPage page) {
    this.bench = bench;
    this.description = description;
    this.page = page;
  }

  Answer answer(Exchange exchange) throws IOException {
    List<Exchange.Parameter> parameters = parameters(exchange);
    if (!Exchange.all(parameters, "update").isEmpty()) {
      throw new UsageException(
          Problem.QUERY_REFUSED, "updates are switched off; change the data at their source");
    }
    List<String> queries = Exchange.all(parameters, "query");
    if (queries.size() > 1) {
      throw new UsageException(
          Problem.USAGE, "there are %d parameters query; send one".formatted(queries.size()));
    }
    if (queries.isEmpty() || queries.getFirst().isBlank()) {
      if (!exchange.isGet()) {
        throw new UsageException(Problem.USAGE, "there is no query in the request");
      }
      return described(exchange);
    }
    var request =
        new QueryRequest(
            queries.getFirst(),
            Exchange.all(parameters, "default-graph-uri"),
            Exchange.all(parameters, "named-graph-uri"),
            Map.of());
    exchange.noteShape(QueryShape.of(request.text()));
    return answer(request, exchange, () -> page.result(request, exchange));
  }

  private static List<Exchange.Parameter> parameters(Exchange exchange) throws IOException {
    if (exchange.isGet()) {
      return exchange.parameters();
    }
    var all = new ArrayList<>(exchange.parameters());
    switch (exchange.contentType()) {
      case "application/x-www-form-urlencoded" -> all.addAll(Exchange.parameters(exchange.body()));
      case "application/sparql-query" -> all.add(new Exchange.Parameter("query", exchange.body()));
      case "application/sparql-update" -> all.add(new Exchange.Parameter("update", ""));
      default ->
          throw new UsageException(
              Problem.USAGE,
              "the body must be application/sparql-query or application/x-www-form-urlencoded");
    }
    return all;
  }

  /**
   * Answers a query in the format that the caller wants.
   *
   * @param html makes the page for those who want none of the formats
   */
  Answer answer(QueryRequest request, Exchange exchange, Supplier<Answer> html) {
    Query query = QueryRunner.parse(request);
    if (query.isSelectType() || query.isAskType()) {
      Negotiation<RowFormat> wanted =
          Negotiation.of(exchange, true, RowFormat.byMediaType(), RowFormat::named);
      return wanted.format().isPresent()
          ? rows(request, exchange, wanted.format().get(), wanted.contentType())
          : html.get();
    }
    Negotiation<GraphFormat> wanted =
        Negotiation.of(exchange, true, GraphFormat.byMediaType(), GraphFormat::named);
    return wanted.format().isPresent()
        ? graph(request, exchange, wanted.format().get(), wanted.contentType())
        : html.get();
  }

  private Answer rows(QueryRequest request, Exchange exchange, RowFormat format, String type) {
    return spooled(
        request,
        exchange,
        type,
        (query, execution, spool) -> {
          RowSetWriter writer =
              RowSetWriterRegistry.getFactory(format.lang()).create(format.lang());
          if (query.isAskType()) {
            writer.write(spool, execution.ask(), ARQ.getContext());
            return 1;
          }
          var limited = new LimitedRows(execution.select(), bench.limits().maxRows());
          writer.write(spool, limited, ARQ.getContext());
          return limited.getRowNumber();
        });
  }

  private Answer graph(QueryRequest request, Exchange exchange, GraphFormat format, String type) {
    return spooled(
        request,
        exchange,
        type,
        (query, execution, spool) -> {
          Graph answer =
              bench.collect(
                  query.isConstructType()
                      ? execution.constructTriples()
                      : execution.describeTriples());
          format.write(answer, spool);
          return answer.size();
        });
  }

  private interface Writing {
    /** Writes the answer and returns the number of its rows or statements. */
    long write(Query query, QueryExec execution, Spool spool) throws IOException;
  }

  private Answer spooled(QueryRequest request, Exchange exchange, String type, Writing writing) {
    RequestContext context = bench.asked(exchange);
    Spool spool = bench.spool();
    boolean done = false;
    try {
      Shortfall completeness =
          bench.run(
              request,
              context,
              (query, execution) -> {
                exchange.noteRows(writing.write(query, execution, spool));
                return QueryRunner.shortfall(query, execution);
              });
      done = true;
      return Answer.of(type, spool).about(completeness).with("Vary", "Accept");
    } finally {
      if (!done) {
        close(spool);
      }
    }
  }

  private static void close(Spool spool) {
    try {
      spool.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Answer described(Exchange exchange) {
    Negotiation<GraphFormat> wanted =
        Negotiation.of(exchange, true, GraphFormat.byMediaType(), GraphFormat::named);
    return wanted.format().isPresent()
        ? description.answer(exchange, wanted.format().get(), wanted.contentType(), true)
        : page.empty(exchange);
  }
}
