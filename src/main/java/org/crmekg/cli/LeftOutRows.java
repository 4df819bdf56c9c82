package org.crmekg.cli;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.crmekg.Problem;
import org.crmekg.SourceException;
import org.crmekg.app.OnDataError;
import org.crmekg.materialize.DataError;

/** Reports the rows that a mapping run leaves out, each once. */
final class LeftOutRows implements DataError.Handler {
  private final EkgCommand root;
  private final Set<List<Object>> rows = new HashSet<>();

  LeftOutRows(EkgCommand root) {
    this.root = root;
  }

  @Override
  public void handle(DataError error, SourceException cause) {
    if (rows.size() == OnDataError.MAX_ROWS) {
      throw new SourceException(
          Problem.DATA_ERROR,
          "more than %,d rows cannot be mapped, so nothing was written; the latest: %s"
              .formatted(OnDataError.MAX_ROWS, cause.getMessage()),
          cause);
    }
    // A row that joins are made of may be read, and fail, more than once.
    if (rows.add(List.of(error.table(), error.key()))) {
      root.error(
          "left out: %s, %s%s: %s"
              .formatted(
                  error.table(),
                  key(error.key()),
                  error.column().isEmpty() ? "" : ", column " + error.column(),
                  error.message()));
    }
  }

  private static String key(Map<String, String> key) {
    return key.entrySet().stream()
        .map(e -> e.getKey() + "=" + e.getValue())
        .collect(Collectors.joining(", "));
  }

  long count() {
    return rows.size();
  }
}
