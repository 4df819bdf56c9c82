/**
 * The R2RML model (W3C Recommendation, 27 September 2012) as records, in the recommendation's own
 * nouns, and its reader.
 *
 * <p>Entry types are {@link org.crmekg.mapping.MappingReader} and {@link
 * org.crmekg.mapping.Template}. Pure: no database is asked here, so column names are still those of
 * the document.
 */
@NullMarked
package org.crmekg.mapping;

import org.jspecify.annotations.NullMarked;
