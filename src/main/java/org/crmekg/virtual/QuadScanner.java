package org.crmekg.virtual;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Quad;
import org.crmekg.Deadline;
import org.crmekg.SourceException;
import org.crmekg.Trace;
import org.crmekg.Trace.Sent;
import org.crmekg.rdf.Schema;
import org.crmekg.source.JdbcSource;
import org.crmekg.source.Relation;
import org.crmekg.source.RowCursor;
import org.crmekg.virtual.QuadMap.Join;
import org.crmekg.virtual.SqlUnfolder.Restriction;
import org.jspecify.annotations.Nullable;

/**
 * Answers blocks of quad patterns from a source, live.
 *
 * <p>Quad maps that may answer from the same rows become one request; rows are streamed. The answer
 * is a set: a quad comes once, by keys where they prove it, by DISTINCT in the database, or by
 * remembering what was given where neither does.
 */
public final class QuadScanner {
  private final CompiledMapping mapping;
  private final JdbcSource source;
  private final Schema schema;
  private final SqlUnfolder unfolder;
  private final ResultColumns expected;

  /** Creates a scanner over a compiled mapping. */
  public QuadScanner(CompiledMapping mapping, JdbcSource source, Schema schema) {
    this.mapping = mapping;
    this.source = source;
    this.schema = schema;
    this.unfolder = new SqlUnfolder(source.dialect());
    this.expected = new ResultColumns(source, mapping);
  }

  /** A request and the quad maps that its rows are for. */
  private record Step(SqlRequest request, List<Served> served) {}

  private record Served(QuadMap quadMap, boolean remember, boolean perRow) {}

  /** Quad maps that can share their rows: those of one table with one restriction. */
  private record Rows(Relation relation, Optional<Join> join, Restriction restriction) {}

  /**
   * Finds the quads that match a pattern, each once.
   *
   * @param pattern a quad whose variable places are {@link Node#ANY}
   * @param hidden properties that the caller may not see
   * @throws org.crmekg.SourceException while iterating, if the source fails or a row cannot be
   *     mapped
   */
  public Quads find(Quad pattern, Set<String> hidden, Deadline deadline) {
    return find(QuadBlock.of(pattern), hidden, deadline);
  }

  /**
   * Finds the quads of a block, each once; what is asked of the same rows of a table is one
   * request.
   *
   * @param hidden properties that the caller may not see
   * @throws org.crmekg.SourceException while iterating, if the source fails or a row cannot be
   *     mapped
   */
  public Quads find(QuadBlock block, Set<String> hidden, Deadline deadline) {
    return find(block, hidden, deadline, Trace.NONE);
  }

  /** As {@link #find(QuadBlock, Set, Deadline)}, telling what is sent. */
  public Quads find(QuadBlock block, Set<String> hidden, Deadline deadline, Trace trace) {
    Map<Rows, List<QuadMap>> together = new LinkedHashMap<>();
    List<QuadMap> possible = new ArrayList<>();
    for (QuadMap quadMap : mapping.quadMaps()) {
      if (!isHidden(quadMap, hidden)) {
        SqlUnfolder.restriction(quadMap, block)
            .ifPresent(
                restriction -> {
                  possible.add(quadMap);
                  var rows = new Rows(quadMap.relation(), quadMap.join(), restriction);
                  together.computeIfAbsent(rows, k -> new ArrayList<>()).add(quadMap);
                });
      }
    }
    var steps = new ArrayDeque<Step>();
    together.forEach(
        (rows, quadMaps) -> {
          List<QuadMap> sharing = quadMaps.stream().filter(QuadMap::isDuplicateFree).toList();
          if (!sharing.isEmpty()) {
            addSteps(sharing, rows.restriction(), possible, steps);
          }
          quadMaps.stream()
              .filter(q -> !q.isDuplicateFree())
              .forEach(q -> addSteps(List.of(q), rows.restriction(), possible, steps));
        });
    for (QuadMap q : mapping.openEnded()) {
      if (!isHidden(q, hidden)) {
        steps.add(new Step(unfolder.scan(q), List.of(new Served(q, true, true))));
      }
    }
    return new Scan(steps, block, deadline, trace);
  }

  /**
   * Estimates how many quads of a block there are for one row of a join, by the sizes of tables.
   *
   * @param subjectBound whether the row will name the subject
   * @param objectBound whether the row will name the object
   */
  public double estimate(QuadBlock block, boolean subjectBound, boolean objectBound) {
    double sum = 0;
    for (QuadMap q : mapping.quadMaps()) {
      if (SqlUnfolder.restriction(q, block).isPresent()) {
        double rows = source.estimatedRows(q.relation());
        sum +=
            rows
                * share(q.subject(), q, subjectBound || !block.subjects().isAny(), rows)
                * share(q.object(), q, objectBound || !block.objects().isAny(), rows);
      }
    }
    return sum;
  }

