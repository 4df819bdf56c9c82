package org.crmekg.virtual;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.binding.BindingFactory;
import org.apache.jena.sparql.expr.NodeValue;
import org.crmekg.Deadline;
import org.crmekg.Problem;
import org.crmekg.SourceException;
import org.crmekg.Trace;
import org.crmekg.Trace.Sent;
import org.crmekg.source.JdbcSource;
import org.crmekg.source.RowCursor;
import org.crmekg.virtual.JoinRequest.Premise;
import org.crmekg.virtual.JoinRequest.Same;
import org.crmekg.virtual.JoinRequest.Term;
import org.crmekg.virtual.JoinUnfolder.Ways;
import org.jspecify.annotations.Nullable;

/**
 * Answers basic graph patterns from a source, live: its database joins.
 *
 * <p>The solutions are a set, as SPARQL has it: each comes once, by keys where they prove it, by
 * DISTINCT in the database, or by remembering what was given where neither does.
 */
public final class JoinScanner {
  private final JdbcSource source;
  private final JoinUnfolder unfolder;
  private final ResultColumns expected;

  /**
   * Creates a scanner over a compiled mapping.
   *
   * @param hidden properties that the caller may not see
   */
  public JoinScanner(CompiledMapping mapping, JdbcSource source, Set<String> hidden) {
    this.source = source;
    this.expected = new ResultColumns(source, mapping);
    this.unfolder = new JoinUnfolder(mapping, source.dialect(), hidden);
  }

  /** Returns whether the database can join these patterns, so that {@link #find} finds a way. */
  public boolean canJoin(JoinBlock block) {
    return unfolder.ways(block).isPresent();
  }

  /** Returns the statements of a block, for people; empty if the database cannot join it. */
  public List<String> statements(JoinBlock block) {
    return requests(block).orElse(List.of()).stream().map(JoinRequest::sql).toList();
  }

  /**
   * Finds the solutions of a block, each once.
   *
   * @return empty if the database cannot join these patterns
   * @throws org.crmekg.SourceException while iterating, if the source fails or a row cannot be
   *     mapped
   */
  public Optional<Solutions> find(JoinBlock block, Deadline deadline, Trace trace) {
    return requests(block).map(requests -> new Scan(requests, block.values(), deadline, trace));
  }

  /**
   * Groups solutions in the database.
   *
   * @return empty if that is perhaps not the same as grouping terms
   */
  public Optional<Grouping> group(GroupBlock block, Deadline deadline, Trace trace) {
    return new GroupUnfolder(unfolder, source.dialect())
        .unfold(block)
        .map(
            groups ->
                new Grouping(
                    groups.split(),
                    groups.requests().stream().map(GroupRequest::sql).toList(),
                    () -> new GroupRows(source, expected, groups.requests(), deadline, trace)));
  }

  /** Returns whether the database can order the solutions of a block by a variable. */
  public boolean canOrder(JoinBlock block, Var variable) {
    return block.values().isEmpty()
        && unfolder
            .ways(block)
            .filter(
                ways ->
                    ways.all().stream().allMatch(w -> GroupUnfolder.isOrdered(w, ways, variable)))
            .isPresent();
  }

  /** Returns the statements of {@link #top}, for people. */
  public List<String> statements(JoinBlock block, Top top) {
    return requests(block, top).stream().map(JoinRequest::sql).toList();
  }

  private List<JoinRequest> requests(JoinBlock block, Top top) {
    Ways ways = unfolder.ways(block).orElseThrow();
    return ways.all().stream()
        .flatMap(
            way ->
                new JoinSql(way, source.dialect())
                    .requests(block, ways.overlaps(way, way.terms().keySet()), top).stream())
        .toList();
  }

  /**
   * Finds the first solutions of a block that the database can order.
   *
   * @throws org.crmekg.SourceException if the source fails or a row cannot be mapped
   */
  public Top.Found top(JoinBlock block, Top top, Deadline deadline, Trace trace) {
    Set<Binding> found = new LinkedHashSet<>();
    Node reached = null;
    for (JoinRequest request : requests(block, top)) {
      Rows rows = send(request, Map.of(), top.most(), deadline, trace);
      try {
        requireColumns(rows);
        Node last = null;
        int read = 0;
        while (rows.next()) {
          read++;
          Binding solution = rows.solution();
          last = rows.value(top.variable());
          if (solution != null) {
            found.add(solution);
          }
        }
        boolean earlier =
            reached == null
                || (last != null
                    && (NodeValue.compareAlways(
                                NodeValue.makeNode(last), NodeValue.makeNode(reached))
                            > 0)
                        == top.descending());
        if (read == top.most() && last != null && earlier) {
          reached = last;
        }
      } finally {
        rows.close();
      }
    }
    return new Top.Found(List.copyOf(found), Optional.ofNullable(reached));
  }

