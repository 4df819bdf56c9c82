package org.crmekg.config;

import java.time.Duration;
import java.util.List;

/**
 * Limits and addresses of the server.
 *
 * @param port first port to try
 * @param queryTimeout hard limit for one query
 * @param maxRows rows that one answer may have
 * @param maxBytes bytes that one answer may have
 * @param maxCrossProduct rows that patterns which nothing connects may make together
 * @param maxConcurrentQueries queries that run at once; more wait briefly and are then refused
 * @param corsOrigins origins of other web applications that may ask; none by default
 * @param anonymousAccess whether requests without a token are the local user where principals are
 *     configured
 */
public record ServerConfig(
    int port,
    Duration queryTimeout,
    long maxRows,
    long maxBytes,
    long maxCrossProduct,
    int maxConcurrentQueries,
    List<String> corsOrigins,
    boolean anonymousAccess) {

  /** The closed defaults. */
  public static final ServerConfig DEFAULTS =
      new ServerConfig(
          3030, Duration.ofSeconds(30), 1_000_000, 256L << 20, 100_000_000, 4, List.of(), false);

  public ServerConfig {
    corsOrigins = List.copyOf(corsOrigins);
  }
}
