package org.crmekg.virtual;

import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import org.apache.jena.sparql.core.Quad;

/** Quads that are read from somewhere while they are iterated; must be closed. */
public interface Quads extends Iterator<Quad>, AutoCloseable {

  /** Returns quads that are there already. */
  static Quads of(Collection<Quad> quads) {
    Iterator<Quad> iterator = List.copyOf(quads).iterator();
    return new Quads() {
      @Override
      public boolean hasNext() {
        return iterator.hasNext();
      }

      @Override
      public Quad next() {
        return iterator.next();
      }

      @Override
      public void close() {}
    };
  }

  /** Returns no quads. */
  static Quads none() {
    return of(List.of());
  }

  @Override
  void close();
}
