package org.crmekg.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.jena.dboe.base.file.Location;
import org.apache.jena.sparql.core.DatasetGraph;
import org.apache.jena.system.Txn;
import org.apache.jena.tdb2.DatabaseMgr;
import org.apache.jena.tdb2.sys.SystemTDB;
import org.apache.jena.tdb2.sys.TDBInternal;
import org.crmekg.Problem;
import org.crmekg.ResourceException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of the store: its format, its databases, and how large they are.
 *
 * <p>Each {@code db-N} is a TDB2 database; the highest is the one in use, and a compaction makes
 * the next. TDB2's own creation is not safe against a crash: a database that is half created can
 * never be opened again. So each one is created and filled under another name, closed, and renamed.
 */
final class StoreFiles {
  /** The format that this version writes. */
  static final int FORMAT = 1;

  private static final Logger LOG = LoggerFactory.getLogger(StoreFiles.class);
  private static final Pattern DATABASE = Pattern.compile("db-(\\d+)");

  /** Measured: indexes and node table of quads of customer data, freshly copied. */
  private static final long USUAL_BYTES_PER_QUAD = 450;

  private static final double MOST_TIMES_FRESH = 1.5;

  /** Below this, a copy costs more than the space is worth. */
  private static final long SLACK_BYTES = 16_000_000;

  private final Path folder;

  private StoreFiles(Path folder) {
    this.folder = folder;
  }

  /**
   * Finds the store in its folder, or creates it.
   *
   * @throws ResourceException with {@link Problem#STORE_VERSION} if it has another format
   */
  static StoreFiles open(Path folder, FreeSpace space) throws IOException {
    Path next = folder.resolveSibling(folder.getFileName() + ".tmp");
    DiskFiles.delete(next);
    if (!Files.exists(folder)) {
      space.require(0, "creating the store");
      create(Files.createDirectories(next));
      Files.move(next, folder, StandardCopyOption.ATOMIC_MOVE);
      DiskFiles.syncFolder(folder.resolve("..").toRealPath());
    }
    var files = new StoreFiles(folder);
    files.requireFormat();
    files.deleteTemporaryFiles();
    files.deleteAllButCurrent();
    return files;
  }

  private static void create(Path folder) throws IOException {
    new StoreFiles(folder)
        .createNext(0, dataset -> Manifest.empty().write(dataset, Manifest.empty()));
    DiskFiles.writeWhole(folder.resolve("version"), FORMAT + "\n");
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
          ("the store %s has format \"%s\"; this version reads format %d. Upgrade crm-ekg, or load"
                  + " into another folder")
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

  private void deleteAllButCurrent() throws IOException {
    List<Path> databases = databases();
    for (Path old : databases.subList(0, databases.size() - 1)) {
      LOG.info("deleting {}, which a compaction has replaced", old);
      DiskFiles.delete(old);
    }
  }

  private List<Path> list() throws IOException {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.toList();
    }
  }

  private List<Path> databases() throws IOException {
    var found = new ArrayList<Path>();
    for (Path path : list()) {
      if (DATABASE.matcher(path.getFileName().toString()).matches()) {
        found.add(path);
      }
    }
    found.sort(Comparator.comparingLong(StoreFiles::number));
    return found;
  }

  private static long number(Path path) {
    Matcher matcher = DATABASE.matcher(path.getFileName().toString());
    return matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
  }

  /** Returns the database in use. */
  Path current() throws IOException {
    return databases().getLast();
  }

  /** Connects to a database of this store. */
  static DatasetGraph connect(Path database) throws IOException {
    JournalTail.repair(database);
    return DatabaseMgr.connectDatasetGraph(Location.create(database));
  }

  /**
   * Creates the database that comes after the current one, on disk and closed.
   *
   * @param quads how many it will hold
   * @param filling puts them there, in one write transaction
   */
  Path createNext(long quads, Consumer<DatasetGraph> filling) throws IOException {
    List<Path> databases = databases();
    long number = databases.isEmpty() ? 1 : number(databases.getLast()) + 1;
    Path next = folder.resolve("db-" + number);
    Path filled = folder.resolve("db-" + number + ".tmp");
    DiskFiles.delete(filled);
    Files.createDirectories(filled);
    DatasetGraph dataset = connect(filled);
    Txn.executeWrite(dataset, () -> filling.accept(dataset));
    TDBInternal.expel(dataset);
    DiskFiles.writeWhole(filled.resolve("fresh"), usedBytes(filled) + " " + quads + "\n");
    Files.move(filled, next, StandardCopyOption.ATOMIC_MOVE);
    DiskFiles.syncFolder(folder);
    return next;
  }

  /**
   * Returns whether a database is clearly larger than so many quads would be in a fresh one.
   *
   * <p>What is fresh is measured at each compaction; before the first one, it is what such quads
   * usually take.
   */
  static boolean isBloated(Path database, long quads) throws IOException {
    String[] fresh = Files.readString(database.resolve("fresh")).strip().split(" ", -1);
    long freshBytes = Long.parseLong(fresh[0]);
    long freshQuads = Long.parseLong(fresh[1]);
    double bytesPerQuad = freshQuads == 0 ? USUAL_BYTES_PER_QUAD : (double) freshBytes / freshQuads;
    return usedBytes(database) > MOST_TIMES_FRESH * bytesPerQuad * quads + SLACK_BYTES;
  }

  /**
   * Returns how much of its files a database uses.
   *
   * <p>The files of the indexes are mapped in segments of 8 MB and mostly holes, so their length
   * says little. Each B+tree keeps the number of blocks that it has given out in its state file:
   * three longs, root, node blocks, record blocks (jena-dboe-trans-data, BPTStateMgr).
   */
  static long usedBytes(Path database) throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.walk(database)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String name = file.getFileName().toString();
        if (name.endsWith(".bpt")) {
          ByteBuffer state = ByteBuffer.wrap(Files.readAllBytes(file));
          if (state.remaining() >= 3 * Long.BYTES) {
            bytes +=
                (state.getLong(Long.BYTES) + state.getLong(2 * Long.BYTES)) * SystemTDB.BlockSize;
          }
        } else if (name.endsWith(".obj")) {
          bytes += Files.size(file);
        }
      }
    }
    return bytes;
  }
}
