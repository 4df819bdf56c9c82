package org.crmekg.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.jena.graph.Node;
import org.apache.jena.query.Query;
import org.apache.jena.query.QueryCancelledException;
import org.apache.jena.query.QueryException;
import org.apache.jena.query.QueryFactory;
import org.apache.jena.query.QueryParseException;
import org.apache.jena.query.Syntax;
import org.apache.jena.query.TxnType;
import org.apache.jena.shared.JenaException;
import org.apache.jena.sparql.core.DatasetGraph;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.exec.QueryExec;
import org.apache.jena.sparql.syntax.syntaxtransform.QueryTransformOps;
import org.crmekg.Deadline;
import org.crmekg.EkgException;
import org.crmekg.InternalException;
import org.crmekg.Problem;
import org.crmekg.RequestContext;
import org.crmekg.ResourceException;
import org.crmekg.UsageException;
import org.crmekg.federation.FederatedDataset;
import org.crmekg.federation.FederatedQueryEngine;
import org.crmekg.rdf.Prefixes;
import org.jspecify.annotations.Nullable;

/**
 * Runs queries with hard limits.
 *
 * <p>A query runs on a thread of its own, and its caller waits for it no longer than the limit and
 * a little grace: an operator that does not look at the deadline cannot hold the caller up. Threads
 * are never interrupted, since that would close the store's files; a query that overran ends at its
 * next look at the deadline, and until then it holds its place in the queue. Safe for use by
 * several threads.
 */
public final class QueryRunner implements AutoCloseable {
  private static final Duration GRACE = Duration.ofMillis(300);

  /** How often the one who waits looks whether his own caller is still there. */
  private static final Duration LOOK = Duration.ofMillis(100);

  private static final Duration QUEUE_WAIT = Duration.ofSeconds(2);

