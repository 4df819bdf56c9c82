package org.crmekg.app;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.jena.graph.Triple;
import org.apache.jena.query.ARQ;
import org.apache.jena.sparql.core.BasicPattern;
import org.apache.jena.sparql.core.DatasetGraph;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.engine.QueryIterator;
import org.apache.jena.sparql.engine.main.QC;
import org.apache.jena.sparql.engine.main.StageBuilder;
import org.apache.jena.sparql.engine.main.StageGeneratorGeneric;
import org.apache.jena.sparql.engine.optimizer.reorder.ReorderLib;
import org.apache.jena.sparql.engine.optimizer.reorder.ReorderProc;
import org.apache.jena.sparql.engine.optimizer.reorder.ReorderTransformation;
import org.apache.jena.sparql.util.Symbol;
import org.crmekg.EkgException;
import org.crmekg.Problem;
import org.crmekg.RequestContext;
import org.crmekg.ResourceException;
import org.crmekg.federation.SoundExecutor;

/**
 * Compares answers with those of plain ARQ over one graph that holds everything (the oracle): the
 * same rows, as often.
 */
public final class Parity {
  /** Queries with more rows than this, before they are counted, are not compared. */
  public static final int MOST_ROWS = 5000;

  /** The oracle may have to hold all rows of a group within a query. */
  private static final int MOST_ROWS_WITHIN = 50_000;

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private static final List<Symbol> FILTER_REWRITINGS =
      List.of(
          ARQ.optFilterEquality,
          ARQ.optFilterDisjunction,
          ARQ.optFilterImplicitJoin,
          ARQ.optFilterPlacement,
          ARQ.optImplicitLeftJoin);

  private final QueryRunner runner;
  private final RequestContext context;
  private final DatasetGraph oracle;
  private final Map<String, Function<RequestContext, ? extends DatasetGraph>> ways;
  private final Duration limit;

  /**
   * Creates a comparison.
   *
   * @param context who asks
   * @param oracle asked by ARQ without the rewritings of filters that change answers
   * @param ways what is compared with the oracle, by name, in order
   */
  public Parity(
      QueryRunner runner,
      RequestContext context,
      DatasetGraph oracle,
      Map<String, Function<RequestContext, ? extends DatasetGraph>> ways) {
    this(runner, context, oracle, ways, LIMIT);
  }

  /** Creates a comparison that gives each query so much time. */
  Parity(
      QueryRunner runner,
      RequestContext context,
      DatasetGraph oracle,
      Map<String, Function<RequestContext, ? extends DatasetGraph>> ways,
      Duration limit) {
    this.runner = runner;
    this.context = context;
    this.oracle = oracle;
    this.ways = ways;
    this.limit = limit;
    withoutFaults(oracle);
  }

  /** Has queries of a dataset answered by ARQ without what is known to be wrong there. */
  static void withoutFaults(DatasetGraph dataset) {
    for (Symbol rewriting : FILTER_REWRITINGS) {
      dataset.getContext().setFalse(rewriting);
    }
    StageBuilder.setGenerator(dataset.getContext(), new OracleStages());
    QC.setFactory(dataset.getContext(), SoundExecutor::new);
  }

  /** What came of a query. */
  public sealed interface Outcome {
    /** All ways gave the oracle's rows. */
    record Same(int rows) implements Outcome {}

    /** The oracle has too many rows, or takes too long. */
    record TooLarge() implements Outcome {}

    /** A way ran into the limit of time, so nothing is known of its answer. */
    record TooSlow(String way, String query) implements Outcome {}

    /**
     * A way gave other rows, or failed.
     *
     * @param failure empty where it gave rows
     */
    record Different(
        RandomQuery query,
        String way,
        List<String> missing,
        List<String> added,
        Optional<EkgException> failure)
        implements Outcome {
      public Different {
        missing = List.copyOf(missing);
        added = List.copyOf(added);
      }
    }
  }

