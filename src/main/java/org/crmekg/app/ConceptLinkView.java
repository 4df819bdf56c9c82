package org.crmekg.app;

import org.jspecify.annotations.Nullable;

/**
 * How the concepts of one source stand after a run; the JSON of {@code POST /api/link}.
 *
 * @param concepts codes and names that the source has
 * @param decided those that a link file links
 * @param linked those that a rule linked
 * @param added links that were not there before
 * @param ambiguous those that may mean several things; each is a finding
 * @param unknown those that mean nothing that is known; each is a finding
 * @param problem the code and message of why the links of before stay, or null
 */
public record ConceptLinkView(
    String source,
    int concepts,
    int decided,
    int linked,
    int added,
    int ambiguous,
    int unknown,
    @Nullable String problem) {}
