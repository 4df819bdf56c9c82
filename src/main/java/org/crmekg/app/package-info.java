/**
 * The facade and composition root: puts the parts together with plain constructors.
 *
 * <p>It also holds what is true whatever the sources say, such as {@link
 * org.crmekg.app.ReferenceData}. This package prints nothing and knows nothing of HTTP.
 */
@NullMarked
package org.crmekg.app;

import org.jspecify.annotations.NullMarked;
