/**
 * Which records are the same party, and which codes mean the same thing.
 *
 * <p>Entry types are {@link org.crmekg.identity.IdentityIndex} and {@link
 * org.crmekg.identity.IdentityLens}. Records are linked, never merged: {@link
 * org.crmekg.identity.PartyClusters} follow from what runs of linkage found ({@link
 * org.crmekg.identity.PartyLinkStore}) and what people decided ({@link
 * org.crmekg.identity.LinkDecisions}), canonical IRIs follow from clusters, and all can be undone.
 * Nothing here changes a source.
 */
@NullMarked
package org.crmekg.identity;

import org.jspecify.annotations.NullMarked;
