/**
 * Which records are about the same thing: probabilistic record linkage by Fellegi and Sunter.
 *
 * <p>Entry types are {@link org.crmekg.linkage.LinkageSpec}, {@link org.crmekg.linkage.LinkageRun}
 * and, for one record at a time, {@link org.crmekg.linkage.RecordIndex}. Records come from any
 * iterator; values are prepared and compared here, candidate pairs stand together in sorted keys.
 * DuckDB sorts values into records. Nothing here knows a graph, a source or a decision.
 */
@NullMarked
package org.crmekg.linkage;

import org.jspecify.annotations.NullMarked;
