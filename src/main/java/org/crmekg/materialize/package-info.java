/**
 * Source rows to quads, streaming: one scan per logical table for all its triples maps.
 *
 * <p>Entry types are {@link org.crmekg.materialize.Materializer}, which gives quads, and {@link
 * org.crmekg.materialize.NQuadsMaterializer}, which writes the same quads as N-Quads without making
 * objects of them. Both plan their scans alike and remember, in bounded memory, the quads that no
 * key proves unique. Where the quads go is the caller's business.
 */
@NullMarked
package org.crmekg.materialize;

import org.jspecify.annotations.NullMarked;
