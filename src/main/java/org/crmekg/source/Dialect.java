package org.crmekg.source;

import java.util.Arrays;
import java.util.Locale;
import org.crmekg.ConfigException;
import org.crmekg.Problem;

/** How a database differs from the others where it matters to us. */
public enum Dialect {
  H2("jdbc:h2:", '"'),
  POSTGRESQL("jdbc:postgresql:", '"'),
  DUCKDB("jdbc:duckdb:", '"'),
  MARIADB("jdbc:mariadb:", '`');

  private final String urlPrefix;
  private final char quote;

  Dialect(String urlPrefix, char quote) {
    this.urlPrefix = urlPrefix;
    this.quote = quote;
  }

  /**
   * Finds the dialect of a JDBC URL.
   *
   * @throws ConfigException if the database is not supported, naming those that are
   */
  public static Dialect of(String url) {
    return Arrays.stream(values())
        .filter(d -> url.startsWith(d.urlPrefix))
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigException(
                    Problem.CONFIG_INVALID,
                    "the database of %s is not supported; there are %s"
                        .formatted(
                            url.replaceAll("(?<=^jdbc:[a-z0-9]{1,30}):.*", ":…"),
                            Arrays.stream(values()).map(d -> d.urlPrefix + "…").toList())));
  }

  /** Returns a delimited identifier. */
  public String quote(String name) {
    return quote + name.replace(String.valueOf(quote), "" + quote + quote) + quote;
  }

  /** Returns what the database makes of an identifier without quotes. */
  public String fold(String name) {
    return switch (this) {
      case H2 -> name.toUpperCase(Locale.ROOT);
      case POSTGRESQL -> name.toLowerCase(Locale.ROOT);
      case DUCKDB, MARIADB -> name;
    };
  }

  /** Returns whether two column names are the same column. */
  public boolean sameColumn(String written, String actual) {
    return switch (this) {
      case H2, POSTGRESQL -> written.equals(actual);
      case DUCKDB, MARIADB -> written.equalsIgnoreCase(actual);
    };
  }

  /** Returns what is equal for two names of the same column, and for no others. */
  public String columnKey(String actual) {
    return switch (this) {
      case H2, POSTGRESQL -> actual;
      case DUCKDB, MARIADB -> actual.toLowerCase(Locale.ROOT);
    };
  }

  /**
   * Returns whether equal texts in SQL are identical texts, so that DISTINCT and GROUP BY may be
   * left to the database.
   */
  public boolean comparesTextByCode() {
    return this != MARIADB;
  }

  /**
   * Returns whether a value of one column equals at most one value of another whose values are
   * unique: a comparison that converts types or folds case may find several.
   */
  public boolean comparesByKey(Column column, Column unique) {
    SqlType type = unique.type();
    return column.typeName().equals(unique.typeName())
        && type.isExact()
        && ((type != SqlType.TEXT && type != SqlType.CHAR) || comparesTextByCode());
  }
}
