package org.crmekg.cli;

import java.util.Iterator;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.exec.RowSet;

/** What a query answers. */
sealed interface Answer {
  /** Rows of SELECT, streamed. */
  record Rows(RowSet rows) implements Answer {}

  /** The truth value of ASK. */
  record Truth(boolean value) implements Answer {}

  /** The triples of CONSTRUCT or DESCRIBE; one may come twice. */
  record Triples(Iterator<Triple> triples) implements Answer {}

  /** Uses an answer while it is there. */
  @FunctionalInterface
  interface Reader {
    void read(Answer answer);
  }
}
