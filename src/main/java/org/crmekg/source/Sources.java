package org.crmekg.source;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.crmekg.ConfigException;
import org.crmekg.Problem;
import org.crmekg.config.SourceConfig;
import org.crmekg.config.SourceConfig.Access;
import org.jspecify.annotations.Nullable;

/** Opens sources as the configuration describes them. */
public final class Sources {
  private Sources() {}

  /**
   * Prepares access to a source; nothing is connected yet.
   *
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
