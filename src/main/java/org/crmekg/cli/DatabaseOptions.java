package org.crmekg.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.crmekg.Problem;
import org.crmekg.UsageException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A database and its mapping on the command line, in place of a configuration. */
final class DatabaseOptions {
  @Option(
      names = "--jdbc",
      paramLabel = "URL",
      description = "a database, read through --mapping; its password: env EKG_JDBC_PASSWORD")
  private @Nullable String jdbc;

  @Option(names = "--user", paramLabel = "U", description = "user of the database")
  private @Nullable String user;

  @Option(
      names = "--mapping",
      paramLabel = "FILE",
      arity = "1..*",
      description = "R2RML mapping of the database")
  private List<Path> mappings = new ArrayList<>();

  @Option(
      names = "--base",
      paramLabel = "IRI",
      description = "base of the IRIs (default: that of the mapping)")
  private @Nullable String base;

  /** Returns whether one of them is given. */
  boolean isGiven() {
    return jdbc != null || user != null || base != null || !mappings.isEmpty();
  }

  /** Returns the database, or empty without {@code --jdbc}, whatever else is given. */
  Optional<AdHoc.Database> named(EkgCommand root) {
    return Optional.ofNullable(jdbc).map(url -> AdHoc.Database.of(root, url, user, mappings, base));
  }

  /**
   * Returns the database, or empty if none of the options is given.
   *
   * @throws UsageException if there are others without {@code --jdbc}
   */
  Optional<AdHoc.Database> read(EkgCommand root) {
    if (jdbc == null && isGiven()) {
      throw new UsageException(
          Problem.USAGE, "--mapping, --user and --base go with --jdbc URL, which is missing");
    }
    return named(root);
  }

  /**
   * Returns what {@code --mapping} took last, if that is no file: {@code --mapping a.ttl b.ttl
   * 'SELECT …'}, an option that takes many files takes the query, too.
   */
  Optional<String> takeQuery() {
    if (mappings.size() > 1) {
      Path last = mappings.getLast();
      if (!Files.exists(last) && last.toString().matches("(?s).*[{\\s].*")) {
        mappings.removeLast();
        return Optional.of(last.toString());
      }
    }
    return Optional.empty();
  }
}
