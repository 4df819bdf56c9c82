/**
 * SPARQL patterns to SQL, through the mapping, and rows back to terms.
 *
 * <p>Entry types are {@link org.crmekg.virtual.CompiledMapping} (a mapping resolved against the
 * metadata of its database and completed with the ontology's inferences) and {@link
 * org.crmekg.virtual.QuadScanner}. Equality pushed to SQL may select too much but never decides:
 * each term is rebuilt from the returned row and compared again.
 */
@NullMarked
package org.crmekg.virtual;

import org.jspecify.annotations.NullMarked;
