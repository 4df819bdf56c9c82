package org.crmekg.app;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.jena.graph.Node;
import org.crmekg.ConfigException;
import org.crmekg.Deadline;
import org.crmekg.EkgException;
import org.crmekg.Problem;
import org.crmekg.config.SourceConfig;
import org.crmekg.config.SourceConfig.Access;
import org.crmekg.config.SourceConfig.Knowledge;
import org.crmekg.mapping.MappingReader;
import org.crmekg.member.DescriptorDocument;
import org.crmekg.member.EndpointDescriptor;
import org.crmekg.member.EndpointProfile;
import org.crmekg.member.VoidDescription;
import org.crmekg.rdf.Schema;
import org.crmekg.source.EndpointSource;
import org.crmekg.store.DataFolder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of an endpoint now: from its mapping, a VoID file, a profile, or the crm-ekg server
 * that it is.
 *
 * <p>A server's own descriptor is fetched again after a while, and the last one is kept in the data
 * folder, so that plans do not wait for a server that is down: requests to it fail then, when one
 * is needed. Until there is a first one, it may hold anything. Safe for use by several threads.
 */
final class EndpointKnowledge implements Supplier<EndpointDescriptor> {
  private static final Logger LOG = LoggerFactory.getLogger(EndpointKnowledge.class);
  private static final Duration FETCH = Duration.ofSeconds(5);

  /** A server that gave no descriptor is not asked for it with each query. */
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);

  private final SourceConfig config;
  private final Access.Endpoint endpoint;
  private final EndpointSource source;
  private final Node graph;
  private final Schema schema;
  private final String referenceVersion;
  private final DataFolder folder;
  private final LongSupplier nanoTime;
  private volatile EndpointDescriptor current;
  private volatile long validUntil;
  private volatile boolean tried;
  private final AtomicBoolean fetching = new AtomicBoolean();

  /**
   * Reads what is at hand.
   *
   * @param base the base of data IRIs
   * @param referenceVersion which reference data are here
   * @throws ConfigException naming the file, if a mapping or description is wrong
   */
  EndpointKnowledge(
      SourceConfig config,
      Access.Endpoint endpoint,
      EndpointSource source,
      String base,
      Node graph,
      Schema schema,
      String referenceVersion,
      DataFolder folder) {
    this.referenceVersion = referenceVersion;
    this.config = config;
    this.endpoint = endpoint;
    this.source = source;
    this.graph = graph;
    this.schema = schema;
    this.folder = folder;
    this.nanoTime = source.nanoTime();
    this.validUntil = nanoTime.getAsLong();
    this.current =
        switch (endpoint.knowledge()) {
          case Knowledge.OfMapping mapping ->
              EndpointDescriptor.ofMapping(
                  mapping.base().isPresent()
                      ? MappingReader.readWithBase(config.mappings(), mapping.base().get())
                      : MappingReader.read(config.mappings(), base),
                  graph,
                  schema);
          case Knowledge.OfVoid description -> described(description.file());
          case Knowledge.OfServer server -> kept();
          case Knowledge.OfProfile profile ->
              Files.exists(profileFile())
                  ? described(profileFile())
                  : EndpointDescriptor.unknown(graph);
        };
    if (endpoint.complete() && !current.complete() && !isServer()) {
      throw new ConfigException(
          Problem.CONFIG_INVALID,
          ("source %s: ekg:completeDescriptor says that its descriptor is complete, but there is none;"
                  + " name one with ekg:void, or run `ekg sources profile %s` without it first")
              .formatted(config.id(), config.id()));
    }
  }

  private boolean isServer() {
    return endpoint.knowledge() instanceof Knowledge.OfServer;
  }

  private EndpointDescriptor described(Path file) {
    EndpointProfile profile = VoidDescription.read(file, endpoint.url().toString());
    return EndpointDescriptor.ofProfile(profile, endpoint.complete(), graph, schema);
  }

  /** Returns the name of the file in the data folder that an endpoint's profile is kept in. */
  static String profileName(String id) {
    return "endpoint-" + id + ".ttl";
  }

  /** Returns the file that its profile is kept in. */
  Path profileFile() {
    return folder.file(profileName(config.id()));
  }

  private String documentFile() {
    return "endpoint-" + config.id() + ".json";
  }

  @Override
  public EndpointDescriptor get() {
    return current;
  }

  /**
   * Fetches a server's descriptor where that is due: the first one before it is used, others beside
   * the queries, which a server that hangs must not slow down.
   */
  void refresh() {
    boolean due = isServer() && nanoTime.getAsLong() - validUntil >= 0;
    if (!due || !fetching.compareAndSet(false, true)) {
      return;
    }
    if (tried) {
      Thread unused = Thread.ofPlatform().daemon().name("ekg-descriptor").start(this::tryToFetch);
    } else {
      tried = true;
      tryToFetch();
    }
  }

  private void tryToFetch() {
    try {
      fetch(Deadline.in(FETCH, nanoTime));
    } catch (EkgException e) {
      LOG.warn("{}: its descriptor cannot be fetched: {}", config.id(), e.coded());
      validUntil = nanoTime.getAsLong() + AFTER_FAILURE.toNanos();
    } finally {
      fetching.set(false);
    }
  }

  /**
   * Fetches a server's descriptor.
   *
   * @throws org.crmekg.SourceException if it gives none
   */
  synchronized void fetch(Deadline deadline) {
    if (!(endpoint.knowledge() instanceof Knowledge.OfServer server)) {
      throw new IllegalStateException(config.id() + " is not known as a crm-ekg server");
    }
    String address = server.url().toString();
    String asked =
        endpoint
            .graph()
            .map(g -> address + (address.contains("?") ? "&" : "?") + "graph=" + encoded(g))
            .orElse(address);
    byte[] text = source.document(URI.create(asked), DescriptorDocument.MEDIA_TYPE, deadline);
    current = read(text);
    folder.write(documentFile(), new String(text, StandardCharsets.UTF_8));
    validUntil = nanoTime.getAsLong() + endpoint.limits().recheck().toNanos();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private EndpointDescriptor read(byte[] text) {
    try {
      DescriptorDocument document = DescriptorDocument.read(text, graph);
      // The same reference data are here already.
      return EndpointDescriptor.described(
          document.referenceVersion().equals(referenceVersion)
              ? document.descriptor()
              : document.whole(),
          document.ontology().equals(schema.fingerprint()),
          graph,
          schema);
    } catch (IOException e) {
      throw source.failed(
          "gives no descriptor at ekg:descriptorUrl: %s; is it a crm-ekg server of this version?"
              .formatted(e.getMessage()));
    }
  }

  /** The last descriptor that was fetched. */
  private EndpointDescriptor kept() {
    Path file = folder.file(documentFile());
    if (!Files.exists(file)) {
      return EndpointDescriptor.unknown(graph);
    }
    try {
      return read(Files.readAllBytes(file));
    } catch (IOException | EkgException e) {
      LOG.warn("{}: {} cannot be read and is not used: {}", config.id(), file, e.getMessage());
      return EndpointDescriptor.unknown(graph);
    }
  }

  /** Keeps a profile, and uses it. */
  synchronized void keep(EndpointProfile profile) {
    folder.write(
        profileName(config.id()), VoidDescription.write(profile, endpoint.url().toString()));
    current = EndpointDescriptor.ofProfile(profile, endpoint.complete(), graph, schema);
  }
}
