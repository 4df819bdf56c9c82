package org.crmekg.federation;

import java.util.HashSet;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Set;
import org.apache.jena.atlas.iterator.Iter;
import org.apache.jena.atlas.iterator.IteratorCloseable;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Quad;
import org.jspecify.annotations.Nullable;

/** The set union of several streams: a triple that comes twice is given once. */
final class DistinctTriples implements IteratorCloseable<Quad> {
  private final Concatenated<Quad> all;
  private final Set<Triple> given = new HashSet<>();
  private @Nullable Quad ready;

  DistinctTriples(Iterator<Iterator<Quad>> parts, AheadOfNeed ahead) {
    this.all = new Concatenated<>(parts, ahead);
  }

  @Override
  public boolean hasNext() {
    while (ready == null && all.hasNext()) {
      Quad quad = all.next();
      if (given.add(quad.asTriple())) {
        ready = quad;
      }
    }
    return ready != null;
  }

  @Override
  public Quad next() {
    if (!hasNext() || ready == null) {
      throw new NoSuchElementException();
    }
    Quad quad = ready;
    ready = null;
    return quad;
  }

  @Override
  public void close() {
    Iter.close(all);
  }
}
