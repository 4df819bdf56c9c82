package org.crmekg.virtual;

import java.util.Iterator;

/** Quads that are read from somewhere while they are iterated; must be closed. */
public interface Quads extends Iterator<org.apache.jena.sparql.core.Quad>, AutoCloseable {
  @Override
  void close();
}
