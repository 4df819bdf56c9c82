package org.crmekg.app;

import org.jspecify.annotations.Nullable;

/**
 * What a load of one source did; the JSON of {@code POST /api/load}.
 *
 * @param problem the code and message of why the old version stays, or null
 */
public record LoadView(
    String source,
    long rows,
    long statements,
    long version,
    long millis,
    @Nullable String problem) {}