  /** Answers a query in all ways and compares. */
  public Outcome compare(RandomQuery query) {
    List<String> expected;
    try {
      if (answer(c -> oracle, query.rows(MOST_ROWS)).size() == MOST_ROWS
          || query.rowsWithin(MOST_ROWS_WITHIN).stream()
              .anyMatch(q -> answer(c -> oracle, q).size() == MOST_ROWS_WITHIN)) {
        return new Outcome.TooLarge();
      }
      expected = answer(c -> oracle, query.text());
    } catch (ResourceException e) {
      if (e.problem() == Problem.QUERY_TIMEOUT) {
        return new Outcome.TooLarge();
      }
      throw e;
    }
    for (var way : ways.entrySet()) {
      List<String> given;
      try {
        given = answer(way.getValue(), query.text());
      } catch (EkgException e) {
        if (e.problem() == Problem.QUERY_TIMEOUT) {
          return new Outcome.TooSlow(way.getKey(), query.text());
        }
        return new Outcome.Different(query, way.getKey(), List.of(), List.of(), Optional.of(e));
      }
      List<String> missing = AnswerRows.without(expected, given);
      List<String> added = AnswerRows.without(given, expected);
      if (!missing.isEmpty() || !added.isEmpty()) {
        return new Outcome.Different(query, way.getKey(), missing, added, Optional.empty());
      }
    }
    return new Outcome.Same(expected.size());
  }

  private List<String> answer(
      Function<RequestContext, ? extends DatasetGraph> dataset, String query) {
    return runner.run(
        QueryRequest.of(query), runner.limited(context, limit), dataset, AnswerRows::of);
  }

  /** Returns the difference of the smallest query found that still differs. */
  public Outcome.Different shrunk(Outcome.Different first) {
    Outcome.Different smallest = first;
    boolean smaller = true;
    while (smaller) {
      smaller = false;
      for (RandomQuery candidate : smallest.query().smaller()) {
        if (compare(candidate) instanceof Outcome.Different different) {
          smallest = different;
          smaller = true;
          break;
        }
      }
    }
    return smallest;
  }

  /** Returns a difference in lines for people. */
  public static List<String> lines(Outcome.Different difference) {
    var lines = new ArrayList<String>();
    lines.add(difference.query().text());
    lines.add("differs: " + difference.way());
    difference.failure().ifPresent(e -> lines.add("  failed: " + e.coded()));
    difference.missing().stream().limit(5).forEach(r -> lines.add("  missing " + r));
    difference.added().stream().limit(5).forEach(r -> lines.add("  added   " + r));
    int more =
        Math.max(0, difference.missing().size() - 5) + Math.max(0, difference.added().size() - 5);
    if (more > 0) {
      lines.add("  and %d rows more".formatted(more));
    }
    return lines;
  }

  /**
   * Orders patterns as ARQ does, but not where a row already gave a literal as a predicate, on
   * which ARQ's ordering fails (Jena 5.6.0): nothing matches then.
   */
  private static final class OracleStages extends StageGeneratorGeneric {
    private static final ReorderTransformation ORDER =
        new ReorderTransformation() {
          @Override
          public ReorderProc reorderIndexes(BasicPattern pattern) {
            return isOrderable(pattern)
                ? ReorderLib.fixed().reorderIndexes(pattern)
                : ReorderLib.identityProc();
          }

          @Override
          public BasicPattern reorder(BasicPattern pattern) {
            return reorderIndexes(pattern).reorder(pattern);
          }
        };

    @Override
    public QueryIterator execute(
        BasicPattern pattern, QueryIterator input, ExecutionContext execution) {
      return execute(pattern, ORDER, input, execution);
    }

    private static boolean isOrderable(BasicPattern pattern) {
      return pattern.getList().stream()
          .map(Triple::getPredicate)
          .allMatch(p -> p.isURI() || Var.isVar(p));
    }
  }
}
