package org.crmekg.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import org.apache.jena.graph.Node;
import org.apache.jena.sparql.core.Quad;
import org.crmekg.Deadline;
import org.crmekg.Problem;
import org.crmekg.ResourceException;

/**
 * Sends staged quads to the writer, one batch being decoded while another one is written.
 *
 * <p>It can be stopped between batches, by the deadline or by a disk that gets full; never inside
 * of one.
 */
final class BatchLoad {
  private final GraphStore store;
  private final StagedQuads staged;
  private final Map<Node, Node> physical;
  private final int batchQuads;
  private final Progress progress;
  private final Deadline deadline;
  private List<Quad> batch = new ArrayList<>();
  private Optional<Future<Integer>> running = Optional.empty();
  private long loaded;

  /**
   * Prepares a load.
   *
   * @param physical by logical graph
   */
  BatchLoad(
      GraphStore store,
      StagedQuads staged,
      Map<Node, Node> physical,
      int batchQuads,
      Progress progress,
      Deadline deadline) {
    this.store = store;
    this.staged = staged;
    this.physical = physical;
    this.batchQuads = batchQuads;
    this.progress = progress;
    this.deadline = deadline;
  }

  /** Returns when all staged quads are on disk. */
  void run() {
    try {
      staged.forEach(this::add);
      if (!batch.isEmpty()) {
        send();
      }
    } finally {
      awaitRunning();
    }
    if (loaded != staged.count()) {
      throw new ResourceException(
          Problem.STAGING_FAILED,
          "the staged quads of %s are %d, but %d were read from %s"
              .formatted(staged.owner(), staged.count(), loaded, staged.file()));
    }
  }

  private void add(Quad quad) {
    Node name = physical.get(quad.getGraph());
    batch.add(new Quad(name, quad.getSubject(), quad.getPredicate(), quad.getObject()));
    if (batch.size() == batchQuads) {
      send();
    }
  }

  private void send() {
    awaitRunning();
    deadline.check();
    running = Optional.of(store.submitBatch(staged.owner(), batch));
    batch = new ArrayList<>(batchQuads);
  }

  private void awaitRunning() {
    Optional<Future<Integer>> write = running;
    running = Optional.empty();
    if (write.isPresent()) {
      loaded += WriterThread.join(write.get());
      progress.loaded(loaded, staged.count());
    }
  }
}
