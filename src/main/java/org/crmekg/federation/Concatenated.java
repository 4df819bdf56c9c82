package org.crmekg.federation;

import java.util.Collections;
import java.util.Iterator;
import org.apache.jena.atlas.iterator.Iter;
import org.apache.jena.atlas.iterator.IteratorCloseable;

/** One stream after the other, each closed when it is over. */
final class Concatenated<T> implements IteratorCloseable<T> {
  private final Iterator<? extends Iterator<T>> parts;
  private Iterator<T> current = Collections.emptyIterator();

  Concatenated(Iterator<? extends Iterator<T>> parts) {
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
  public T next() {
    return current.next();
  }

  @Override
  public void close() {
    Iter.close(current);
    parts.forEachRemaining(Iter::close);
  }
}
