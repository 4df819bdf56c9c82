/**
 * One graph over all members: the golden view, the source views, and the SPARQL engine over them.
 *
 * <p>Entry types are {@link org.crmekg.federation.Federation} and {@link
 * org.crmekg.federation.FederatedDataset}. {@code find} over the members is the baseline that every
 * faster plan must equal. A member that fails makes the request fail; it is never taken as empty.
 */
@NullMarked
package org.crmekg.federation;

import org.jspecify.annotations.NullMarked;
