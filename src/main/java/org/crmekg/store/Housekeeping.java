package org.crmekg.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.jena.atlas.lib.tuple.Tuple;
import org.apache.jena.graph.Node;
import org.apache.jena.tdb2.store.NodeId;
import org.apache.jena.tdb2.store.nodetupletable.NodeTupleTable;
import org.crmekg.Deadline;
import org.crmekg.ResourceException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drops versions that no manifest names any more, and compacts where that leaves too much.
 *
 * <p>It works on the writer thread in steps of one small transaction each, and goes to the end of
 * the queue after each step, so that nobody waits for it; only a compaction is one long step.
 * Readers of an old version keep their snapshot: TDB2 never changes a page that a reader may see.
 */
final class Housekeeping {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
  private static final long SETTLE_CHECK_MILLIS = 50;

  private final GraphStore store;
  private final int batchQuads;
  private final Deque<Node> garbage = new ArrayDeque<>();
  private boolean scheduled;

  Housekeeping(GraphStore store, int batchQuads) {
    this.store = store;
    this.batchQuads = batchQuads;
  }

  /** Takes over physical graphs that are to go, and looks whether the files have grown. */
  synchronized void drop(Collection<Node> physical) {
    garbage.addAll(physical);
    schedule();
  }

  private synchronized void schedule() {
    if (scheduled || !store.isOpen()) {
      return;
    }
    try {
      var unused = store.submit("housekeeping", this::step);
      scheduled = true;
    } catch (ResourceException | IllegalStateException e) {
      LOG.debug("the store has closed or failed: the next start drops what is left", e);
    }
  }

  private Void step() {
    boolean more = false;
    try {
      more = compactOrDrop();
    } finally {
      synchronized (this) {
        scheduled = false;
        notifyAll();
      }
    }
    if (more) {
      schedule();
    }
    return null;
  }

  /** Returns whether there is more to do. */
  private boolean compactOrDrop() {
    // First: a copy leaves garbage out, which is cheaper than to delete it in all indexes.
    if (store.compactIfBloated(garbage())) {
      return true;
    }
    Optional<Node> next = garbage().stream().findFirst();
    if (next.isEmpty()) {
      return false;
    }
    long deleted = store.transact("dropping an old version", () -> delete(next.get()));
    if (deleted < batchQuads) {
      synchronized (this) {
        garbage.remove(next.get());
      }
    }
    return true;
  }

  private synchronized List<Node> garbage() {
    return List.copyOf(garbage);
  }

  private long delete(Node physical) {
    NodeTupleTable table = store.database().quads();
    List<Tuple<NodeId>> batch = new ArrayList<>();
    Iterator<Tuple<NodeId>> found = table.findAsNodeIds(physical, Node.ANY, Node.ANY, Node.ANY);
    while (found != null && found.hasNext() && batch.size() < batchQuads) {
      batch.add(found.next());
    }
    batch.forEach(table.getTupleTable()::delete);
    return batch.size();
  }

  /** Waits until old versions are gone and the store is compact. */
  synchronized void settle(Deadline deadline) {
    boolean interrupted = false;
    while (scheduled || (!garbage.isEmpty() && store.isOpen())) {
      deadline.check();
      try {
        wait(SETTLE_CHECK_MILLIS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
