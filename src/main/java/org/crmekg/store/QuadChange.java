package org.crmekg.store;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.jena.graph.Node;
import org.apache.jena.sparql.core.DatasetGraph;
import org.apache.jena.sparql.core.Quad;

/** A change of an owner's graphs inside of its transaction, which counts as it goes. */
final class QuadChange {
  private final DatasetGraph dataset;
  private final String owner;
  private final long version;
  private final Instant now;
  private final Map<Node, Manifest.Entry> entries = new HashMap<>();

  QuadChange(DatasetGraph dataset, String owner, long version, Instant now, Manifest before) {
    this.dataset = dataset;
    this.owner = owner;
    this.version = version;
    this.now = now;
    before.of(owner).forEach(entry -> entries.put(entry.graph().name(), entry));
  }

  /** Returns the owner's graphs as they are after what was done so far. */
  List<Manifest.Entry> entries() {
    return List.copyOf(entries.values());
  }

  void remove(Quad quad) {
    Manifest.Entry entry = entries.get(quad.getGraph());
    if (entry == null) {
      return;
    }
    Quad there = in(entry, quad);
    if (dataset.contains(there)) {
      dataset.delete(there);
      count(entry, -1);
    }
  }

  void add(Quad quad) {
    Manifest.Entry entry =
        entries.computeIfAbsent(
            quad.getGraph(),
            name ->
                new Manifest.Entry(
                    new StoredGraph(name, owner, version, 0, now, true, Map.of()),
                    Manifest.physical(owner, version, entries.size())));
    Quad there = in(entry, quad);
    if (!dataset.contains(there)) {
      dataset.add(there);
      count(entry, 1);
    }
  }

  private static Quad in(Manifest.Entry entry, Quad quad) {
    return new Quad(entry.physical(), quad.getSubject(), quad.getPredicate(), quad.getObject());
  }

  private void count(Manifest.Entry entry, long difference) {
    StoredGraph old = entry.graph();
    var graph =
        new StoredGraph(
            old.name(),
            owner,
            version,
            old.quads() + difference,
            now,
            old.complete(),
            old.attributes());
    entries.put(graph.name(), new Manifest.Entry(graph, entry.physical()));
  }
}
