/**
 * The command line: one class per sub-command, and the only place that prints.
 *
 * <p>{@link org.crmekg.cli.Main} is the process, {@link org.crmekg.cli.Cli} one run of it, and
 * {@link org.crmekg.cli.Session} what a command asks: the knowledge graph in this process, or over
 * HTTP where another process holds the data folder. Both give the same records, so a command prints
 * the same bytes either way. Data go to standard output, talk to standard error.
 *
 * <p>Deliberately absent: anything that computes an answer. {@code Main} and the commands load no
 * class of Jena before they need it, so that help is quick.
 */
@NullMarked
package org.crmekg.cli;

import org.jspecify.annotations.NullMarked;
