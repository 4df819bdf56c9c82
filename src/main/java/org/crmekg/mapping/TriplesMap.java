package org.crmekg.mapping;

import java.util.List;
import org.apache.jena.graph.Node;

/**
 * A rule that turns each row of a logical table into triples with one subject (R2RML §6).
 *
 * @param node its IRI or blank node in the document
 * @param file the document
 * @param base the document's base, which relative term values are appended to
 * @param logicalTable where the rows come from
 * @param subjectMap how the subject is made
 * @param predicateObjectMaps the other halves of its triples
 */
public record TriplesMap(
    Node node,
    String file,
    String base,
    LogicalTable logicalTable,
    SubjectMap subjectMap,
    List<PredicateObjectMap> predicateObjectMaps) {
  public TriplesMap {
    predicateObjectMaps = List.copyOf(predicateObjectMaps);
  }

  /** Returns a short name for people: the fragment or last path segment of its IRI. */
  public String name() {
    if (!node.isURI()) {
      return "[…]";
    }
    String iri = node.getURI();
    int cut = Math.max(iri.lastIndexOf('#'), iri.lastIndexOf('/'));
    return iri.substring(cut + 1);
  }
}
