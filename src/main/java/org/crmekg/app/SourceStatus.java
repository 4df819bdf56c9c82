package org.crmekg.app;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.crmekg.config.SourceConfig;

/**
 * How a source stands.
 *
 * @param config its configuration
 * @param state whether it can be used
 * @param problem why not, or empty
 * @param rows number of rows in its logical tables: now for virtual sources, at the load for
 *     others; empty where it is not known
 * @param statements number of loaded statements; empty for virtual sources
 * @param loadedAt when its copy became visible; empty for virtual sources and before the first load
 * @param leftOut how many rows its copy lacks because they cannot be mapped; empty where it is
 *     complete
 */
public record SourceStatus(
    SourceConfig config,
    State state,
    Optional<String> problem,
    Optional<Long> rows,
    Optional<Long> statements,
    Optional<Instant> loadedAt,
    Optional<Long> leftOut) {

  /** Whether a source can be used. */
  public enum State {
    /** It answers, or its copy is as fresh as it should be. */
    READY,
    /** Its copy is older than its freshness target. */
    STALE,
    /** Nothing was loaded yet. */
    NOT_LOADED,
    /** It does not answer. */
    DOWN
  }

  /** Returns how old the answers from it are; zero for virtual sources, empty before a load. */
  public Optional<Duration> age(Instant now) {
    return config.mode() == SourceConfig.Mode.VIRTUAL
        ? Optional.of(Duration.ZERO)
        : loadedAt.map(t -> Duration.between(t, now));
  }
}
