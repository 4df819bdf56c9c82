package org.crmekg.member;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.jena.sparql.core.Var;
import org.crmekg.RequestContext;
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
  private final Supplier<CompiledMapping> mapping;

  /** By the properties that callers may not see; they remember how patterns are joined. */
  private final Map<Set<String>, Joining> joining = new ConcurrentHashMap<>();

  private record Joining(CompiledMapping mapping, JoinScanner scanner) {}

  /**
   * Creates a member.
   *
   * @param mapping gives the compiled mapping when first needed; may throw a SourceException while
   *     the source is down
   */
  public SqlMember(
      JdbcSource source, Descriptor descriptor, Schema schema, Supplier<CompiledMapping> mapping) {
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
    return new QuadScanner(mapping.get(), source, schema)
        .find(block.normal(), context.maskedProperties(), context.deadline(), context.trace());
  }

  @Override
  public boolean canJoin(JoinBlock block, RequestContext context) {
    return scanner(context).canJoin(block);
  }

  @Override
  public Optional<Solutions> join(JoinBlock block, RequestContext context) {
    return scanner(context).find(block, context.deadline(), context.trace());
  }

  @Override
  public Optional<Grouping> group(GroupBlock block, RequestContext context) {
    return scanner(context).group(block, context.deadline(), context.trace());
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
    return scanner(context).top(block, top, context.deadline(), context.trace());
  }

  @Override
  public List<String> statements(JoinBlock block, RequestContext context) {
    return scanner(context).statements(block);
  }

  private JoinScanner scanner(RequestContext context) {
    CompiledMapping current = mapping.get();
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
  public double estimate(QuadBlock block, boolean subjectBound, boolean objectBound) {
    return new QuadScanner(mapping.get(), source, schema)
        .estimate(block.normal(), subjectBound, objectBound);
  }

  @Override
  public boolean isBusy() {
    return source.isBusy();
  }
}
