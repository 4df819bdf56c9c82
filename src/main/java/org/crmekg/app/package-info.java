/**
 * The system as one object: {@link org.crmekg.app.KnowledgeGraph} is its facade and composition
 * root.
 *
 * <p>Everything is wired here with plain constructors; time, environment and fatal errors enter
 * here as an {@link org.crmekg.app.Environment}. The Jena assembler lets stock tools open the same
 * configuration. Nothing is printed here, and HTTP is unknown.
 */
@NullMarked
package org.crmekg.app;

import org.jspecify.annotations.NullMarked;
