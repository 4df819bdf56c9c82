/**
 * What every package shares: the exception family and the context of a request.
 *
 * <p>Entry types are {@link org.crmekg.EkgException} and {@link org.crmekg.RequestContext}. This
 * package knows nothing of RDF, SQL or HTTP, and imports no other package of the project.
 */
@NullMarked
package org.crmekg;

import org.jspecify.annotations.NullMarked;
