package org.crmekg.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Function;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.graph.GraphFactory;
import org.crmekg.Problem;
import org.crmekg.RequestContext;
import org.crmekg.UsageException;
import org.crmekg.app.KnowledgeGraph;
import org.crmekg.app.QueryRequest;
import org.crmekg.app.QueryRunner;
import org.crmekg.config.ServerConfig;
import org.crmekg.federation.FederatedDataset;
import org.crmekg.rdf.Prefixes;

/** What endpoints work with: the graph, the limits, and queries within them. */
record Workbench(KnowledgeGraph graph, QueryRunner runner, Path spoolFolder) {

  ServerConfig limits() {
    return graph.config().server();
  }

  Spool spool() {
    return new Spool(spoolFolder, limits().maxBytes());
  }

  /**
   * Returns the caller's rights with a deadline that starts now.
   *
   * <p>The parameter {@code timeout}, in seconds, lowers the limit of the server and never raises
   * it.
   */
  RequestContext limited(Exchange exchange) {
    Duration limit = limits().queryTimeout();
    Optional<String> wanted = exchange.one("timeout");
    if (wanted.isPresent()) {
      try {
        double seconds = Double.parseDouble(wanted.get());
        if (!(seconds > 0)) {
          throw new NumberFormatException();
        }
        long millis = (long) Math.max(1, seconds * 1000);
        limit = Duration.ofMillis(Math.min(millis, limit.toMillis()));
      } catch (NumberFormatException e) {
        throw new UsageException(
            Problem.USAGE, "the parameter timeout must be a number of seconds above 0", e);
      }
    }
    return runner.limited(exchange.caller().context(), limit, exchange::isCallerGone);
  }

  /**
   * As {@link #limited}, and without sources that fail where the caller takes such an answer: only
   * for answers that say what they lack.
   */
  RequestContext asked(Exchange exchange) {
    RequestContext limited = limited(exchange);
    if (flag(exchange, "partial").orElseGet(exchange::isLenient)) {
      // Prefer: handling=lenient (RFC 7240 §4.4) says so, too.
      limited = limited.allowingPartial();
    }
    return flag(exchange, "cross-product").orElse(false)
        ? limited
        : limited.multiplyingUpTo((double) limits().maxCrossProduct());
  }

  private static Optional<Boolean> flag(Exchange exchange, String name) {
    Optional<String> wanted = exchange.one(name);
    if (wanted.isPresent() && !wanted.get().matches("true|false")) {
      throw new UsageException(
          Problem.USAGE, "the parameter %s must be true or false".formatted(name));
    }
    return wanted.map(Boolean::parseBoolean);
  }

  /** Runs a query over what the caller sees. */
  <T> T run(QueryRequest request, RequestContext context, QueryRunner.Work<T> work) {
    return runner.run(request, context, graph::dataset, work);
  }

  /** Reads what the caller sees, within the limits of a query. */
  <T> T read(Exchange exchange, Function<FederatedDataset, T> work) {
    return runner.read(limited(exchange), graph::dataset, work);
  }

  /** Collects triples into a graph with the standard prefixes, up to the limit of one answer. */
  Graph collect(Iterator<Triple> triples) {
    Graph collected = GraphFactory.createDefaultGraph();
    Prefixes.standard().forEach(collected.getPrefixMapping()::setNsPrefix);
    while (triples.hasNext()) {
      collected.add(triples.next());
      if (collected.size() > limits().maxRows()) {
        throw LimitedRows.tooMany(limits().maxRows(), "statements");
      }
    }
    return collected;
  }
}
