package org.crmekg.lineage;

import java.util.List;
import org.apache.jena.graph.Triple;
import org.crmekg.identity.IdentityLink;

/**
 * Why a statement is in the graph.
 *
 * @param triple the statement, as it was asked for
 * @param evidence what stands behind it, one entry a source and rule
 * @param links the identity links behind the canonical IRIs in it, as far as the caller may see
 *     them
 */
public record Explanation(Triple triple, List<Evidence> evidence, List<IdentityLink> links) {
  public Explanation {
    evidence = List.copyOf(evidence);
    links = List.copyOf(links);
  }
}
