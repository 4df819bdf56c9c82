package org.crmekg.app;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.jena.query.Query;
import org.apache.jena.sparql.exec.QueryExec;
import org.crmekg.RequestContext;
import org.crmekg.Trace;
import org.crmekg.app.ExplainView.RequestView;
import org.crmekg.app.ExplainView.RunView;
import org.crmekg.federation.FederatedQueryEngine;

/** Says how queries are answered, and what running them sends to sources. */
public final class QueryExplainer {
  private final KnowledgeGraph graph;
  private final QueryRunner runner;

  /** Creates an explainer that runs queries within a runner's limits. */
  public QueryExplainer(KnowledgeGraph graph, QueryRunner runner) {
    this.graph = graph;
    this.runner = runner;
  }

  /**
   * Explains a query.
   *
   * @param analyze whether it is run, too
   * @throws org.crmekg.UsageException if the query cannot be parsed or is refused
   * @throws org.crmekg.SourceException if a source fails that it needs
   */
  public ExplainView explain(QueryRequest request, RequestContext context, boolean analyze) {
    Query query = QueryRunner.parse(request);
    long start = now();
    List<String> plan =
        runner.read(
            context, graph::dataset, dataset -> FederatedQueryEngine.explain(query, dataset));
    long planned = now();
    if (!analyze) {
      return new ExplainView(plan, null);
    }
    var sent = new SentStatements();
    long rows = runner.run(request, context.tracedBy(sent), graph::dataset, QueryExplainer::count);
    return new ExplainView(
        plan, new RunView(rows, (now() - planned) / 1e6, (planned - start) / 1e6, sent.requests()));
  }

  private long now() {
    return graph.environment().nanoTime().getAsLong();
  }

  private static long count(Query query, QueryExec execution) {
    if (query.isAskType()) {
      boolean unused = execution.ask();
      return 1;
    }
    long rows = 0;
    if (query.isSelectType()) {
      var answer = execution.select();
      while (answer.hasNext()) {
        answer.next();
        rows++;
      }
      return rows;
    }
    return query.isDescribeType() ? execution.describe().size() : execution.construct().size();
  }

  /** Adds up what is sent, by statement, in the order of the first times. */
  private final class SentStatements implements Trace {
    private final Map<List<String>, Sum> sums = new LinkedHashMap<>();

    private static final class Sum {
      private int times;
      private long rows;
      private long bytes;
      private long nanos;
    }

    @Override
    public synchronized Sent sent(String source, String statement) {
      Sum sum = sums.computeIfAbsent(List.of(source, statement), k -> new Sum());
      sum.times++;
      long start = now();
      return new Sent() {
        @Override
        public void row() {
          synchronized (SentStatements.this) {
            sum.rows++;
          }
        }

        @Override
        public void bytes(long count) {
          synchronized (SentStatements.this) {
            sum.bytes += count;
          }
        }

        @Override
        public void end() {
          synchronized (SentStatements.this) {
            sum.nanos += now() - start;
          }
        }
      };
    }

    synchronized List<RequestView> requests() {
      return sums.entrySet().stream()
          .map(
              e ->
                  new RequestView(
                      e.getKey().get(0),
                      e.getKey().get(1),
                      e.getValue().times,
                      e.getValue().rows,
                      e.getValue().bytes,
                      e.getValue().nanos / 1e6))
          .toList();
    }
  }
}
