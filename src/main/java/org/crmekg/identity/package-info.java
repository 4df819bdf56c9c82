/**
 * Which records are the same party, and which codes mean the same thing.
 *
 * <p>Entry types are {@link org.crmekg.identity.IdentityIndex} and {@link
 * org.crmekg.identity.IdentityLens}. Records are linked, never merged: canonical IRIs follow from
 * links and can be undone. Nothing here changes a source.
 */
@NullMarked
package org.crmekg.identity;

import org.jspecify.annotations.NullMarked;
