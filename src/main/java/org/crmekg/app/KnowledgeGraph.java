package org.crmekg.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.riot.system.StreamRDFBase;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.sys.JenaSystem;
import org.apache.jena.vocabulary.RDF;
import org.crmekg.ConfigException;
import org.crmekg.Deadline;
import org.crmekg.EkgException;
import org.crmekg.Problem;
import org.crmekg.RequestContext;
import org.crmekg.SourceException;
import org.crmekg.UsageException;
import org.crmekg.config.EkgConfig;
import org.crmekg.config.SourceConfig;
import org.crmekg.config.SourceConfig.Access;
import org.crmekg.config.SourceConfig.Mode;
import org.crmekg.federation.FederatedDataset;
import org.crmekg.federation.FederatedQueryEngine;
import org.crmekg.federation.Federation;
import org.crmekg.finding.FindingStore;
import org.crmekg.identity.CanonicalIds;
import org.crmekg.identity.ConceptLinks;
import org.crmekg.identity.IdentityIndex;
import org.crmekg.identity.IdentityLink;
import org.crmekg.identity.LinkDecision;
import org.crmekg.identity.LinkDecisions;
import org.crmekg.identity.LinkReader;
import org.crmekg.identity.LinkageResult;
import org.crmekg.identity.PartyClusters;
import org.crmekg.identity.PartyLinkStore;
import org.crmekg.identity.RecordPair;
import org.crmekg.lineage.Explanation;
import org.crmekg.lineage.Tracer;
import org.crmekg.mapping.MappingReader;
import org.crmekg.materialize.DataError;
import org.crmekg.materialize.Materializer;
import org.crmekg.member.DescriptorDocument;
import org.crmekg.member.StoreMember;
import org.crmekg.rdf.Ekg;
import org.crmekg.rdf.Literals;
import org.crmekg.rdf.Schema;
import org.crmekg.rdf.Suggestions;
import org.crmekg.reference.ReferenceFiles;
import org.crmekg.source.Sources;
import org.crmekg.store.DataFolder;
import org.crmekg.store.DecisionLog;
import org.crmekg.store.GraphStore;
import org.crmekg.store.LoadRequest;
import org.crmekg.store.Progress;
import org.crmekg.store.StagedQuads;
import org.crmekg.store.StoreOptions;
import org.crmekg.store.StoreReader;
import org.crmekg.store.StoredGraph;
import org.crmekg.store.StoredVersion;
import org.crmekg.virtual.CompiledMapping;
import org.crmekg.virtual.QuadBlock;
import org.crmekg.virtual.Quads;
import org.crmekg.virtual.TermSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The system: sources, store, identity, and one graph over all of it.
 *
 * <p>Owns the data folder while it is open. Safe for use by several threads.
 */
public final class KnowledgeGraph implements AutoCloseable {
  static {
    JenaSystem.init();
  }

  static final String REFERENCE = "reference";

  /** So many records are looked for in one request. */
  private static final int RECORDS_AT_ONCE = 500;

  /** The registry of canonical IRIs. */
  private static final String CANONICAL_IDS = "canonical-ids";

  /** The classes whose instances have gov:sourceIri. */
  static final Set<Node> LENS_CLASSES = Set.of(Ekg.PARTY, Ekg.COUNTRY);

  private final EkgConfig config;
  private final Environment environment;
  private final DataFolder folder;
  private final GraphStore store;
  private final DecisionLog idLog;
  private final DecisionLog decisionLog;
  private final CanonicalIds ids;
  private final PartyLinkStore partyLinks;
  private final LinkDecisions decisions;
  private final Graph ontology;
  private final Schema schema;
  private final Map<String, RunningSource> sources;
  private final Federation federation;
  private final Tracer tracer;
  private final FindingStore findings;
  private final CopyKeeper copies;

  /** Which sources make an IRI, since that is asked often; forgotten when links are read again. */
  private final Map<String, Set<String>> minting = new ConcurrentHashMap<>();

  private volatile IdentityIndex identity;
  private volatile @Nullable NamedQueries namedQueries;

  /** Hears how a load goes on. */
  public interface LoadProgress {
    /** Ignores it. */
    LoadProgress NONE = (source, what, done) -> {};

