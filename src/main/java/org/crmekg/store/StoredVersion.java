package org.crmekg.store;

import java.time.Instant;
import java.util.List;

/**
 * One version of all graphs of an owner, which became visible at once.
 *
 * @param quads number of distinct quads over all graphs
 */
public record StoredVersion(
    String owner, long version, Instant loadedAt, long quads, List<StoredGraph> graphs) {
  public StoredVersion {
    graphs = List.copyOf(graphs);
  }
}
