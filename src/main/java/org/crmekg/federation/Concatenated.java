package org.crmekg.federation;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import org.apache.jena.atlas.iterator.Iter;
import org.apache.jena.atlas.iterator.IteratorCloseable;

/**
 * One stream after the other, each closed when it is over. The requests of some that follow may be
 * sent while one is read.
 */
final class Concatenated<T> implements IteratorCloseable<T> {
  private final Iterator<? extends Iterator<T>> parts;
  private final AheadOfNeed ahead;
  private final Deque<Iterator<T>> prepared = new ArrayDeque<>();
  private Iterator<T> current = Collections.emptyIterator();

  /** Streams that are begun one by one. */
  Concatenated(Iterator<? extends Iterator<T>> parts) {
    this(parts, AheadOfNeed.NONE);
  }

  Concatenated(Iterator<? extends Iterator<T>> parts, AheadOfNeed ahead) {
    this.parts = parts;
    this.ahead = ahead;
  }

  @Override
  public boolean hasNext() {
    while (!current.hasNext()) {
      Iter.close(current);
      if (prepared.isEmpty() && !parts.hasNext()) {
        return false;
      }
      current = prepared.isEmpty() ? parts.next() : prepared.remove();
      prepare();
    }
    return true;
  }

  private void prepare() {
    int before = prepared.size();
    while (prepared.size() < ahead.most() && parts.hasNext()) {
      Iterator<T> next = parts.next();
      if (next instanceof Lazy<T> lazy) {
        lazy.make();
      }
      prepared.add(next);
    }
    if (prepared.size() > before) {
      ahead.send();
    }
  }

  @Override
  public T next() {
    return current.next();
  }

  @Override
  public void close() {
    Iter.close(current);
    prepared.forEach(Iter::close);
    parts.forEachRemaining(Iter::close);
  }
}
