package org.crmekg.app;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.jena.graph.Node;
import org.apache.jena.sparql.core.Quad;
import org.crmekg.Deadline;
import org.crmekg.config.SourceConfig;
import org.crmekg.config.SourceConfig.Access;
import org.crmekg.config.SourceConfig.Mode;
import org.crmekg.lineage.TracedSource;
import org.crmekg.mapping.R2rmlMapping;
import org.crmekg.materialize.DataError;
import org.crmekg.materialize.Materializer;
import org.crmekg.materialize.Materializer.RowProgress;
import org.crmekg.member.Descriptor;
import org.crmekg.member.Member;
import org.crmekg.member.SqlMember;
import org.crmekg.member.StoreMember;
import org.crmekg.rdf.Schema;
import org.crmekg.source.JdbcSource;
import org.crmekg.source.Relation;
import org.crmekg.store.GraphStore;
import org.crmekg.virtual.CompiledMapping;
import org.crmekg.virtual.MappingCompiler;
import org.jspecify.annotations.Nullable;

/**
 * A mapped source at work: its connection, its mapping, and its member in the federation.
 *
 * <p>The mapping is compiled when first needed, so that a source that is down stops nobody else,
 * and again after {@link #recompile}. Safe for use by several threads.
 */
final class SourceRuntime implements RunningSource {
  private final SourceConfig config;
  private final JdbcSource source;
  private final R2rmlMapping mapping;
  private final MappingCompiler.Options options;
  private final Schema schema;
  private final Member member;
  private @Nullable CompiledMapping compiled;

  SourceRuntime(
      SourceConfig config,
      JdbcSource source,
      R2rmlMapping mapping,
      Node graph,
      Schema schema,
      GraphStore store) {
    this.config = config;
    this.source = source;
    this.mapping = mapping;
    this.schema = schema;
    this.options = new MappingCompiler.Options(graph, schema, true, declaredKeys(config));
    Descriptor descriptor = Descriptor.of(mapping, graph, schema);
    this.member =
        config.mode() == Mode.VIRTUAL
            ? new SqlMember(source, descriptor, schema, this::compiled)
            : new StoreMember(config.id(), descriptor, store);
  }

  static Map<String, List<Set<String>>> declaredKeys(SourceConfig config) {
    var keys = new HashMap<String, List<Set<String>>>();
    config
        .declaredKeys()
        .forEach(
            k ->
                keys.computeIfAbsent(k.table(), t -> new ArrayList<>())
                    .add(Set.copyOf(k.columns())));
    if (config.access() instanceof Access.Files files) {
      files.tables().stream()
          .filter(t -> !t.key().isEmpty())
          .forEach(t -> keys.put(t.name(), List.of(Set.copyOf(t.key()))));
    }
    return keys;
  }

  @Override
  public SourceConfig config() {
    return config;
  }

  JdbcSource source() {
    return source;
  }

  R2rmlMapping mapping() {
    return mapping;
  }

  @Override
  public Member member() {
    return member;
  }

  @Override
  public boolean surelyMints(String iri) {
    return member.descriptor().mayMint(iri);
  }

  @Override
  public void refresh() {
    // The mapping is compiled again when it is loaded.
  }

  @Override
  public OptionalLong rows(Deadline deadline) {
    return OptionalLong.of(
        compiled().relations().stream()
            .filter(Relation::isTable)
            .map(Relation::fromSql)
            .distinct()
            .mapToLong(table -> source.count(table, deadline))
            .sum());
  }

  @Override
  public Materializer.Result read(
      Consumer<Quad> out, RowProgress progress, DataError.Handler errors, Deadline deadline) {
    return new Materializer(compiled(), source, schema).run(out, progress, errors, deadline);
  }

  TracedSource traced() {
    return new TracedSource(
        member, config.owner(), config.mode() == Mode.MATERIALIZED, source, this::compiled);
  }

  /** Returns the mapping resolved against the database as it is now, or was when last asked. */
  synchronized CompiledMapping compiled() {
    CompiledMapping current = compiled;
    if (current == null) {
      current = MappingCompiler.compile(mapping, source, options);
      compiled = current;
    }
    return current;
  }

  /** Forgets what is known of the database's schema. */
  synchronized void recompile() {
    compiled = null;
  }

  @Override
  public void close() {
    source.close();
  }
}
