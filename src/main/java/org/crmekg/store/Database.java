package org.crmekg.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.sparql.core.DatasetGraph;
import org.apache.jena.system.Txn;
import org.apache.jena.tdb2.store.nodetupletable.NodeTupleTable;
import org.apache.jena.tdb2.sys.TDBInternal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One TDB2 database and the number of threads that read it.
 *
 * <p>A compaction fills the next one and retires this one, which goes when its last reader has
 * left. So nobody ever waits: TDB2's own compaction waits, without a limit, for readers of the old
 * files, and one leaked reader hangs the writer for ever (Jena issue 3488).
 */
final class Database {
  private static final Logger LOG = LoggerFactory.getLogger(Database.class);

  private final Path path;
  private final DatasetGraph dataset;
  private int readers;
  private boolean retired;

  private Database(Path path) throws IOException {
    this.path = path;
    this.dataset = StoreFiles.connect(path);
  }

  static Database connect(Path path) throws IOException {
    return new Database(path);
  }

  Path path() {
    return path;
  }

  DatasetGraph dataset() {
    return dataset;
  }

  /** Returns the table of quads by node id, for work that needs no terms. */
  NodeTupleTable quads() {
    return TDBInternal.requireStorage(dataset).getQuadTable().getNodeTupleTable();
  }

  /** Counts a reader in; false when a compaction has just replaced this database. */
  synchronized boolean enter() {
    if (retired) {
      return false;
    }
    readers++;
    return true;
  }

  /** Counts a reader out; returns whether the database can go. */
  synchronized boolean leave() {
    readers--;
    notifyAll();
    return retired && readers == 0;
  }

  /** Lets nobody in any more; returns whether the database can go. */
  synchronized boolean retire() {
    retired = true;
    return readers == 0;
  }

  synchronized int readers() {
    return readers;
  }

  /** Waits for readers to leave; returns whether they did. */
  synchronized boolean awaitReaders(long millis) {
    boolean interrupted = false;
    // Counted down rather than by a clock: a spurious wake-up shortens the wait, nothing more.
    for (long left = millis; readers > 0 && left > 0; left -= 50) {
      try {
        wait(50);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return readers == 0;
  }

  /** Copies everything but these graphs; on the writer thread, outside of a transaction. */
  void copyTo(DatasetGraph copy, Collection<Node> without) {
    Set<Node> left = new HashSet<>(without);
    Txn.executeRead(
        dataset,
        () -> {
          List<Node> names = new ArrayList<>();
          dataset.listGraphNodes().forEachRemaining(names::add);
          names.removeIf(left::contains);
          for (Node name : names) {
            dataset.find(name, Node.ANY, Node.ANY, Node.ANY).forEachRemaining(copy::add);
          }
        });
  }

  /** Closes the files. */
  void close() {
    TDBInternal.expel(dataset);
  }

  /** Closes the files and deletes them. */
  void discard() {
    close();
    try {
      DiskFiles.delete(path);
    } catch (IOException e) {
      LOG.warn("{} is no longer used but could not be deleted; the next start does", path, e);
    }
  }
}
