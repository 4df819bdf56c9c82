/**
 * Source rows to quads, streaming: one scan per logical table for all its triples maps.
 *
 * <p>Entry type is {@link org.crmekg.materialize.Materializer}. Where the quads go is the caller's
 * business; nothing is kept here but the quads that a key does not prove unique.
 */
@NullMarked
package org.crmekg.materialize;

import org.jspecify.annotations.NullMarked;
