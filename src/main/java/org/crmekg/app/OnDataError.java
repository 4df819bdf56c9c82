package org.crmekg.app;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.crmekg.Problem;
import org.crmekg.UsageException;
import org.crmekg.rdf.Suggestions;

/** What happens to a row that cannot be mapped. */
public enum OnDataError {
  /** A load fails, and the last whole version stays; a file is not written. */
  FAIL,
  /** The row is left out and reported; of a load, the graphs of the source are incomplete. */
  QUARANTINE;

  /** So many rows are not a few bad ones: the mapping or the source is wrong. */
  public static final int MAX_ROWS = 10_000;

  /**
   * Finds a rule by its name in lower case.
   *
   * @throws UsageException if there is none of that name
   */
  public static OnDataError named(String name) {
    return Arrays.stream(values())
        .filter(v -> v.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () -> {
              var names = Arrays.stream(values()).map(OnDataError::toString).toList();
              return new UsageException(
                  Problem.USAGE,
                  "there is no rule \"%s\" for data errors%s; there are %s"
                      .formatted(
                          name,
                          Suggestions.didYouMean(name, names),
                          names.stream().collect(Collectors.joining(" and "))));
            });
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
