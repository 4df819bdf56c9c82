/**
 * The store that survives: TDB2 behind transactions, versioned graphs, and logs of decisions.
 *
 * <p>Entry types are {@link org.crmekg.store.GraphStore}, which is opened in a {@link
 * org.crmekg.store.DataFolder} that this process has claimed, and {@link
 * org.crmekg.store.DecisionLog}. Everything here is about surviving: a crash at any point leaves
 * the last whole version of each owner's graphs, a full disk stops the process before it serves
 * something wrong, and what was acknowledged is durable.
 *
 * <p>Deliberately absent: rights, identity, inference and queries. The store answers single quad
 * patterns in the names of logical graphs; who may see which graph is decided above.
 */
@NullMarked
package org.crmekg.store;

import org.jspecify.annotations.NullMarked;
