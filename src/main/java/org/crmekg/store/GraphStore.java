package org.crmekg.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.jena.graph.Node;
import org.apache.jena.query.ReadWrite;
import org.apache.jena.sparql.core.DatasetGraph;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.system.Txn;
import org.apache.jena.tdb2.store.nodetupletable.NodeTupleTable;
import org.crmekg.ConfigException;
import org.crmekg.Deadline;
import org.crmekg.Problem;
import org.crmekg.ResourceException;
import org.crmekg.SourceException;
import org.crmekg.rdf.Iris;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TDB2 behind transactions, with versioned graphs.
 *
 * <h2>Versions</h2>
 *
 * Readers know <em>logical</em> graphs such as {@code …/graph/crm}. Their quads are in
 * <em>physical</em> graphs, a new one for each version, and a manifest in the same database says
 * which is which. A load fills new physical graphs in batches, and one small last commit flips the
 * manifest for all graphs of the owner at once; so a reader sees the old version or the new one, a
 * crash leaves garbage that nobody can see and that start-up drops, and other writes slip in
 * between batches.
 *
 * <h2>Writing</h2>
 *
 * One thread writes, behind a queue. Everything that can be refused (terms, space, checksum, names)
 * is refused before a transaction begins, because TDB2 5.6.0 may damage its node table after an
 * abort (Jena GH-3877). What still goes wrong inside of a transaction is an error of the disk or of
 * crm-ekg: then the store fails as a whole, refuses all reads and writes (a failed commit is
 * visible to TDB2's readers), and tells {@link StoreOptions#onFatal}, so that the process ends.
 * What was committed is there after the restart.
 *
 * <p>Safe for use by several threads. {@link #close} is called when no more readers are open.
 */
public final class GraphStore implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GraphStore.class);
  private static final Duration READER_PATIENCE = Duration.ofSeconds(10);

  /** Measured: what 100,000 quads take at most in TDB2 before compaction, with its indexes. */
  private static final long BYTES_PER_QUAD = 1_000;

  private final DataFolder folder;
  private final boolean ownsFolder;
  private final StoreOptions options;
  private final FreeSpace space;
  private final StoreFiles files;
  private final WriterThread writer;
  private final Housekeeping housekeeping;
  private final Set<Database> retired = ConcurrentHashMap.newKeySet();
  private final ReentrantLock loading = new ReentrantLock(true);
  private volatile Database database;
  private volatile Manifest latest = Manifest.empty();
  private volatile Optional<Throwable> failure = Optional.empty();
  private volatile long compactedGeneration = -1;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicLong nextVersion = new AtomicLong(1);
  private final AtomicLong nextStaging = new AtomicLong(1);
  private final ThreadLocal<Snapshot> snapshots = ThreadLocal.withInitial(Snapshot::new);

  /** The transaction of a thread that reads, shared by all its readers. */
  private static final class Snapshot {
    private int readers;
    private Manifest manifest = Manifest.empty();
    private Optional<Database> database = Optional.empty();
  }

  private GraphStore(
      DataFolder folder,
      boolean ownsFolder,
      StoreOptions options,
      FreeSpace space,
      StoreFiles files)
      throws IOException {
    this.folder = folder;
    this.ownsFolder = ownsFolder;
    this.options = options;
    this.space = space;
    this.files = files;
    this.database = Database.connect(files.current());
    this.writer = new WriterThread(options.slowWrite());
    this.housekeeping = new Housekeeping(this, options.batchQuads());
  }

  /**
   * Claims a data folder and opens the store in it, or creates one.
   *
   * @throws ResourceException with {@link Problem#STORE_LOCKED} when another process has the
   *     folder, {@link Problem#STORE_VERSION} when the store is of another format, {@link
   *     Problem#DISK_FULL} when there is no room to create it
   */
  public static GraphStore open(Path dataFolder, StoreOptions options) {
    DataFolder folder = DataFolder.claim(dataFolder, "store", options.clock());
    GraphStore opened = null;
    try {
      opened = open(folder, true, options);
      return opened;
    } finally {
      if (opened == null) {
        folder.close();
      }
    }
  }

  /** Opens the store in a data folder that this process has claimed, or creates one. */
  public static GraphStore open(DataFolder folder, StoreOptions options) {
    return open(folder, false, options);
  }

  private static GraphStore open(DataFolder folder, boolean ownsFolder, StoreOptions options) {
    try {
      Files.createDirectories(folder.staging());
      DiskFiles.empty(folder.staging());
      var space = new FreeSpace(folder.path(), options.minimumFreeBytes());
      StoreFiles files = StoreFiles.open(folder.store(), space);
      var store = new GraphStore(folder, ownsFolder, options, space, files);
      store.start();
      return store;
    } catch (IOException e) {
      throw new ResourceException(
          Problem.STORE_FAILED,
          "cannot open the store in %s: %s".formatted(folder.path(), e.getMessage()),
          e);
    }
  }

  private void start() {
    DatasetGraph dataset = database.dataset();
    dataset.begin(ReadWrite.READ);
    try {
      Manifest manifest = Manifest.read(dataset);
      latest = manifest;
      long highest = 0;
      var names = new ArrayList<Node>();
      for (Iterator<Node> found = dataset.listGraphNodes(); found.hasNext(); ) {
        Node name = found.next();
        names.add(name);
        highest = Math.max(highest, Manifest.versionIn(name));
      }
      for (Manifest.Entry entry : manifest.entries().values()) {
        highest = Math.max(highest, entry.graph().version());
      }
      nextVersion.set(highest + 1);
      List<Node> garbage = manifest.garbage(names.iterator());
      if (!garbage.isEmpty()) {
        LOG.info("dropping {} graphs of a load that did not finish", garbage.size());
      }
      housekeeping.drop(garbage);
    } finally {
      dataset.end();
    }
  }

  /**
   * Writes the base IRI down the first time, and checks it later.
   *
   * @throws ConfigException with {@link Problem#BASE_CHANGED} if the store has another one
   */
  public void ensureBase(String base) {
    Optional<String> stored =
        write(
            "the base IRI",
            () -> {
              Manifest before = Manifest.read(database.dataset());
              if (before.base().isEmpty()) {
                flip(before, before.withBase(base));
              }
              return before.base();
            });
    stored
        .filter(there -> !there.equals(base))
        .ifPresent(
            there -> {
              throw new ConfigException(
                  Problem.BASE_CHANGED,
                  "ekg:base is <%s>, but the store in %s was loaded with <%s>; restore it, or load into a new store"
                      .formatted(base, folder.path(), there));
            });
  }

  /**
   * Begins to stage quads for an owner; the store is not touched.
   *
   * @throws ResourceException with {@link Problem#DISK_FULL} when there is no room
   */
  public StagedQuads.Writer stage(String owner) {
    requireUsable();
    space.require(0, "staging the quads of " + owner);
    String name = Iris.encode(owner) + "-" + nextStaging.getAndIncrement() + ".rt";
    return new StagedQuads.Writer(owner, folder.staging().resolve(name), space);
  }

  /**
   * Loads staged quads as the new version of all graphs of their owner.
   *
   * <p>It is visible at once and as a whole when this returns, and not at all when it throws. Loads
   * wait for each other; a caller's thread may be interrupted without harm. The staged file stays
   * until it is closed.
   *
   * @throws ResourceException with {@link Problem#STAGING_FAILED} when the file is not what was
   *     staged, {@link Problem#DISK_FULL} when there is no room, {@link Problem#QUERY_TIMEOUT} when
   *     the deadline passes
   * @throws ConfigException with {@link Problem#GRAPH_TAKEN} when a graph belongs to another owner
   */
  public StoredVersion load(
      String owner, StagedQuads staged, LoadRequest request, Progress progress, Deadline deadline) {
    if (!staged.owner().equals(owner)) {
      throw new IllegalArgumentException(
          "these quads are staged for %s, not for %s".formatted(staged.owner(), owner));
    }
    requireUsable();
    staged.verify();
    space.require(staged.count() * BYTES_PER_QUAD, "loading " + owner);
    try {
      return alone(deadline, () -> loadAlone(staged, request, progress, deadline));
    } finally {
      // Only now, because compaction keeps off while a load runs.
      housekeeping.drop(List.of());
    }
  }

  private <T> T alone(Deadline deadline, Supplier<T> work) {
    if (loading.isHeldByCurrentThread()) {
      throw new IllegalStateException("a load cannot start another one");
    }
    boolean interrupted = false;
    try {
      while (!loading.isHeldByCurrentThread()) {
        deadline.check();
        try {
          boolean unused = loading.tryLock(100, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      try {
        return work.get();
      } finally {
        loading.unlock();
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private StoredVersion loadAlone(
      StagedQuads staged, LoadRequest request, Progress progress, Deadline deadline) {
    Set<Node> graphs = new HashSet<>(request.graphs());
    graphs.addAll(staged.graphs());
    requireOwned(staged.owner(), graphs);
    long version = nextVersion.getAndIncrement();
    Map<Node, Node> physical = physicalNames(staged.owner(), version, graphs);
    boolean visible = false;
    try {
      new BatchLoad(this, staged, physical, options.batchQuads(), progress, deadline).run();
      Map<Node, Long> counts = counts(physical);
      deadline.check();
      StoredVersion loaded = show(staged.owner(), version, request, physical, counts);
      visible = true;
      return loaded;
    } finally {
      if (!visible) {
        housekeeping.drop(physical.values());
      }
    }
  }

  private static Map<Node, Node> physicalNames(String owner, long version, Set<Node> graphs) {
    var names = new HashMap<Node, Node>();
    for (Node graph : graphs) {
      names.put(graph, Manifest.physical(owner, version, names.size()));
    }
    return names;
  }

  private void requireOwned(String owner, Set<Node> graphs) {
    for (Node graph : graphs) {
      Manifest.Entry entry = latest.entries().get(graph);
      if (entry != null && !entry.graph().owner().equals(owner)) {
        throw new ConfigException(
            Problem.GRAPH_TAKEN,
            "%s writes the graph <%s>, which belongs to %s; give it another name in one of the two"
                .formatted(owner, graph.getURI(), entry.graph().owner()));
      }
    }
  }

  /** Puts a batch into the writer's queue; its quads are in physical graphs. */
  Future<Integer> submitBatch(String owner, List<Quad> quads) {
    space.require(quads.size() * BYTES_PER_QUAD, "loading " + owner);
    return submitWrite(
        "a batch of " + owner,
        () -> {
          quads.forEach(database.dataset()::add);
          return quads.size();
        });
  }

  /** Counts on the writer thread: the caller's own thread may be reading an older snapshot. */
  private Map<Node, Long> counts(Map<Node, Node> physical) {
    Callable<Map<Node, Long>> count =
        () -> Txn.calculateRead(database.dataset(), () -> countInside(physical));
    return WriterThread.join(submit("counting", count));
  }

  private Map<Node, Long> countInside(Map<Node, Node> physical) {
    NodeTupleTable table = database.quads();
    var counts = new HashMap<Node, Long>();
    physical.forEach(
        (logical, name) -> {
          long count = 0;
          var found = table.findAsNodeIds(name, Node.ANY, Node.ANY, Node.ANY);
          for (; found != null && found.hasNext(); found.next()) {
            count++;
          }
          counts.put(logical, count);
        });
    return counts;
  }

  private StoredVersion show(
      String owner,
      long version,
      LoadRequest request,
      Map<Node, Node> physical,
      Map<Node, Long> counts) {
    Instant now = options.clock().instant();
    var entries = new ArrayList<Manifest.Entry>();
    physical.forEach(
        (name, where) ->
            entries.add(
                new Manifest.Entry(
                    new StoredGraph(
                        name,
                        owner,
                        version,
                        counts.getOrDefault(name, 0L),
                        now,
                        request.complete(),
                        request.attributes()),
                    where)));
    replace(owner, entries);
    return version(owner, version, now, entries);
  }

  private static StoredVersion version(
      String owner, long version, Instant now, List<Manifest.Entry> entries) {
    List<StoredGraph> graphs = entries.stream().map(Manifest.Entry::graph).toList();
    long quads = graphs.stream().mapToLong(StoredGraph::quads).sum();
    return new StoredVersion(owner, version, now, quads, graphs);
  }

  /** Makes these the graphs of the owner, and drops those that it had. */
  private void replace(String owner, List<Manifest.Entry> entries) {
    Set<Node> graphs = new HashSet<>();
    entries.forEach(entry -> graphs.add(entry.graph().name()));
    List<Manifest.Entry> old =
        writeOwned(
            owner,
            graphs,
            () -> {
              Manifest before = Manifest.read(database.dataset());
              flip(before, before.with(owner, entries));
              return before.of(owner);
            });
    housekeeping.drop(old.stream().map(Manifest.Entry::physical).toList());
  }

  /** Writes if the graphs are the owner's or new, which is asked where nobody else can write. */
  private <T> T writeOwned(String owner, Set<Node> graphs, Supplier<T> work) {
    String what = "a new version of " + owner;
    Future<T> written =
        submit(
            what,
            () -> {
              requireOwned(owner, graphs);
              return transact(what, work);
            });
    return WriterThread.join(written);
  }

  private void flip(Manifest before, Manifest after) {
    after.write(database.dataset(), before);
    // Ahead of the commit, but only ever compared by generation with what a transaction reads.
    latest = after;
  }

  /**
   * Changes a few quads of an owner's graphs in one transaction, without a new physical version.
   *
   * <p>Meant for small things, such as one finding or a link, and does not wait for a load that
   * runs (a load of the same owner that ends later replaces it). Added graphs come to exist.
   * Removing what is not there, or adding what is, does nothing.
   *
   * @throws SourceException with {@link Problem#DATA_ERROR} if a quad cannot be stored
   * @throws ConfigException with {@link Problem#GRAPH_TAKEN} when a graph belongs to another owner
   */
  public StoredVersion change(String owner, Collection<Quad> removed, Collection<Quad> added) {
    if (removed.size() + added.size() > StoreOptions.MAX_BATCH_QUADS) {
      throw new IllegalArgumentException(
          "a change has at most %d quads; stage and load more"
              .formatted(StoreOptions.MAX_BATCH_QUADS));
    }
    List<Quad> less = removed.stream().map(StoredTerms::stored).toList();
    List<Quad> more = added.stream().map(StoredTerms::stored).toList();
    for (Quad quad : more) {
      Terms.fault(quad)
          .ifPresent(
              fault -> {
                throw new SourceException(
                    Problem.DATA_ERROR,
                    "%s has a quad that cannot be stored: %s, in %s".formatted(owner, fault, quad));
              });
    }
    space.require(more.size() * BYTES_PER_QUAD, "a change of " + owner);
    Set<Node> graphs = new HashSet<>();
    less.forEach(quad -> graphs.add(quad.getGraph()));
    more.forEach(quad -> graphs.add(quad.getGraph()));
    long version = nextVersion.getAndIncrement();
    Instant now = options.clock().instant();
    return writeOwned(
        owner,
        graphs,
        () -> {
          Manifest before = Manifest.read(database.dataset());
          var change = new QuadChange(database.dataset(), owner, version, now, before);
          less.forEach(change::remove);
          more.forEach(change::add);
          List<Manifest.Entry> entries = change.entries();
          flip(before, before.with(owner, entries));
          return version(owner, version, now, entries);
        });
  }

  /** Drops all graphs of an owner; an owner without graphs is no error. */
  public void drop(String owner) {
    replace(owner, List.of());
  }

  /**
   * Begins to read, on this thread; see {@link StoreReader}.
   *
   * @throws ResourceException with {@link Problem#STORE_FAILED} after an error of the disk
   */
  public StoreReader reader() {
    requireUsable();
    Snapshot snapshot = snapshots.get();
    if (snapshot.readers == 0) {
      begin(snapshot);
    }
    snapshot.readers++;
    return new StoreReader(this, snapshot.database.orElseThrow().dataset(), snapshot.manifest);
  }

  private void begin(Snapshot snapshot) {
    if (writer.isCurrentThread()) {
      throw new IllegalStateException("the writer thread does not read");
    }
    Database entered = database;
    while (!entered.enter()) {
      entered = database;
    }
    boolean begun = false;
    try {
      entered.dataset().begin(ReadWrite.READ);
      Manifest known = latest;
      snapshot.manifest =
          Manifest.readGeneration(entered.dataset()) == known.generation()
              ? known
              : Manifest.read(entered.dataset());
      snapshot.database = Optional.of(entered);
      begun = true;
    } finally {
      if (!begun) {
        leave(entered);
      }
    }
  }

  void endRead() {
    Snapshot snapshot = snapshots.get();
    snapshot.readers--;
    if (snapshot.readers == 0) {
      snapshots.remove();
      snapshot.database.ifPresent(this::leave);
    }
  }

  private void leave(Database left) {
    try {
      if (left.dataset().isInTransaction()) {
        left.dataset().end();
      }
    } finally {
      if (left.leave() && retired.remove(left)) {
        left.discard();
      }
    }
  }

  /** Returns whether this thread reads, and so sees the store as it was when it began to. */
  public boolean isReading() {
    return snapshots.get().readers > 0;
  }

  /** Returns how many threads are reading. */
  public int readers() {
    return database.readers() + retired.stream().mapToInt(Database::readers).sum();
  }

  /**
   * Waits until old versions are deleted and the files are compact; a command that loads and ends
   * calls it, a server need not.
   */
  public void settle(Deadline deadline) {
    housekeeping.settle(deadline);
  }

  // ---- What the housekeeping uses.

  boolean isOpen() {
    return !closed.get() && failure.isEmpty();
  }

  /** Returns the database in use; on the writer thread it stays so for the length of a task. */
  Database database() {
    return database;
  }

  /**
   * Goes over to a compact copy if the files have grown too large; on the writer thread only.
   *
   * <p>Readers go on in the old files, which are deleted after the last of them.
   *
   * @param garbage graphs that the copy does without
   * @return whether a copy was made
   */
  boolean compactIfBloated(List<Node> garbage) {
    requireUsable();
    Database old = database;
    // The quads of a load that runs are in the files but not in the manifest: no measure of bloat.
    if (loading.isLocked() || latest.generation() == compactedGeneration) {
      return false;
    }
    try {
      if (!StoreFiles.isBloated(old.path(), latest.quads())) {
        return false;
      }
      if (!space.has(StoreFiles.usedBytes(old.path()))) {
        LOG.warn("the store is not compacted: there is too little free space for a copy of it");
        return false;
      }
      compact(garbage);
      compactedGeneration = latest.generation();
      return true;
    } catch (Throwable e) {
      throw fail("compaction", e);
    }
  }

  /** Goes over to a copy without these graphs; on the writer thread only. */
  void compact(List<Node> without) throws IOException {
    Database old = database;
    long before = StoreFiles.usedBytes(old.path());
    Path next = files.createNext(latest.quads(), copy -> old.copyTo(copy, without));
    retired.add(old);
    database = Database.connect(next);
    if (old.retire() && retired.remove(old)) {
      old.discard();
    }
    LOG.info("compacted the store from {} to {} bytes", before, StoreFiles.usedBytes(next));
  }

  // ---- Writing.

  /** Runs the work in a write transaction on the writer thread and waits for it. */
  <T> T write(String what, Supplier<T> work) {
    return WriterThread.join(submitWrite(what, work));
  }

  private <T> Future<T> submitWrite(String what, Supplier<T> work) {
    return submit(what, () -> transact(what, work));
  }

  <T> Future<T> submit(String what, Callable<T> work) {
    requireUsable();
    return writer.submit(what, work);
  }

  /** Runs the work in a write transaction; on the writer thread only. */
  <T> T transact(String what, Supplier<T> work) {
    requireUsable();
    try {
      return Txn.calculateWrite(database.dataset(), work);
    } catch (Throwable e) {
      // Nothing that can be refused is refused in here, so this is the disk, memory, or a fault.
      throw fail(what, e);
    }
  }

  private ResourceException fail(String what, Throwable cause) {
    boolean isFirst;
    synchronized (this) {
      isFirst = failure.isEmpty();
      if (isFirst) {
        failure = Optional.of(cause);
      }
    }
    if (isFirst) {
      LOG.error("the store in {} has failed while writing ({})", folder.path(), what, cause);
      options.onFatal().accept(cause);
    }
    return failed(cause);
  }

  private ResourceException failed(Throwable cause) {
    return new ResourceException(
        Problem.STORE_FAILED,
        "the store in %s has stopped after an error (%s); check the disk and start again, what was committed is safe"
            .formatted(folder.path(), cause),
        cause);
  }

  /** Returns normally unless the store has failed or is closed. */
  void requireUsable() {
    failure.ifPresent(
        cause -> {
          throw failed(cause);
        });
    if (closed.get()) {
      throw new IllegalStateException("the store is closed");
    }
  }

  /** Finishes what is queued and closes the files; closing twice does nothing. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    boolean healthy = failure.isEmpty();
    // After a failure the writer may hang in the kernel, or be the one that closes.
    writer.close(healthy && !writer.isCurrentThread());
    Set<Database> open = new HashSet<>(retired);
    open.add(database);
    retired.clear();
    for (Database each : open) {
      each.retire();
      if (healthy && !each.awaitReaders(READER_PATIENCE.toMillis())) {
        LOG.warn("closing the store although {} threads still read", each.readers());
      }
      each.close();
    }
    if (ownsFolder) {
      folder.close();
    }
  }
}
