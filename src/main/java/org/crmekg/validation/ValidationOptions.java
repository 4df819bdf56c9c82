package org.crmekg.validation;

import java.time.LocalDate;
import java.util.Optional;
import org.apache.jena.graph.Graph;
import org.crmekg.Deadline;

/**
 * How a validation runs.
 *
 * @param classes the rdfs:subClassOf triples of the ontology, beside those in the data; nothing
 *     else of it is used
 * @param computed the properties to compute before validation
 * @param asOf the day whose rules apply, which they find as {@code gov:AsOf ref:asOf}; empty for
 *     all rules whatever their time
 * @param deadline when it has to be over
 */
public record ValidationOptions(
    Graph classes, ComputedProperties computed, Optional<LocalDate> asOf, Deadline deadline) {

  /** Returns what validating plain files needs: nothing beyond the files. */
  public static ValidationOptions plain() {
    return new ValidationOptions(
        Graph.emptyGraph, ComputedProperties.none(), Optional.empty(), Deadline.none());
  }
}
