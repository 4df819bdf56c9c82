package org.crmekg.app;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.jena.graph.Node;
import org.apache.jena.sparql.core.Quad;
import org.crmekg.ConfigException;
import org.crmekg.Deadline;
import org.crmekg.EkgException;
import org.crmekg.InternalException;
import org.crmekg.Problem;
import org.crmekg.ResourceException;
import org.crmekg.SourceException;
import org.crmekg.config.SourceConfig;
import org.crmekg.config.SourceConfig.Access;
import org.crmekg.config.SourceConfig.Mode;
import org.crmekg.lineage.TracedSource;
import org.crmekg.mapping.R2rmlMapping;
import org.crmekg.materialize.DataError;
import org.crmekg.materialize.Materializer;
import org.crmekg.materialize.Materializer.RowProgress;
import org.crmekg.member.Descriptor;
import org.crmekg.member.LiveMapping;
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
final class SourceRuntime implements LiveMapping, RunningSource {
  /**
   * From then on tables are looked at again, beside the queries: most changes show in the answer to
   * a statement, but not a key that was dropped, nor a constant that has become possible.
   */
  private static final Duration OLD = Duration.ofSeconds(5);

  /** Looking at them takes so small a part of the time. */
  private static final long SHARE = 50;

  private final SourceConfig config;
  private final JdbcSource source;
  private final R2rmlMapping mapping;
  private final MappingCompiler.Options options;
  private final Schema schema;
  private final Member member;
  private final LongSupplier nanoTime;
  private @Nullable Reading reading;
  private @Nullable Reading next;

  /** The mapping, as far as it is compiled, and when that was begun. */
  private record Reading(CompletableFuture<CompiledMapping> result, long at, AtomicLong took) {}

  SourceRuntime(
      SourceConfig config,
      JdbcSource source,
      R2rmlMapping mapping,
      Node graph,
      Schema schema,
      GraphStore store,
      LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.config = config;
    this.source = source;
    this.mapping = mapping;
    this.schema = schema;
    this.options = new MappingCompiler.Options(graph, schema, true, declaredKeys(config));
    Descriptor descriptor = Descriptor.of(mapping, graph, schema);
    this.member =
        config.mode() == Mode.VIRTUAL
            ? new SqlMember(source, descriptor, schema, this)
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
  CompiledMapping compiled() {
    return current(Deadline.none());
  }

  /**
   * Returns the mapping as {@link #compiled} does; who waits for it waits no longer than he has
   * time. What is old is read again beside, for the keys that a table may have lost.
   */
  @Override
  public CompiledMapping current(Deadline deadline) {
    Reading wanted;
    synchronized (this) {
      Reading last = reading;
      if (last == null || last.result().isCompletedExceptionally()) {
        last = read();
        reading = last;
      } else if (last.result().isDone()
          && next == null
          && nanoTime.getAsLong() - last.at()
              > Math.max(OLD.toNanos(), SHARE * last.took().get())) {
        next = read();
      }
      wanted = last;
    }
    return result(wanted, deadline);
  }

  private CompiledMapping result(Reading wanted, Deadline deadline) {
    try {
      if (!deadline.await(wanted.result(), "source " + config.id())) {
        throw deadline.over();
      }
      return wanted.result().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ResourceException(Problem.QUERY_TIMEOUT, "the caller went away", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof EkgException known) {
        throw known;
      }
      throw new InternalException(
          Problem.INTERNAL, "the mapping of %s cannot be read".formatted(config.id()), e);
    }
  }

  /** A source that is down keeps what is known of it; a mapping that does not fit is not kept. */
  private synchronized void replace(Reading beside, @Nullable Throwable failure) {
    if (beside.equals(next)) {
      next = null;
      Reading last = reading;
      boolean keeps =
          last != null
              && (failure instanceof SourceException
                  || (failure == null && last.result().join().equals(beside.result().join())));
      // What others remember of it stays good, and a source that is down is not asked each time.
      reading =
          keeps && last != null ? new Reading(last.result(), beside.at(), beside.took()) : beside;
    }
  }

  private Reading read() {
    var result = new CompletableFuture<CompiledMapping>();
    var begun = new Reading(result, nanoTime.getAsLong(), new AtomicLong());
    Thread.ofPlatform()
        .daemon()
        .name("ekg-mapping-" + config.id())
        .start(
            () -> {
              try {
                CompiledMapping compiled = MappingCompiler.compile(mapping, source, options);
                begun.took().set(nanoTime.getAsLong() - begun.at());
                result.complete(compiled);
                replace(begun, null);
              } catch (EkgException | IllegalStateException e) {
                result.completeExceptionally(e);
                replace(begun, e);
              } catch (RuntimeException | AssertionError e) {
                // A driver answers a broken stream with whatever its code meets.
                SourceException failure = source.failed("while its tables were described", e);
                result.completeExceptionally(failure);
                replace(begun, failure);
              }
            });
    return begun;
  }

  @Override
  public SourceException changed(SourceException sign, Deadline deadline) {
    recompile();
    try {
      current(deadline);
    } catch (ConfigException e) {
      return new SourceException(
          Problem.SOURCE_CHANGED,
          "source %s has changed and its mapping does not fit it any more: %s"
              .formatted(config.id(), e.getMessage()),
          e);
    }
    return new SourceException(
        Problem.SOURCE_CHANGED,
        sign.getMessage() + "; its tables were read again, so ask once more",
        sign);
  }

  /** Forgets what is known of the database's schema. */
  synchronized void recompile() {
    reading = null;
    next = null;
  }

  @Override
  public void close() {
    source.close();
  }
}
