package org.crmekg.identity;

import org.apache.jena.graph.Node;

/**
 * The statement that two records, or a source's code and a reference thing, are the same.
 *
 * @param left a source IRI
 * @param right a source IRI, or the IRI of a reference thing
 * @param file where the statement stands
 */
public record IdentityLink(Node left, Node right, String file) {}