  /** The share of a table's rows that have a known term. */
  private static double share(TermSpec spec, QuadMap q, boolean known, double rows) {
    if (!known || spec instanceof TermSpec.Constant || rows <= 1) {
      return 1;
    }
    Set<String> names =
        spec.columns().stream()
            .filter(c -> c.side() == ColumnRef.Side.CHILD)
            .map(c -> c.column().name())
            .collect(Collectors.toSet());
    boolean isKey = q.relation().keys().stream().anyMatch(names::containsAll);
    return isKey ? 1 / rows : 1 / Math.sqrt(rows);
  }

  private void addSteps(
      List<QuadMap> quadMaps, Restriction restriction, List<QuadMap> possible, Deque<Step> steps) {
    List<SqlRequest> requests = unfolder.unfold(quadMaps, restriction);
    for (SqlRequest request : requests) {
      List<Served> served =
          quadMaps.stream()
              .map(
                  q -> new Served(q, requests.size() > 1 || mayRepeat(q, request, possible), false))
              .toList();
      steps.add(new Step(request, served));
    }
  }

  private boolean mayRepeat(QuadMap q, SqlRequest request, List<QuadMap> possible) {
    boolean unique =
        q.isDuplicateFree()
            || (request.distinct()
                && List.of(q.graph(), q.subject(), q.predicate(), q.object()).stream()
                    .allMatch(TermSpec::isInjective)
                && q.columns().containsAll(q.requiredColumns()));
    return !unique
        || !mapping.openEnded().isEmpty()
        || possible.stream().anyMatch(other -> !other.equals(q) && q.canOverlap(other));
  }

  static boolean isHidden(QuadMap quadMap, Set<String> hidden) {
    if (hidden.isEmpty()) {
      return false;
    }
    boolean here =
        quadMap.predicate() instanceof TermSpec.Constant p && hidden.contains(p.node().toString());
    return here
        || (quadMap.origin() instanceof QuadMap.Origin.Inferred inferred
            && isHidden(inferred.premise(), hidden));
  }

  private final class Scan implements Quads {
    private final Deque<Step> steps;
    private final QuadBlock block;
    private final Deadline deadline;
    private final Trace trace;
    private final Set<Quad> given = new HashSet<>();
    private final Deque<Quad> ready = new ArrayDeque<>();
    private @Nullable Step step;
    private @Nullable RowCursor cursor;
    private @Nullable Sent sent;
    private @Nullable RowValues values;

    Scan(Deque<Step> steps, QuadBlock block, Deadline deadline, Trace trace) {
      this.trace = trace;
      this.steps = steps;
      this.block = block;
      this.deadline = deadline;
    }

    @Override
    public boolean hasNext() {
      while (ready.isEmpty()) {
        if (!advance()) {
          return false;
        }
      }
      return true;
    }

    @Override
    public Quad next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return ready.remove();
    }

    /** Reads one row, or opens the next request; false at the end. */
    private boolean advance() {
      Step current = step;
      RowCursor open = cursor;
      RowValues row = values;
      if (current == null || open == null || row == null) {
        if (steps.isEmpty()) {
          return false;
        }
        Step next = steps.remove();
        sent = trace.sent(source.id(), next.request().sql());
        RowCursor opened =
            source.query(next.request().sql(), next.request().parameters(), deadline);
        step = next;
        cursor = opened;
        values = new RowValues(opened.row(), next.request().columns());
        expected.require(opened, RowValues.positions(next.request().columns()));
        return true;
      }
      if (!open.next()) {
        closeCursor();
        return true;
      }
      if (sent != null) {
        sent.row();
      }
      row.nextRow();
      for (Served served : current.served()) {
        Quad quad = made(served.quadMap(), row);
        if (quad != null) {
          offer(served, quad);
        }
      }
      return true;
    }

    private @Nullable Quad made(QuadMap quadMap, RowValues row) {
      try {
        return QuadMaker.make(quadMap, row);
      } catch (SourceException e) {
        throw UnreadableRow.of(source.id(), quadMap.subject(), row, e);
      }
    }

    private void offer(Served current, Quad quad) {
      give(current, quad);
      if (!current.perRow()) {
        return;
      }
      for (Triple triple : schema.entailed(quad.asTriple()).keySet()) {
        give(current, Quad.create(quad.getGraph(), triple));
      }
    }

    private void give(Served current, Quad quad) {
      if (block.matches(quad) && (!current.remember() || given.add(quad))) {
        ready.add(quad);
      }
    }

    private void closeCursor() {
      if (sent != null) {
        sent.end();
        sent = null;
      }
      if (cursor != null) {
        cursor.close();
      }
      cursor = null;
      values = null;
      step = null;
    }

    @Override
    public void close() {
      steps.clear();
      ready.clear();
      closeCursor();
    }
  }
}