  private Optional<List<JoinRequest>> requests(JoinBlock block) {
    return unfolder
        .ways(block)
        .map(
            ways ->
                ways.all().stream()
                    .flatMap(
                        way ->
                            new JoinSql(way, source.dialect())
                                .requests(block, ways.overlaps(way, way.terms().keySet())).stream())
                    .toList());
  }

  private Rows send(
      JoinRequest request,
      Map<Var, TermSet> values,
      int fetchSize,
      Deadline deadline,
      Trace trace) {
    Sent sent = trace.sent(source.id(), request.sql());
    return new Rows(
        request,
        values,
        source.query(request.sql(), request.parameters(), fetchSize, deadline),
        sent);
  }

  private void requireColumns(Rows rows) {
    rows.request.views().forEach(view -> expected.require(rows.cursor(), view));
  }

  private final class Scan extends StatementSolutions<JoinRequest, Rows> {
    private final Map<Var, TermSet> values;
    private final Deadline deadline;
    private final Trace trace;
    private final Set<Binding> given = new HashSet<>();

    Scan(List<JoinRequest> requests, Map<Var, TermSet> values, Deadline deadline, Trace trace) {
      super(requests);
      this.values = values;
      this.deadline = deadline;
      this.trace = trace;
    }

    @Override
    Rows send(JoinRequest request) {
      return JoinScanner.this.send(request, values, JdbcSource.FETCH_SIZE, deadline, trace);
    }

    @Override
    void requireColumns(Rows rows) {
      JoinScanner.this.requireColumns(rows);
    }

    @Override
    @Nullable Binding solution(Rows rows) {
      Binding solution = named(rows);
      return solution == null || !rows.request.mayRepeat() || given.add(solution) ? solution : null;
    }

    /** Returns the solution of a row; an error says which row it is. */
    private @Nullable Binding named(Rows current) {
      try {
        return current.solution();
      } catch (SourceException e) {
        if (e.problem() != Problem.DATA_ERROR) {
          throw e;
        }
        throw new SourceException(
            Problem.DATA_ERROR,
            "source %s, %s: %s".formatted(source.id(), current.shown(), e.getMessage()),
            e);
      }
    }
  }

  /** The rows of one statement, each as the quad maps see it. */
  private static final class Rows extends SentStatement {
    private final JoinRequest request;
    private final Map<Var, TermSet> values;

    Rows(JoinRequest request, Map<Var, TermSet> values, RowCursor cursor, Sent sent) {
      super(cursor, sent, request.views());
      this.request = request;
      this.values = values;
    }

    /** Returns the solution of the current row, or null if there is none. */
    @Nullable Binding solution() {
      var builder = BindingFactory.builder();
      for (Map.Entry<Var, Term> term : request.terms().entrySet()) {
        Node value = make(term.getValue());
        // Not every template can be turned back into values of its columns.
        if (value == null || !values.getOrDefault(term.getKey(), TermSet.ANY).contains(value)) {
          return null;
        }
        builder.add(term.getKey(), value);
      }
      for (Same same : request.same()) {
        Node left = make(same.left());
        if (left == null || !left.equals(make(same.right()))) {
          return null;
        }
      }
      for (Premise premise : request.premises()) {
        if (QuadMaker.make(premise.quadMap(), view(premise.view())) == null) {
          return null;
        }
      }
      return builder.build();
    }

    /** Returns the terms of the current row that can be made, to tell which row it is. */
    String shown() {
      var known = new ArrayList<String>();
      request
          .terms()
          .forEach(
              (v, term) -> {
                try {
                  known.add("?%s = %s".formatted(v.getVarName(), make(term)));
                } catch (SourceException e) {
                  known.add("?%s unreadable".formatted(v.getVarName()));
                }
              });
      return "the row with " + String.join(", ", known);
    }

    /** Returns the value of a variable in the row that was read. */
    @Nullable Node value(Var variable) {
      return make(requireNonNull(request.terms().get(variable)));
    }

    private @Nullable Node make(Term term) {
      return term.spec().make(view(term.view()));
    }
  }
}
