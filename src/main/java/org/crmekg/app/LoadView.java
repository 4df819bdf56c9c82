package org.crmekg.app;

import org.jspecify.annotations.Nullable;

/**
 * What a load of one source did; the JSON of {@code POST /api/load}.
 *
 * @param quarantined rows that could not be mapped; each is a finding of kind data-error
 * @param problem the code and message of why the old version stays, or null
 */
public record LoadView(
    String source,
    long rows,
    long statements,
    long version,
    long quarantined,
    long millis,
    @Nullable String problem) {}
