/**
 * Databases and files that are asked by SQL: connections, metadata, cursors, dialects.
 *
 * <p>Entry type is {@link org.crmekg.source.JdbcSource}. Sources are read-only here. Nothing in
 * this package knows of RDF or of mappings.
 */
@NullMarked
package org.crmekg.source;

import org.jspecify.annotations.NullMarked;
