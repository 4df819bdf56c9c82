/**
 * What the whole system agrees on about RDF: vocabulary, IRIs, the one normal form of literals, and
 * the closed tables of the ontology.
 *
 * <p>Everything here is pure and immutable. There is no reasoner: {@link org.crmekg.rdf.Schema} is
 * a table that mappings and loads are completed with.
 */
@NullMarked
package org.crmekg.rdf;

import org.jspecify.annotations.NullMarked;
