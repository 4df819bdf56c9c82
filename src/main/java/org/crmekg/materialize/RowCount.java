package org.crmekg.materialize;

import java.util.HashMap;
import java.util.Map;
import org.crmekg.source.Relation;

/**
 * The rows that were mapped: those of each table once, however many scans read it and however many
 * rows a join makes of one. Rows of views count where no table is read.
 */
final class RowCount {
  private final Map<Relation, Long> plain = new HashMap<>();
  private final Map<Relation, Long> joined = new HashMap<>();

  void add(ScanPlan.Scan scan, long rows) {
    (scan.joined() ? joined : plain).merge(scan.relation(), rows, Math::max);
  }

  long total() {
    var rows = new HashMap<>(joined);
    rows.putAll(plain);
    boolean tables = rows.keySet().stream().anyMatch(Relation::isTable);
    return rows.entrySet().stream()
        .filter(e -> !tables || e.getKey().isTable())
        .mapToLong(Map.Entry::getValue)
        .sum();
  }
}
