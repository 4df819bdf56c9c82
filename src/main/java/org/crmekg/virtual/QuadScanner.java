package org.crmekg.virtual;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Quad;
import org.crmekg.Deadline;
import org.crmekg.rdf.Schema;
import org.crmekg.source.JdbcSource;
import org.crmekg.source.RowCursor;
import org.jspecify.annotations.Nullable;

/**
 * Answers one quad pattern from a source, live.
 *
 * <p>Each quad map that may answer becomes one request; rows are streamed. The answer is a set: a
 * quad comes once, by keys where they prove it, by DISTINCT in the database, or by remembering what
 * was given where neither does.
 */
public final class QuadScanner {
  private final CompiledMapping mapping;
  private final JdbcSource source;
  private final Schema schema;
  private final SqlUnfolder unfolder;

  /** Creates a scanner over a compiled mapping. */
  public QuadScanner(CompiledMapping mapping, JdbcSource source, Schema schema) {
    this.mapping = mapping;
    this.source = source;
    this.schema = schema;
    this.unfolder = new SqlUnfolder(source.dialect());
  }

  /** A quad map with the request that it became. */
  private record Step(QuadMap quadMap, SqlRequest request, boolean remember, boolean perRow) {}

  /**
   * Finds the quads that match a pattern, each once.
   *
   * @param pattern a quad whose variable places are {@link Node#ANY}
   * @param hidden properties that the caller may not see
   * @throws org.crmekg.SourceException while iterating, if the source fails or a row cannot be
   *     mapped
   */
  public Quads find(Quad pattern, Set<String> hidden, Deadline deadline) {
    var steps = new ArrayDeque<Step>();
    List<QuadMap> possible = new ArrayList<>();
    List<SqlRequest> requests = new ArrayList<>();
    for (QuadMap quadMap : mapping.quadMaps()) {
      Optional<SqlRequest> request =
          isHidden(quadMap, hidden) ? Optional.empty() : unfolder.unfold(quadMap, pattern);
      if (request.isPresent()) {
        possible.add(quadMap);
        requests.add(request.get());
      }
    }
    boolean openEnded = !mapping.openEnded().isEmpty();
    for (int i = 0; i < possible.size(); i++) {
      QuadMap q = possible.get(i);
      boolean unique =
          q.isDuplicateFree()
              || (requests.get(i).distinct()
                  && List.of(q.graph(), q.subject(), q.predicate(), q.object()).stream()
                      .allMatch(TermSpec::isInjective)
                  && q.columns().containsAll(q.requiredColumns()));
      boolean remember =
          openEnded
              || !unique
              || possible.stream().anyMatch(other -> !other.equals(q) && q.canOverlap(other));
      steps.add(new Step(q, requests.get(i), remember, false));
    }
    for (QuadMap q : mapping.openEnded()) {
      if (!isHidden(q, hidden)) {
        steps.add(new Step(q, unfolder.scan(q), true, true));
      }
    }
    return new Scan(steps, pattern, deadline);
  }

  private static boolean isHidden(QuadMap quadMap, Set<String> hidden) {
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
    private final Quad pattern;
    private final Deadline deadline;
    private final Set<Quad> given = new HashSet<>();
    private final Deque<Quad> ready = new ArrayDeque<>();
    private @Nullable Step step;
    private @Nullable RowCursor cursor;
    private @Nullable RowValues values;

    Scan(Deque<Step> steps, Quad pattern, Deadline deadline) {
      this.steps = steps;
      this.pattern = pattern;
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
        RowCursor opened =
            source.query(next.request().sql(), next.request().parameters(), deadline);
        step = next;
        cursor = opened;
        values = new RowValues(opened.row(), next.request().columns());
        return true;
      }
      if (!open.next()) {
        closeCursor();
        return true;
      }
      row.nextRow();
      Quad quad = QuadMaker.make(current.quadMap(), row);
      if (quad != null) {
        offer(current, quad);
      }
      return true;
    }

    private void offer(Step current, Quad quad) {
      give(current, quad);
      if (!current.perRow()) {
        return;
      }
      for (Triple triple : schema.entailed(quad.asTriple()).keySet()) {
        give(current, Quad.create(quad.getGraph(), triple));
      }
    }

    private void give(Step current, Quad quad) {
      if (matches(quad) && (!current.remember() || given.add(quad))) {
        ready.add(quad);
      }
    }

    private boolean matches(Quad quad) {
      return matches(pattern.getGraph(), quad.getGraph())
          && matches(pattern.getSubject(), quad.getSubject())
          && matches(pattern.getPredicate(), quad.getPredicate())
          && matches(pattern.getObject(), quad.getObject());
    }

    private static boolean matches(Node wanted, Node have) {
      return !wanted.isConcrete() || wanted.equals(have);
    }

    private void closeCursor() {
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
