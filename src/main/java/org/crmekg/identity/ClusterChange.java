package org.crmekg.identity;

import java.util.List;

/**
 * What another state of links makes of some records.
 *
 * @param before the clusters, single records included, that would be others
 * @param after what the same records would be
 */
public record ClusterChange(List<List<String>> before, List<List<String>> after) {
  public ClusterChange {
    before = before.stream().map(List::copyOf).toList();
    after = after.stream().map(List::copyOf).toList();
  }

  /** Returns whether everything stays as it is. */
  public boolean isNothing() {
    return before.isEmpty();
  }
}