    /**
     * Is told now and then.
     *
     * @param what the table being read, or {@code store} for quads written
     * @param done rows or quads so far
     */
    void at(String source, String what, long done);
  }

  private KnowledgeGraph(
      EkgConfig config,
      Environment environment,
      DataFolder folder,
      GraphStore store,
      DecisionLog idLog,
      DecisionLog decisionLog,
      Graph ontology,
      Schema schema,
      Map<String, RunningSource> sources) {
    this.config = config;
    this.environment = environment;
    this.folder = folder;
    this.store = store;
    this.idLog = idLog;
    this.decisionLog = decisionLog;
    this.ids = new CanonicalIds(idLog, config.base());
    this.partyLinks = new PartyLinkStore(folder);
    this.decisions = new LinkDecisions(decisionLog, config.base());
    this.ontology = ontology;
    this.schema = schema;
    this.sources = sources;
    this.identity = index(1, Optional.empty());
    Node reference = Ekg.graph(config.base(), REFERENCE);
    this.findings = new FindingStore(store, config.base());
    this.federation =
        new Federation(
            config.base(),
            sources.values().stream().map(RunningSource::member).toList(),
            List.of(
                new StoreMember(
                    REFERENCE,
                    ReferenceShapes.stored(store, reference).descriptor(reference),
                    store)),
            () -> identity,
            Ekg.graph(config.base(), "identity"),
            findings,
            LENS_CLASSES,
            store);
    this.copies = new CopyKeeper(federation.copy(), () -> identity, environment.nanoTime());
    this.tracer =
        new Tracer(
            federation,
            running(SourceRuntime.class).map(SourceRuntime::traced).toList(),
            running(EndpointRuntime.class).map(EndpointRuntime::traced).toList());
  }

  /**
   * Opens the system and takes the data folder.
   *
   * @param purpose what this process is, for others who find the folder taken
   * @throws ConfigException naming file and node, if configuration, ontology, mappings or links are
   *     wrong
   * @throws org.crmekg.ResourceException if the folder is taken or the store cannot be opened
   */
  public static KnowledgeGraph open(EkgConfig config, String purpose, Environment environment) {
    Graph ontology = Ontologies.read(config.ontology());
    Schema schema = Schema.of(ontology);
    DataFolder folder = DataFolder.claim(config.dataFolder(), purpose, environment.clock());
    var opened = new ArrayList<AutoCloseable>(List.of(folder));
    try {
      GraphStore store =
          GraphStore.open(
              folder, StoreOptions.standard(environment.clock(), environment.onFatal()));
      opened.add(store);
      store.ensureBase(config.base());
      var sources = new LinkedHashMap<String, RunningSource>();
      for (SourceConfig source : config.sources()) {
        RunningSource runtime = runtime(source, config, environment, schema, folder, store);
        opened.add(runtime);
        sources.put(source.id(), runtime);
      }
      DecisionLog idLog = folder.decisions(CANONICAL_IDS);
      opened.add(idLog);
      DecisionLog decisionLog = folder.decisions(LinkDecisions.LOG);
      opened.add(decisionLog);
      FederatedQueryEngine.register();
      loadReferenceData(config, store, schema);
      return new KnowledgeGraph(
          config, environment, folder, store, idLog, decisionLog, ontology, schema, sources);
    } catch (EkgException e) {
      opened.reversed().forEach(KnowledgeGraph::closeQuietly);
      throw e;
    }
  }

  private static RunningSource runtime(
      SourceConfig source,
      EkgConfig config,
      Environment environment,
      Schema schema,
      DataFolder folder,
      GraphStore store) {
    if (source.access() instanceof Access.Endpoint endpoint) {
      return new EndpointRuntime(
          source,
          endpoint,
          Sources.open(source, endpoint, environment.variables(), environment.nanoTime()),
          config.base(),
          Ekg.graph(config.base(), source.id()),
          schema,
          referenceVersion(config, schema),
          folder,
          store);
    }
    return new SourceRuntime(
        source,
        Sources.open(source, config.dataFolder(), environment.variables()),
        MappingReader.read(source.mappings(), config.base()),
        Ekg.graph(config.base(), source.id()),
        schema,
        store,
        environment.nanoTime());
  }

