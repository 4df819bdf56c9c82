package org.crmekg.mapping;

import java.util.List;

/**
 * An R2RML mapping document, or several of one source.
 *
 * @param base base IRI that relative term values are appended to (R2RML §7)
 * @param triplesMaps its triples maps, in a stable order
 */
public record R2rmlMapping(String base, List<TriplesMap> triplesMaps) {
  public R2rmlMapping {
    triplesMaps = List.copyOf(triplesMaps);
  }
}
