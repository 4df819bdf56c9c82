package org.crmekg.app;

import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.jena.graph.Node;
import org.apache.jena.sparql.core.Quad;
import org.crmekg.Deadline;
import org.crmekg.Problem;
import org.crmekg.RequestContext;
import org.crmekg.UsageException;
import org.crmekg.config.SourceConfig;
import org.crmekg.config.SourceConfig.Access;
import org.crmekg.config.SourceConfig.Knowledge;
import org.crmekg.config.SourceConfig.Mode;
import org.crmekg.lineage.RemoteSource;
import org.crmekg.materialize.DataError;
import org.crmekg.materialize.Materializer;
import org.crmekg.materialize.Materializer.RowProgress;
import org.crmekg.member.Descriptor;
import org.crmekg.member.EndpointMember;
import org.crmekg.member.EndpointProfile;
import org.crmekg.member.Member;
import org.crmekg.member.StoreMember;
import org.crmekg.rdf.Schema;
import org.crmekg.source.EndpointSource;
import org.crmekg.store.DataFolder;
import org.crmekg.store.GraphStore;

/** A remote endpoint at work: its connection, what is known of it, and its member. */
final class EndpointRuntime implements RunningSource {
  private final SourceConfig config;
  private final Access.Endpoint endpoint;
  private final EndpointSource source;
  private final EndpointKnowledge knowledge;
  private final EndpointMember live;
  private final Member member;

  EndpointRuntime(
      SourceConfig config,
      Access.Endpoint endpoint,
      EndpointSource source,
      String base,
      Node graph,
      Schema schema,
      String referenceVersion,
      DataFolder folder,
      GraphStore store) {
    this.config = config;
    this.endpoint = endpoint;
    this.source = source;
    this.knowledge =
        new EndpointKnowledge(
            config, endpoint, source, base, graph, schema, referenceVersion, folder);
    this.live = new EndpointMember(source, graph, schema, knowledge);
    this.member =
        config.mode() == Mode.VIRTUAL ? live : new StoreMember(config.id(), loaded(graph), store);
  }

  /** What a server says of itself may be older or newer than what was loaded. */
  private Descriptor loaded(Node graph) {
    return endpoint.knowledge() instanceof Knowledge.OfServer
        ? Descriptor.open(graph)
        : knowledge.get().saturated();
  }

  @Override
  public SourceConfig config() {
    return config;
  }

  @Override
  public Member member() {
    return member;
  }

  RemoteSource traced() {
    return new RemoteSource(
        member, config.owner(), source.url().toString(), config.mode() == Mode.MATERIALIZED);
  }

  @Override
  public boolean surelyMints(String iri) {
    return knowledge.get().surelyMints(iri);
  }

  @Override
  public void refresh() {
    if (config.mode() == Mode.VIRTUAL) {
      knowledge.refresh();
    }
  }

  @Override
  public OptionalLong rows(Deadline deadline) {
    live.ping(RequestContext.local().within(deadline));
    return OptionalLong.empty();
  }

  @Override
  public Materializer.Result read(
      Consumer<Quad> out, RowProgress progress, DataError.Handler errors, Deadline deadline) {
    var quads = new AtomicLong();
    long rows =
        live.readAll(
            quad -> {
              quads.incrementAndGet();
              out.accept(quad);
            },
            n -> progress.rows("statements", n),
            RequestContext.local().within(deadline));
    return new Materializer.Result(rows, quads.get());
  }

  /**
   * Finds out what it holds, once, and keeps that.
   *
   * @return what was found, in words
   * @throws UsageException if that comes from elsewhere
   * @throws org.crmekg.SourceException if it fails
   */
  String profile(Deadline deadline) {
    return switch (endpoint.knowledge()) {
      case Knowledge.OfMapping mapping -> throw notProfiled("ekg:mapping");
      case Knowledge.OfVoid description -> throw notProfiled("ekg:void");
      case Knowledge.OfServer server -> {
        knowledge.fetch(deadline);
        yield "%d predicates, %d classes, as the server says itself"
            .formatted(
                knowledge.get().stated().predicates().size(),
                knowledge.get().stated().classes().size());
      }
      case Knowledge.OfProfile unused -> {
        EndpointProfile found = live.profile(RequestContext.local().within(deadline));
        knowledge.keep(found);
        yield "%d predicates, %d classes in %s"
            .formatted(found.predicates().size(), found.classes().size(), knowledge.profileFile());
      }
    };
  }

  private UsageException notProfiled(String property) {
    return new UsageException(
        Problem.USAGE,
        "what source %s holds is said by its %s; there is nothing to find out"
            .formatted(config.id(), property));
  }

  /** Says what is known of it, for people. */
  String known() {
    if (!knowledge.get().complete()) {
      return knowledge.get().counts().isEmpty()
          ? "what it holds is not known: `ekg sources profile %s`".formatted(config.id())
          : "with a profile";
    }
    return "descriptor of %d statement forms"
        .formatted(knowledge.get().stated().statements().size());
  }

  @Override
  public void close() {
    source.close();
  }
}
