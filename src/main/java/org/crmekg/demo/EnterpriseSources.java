package org.crmekg.demo;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import org.crmekg.ConfigException;
import org.crmekg.Problem;
import org.crmekg.config.EkgConfig;
import org.crmekg.config.SourceConfig;
import org.crmekg.config.SourceConfig.Access;

/** Where a configuration expects the sources of the sample enterprise. */
public final class EnterpriseSources {
  private EnterpriseSources() {}

  /**
   * Returns the place of the enterprise, if the configuration has its eight sources.
   *
   * @param environment looks up the variables that hold credentials
   * @throws ConfigException if crm and billing are not in one PostgreSQL database, or not in H2
   *     files of the data folder
   */
  public static Optional<Enterprise.Place> place(
      EkgConfig config, Function<String, Optional<String>> environment) {
    boolean all =
        Arrays.stream(SourceName.values()).allMatch(s -> config.source(s.id()).isPresent());
    if (!all) {
      return Optional.empty();
    }
    Path folder = config.dataFolder().resolve("demo");
    Optional<Enterprise.Database> crm = database(config, SourceName.CRM, folder, environment);
    Optional<Enterprise.Database> billing =
        database(config, SourceName.BILLING, folder, environment);
    if (!crm.equals(billing)) {
      throw new ConfigException(
          Problem.CONFIG_INVALID,
          "sources crm and billing of the sample enterprise must be in one PostgreSQL database, or"
              + " both in H2 files; crm is %s, billing is %s"
                  .formatted(shown(crm), shown(billing)));
    }
    return Optional.of(new Enterprise.Place(folder, crm));
  }

  private static String shown(Optional<Enterprise.Database> database) {
    return database.map(d -> d.url() + " as " + d.user()).orElse("an H2 file");
  }

  private static Optional<Enterprise.Database> database(
      EkgConfig config,
      SourceName name,
      Path folder,
      Function<String, Optional<String>> environment) {
    SourceConfig source = config.source(name.id()).orElseThrow();
    String expected = folder.toAbsolutePath().normalize().resolve(name.id()).toString();
    if (source.access() instanceof Access.Jdbc jdbc) {
      if (jdbc.url().startsWith("jdbc:postgresql:")) {
        return Optional.of(
            new Enterprise.Database(
                withoutSchema(jdbc.url()),
                credential(source, jdbc.userVariable(), environment),
                credential(source, jdbc.passwordVariable(), environment)));
      }
      String file = jdbc.url().replaceFirst("^jdbc:h2:(file:)?", "").replaceFirst(";.*$", "");
      if (Path.of(file).toAbsolutePath().normalize().toString().equals(expected)) {
        return Optional.empty();
      }
    }
    throw new ConfigException(
        Problem.CONFIG_INVALID,
        "source %s of the sample enterprise must be jdbc:h2:file:%s;DATABASE_TO_LOWER=TRUE or a"
                .formatted(name.id(), expected)
            + " schema of a PostgreSQL database");
  }

  /** The schema is chosen by the generator. */
  private static String withoutSchema(String url) {
    return url.replaceFirst("([?&])currentSchema=[^&]*&?", "$1").replaceFirst("[?&]$", "");
  }

  private static String credential(
      SourceConfig source,
      Optional<String> variable,
      Function<String, Optional<String>> environment) {
    if (variable.isEmpty()) {
      return "";
    }
    String name = variable.get();
    return environment
        .apply(name)
        .orElseThrow(
            () ->
                new ConfigException(
                    Problem.CONFIG_VARIABLE,
                    "source %s needs the environment variable %s, which is not set"
                        .formatted(source.id(), name)));
  }
}
