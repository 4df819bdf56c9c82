package org.crmekg.virtual;

import java.util.Iterator;
import org.apache.jena.sparql.engine.binding.Binding;

/** The solutions of a pattern, read from somewhere while they are iterated; must be closed. */
public interface Solutions extends Iterator<Binding>, AutoCloseable {
  @Override
  void close();
}
