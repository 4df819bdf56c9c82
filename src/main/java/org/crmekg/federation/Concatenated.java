package org.crmekg.federation;

import java.util.Collections;
import java.util.Iterator;
import org.apache.jena.atlas.iterator.Iter;
import org.apache.jena.atlas.iterator.IteratorCloseable;
import org.apache.jena.sparql.core.Quad;

/** One stream after the other, each closed when it is over. */
final class Concatenated implements IteratorCloseable<Quad> {
  private final Iterator<Iterator<Quad>> parts;
  private Iterator<Quad> current = Collections.emptyIterator();

  Concatenated(Iterator<Iterator<Quad>> parts) {
    this.parts = parts;
  }

  @Override
  public boolean hasNext() {
    while (!current.hasNext()) {
      Iter.close(current);
      if (!parts.hasNext()) {
        return false;
      }
      current = parts.next();
    }
    return true;
  }

  @Override
  public Quad next() {
    return current.next();
  }

  @Override
  public void close() {
    Iter.close(current);
    parts.forEachRemaining(Iter::close);
  }
}
