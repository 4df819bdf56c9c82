package org.crmekg.app;

import java.time.Duration;
import java.util.Optional;
import org.crmekg.EkgException;

/**
 * What a load of one source did.
 *
 * @param source its id
 * @param rows rows read
 * @param quads distinct statements in the new version
 * @param version the new version; 0 where the load failed
 * @param quarantined rows that could not be mapped and were left out, each a finding
 * @param took how long it took
 * @param failure why the old version stays, or empty
 */
public record LoadReport(
    String source,
    long rows,
    long quads,
    long version,
    long quarantined,
    Duration took,
    Optional<EkgException> failure) {}
