package org.crmekg.app;

import org.jspecify.annotations.Nullable;

/**
 * A source as commands and pages show it; the JSON of {@code GET /api/sources}.
 *
 * @param mode {@code virtual} or {@code materialized}
 * @param state one of ready, stale, not_loaded, down
 * @param problem why it is not ready
 * @param rows rows in its logical tables, null where not known
 * @param statements loaded statements, null for virtual sources
 * @param loadedAt when its copy became visible, ISO 8601
 * @param ageSeconds how old answers from it are, 0 for virtual sources
 * @param freshnessSeconds how old they may be, null without a target
 * @param leftOut rows that its copy lacks because they cannot be mapped, null where it is complete
 */
public record SourceView(
    String id,
    String title,
    String owner,
    String classification,
    String mode,
    String state,
    @Nullable String problem,
    @Nullable Long rows,
    @Nullable Long statements,
    @Nullable String loadedAt,
    @Nullable Long ageSeconds,
    @Nullable Long freshnessSeconds,
    @Nullable Long leftOut) {}
