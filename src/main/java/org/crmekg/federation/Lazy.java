package org.crmekg.federation;

import java.util.Iterator;
import java.util.function.Supplier;
import org.apache.jena.atlas.iterator.Iter;
import org.apache.jena.atlas.iterator.IteratorCloseable;
import org.apache.jena.sparql.core.Quad;
import org.jspecify.annotations.Nullable;

/** A request that is sent when its first quad is asked for. */
final class Lazy implements IteratorCloseable<Quad> {
  private final Supplier<Iterator<Quad>> request;
  private @Nullable Iterator<Quad> quads;
  private boolean closed;

  Lazy(Supplier<Iterator<Quad>> request) {
    this.request = request;
  }

  private Iterator<Quad> quads() {
    Iterator<Quad> sent = quads;
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
  public Quad next() {
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
