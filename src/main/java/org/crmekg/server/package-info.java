/**
 * The knowledge graph over HTTP: SPARQL, pages, descriptions of IRIs, and the JSON of the commands.
 *
 * <p>Entry type is {@link org.crmekg.server.EkgServer}. Fuseki's embedded Jetty listens on the
 * loopback address only; in it, one servlet answers everything. Fuseki's own SPARQL processors are
 * not used: they send the status line before the first row is known, so that an error behind it
 * looks like a whole answer, and their time limit, formats and errors would all have to be
 * replaced. Here an answer is spooled, and only then its status is sent.
 *
 * <p>An answer beyond the limit for rows or bytes is refused with 413: no status of RFC 9110 speaks
 * of answers, and the code {@code EKG-4006} says what is meant. CSV is written as the SPARQL
 * recommendation says, for machines; cells that begin with {@code =} are not changed, so open
 * untrusted ones as text.
 *
 * <p>Deliberately absent: updates, uploads, the graph store protocol, administration, and any
 * request that makes the server fetch something.
 */
@NullMarked
package org.crmekg.server;

import org.jspecify.annotations.NullMarked;