  private static void closeQuietly(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      LoggerFactory.getLogger(KnowledgeGraph.class)
          .debug("closing failed: {}", e.getClass().getName());
    }
  }

  /** Returns the configuration. */
  public EkgConfig config() {
    return config;
  }

  /** Returns the day that the data speak of: the configured one, or today. */
  public LocalDate asOf() {
    return config.asOf().orElseGet(() -> LocalDate.now(environment.clock()));
  }

  /**
   * Returns the queries that are kept, which are read when they are first asked for.
   *
   * @throws ConfigException with all errors in them
   */
  public NamedQueries namedQueries() {
    NamedQueries read = namedQueries;
    if (read == null) {
      read = NamedQueries.read(config.queries());
      namedQueries = read;
    }
    return read;
  }

  /** Returns what time, variables and fatal errors are here. */
  public Environment environment() {
    return environment;
  }

  /** Returns the folder that this process owns. */
  public DataFolder folder() {
    return folder;
  }

  /** Returns the tables of the ontology. */
  public Schema schema() {
    return schema;
  }

  /** Returns the ontology's own statements: labels, definitions, hierarchy. */
  public Graph ontology() {
    return ontology;
  }

  /** Opens the dataset of a request: its rights, its deadline, one version of the links. */
  public FederatedDataset dataset(RequestContext context) {
    sources.values().stream()
        .filter(s -> context.sees(s.config().id()))
        .forEach(RunningSource::refresh);
    return federation.forRequest(context);
  }

  /** Returns the versions of the identity links in use. */
  public IdentityIndex identity() {
    return identity;
  }

  /**
   * Makes the store's copy of the golden view current, beside, for a process that stays; whoever
   * only asks once does not wait for it.
   */
  public void keepCopy() {
    copies.later();
  }

  /** Makes the store's copy of the golden view current, before the process ends. */
  public void makeCopy(Deadline deadline) {
    copies.now(deadline);
  }

  /** Reads all links again and switches to them at once; queries under way keep theirs. */
  public synchronized void reloadLinks() {
    identity = index(identity.version() + 1, Optional.empty());
    copies.later();
  }

  /**
   * Makes the result of a run of linkage count, at once for all queries that begin from now on.
   *
   * @return its version; the one before, if nothing changed
   */
  public synchronized PartyLinkStore.Version publishLinks(LinkageResult result) {
    PartyLinkStore.Version version = partyLinks.publish(result);
    partyLinks.setGone(gone(decisions.inForce().keySet()));
    identity = index(identity.version() + 1, Optional.of(identity.parties().withResult(result)));
    copies.later();
    return version;
  }

  /** Makes decisions on some records, which were written down, count. */
  synchronized void applyDecisions(Collection<RecordPair> about) {
    partyLinks.setGone(gone(about));
    identity = index(identity.version() + 1, Optional.of(identity.parties()));
    copies.later();
  }

  private IdentityIndex index(long version, Optional<PartyClusters> before) {
    List<IdentityLink> files = links();
    if (before.isEmpty()) {
      minting.clear();
    }
    Function<String, Set<String>> sourcesOf =
        iri -> minting.computeIfAbsent(iri, this::mintingSources);
    Map<RecordPair, LinkDecision> decided = withDeclared(decisions.inForce(), files, sourcesOf);
    Set<String> gone = partyLinks.gone();
    PartyClusters parties =
        before
            .map(b -> b.withDecisions(decided, gone))
            .orElseGet(() -> PartyClusters.of(partyLinks.current(), decided, gone, sourcesOf));
    IdentityIndex index =
        before.isPresent() && identity.isOf(files)
            ? identity.with(version, parties)
            : new IdentityIndex(version, files, parties, ids, sourcesOf, this::isReferenceThing);
    if (!index.inert().isEmpty()) {
      LoggerFactory.getLogger(KnowledgeGraph.class)
          .warn(
              "{} links do nothing, since no source makes one of their IRIs; `ekg doctor` lists them",
              index.inert().size());
    }
    return index;
  }

  /** Returns decisions, and what link files say where nobody decided. */
  Map<RecordPair, LinkDecision> withDeclared(Map<RecordPair, LinkDecision> inForce) {
    return withDeclared(inForce, links(), this::mintingSources);
  }

  private Map<RecordPair, LinkDecision> withDeclared(
      Map<RecordPair, LinkDecision> inForce,
      List<IdentityLink> files,
      Function<String, Set<String>> sourcesOf) {
    var all =
        new TreeMap<RecordPair, LinkDecision>(
            IdentityIndex.declared(files, sourcesOf, this::isReferenceThing));
    all.putAll(inForce);
    return all;
  }

  /**
   * Says which records no source has, of those that decisions are about; whether those of a source
   * that fails are there stays as it was.
   */
  private Set<String> gone(Collection<RecordPair> asked) {
    var records = new TreeSet<String>();
    asked.forEach(pair -> records.addAll(List.of(pair.left(), pair.right())));
    var gone = new TreeSet<>(partyLinks.gone());
    Presence presence = presence(records);
    for (String record : records) {
      if (presence.found().contains(record)) {
        gone.remove(record);
      } else if (!presence.unknown().contains(record)) {
        gone.add(record);
      }
    }
    return gone;
  }

  /**
   * Which records sources have.
   *
   * @param unknown those whose sources fail
   */
  record Presence(Set<String> found, Set<String> unknown) {}

  /** Asks the sources for records. */
  Presence presence(Set<String> records) {
    RequestContext context =
        RequestContext.local().within(Deadline.in(Duration.ofMinutes(1), environment.nanoTime()));
    var bySource = new TreeMap<String, List<Node>>();
    for (String record : records) {
      for (String source : mintingSources(record)) {
        bySource.computeIfAbsent(source, s -> new ArrayList<>()).add(NodeFactory.createURI(record));
      }
    }
    var found = new HashSet<String>();
    var unknown = new HashSet<String>();
    bySource.forEach(
        (source, nodes) -> {
          for (int from = 0; from < nodes.size(); from += RECORDS_AT_ONCE) {
            List<Node> some = nodes.subList(from, Math.min(nodes.size(), from + RECORDS_AT_ONCE));
            try {
              found.addAll(present(sources.get(source), some, context));
            } catch (SourceException e) {
              some.forEach(node -> unknown.add(node.getURI()));
            }
          }
        });
    unknown.removeAll(found);
    return new Presence(found, unknown);
  }

  private static Set<String> present(
      @Nullable RunningSource source, List<Node> records, RequestContext context) {
    var found = new HashSet<String>();
    if (source != null) {
      source.refresh();
      var block =
          new QuadBlock(Node.ANY, TermSet.of(records), TermSet.of(RDF.Nodes.type), TermSet.ANY);
      try (Quads quads = source.member().request(block, context)) {
        quads.forEachRemaining(q -> found.add(q.getSubject().getURI()));
      }
    }
    return found;
  }

  /** Returns what people do about identity. */
  public Stewardship stewardship() {
    return new Stewardship(this);
  }

  /** Returns what people decided on identity. */
  LinkDecisions decisions() {
    return decisions;
  }

  /** Returns the results of linkage that are kept. */
  PartyLinkStore partyLinks() {
    return partyLinks;
  }

  /** What people decided, and what rules found where nobody did. */
  private List<IdentityLink> links() {
    var all = new ArrayList<>(LinkReader.read(config.links()));
    Path found = folder.file(ConceptLinks.FILE);
    if (Files.exists(found)) {
      Set<Node> decided = all.stream().map(IdentityLink::left).collect(Collectors.toSet());
      LinkReader.read(List.of(found)).stream()
          .filter(l -> !decided.contains(l.left()))
          .forEach(all::add);
    }
    return all;
  }

  /**
   * Links the codes and names that sources write to reference things; what cannot be linked is a
   * finding of kind {@code unlinked-concept}.
   *
   * @param ids sources; empty for all
   * @throws UsageException if there is no such source
   */
  public synchronized List<ConceptLinkView> linkConcepts(
      Collection<String> ids, Deadline deadline) {
    var chosen = new ArrayList<RunningSource>();
    for (String id : ids.isEmpty() ? sources.keySet() : ids) {
      RunningSource source = sources.get(id);
      if (source == null) {
        throw unknownSource(id, sources.keySet());
      }
      chosen.add(source);
    }
    return new ConceptLinking(this).run(chosen, RequestContext.local().within(deadline));
  }

  /** Trains models for specifications of linkage; for all where none is named. */
  public synchronized List<PartyModelView> trainLinkage(
      Collection<String> specifications, Consumer<String> progress, Deadline deadline) {
    return partyLinking(progress).train(specifications, RequestContext.local().within(deadline));
  }

  /**
   * Links the records of parties and switches to the result at once.
   *
   * @param specifications empty for all
   * @param changes whether only what new, changed and deleted records touch is looked at
   * @param partial whether a source that fails is left out and its former pairs stay
   */
  public synchronized List<PartyLinkView> linkParties(
      Collection<String> specifications,
      boolean changes,
      boolean partial,
      Consumer<String> progress,
      Deadline deadline) {
    return partyLinking(progress)
        .run(specifications, changes, partial, RequestContext.local().within(deadline));
  }

  /**
   * Explains two records, whether they were compared or not, by the values that they have now.
   *
   * @param one IRI of a record or a party, as is the other
   * @throws UsageException if one is no record that the caller can see
   */
  public PairView explainPair(Node one, Node other, RequestContext context) {
    return partyLinking(step -> {}).explain(one, other, context);
  }

  private PartyLinking partyLinking(Consumer<String> progress) {
    return new PartyLinking(this, partyLinks, PartySpecs.read(config.linkage()), progress);
  }

  /** Returns the sources whose mappings may make an IRI; none for reference things. */
  Set<String> sourcesOf(String iri) {
    return mintingSources(iri);
  }

  private boolean isReferenceThing(String iri) {
    if (!iri.startsWith(Ekg.REFERENCE_BASE)) {
      return false;
    }
    try (StoreReader reader = store.reader()) {
      return reader
          .find(
              Ekg.graph(config.base(), REFERENCE),
              NodeFactory.createURI(iri),
              RDF.Nodes.type,
              Node.ANY)
          .hasNext();
    }
  }

  /** The sources whose mappings may make an IRI; none for reference things. */
  private Set<String> mintingSources(String iri) {
    List<RunningSource> may =
        sources.values().stream().filter(s -> s.member().descriptor().mayMint(iri)).toList();
    // An endpoint of which little is known may hold any IRI, which makes it nobody's record.
    List<RunningSource> surely = may.stream().filter(s -> s.surelyMints(iri)).toList();
    return (surely.isEmpty() ? may : surely)
        .stream().map(s -> s.config().id()).collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Loads sources into the store, each as a whole new version.
   *
   * <p>A source that fails keeps its last whole version, and its report says why; the others are
   * loaded all the same.
   *
   * @param ids sources to load; empty for all that are materialised
   * @throws UsageException if there is no such source, or it is not materialised
   */
  public List<LoadReport> load(Collection<String> ids, LoadProgress progress, Deadline deadline) {
    return load(ids, OnDataError.QUARANTINE, progress, deadline);
  }

  /** As {@link #load(Collection, LoadProgress, Deadline)}, with a rule for broken rows. */
  public List<LoadReport> load(
      Collection<String> ids, OnDataError onDataError, LoadProgress progress, Deadline deadline) {
    var reports = new ArrayList<LoadReport>();
    for (RunningSource source : toLoad(ids)) {
      long start = environment.nanoTime().getAsLong();
      String id = source.config().id();
      try {
        reports.add(loadOne(source, onDataError, progress, deadline, start));
      } catch (EkgException e) {
        reports.add(new LoadReport(id, 0, 0, 0, 0, since(start), Optional.of(e)));
      }
    }
    copies.later();
    return reports;
  }

  private List<RunningSource> toLoad(Collection<String> ids) {
    if (ids.isEmpty()) {
      return sources.values().stream().filter(s -> s.config().mode() == Mode.MATERIALIZED).toList();
    }
    var chosen = new ArrayList<RunningSource>();
    for (String id : ids) {
      RunningSource source = sources.get(id);
      if (source == null) {
        throw unknownSource(id, sources.keySet());
      }
      if (source.config().mode() != Mode.MATERIALIZED) {
        throw new UsageException(
            Problem.USAGE,
            "source %s is virtual: it is asked live, there is nothing to load; set ekg:mode"
                    .formatted(id)
                + " ekg:Materialized to load it");
      }
      chosen.add(source);
    }
    return chosen;
  }

  private static UsageException unknownSource(String id, Collection<String> known) {
    return new UsageException(
        Problem.SOURCE_UNKNOWN,
        "there is no source \"%s\"%s; there are %s"
            .formatted(id, Suggestions.didYouMean(id, known), known));
  }

  private LoadReport loadOne(
      RunningSource source,
      OnDataError onDataError,
      LoadProgress progress,
      Deadline deadline,
      long start) {
    String id = source.config().id();
    if (source instanceof SourceRuntime mapped) {
      mapped.recompile();
    }
    Instant now = environment.clock().instant();
    var quarantine = new Quarantine(source.config(), config.base(), now);
    DataError.Handler handler =
        switch (onDataError) {
          case FAIL -> DataError.Handler.FAIL;
          case QUARANTINE -> quarantine;
        };
    LoadReport report;
    try (StagedQuads.Writer writer = store.stage(id)) {
      Materializer.Result read =
          source.read(
              writer::add, (table, rows) -> progress.at(id, table, rows), handler, deadline);
      int left = quarantine.findings().size();
      try (StagedQuads staged = writer.finish()) {
        StoredVersion version =
            store.load(
                id,
                staged,
                new LoadRequest(
                    constantGraphs(source),
                    left == 0,
                    Map.of(
                        "rows",
                        Long.toString(read.rows()),
                        StoredGraph.LEFT_OUT,
                        Integer.toString(left))),
                (loaded, total) -> progress.at(id, "store", loaded),
                deadline);
        report =
            new LoadReport(
                id,
                read.rows(),
                version.quads(),
                version.version(),
                left,
                since(start),
                Optional.empty());
      }
    }
    findings.replaceRun(Quarantine.KIND, id, quarantine.findings(), now);
    return report;
  }

  private static Set<Node> constantGraphs(RunningSource source) {
    return source.member().descriptor().graphs();
  }

  private Duration since(long start) {
    return Duration.ofNanos(environment.nanoTime().getAsLong() - start);
  }

  private static String referenceVersion(EkgConfig config, Schema schema) {
    return "2-%s-%s"
        .formatted(ReferenceFiles.below(config.ontology()).checksum(), schema.fingerprint());
  }

  /** Loads the reference data, unless the store has these very statements already. */
  private static void loadReferenceData(EkgConfig config, GraphStore store, Schema schema) {
    Node graph = Ekg.graph(config.base(), REFERENCE);
    ReferenceFiles files = ReferenceFiles.below(config.ontology());
    String version = referenceVersion(config, schema);
    try (StoreReader reader = store.reader()) {
      if (reader
          .graph(graph)
          .filter(g -> version.equals(g.attributes().get("version")))
          .isPresent()) {
        return;
      }
    }
    var all = new HashSet<Triple>();
    files.parse(
        new StreamRDFBase() {
          @Override
          public void triple(Triple triple) {
            Triple normal = Literals.normal(triple);
            all.add(normal);
            all.addAll(schema.entailed(normal).keySet());
          }
        });
    try (StagedQuads.Writer writer = store.stage(REFERENCE)) {
      all.forEach(t -> writer.add(Quad.create(graph, t)));
      try (StagedQuads staged = writer.finish()) {
        StoredVersion unused =
            store.load(
                REFERENCE,
                staged,
                new LoadRequest(
                    Set.of(graph),
                    true,
                    ReferenceShapes.of(all).attributes(Map.of("version", version))),
                Progress.NONE,
                Deadline.none());
      }
    }
  }

  /**
   * Returns how the sources stand that the caller may see; each is asked, for two seconds at most.
   */
  public List<SourceStatus> sources(RequestContext context) {
    var statuses = new ArrayList<SourceStatus>();
    for (RunningSource source : sources.values()) {
      if (context.sees(source.config().id())) {
        statuses.add(
            source.config().mode() == Mode.VIRTUAL ? liveStatus(source) : loadedStatus(source));
      }
    }
    return statuses;
  }

  private SourceStatus liveStatus(RunningSource source) {
    Deadline deadline = Deadline.in(Duration.ofSeconds(2), environment.nanoTime());
    try {
      return new SourceStatus(
          source.config(),
          SourceStatus.State.READY,
          Optional.empty(),
          source.rows(deadline).stream().boxed().findFirst(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    } catch (EkgException e) {
      return new SourceStatus(
          source.config(),
          SourceStatus.State.DOWN,
          Optional.of(e.coded()),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }
  }

  private SourceStatus loadedStatus(RunningSource source) {
    List<StoredGraph> graphs;
    Optional<Long> leftOut;
    try (StoreReader reader = store.reader()) {
      leftOut = Optional.ofNullable(reader.leftOut().get(source.config().id()));
      graphs =
          reader.graphs().stream().filter(g -> g.owner().equals(source.config().id())).toList();
    }
    if (graphs.isEmpty()) {
      return new SourceStatus(
          source.config(),
          SourceStatus.State.NOT_LOADED,
          Optional.of("nothing was loaded yet; run `ekg load " + source.config().id() + "`"),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }
    Instant loadedAt = graphs.getFirst().loadedAt();
    boolean stale =
        source
            .config()
            .freshness()
            .map(f -> loadedAt.plus(f).isBefore(environment.clock().instant()))
            .orElse(false);
    return new SourceStatus(
        source.config(),
        stale ? SourceStatus.State.STALE : SourceStatus.State.READY,
        loadedProblem(leftOut, stale),
        Optional.ofNullable(graphs.getFirst().attributes().get("rows")).map(Long::valueOf),
        Optional.of(graphs.stream().mapToLong(StoredGraph::quads).sum()),
        Optional.of(loadedAt),
        leftOut);
  }

  private static Optional<String> loadedProblem(Optional<Long> leftOut, boolean stale) {
    Optional<String> incomplete =
        leftOut.map(
            rows ->
                "incomplete: %,d %s cannot be mapped and %s left out; see the findings of kind %s"
                    .formatted(
                        rows,
                        rows == 1 ? "row" : "rows",
                        rows == 1 ? "was" : "were",
                        Quarantine.KIND));
    return stale ? incomplete.or(() -> Optional.of("older than its freshness target")) : incomplete;
  }

  /**
   * Returns the sources that the caller may see whose loaded copies are incomplete, and how many
   * rows they lack.
   */
  public SortedMap<String, Long> leftOut(RequestContext context) {
    var leftOut = new TreeMap<String, Long>();
    try (StoreReader reader = store.reader()) {
      leftOut.putAll(reader.leftOut());
    }
    leftOut.keySet().removeIf(id -> !context.sees(id) || !sources.containsKey(id));
    return leftOut;
  }

  /**
   * Explains statements of the golden view.
   *
   * @param predicate null for any
   * @param object null for any
   */
  public List<Explanation> why(
      Node subject, @Nullable Node predicate, @Nullable Node object, RequestContext context) {
    return tracer.explain(subject, predicate, object, context);
  }

  /** Returns what {@link #sources} does, as commands and pages show it. */
  public List<SourceView> sourceViews(RequestContext context) {
    Instant now = environment.clock().instant();
    return sources(context).stream().map(s -> Views.of(s, now)).toList();
  }

  /** Does what {@link #load} does, and returns what commands and pages show. */
  public List<LoadView> loadViews(
      Collection<String> ids, OnDataError onDataError, LoadProgress progress, Deadline deadline) {
    return load(ids, onDataError, progress, deadline).stream().map(Views::of).toList();
  }

  /** Returns what {@link #why} does, as commands and pages show it. */
  public List<WhyView> whyViews(
      Node subject, @Nullable Node predicate, @Nullable Node object, RequestContext context) {
    return why(subject, predicate, object, context).stream()
        .map(Views::of)
        .sorted(
            Comparator.comparing(WhyView::subject)
                .thenComparing(WhyView::predicate)
                .thenComparing(WhyView::object))
        .toList();
  }

  /** Compares the mappings of the sources that the caller may see with tables and ontology. */
  public CoverageView coverage(RequestContext context) {
    var covered = new ArrayList<CoverageView.SourceCoverage>();
    var mappings = new ArrayList<CompiledMapping>();
    boolean elsewhere = false;
    for (RunningSource running : sources.values()) {
      String id = running.config().id();
      if (!context.sees(id)) {
        continue;
      }
      if (!(running instanceof SourceRuntime source)) {
        elsewhere = true;
        continue;
      }
      try {
        CompiledMapping mapping = source.compiled();
        covered.add(CoverageView.of(mapping, source.source()));
        mappings.add(mapping);
      } catch (EkgException e) {
        covered.add(new CoverageView.SourceCoverage(id, e.coded(), List.of()));
      }
    }
    return CoverageView.of(covered, mappings, ontology, !elsewhere);
  }

  /**
   * Shows the first rows of a source's table beside the statements that they become, inferred ones
   * included.
   *
   * @param table a table of its mapping, or the name of a triples map
   * @throws UsageException if there is no such source, or its mapping reads no such table
   */
  public List<PreviewView> preview(String id, String table, int rows, RequestContext context) {
    RunningSource source = sources.get(id);
    if (source == null || !context.sees(id)) {
      throw unknownSource(id, sources.keySet().stream().filter(context::sees).toList());
    }
    if (!(source instanceof SourceRuntime mapped)) {
      throw new UsageException(
          Problem.USAGE,
          "source %s is a remote endpoint, which has no tables; ask it: GRAPH <%s> { ?s ?p ?o }"
              .formatted(id, Ekg.graph(config.base(), id)));
    }
    mapped.recompile();
    return PreviewView.of(mapped.compiled(), mapped.source(), table, rows, context.deadline());
  }

  /** Returns where findings are kept. */
  public FindingStore findings() {
    return findings;
  }

  /**
   * Validates the sources that the caller may see against the configured shapes, and keeps the
   * findings where the caller sees everything.
   *
   * @param asOf the day whose rules apply
   */
  public ValidationView validate(LocalDate asOf, RequestContext context) {
    return new SourceValidation(this).run(asOf, context);
  }

  Tracer tracer() {
    return tracer;
  }

  GraphStore store() {
    return store;
  }

  Collection<RunningSource> runtimes() {
    return sources.values();
  }

  /**
   * Returns what the caller can see of a graph, for the plans of another crm-ekg.
   *
   * @param graph the IRI of a graph; empty for the golden view
   * @throws UsageException if there is no such graph that the caller can see
   */
  public DescriptorDocument descriptor(Optional<String> graph, RequestContext context) {
    return new VisibleDescriptor(federation, dataset(context))
        .document(graph.map(NodeFactory::createURI), schema, referenceVersion(config, schema));
  }

  private <T extends RunningSource> Stream<T> running(Class<T> kind) {
    return sources.values().stream().filter(kind::isInstance).map(kind::cast);
  }

  /**
   * Finds out what a remote endpoint holds, once, and keeps that for plans.
   *
   * @return what was found, in words
   * @throws UsageException if there is no such endpoint, or something else says what it holds
   * @throws org.crmekg.SourceException if it fails
   */
  public String profile(String id, Deadline deadline) {
    RunningSource source = sources.get(id);
    if (source == null) {
      throw unknownSource(id, sources.keySet());
    }
    if (!(source instanceof EndpointRuntime endpoint)) {
      throw new UsageException(
          Problem.USAGE,
          "source %s has a mapping, which says what it holds; profiles are of endpoints"
              .formatted(id));
    }
    return endpoint.profile(deadline);
  }

  /** Returns the ontology that comes with the program. */
  public static Graph bundledOntology() {
    return Ontologies.read(List.of());
  }

  @Override
  public void close() {
    copies.close();
    sources.values().forEach(RunningSource::close);
    idLog.close();
    decisionLog.close();
    store.close();
    folder.close();
  }
}
