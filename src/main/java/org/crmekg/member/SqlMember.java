package org.crmekg.member;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.binding.Binding;
import org.crmekg.Deadline;
import org.crmekg.Problem;
import org.crmekg.RequestContext;
import org.crmekg.SourceException;
import org.crmekg.rdf.Schema;
import org.crmekg.source.JdbcSource;
import org.crmekg.virtual.CompiledMapping;
import org.crmekg.virtual.GroupBlock;
import org.crmekg.virtual.Grouping;
import org.crmekg.virtual.JoinBlock;
import org.crmekg.virtual.JoinScanner;
import org.crmekg.virtual.QuadBlock;
import org.crmekg.virtual.QuadScanner;
import org.crmekg.virtual.Quads;
import org.crmekg.virtual.Solutions;
import org.crmekg.virtual.Top;

/** A source in virtual mode: each request is SQL. */
public final class SqlMember implements Member {
  private final JdbcSource source;
  private final Descriptor descriptor;
  private final Schema schema;
  private final LiveMapping mapping;

  /** By the properties that callers may not see; they remember how patterns are joined. */
  private final Map<Set<String>, Joining> joining = new ConcurrentHashMap<>();

  private record Joining(CompiledMapping mapping, JoinScanner scanner) {}

  /** Creates a member. */
  public SqlMember(JdbcSource source, Descriptor descriptor, Schema schema, LiveMapping mapping) {
    this.source = source;
    this.descriptor = descriptor;
    this.schema = schema;
    this.mapping = mapping;
  }

  @Override
  public String id() {
    return source.id();
  }

  @Override
  public Descriptor descriptor() {
    return descriptor;
  }

  @Override
  public Quads request(QuadBlock block, RequestContext context) {
    Deadline deadline = context.deadline();
    return new WatchedQuads(
        new QuadScanner(mapping.current(deadline), source, schema)
            .find(block.normal(), context.maskedProperties(), deadline, context.trace()),
        deadline);
  }

  @Override
  public boolean canJoin(JoinBlock block, RequestContext context) {
    return scanner(context).canJoin(block);
  }

  @Override
  public Optional<Solutions> join(JoinBlock block, RequestContext context) {
    return scanner(context)
        .find(block, context.deadline(), context.trace())
        .map(solutions -> new WatchedSolutions(solutions, context.deadline()));
  }

  @Override
  public Optional<Grouping> group(GroupBlock block, RequestContext context) {
    return scanner(context)
        .group(block, context.deadline(), context.trace())
        .map(
            grouping ->
                new Grouping(
                    grouping.split(),
                    grouping.statements(),
                    () -> new WatchedSolutions(grouping.groups().get(), context.deadline())));
  }

  @Override
  public boolean canOrder(JoinBlock block, Var variable, RequestContext context) {
    return scanner(context).canOrder(block, variable);
  }

  @Override
  public List<String> statements(JoinBlock block, Top top, RequestContext context) {
    return scanner(context).statements(block, top);
  }

  @Override
  public Top.Found top(JoinBlock block, Top top, RequestContext context) {
    try {
      return scanner(context).top(block, top, context.deadline(), context.trace());
    } catch (SourceException e) {
      throw e.problem() == Problem.SOURCE_CHANGED ? mapping.changed(e, context.deadline()) : e;
    }
  }

  @Override
  public List<String> statements(JoinBlock block, RequestContext context) {
    return scanner(context).statements(block);
  }

  private JoinScanner scanner(RequestContext context) {
    CompiledMapping current = mapping.current(context.deadline());
    return joining
        .compute(
            context.maskedProperties(),
            (hidden, known) ->
                known != null && known.mapping().equals(current)
                    ? known
                    : new Joining(current, new JoinScanner(current, source, hidden)))
        .scanner();
  }

  @Override
  public double estimate(
      QuadBlock block, boolean subjectBound, boolean objectBound, RequestContext context) {
    return new QuadScanner(mapping.current(context.deadline()), source, schema)
        .estimate(block.normal(), subjectBound, objectBound);
  }

  @Override
  public boolean answersAhead() {
    return true;
  }

  @Override
  public boolean isBusy() {
    return source.isBusy();
  }

  @Override
  public boolean staysBusy() {
    return source.staysBusy();
  }

  /** Looks at failures: one that shows another schema makes the mapping be read again. */
  private class Watched<T> implements Iterator<T> {
    private final Iterator<T> answer;
    private final Runnable closing;
    private final Deadline deadline;

    Watched(Iterator<T> answer, Runnable closing, Deadline deadline) {
      this.answer = answer;
      this.closing = closing;
      this.deadline = deadline;
    }

    @Override
    public boolean hasNext() {
      try {
        return answer.hasNext();
      } catch (SourceException e) {
        if (e.problem() != Problem.SOURCE_CHANGED) {
          throw e;
        }
        // The tables may be locked by what changes them, and this cursor in its way.
        closing.run();
        throw mapping.changed(e, deadline);
      }
    }

    @Override
    public T next() {
      return answer.next();
    }

    void end() {
      closing.run();
    }
  }

  private final class WatchedQuads extends Watched<Quad> implements Quads {
    WatchedQuads(Quads quads, Deadline deadline) {
      super(quads, quads::close, deadline);
    }

    @Override
    public void close() {
      end();
    }
  }

  private final class WatchedSolutions extends Watched<Binding> implements Solutions {
    WatchedSolutions(Solutions solutions, Deadline deadline) {
      super(solutions, solutions::close, deadline);
    }

    @Override
    public void close() {
      end();
    }
  }
}
