/**
 * SHACL validation: reads shapes, decides which engine may judge each of them, and validates a
 * copied projection of the data.
 *
 * <p>Entry types are {@link org.crmekg.validation.ShapesReader} and {@link
 * org.crmekg.validation.Validator}. A shape runs on RDF4J SHACL where that engine is proven to give
 * the same results as the standard asks for, on Jena SHACL otherwise, and is refused by name where
 * neither judges it: nothing is skipped. RDF4J's classes appear in this package only.
 *
 * <p>Deliberately absent: this package reads no source and no store (the caller fetches what {@link
 * org.crmekg.validation.Projection} names), loads nothing over the network, and does not know the
 * rows that a value came from.
 */
@NullMarked
package org.crmekg.validation;

import org.jspecify.annotations.NullMarked;
