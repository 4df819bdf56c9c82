package org.crmekg.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.jena.dboe.base.file.Location;
import org.apache.jena.sparql.core.DatasetGraph;
import org.apache.jena.system.Txn;
import org.apache.jena.tdb2.DatabaseMgr;
import org.apache.jena.tdb2.sys.TDBInternal;
import org.crmekg.Problem;
import org.crmekg.ResourceException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of a TDB2 database: how it comes to be, which format it has, how large it is.
 *
 * <p>TDB2's own creation is not safe against a crash: a database that is half created can never be
 * opened again. So it is created under another name, closed, and renamed.
 */
final class StoreFiles {
  /** The format that this version writes. */
  static final int FORMAT = 1;

  private static final Logger LOG = LoggerFactory.getLogger(StoreFiles.class);
  private static final Pattern GENERATION = Pattern.compile("Data-(\\d+)");
  private static final double MOST_TIMES_FRESH = 1.5;

  private final Path folder;

  /** What the files measured when they were last fresh: created or compacted. */
  private record Fresh(long bytes, long quads, long emptyBytes) {
    private long bytesFor(long count) {
      if (quads == 0) {
        return bytes;
      }
      return emptyBytes + (long) ((bytes - emptyBytes) * (double) count / quads);
    }
  }

  private StoreFiles(Path folder) {
    this.folder = folder;
  }

  /**
   * Finds the store in its folder, or creates it.
   *
   * @throws ResourceException with {@link Problem#STORE_VERSION} if it has another format
   */
  static StoreFiles open(Path folder, FreeSpace space) throws IOException {
    DiskFiles.delete(temporary(folder));
    var files = new StoreFiles(folder);
    if (Files.exists(folder)) {
      files.requireFormat();
      files.deleteTemporaryFiles();
      files.deleteOldGenerations();
      return files;
    }
    space.require(0, "creating the store");
    create(folder);
    return files;
  }

  private static Path temporary(Path folder) {
    return folder.resolveSibling(folder.getFileName() + ".tmp");
  }

  private static void create(Path folder) throws IOException {
    Path next = Files.createDirectories(temporary(folder));
    DatasetGraph dataset = connect(next);
    Txn.executeWrite(dataset, () -> Manifest.empty().write(dataset, Manifest.empty()));
    TDBInternal.expel(dataset);
    var files = new StoreFiles(next);
    long bytes = files.bytes();
    DiskFiles.writeWhole(next.resolve("fresh"), "%d %d %d%n".formatted(bytes, 0, bytes));
    DiskFiles.writeWhole(next.resolve("version"), FORMAT + "\n");
    Files.move(next, folder, StandardCopyOption.ATOMIC_MOVE);
    DiskFiles.syncFolder(folder.resolve("..").toRealPath());
  }

  private static DatasetGraph connect(Path folder) {
    return DatabaseMgr.connectDatasetGraph(Location.create(folder));
  }

  /** Connects to the database. */
  DatasetGraph connect() {
    return connect(folder);
  }

  private void requireFormat() throws IOException {
    Path file = folder.resolve("version");
    if (!Files.exists(file)) {
      throw new ResourceException(
          Problem.STORE_VERSION,
          "%s has no file \"version\", so crm-ekg did not write it; name another folder"
              .formatted(folder));
    }
    String text = Files.readString(file).strip();
    if (!text.equals(Integer.toString(FORMAT))) {
      throw new ResourceException(
          Problem.STORE_VERSION,
          "the store %s has format \"%s\"; this version reads format %d. Upgrade crm-ekg, or load into another folder"
              .formatted(folder, text, FORMAT));
    }
  }

  private void deleteTemporaryFiles() throws IOException {
    for (Path path : list()) {
      if (path.getFileName().toString().endsWith(".tmp")) {
        DiskFiles.delete(path);
      }
    }
  }

  private List<Path> list() throws IOException {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.toList();
    }
  }

  private List<Path> generations() throws IOException {
    var found = new ArrayList<Path>();
    for (Path path : list()) {
      if (GENERATION.matcher(path.getFileName().toString()).matches()) {
        found.add(path);
      }
    }
    found.sort(Comparator.comparingLong(StoreFiles::number));
    return found;
  }

  private static long number(Path path) {
    var matcher = GENERATION.matcher(path.getFileName().toString());
    return matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
  }

  /** Deletes what compactions left: TDB2 opens the highest generation, which is always whole. */
  private void deleteOldGenerations() throws IOException {
    List<Path> generations = generations();
    for (int i = 0; i < generations.size() - 1; i++) {
      LOG.info("deleting {}, which a compaction has replaced", generations.get(i));
      DiskFiles.delete(generations.get(i));
    }
  }

  /** Returns the size of the database's files. */
  long bytes() throws IOException {
    List<Path> generations = generations();
    if (generations.isEmpty()) {
      return 0;
    }
    long bytes = 0;
    try (Stream<Path> files = Files.walk(generations.getLast())) {
      for (Path file : (Iterable<Path>) files::iterator) {
        bytes += Files.isRegularFile(file) ? Files.size(file) : 0;
      }
    }
    return bytes;
  }

  /** Returns whether so many quads take clearly more space than they would freshly loaded. */
  boolean isBloated(long quads) throws IOException {
    return bytes() > MOST_TIMES_FRESH * fresh().bytesFor(quads);
  }

  private Fresh fresh() throws IOException {
    String[] numbers = Files.readString(folder.resolve("fresh")).strip().split(" ", -1);
    return new Fresh(
        Long.parseLong(numbers[0]), Long.parseLong(numbers[1]), Long.parseLong(numbers[2]));
  }

  /** Copies the database without its garbage; nobody may read or write meanwhile. */
  void compact(DatasetGraph dataset, long quads) throws IOException {
    long before = bytes();
    DatabaseMgr.compact(dataset, false);
    // TDB2 renames the copy without synchronising the folder; only after that may the old one go.
    DiskFiles.syncFolder(folder);
    deleteOldGenerations();
    long after = bytes();
    long empty = fresh().emptyBytes();
    DiskFiles.writeWhole(folder.resolve("fresh"), "%d %d %d%n".formatted(after, quads, empty));
    LOG.info("compacted the store from {} to {} bytes", before, after);
  }
}
