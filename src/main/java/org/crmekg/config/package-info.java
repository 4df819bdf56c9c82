/**
 * The configuration of the system: an RDF assembler file, read into records.
 *
 * <p>Entry type is {@link org.crmekg.config.ConfigReader}. All errors of a file are reported at
 * once, each with the node that it stands on. Secrets are never in the file: it names environment
 * variables. Nothing is opened here.
 */
@NullMarked
package org.crmekg.config;

import org.jspecify.annotations.NullMarked;
