package org.crmekg.source;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.crmekg.ConfigException;
import org.crmekg.Problem;
import org.crmekg.config.SourceConfig;
import org.crmekg.config.SourceConfig.Access;
import org.crmekg.config.SourceConfig.Credentials;
import org.jspecify.annotations.Nullable;

/** Opens sources as the configuration describes them. */
public final class Sources {
  private Sources() {}

  /**
   * Prepares access to a source; nothing is connected yet.
   *
   * @param config of a database or of files
   * @param dataFolder where files are imported to
   * @param environment looks up the variables that hold credentials
   * @throws ConfigException if a variable is not set or the database is not supported
   */
  public static JdbcSource open(
      SourceConfig config, Path dataFolder, Function<String, @Nullable String> environment) {
    return switch (config.access()) {
      case Access.Jdbc jdbc ->
          JdbcSource.open(
              config.id(),
              jdbc.url(),
              credential(config, jdbc.userVariable(), environment),
              credential(config, jdbc.passwordVariable(), environment),
              config.maxConnections(),
              config.timeout());
      case Access.Endpoint endpoint ->
          throw new IllegalArgumentException(config.id() + " is an endpoint and no database");
      case Access.Files files -> {
        var tables =
            new FileTables(
                config.id(),
                files.tables(),
                dataFolder.resolve("files").resolve(config.id() + ".duckdb"));
        yield JdbcSource.open(
            config.id(),
            tables.url(),
            null,
            null,
            config.maxConnections(),
            config.timeout(),
            tables::refresh);
      }
    };
  }

  /**
   * Opens an endpoint; nothing is connected yet.
   *
   * @param environment looks up the variables that hold credentials
   * @param nanoTime a monotonic clock in nanoseconds
   * @throws ConfigException if a variable is not set
   */
  public static EndpointSource open(
      SourceConfig config,
      Access.Endpoint endpoint,
      Function<String, @Nullable String> environment,
      LongSupplier nanoTime) {
    return new EndpointSource(
        config, endpoint, authorization(config, endpoint, environment), nanoTime);
  }

  private static Optional<String> authorization(
      SourceConfig config,
      Access.Endpoint endpoint,
      Function<String, @Nullable String> environment) {
    Credentials credentials = endpoint.credentials();
    String token = credential(config, credentials.tokenVariable(), environment);
    if (token != null) {
      return Optional.of("Bearer " + token);
    }
    String user = credential(config, credentials.userVariable(), environment);
    String password = credential(config, credentials.passwordVariable(), environment);
    return user == null || password == null
        ? Optional.empty()
        : Optional.of(
            "Basic "
                + Base64.getEncoder()
                    .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8)));
  }

  private static @Nullable String credential(
      SourceConfig config,
      Optional<String> variable,
      Function<String, @Nullable String> environment) {
    if (variable.isEmpty()) {
      return null;
    }
    String value = environment.apply(variable.get());
    if (value == null) {
      throw new ConfigException(
          Problem.CONFIG_VARIABLE,
          "source %s needs the environment variable %s, which is not set"
              .formatted(config.id(), variable.get()));
    }
    return value;
  }
}
