package org.crmekg.federation;

import java.util.Iterator;
import java.util.function.Supplier;
import org.apache.jena.atlas.iterator.Iter;
import org.apache.jena.atlas.iterator.IteratorCloseable;
import org.jspecify.annotations.Nullable;

/** A request that is sent when its first answer is asked for. */
final class Lazy<T> implements IteratorCloseable<T> {
  private final Supplier<Iterator<T>> request;
  private @Nullable Iterator<T> quads;
  private boolean closed;

  Lazy(Supplier<Iterator<T>> request) {
    this.request = request;
  }

  /** Makes the request, which is not sent by that. */
  void make() {
    quads();
  }

  boolean isMade() {
    return quads != null;
  }

  private Iterator<T> quads() {
    Iterator<T> sent = quads;
    if (sent == null) {
      sent = closed ? Iter.nullIterator() : request.get();
      quads = sent;
    }
    return sent;
  }

  @Override
  public boolean hasNext() {
    return quads().hasNext();
  }

  @Override
  public T next() {
    return quads().next();
  }

  @Override
  public void close() {
    closed = true;
    if (quads != null) {
      Iter.close(quads);
    }
  }
}