  private final Environment environment;
  private final Semaphore places;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("ekg-query-", 0).factory());

  /** What is done with a parsed query while its dataset is open. */
  @FunctionalInterface
  public interface Work<T> {
    /** Uses the execution; everything has to be read before it returns. */
    T apply(Query query, QueryExec execution) throws IOException;
  }

  /** Creates a runner that runs so many queries at once. */
  public QueryRunner(Environment environment, int maxConcurrent) {
    this.environment = environment;
    this.places = new Semaphore(maxConcurrent, true);
  }

  /**
   * Parses a query.
   *
   * @throws UsageException with {@link Problem#QUERY_SYNTAX}, line and column; the cause is the
   *     parser's exception
   */
  public static Query parse(QueryRequest request) {
    var query = new Query();
    Prefixes.standard().forEach((p, ns) -> query.getPrefixMapping().setNsPrefix(p, ns));
    try {
      QueryFactory.parse(query, request.text(), null, Syntax.syntaxSPARQL_11);
    } catch (QueryParseException e) {
      SyntaxPosition position = SyntaxPosition.of(e);
      throw new UsageException(
          Problem.QUERY_SYNTAX,
          "line %d, column %d: %s"
              .formatted(
                  position.line(), position.column(), firstLines(String.valueOf(e.getMessage()))),
          e);
    } catch (QueryException e) {
      throw new UsageException(Problem.QUERY_SYNTAX, firstLines(String.valueOf(e.getMessage())), e);
    }
    if (!request.defaultGraphs().isEmpty() || !request.namedGraphs().isEmpty()) {
      query.getGraphURIs().clear();
      query.getNamedGraphURIs().clear();
      request.defaultGraphs().forEach(query::addGraphURI);
      request.namedGraphs().forEach(query::addNamedGraphURI);
    }
    if (request.bindings().isEmpty()) {
      return query;
    }
    Map<Var, Node> terms = new HashMap<>();
    request.bindings().forEach((name, term) -> terms.put(Var.alloc(name), term));
    return QueryTransformOps.replaceVars(query, terms);
  }

  /** Returns what an answer lacks, as far as it has been read. */
  public static Shortfall shortfall(Query query, QueryExec execution) {
    return execution.getDataset() instanceof FederatedDataset dataset
        ? Shortfall.of(query, dataset)
        : Shortfall.NONE;
  }

  private static String firstLines(String message) {
    return message
        .lines()
        .map(String::strip)
        .filter(l -> !l.isEmpty())
        .limit(3)
        .reduce((a, b) -> a + " " + b)
        .orElse("");
  }

  /**
   * Runs a query over a request's dataset.
   *
   * @param context has the deadline
   * @param dataset opens the dataset of a context
   * @throws UsageException if the query cannot be parsed or is refused
   * @throws ResourceException if it takes too long or too many run already
   * @throws org.crmekg.SourceException if a source that it needs fails
   */
  public <T> T run(
      QueryRequest request,
      RequestContext context,
      Function<RequestContext, ? extends DatasetGraph> dataset,
      Work<T> work) {
    Query query = parse(request);
    var execution = new AtomicReference<@Nullable QueryExec>();
    return submit(
        context.deadline(),
        () -> execute(query, dataset.apply(context), execution, work),
        () -> {
          QueryExec running = execution.get();
          if (running != null) {
            running.abort();
          }
        });
  }

  /**
   * Reads a request's dataset within the same limits as a query.
   *
   * @param work everything has to be read before it returns
   * @throws ResourceException if it takes too long or too many queries run already
   * @throws org.crmekg.SourceException if a source that it needs fails
   */
  public <D extends DatasetGraph, T> T read(
      RequestContext context, Function<RequestContext, D> dataset, Function<D, T> work) {
    return submit(
        context.deadline(),
        () -> {
          D opened = dataset.apply(context);
          opened.begin(TxnType.READ);
          try {
            return work.apply(opened);
          } finally {
            opened.end();
          }
        },
        () -> {});
  }

  private <T> T submit(Deadline deadline, Supplier<T> work, Runnable abort) {
    takePlace(deadline);
    CompletableFuture<T> answer;
    try {
      answer = CompletableFuture.supplyAsync(releasing(work), threads);
    } catch (RejectedExecutionException e) {
      places.release();
      throw new ResourceException(Problem.BUSY, "the system is shutting down", e);
    }
    try {
      return result(answer, deadline, abort);
    } catch (InterruptedException e) {
      deadline.cancel();
      Thread.currentThread().interrupt();
      throw new ResourceException(Problem.QUERY_TIMEOUT, "the caller went away", e);
    } catch (ExecutionException e) {
      throw translated(e.getCause() == null ? e : e.getCause(), deadline);
    }
  }

  /** Waits for the answer, and a little longer for the reason why there is none. */
  private static <T> T result(CompletableFuture<T> answer, Deadline deadline, Runnable abort)
      throws InterruptedException, ExecutionException {
    long grace = GRACE.toMillis();
    while (grace > 0) {
      boolean over = deadline.isOver();
      try {
        return answer.get(over ? grace : LOOK.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        grace = over ? 0 : grace;
        deadline.cancelIfCallerIsGone();
      }
    }
    ResourceException over = deadline.over();
    deadline.cancel();
    abort.run();
    throw over;
  }

  private <T> Supplier<T> releasing(Supplier<T> work) {
    return () -> {
      try {
        return work.get();
      } finally {
        places.release();
      }
    };
  }

  private void takePlace(Deadline deadline) {
    try {
      long wait = Math.min(QUEUE_WAIT.toMillis(), deadline.remaining().toMillis());
      if (!places.tryAcquire(wait, TimeUnit.MILLISECONDS)) {
        throw new ResourceException(
            Problem.BUSY, "too many queries are running; try again in a moment");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ResourceException(Problem.BUSY, "the caller went away", e);
    }
  }

  private static <T> T execute(
      Query query,
      DatasetGraph dataset,
      AtomicReference<@Nullable QueryExec> execution,
      Work<T> work) {
    dataset.begin(TxnType.READ);
    try {
      describeParties(query, dataset);
      try (QueryExec exec = QueryExec.dataset(dataset).query(query).build()) {
        FederatedQueryEngine.expect(query, exec.getContext());
        execution.set(exec);
        return work.apply(query, exec);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      dataset.end();
    }
  }

  /** A source IRI in DESCRIBE means its party, as in a golden pattern. */
  private static void describeParties(Query query, DatasetGraph dataset) {
    if (query.isDescribeType()
        && dataset instanceof FederatedDataset federated
        && federated.isGolden()) {
      query.getResultURIs().replaceAll(n -> federated.lens().canonical(n));
    }
  }

  private static EkgException translated(Throwable cause, Deadline deadline) {
    if (cause instanceof EkgException e) {
      return e;
    }
    if (cause instanceof QueryCancelledException) {
      try {
        deadline.check();
      } catch (ResourceException e) {
        return e;
      }
      return new ResourceException(Problem.QUERY_TIMEOUT, "the query was cancelled", cause);
    }
    if (cause instanceof QueryException e) {
      return new UsageException(
          Problem.QUERY_REFUSED, firstLines(String.valueOf(e.getMessage())), e);
    }
    if (cause instanceof UncheckedIOException e) {
      return new ResourceException(Problem.QUERY_TIMEOUT, "the caller went away", e);
    }
    if (cause instanceof StackOverflowError) {
      return new UsageException(Problem.QUERY_REFUSED, "the query is nested too deeply", cause);
    }
    String kind = cause instanceof JenaException ? "the query engine" : cause.getClass().getName();
    return new InternalException(
        Problem.INTERNAL, "%s failed: %s".formatted(kind, cause.getMessage()), cause);
  }

  /** Returns a context whose deadline starts now. */
  public RequestContext limited(RequestContext context, Duration limit) {
    return context.within(Deadline.in(limit, environment.nanoTime()));
  }

  /** As {@link #limited(RequestContext, Duration)}, for a caller who may go away. */
  public RequestContext limited(
      RequestContext context, Duration limit, BooleanSupplier callerIsGone) {
    return context.within(Deadline.in(limit, environment.nanoTime(), callerIsGone));
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
