/**
 * The rows behind a statement, found by running its mapping backwards.
 *
 * <p>Entry type is {@link org.crmekg.lineage.Tracer}. Nothing is stored for it, so it works for
 * virtual data too; what it cannot know it says.
 */
@NullMarked
package org.crmekg.lineage;

import org.jspecify.annotations.NullMarked;
