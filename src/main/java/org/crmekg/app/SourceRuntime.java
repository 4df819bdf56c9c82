package org.crmekg.app;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.crmekg.config.SourceConfig;
import org.crmekg.config.SourceConfig.Access;
import org.crmekg.config.SourceConfig.Mode;
import org.crmekg.lineage.TracedSource;
import org.crmekg.mapping.R2rmlMapping;
import org.crmekg.member.Descriptor;
import org.crmekg.member.Member;
import org.crmekg.member.SqlMember;
import org.crmekg.member.StoreMember;
import org.crmekg.rdf.Schema;
import org.crmekg.source.JdbcSource;
import org.crmekg.store.GraphStore;
import org.crmekg.virtual.CompiledMapping;
import org.crmekg.virtual.MappingCompiler;
import org.jspecify.annotations.Nullable;

/**
 * A configured source at work: its connection, its mapping, and its member in the federation.
 *
 * <p>The mapping is compiled when first needed, so that a source that is down stops nobody else,
 * and again after {@link #recompile}. Safe for use by several threads.
 */
final class SourceRuntime implements AutoCloseable {
  private final SourceConfig config;
  private final JdbcSource source;
  private final R2rmlMapping mapping;
  private final MappingCompiler.Options options;
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

  SourceConfig config() {
    return config;
  }

  JdbcSource source() {
    return source;
  }

  R2rmlMapping mapping() {
    return mapping;
  }

  Member member() {
    return member;
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
