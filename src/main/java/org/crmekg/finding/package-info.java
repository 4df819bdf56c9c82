/**
 * Findings: what is wrong in the data, where it stands in its source, and how it has gone on.
 *
 * <p>Entry types are {@link org.crmekg.finding.Finding} and {@link
 * org.crmekg.finding.FindingStore}, which keeps them as quads of {@code {base}graph/findings} and
 * gives them back as records, each caller only those that rest on sources that the caller sees.
 * Findings speak of source IRIs, so that evidence survives a merge of parties.
 *
 * <p>Deliberately absent: how something is found. Validation, materialisation and the search for
 * concepts each report their own kind.
 */
@NullMarked
package org.crmekg.finding;

import org.jspecify.annotations.NullMarked;
