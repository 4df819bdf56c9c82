package org.crmekg.materialize;

import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.crmekg.Deadline;
import org.crmekg.SourceException;
import org.crmekg.source.JdbcSource;
import org.crmekg.source.RowCursor;
import org.crmekg.virtual.SqlRequest;

/** How many rows a scan will give, as far as the database knows without reading them. */
final class RowEstimate {
  private static final Pattern PLAN_ROWS = Pattern.compile("rows=(\\d+)");

  private RowEstimate() {}

  /** Returns the sum over all scans, or empty if one is not known. */
  static OptionalLong of(List<ScanPlan.Scan> scans, JdbcSource source) {
    long sum = 0;
    for (ScanPlan.Scan scan : scans) {
      OptionalLong rows = of(scan.request(), scan, source);
      if (rows.isEmpty()) {
        return rows;
      }
      sum += rows.getAsLong();
    }
    return OptionalLong.of(sum);
  }

  private static OptionalLong of(SqlRequest request, ScanPlan.Scan scan, JdbcSource source) {
    try {
      return switch (source.dialect()) {
        case POSTGRESQL -> explained(request, source);
        // Both answer from their metadata or a column's block headers.
        case H2, DUCKDB ->
            scan.relation().isTable()
                ? OptionalLong.of(source.count(scan.relation().fromSql(), Deadline.none()))
                : OptionalLong.empty();
        case MARIADB -> OptionalLong.empty();
      };
    } catch (SQLException | SourceException e) {
      // An estimate is a courtesy: what is wrong with the request shows when it runs.
      return OptionalLong.empty();
    }
  }

  private static OptionalLong explained(SqlRequest request, JdbcSource source) throws SQLException {
    try (RowCursor cursor =
        source.query("EXPLAIN " + request.sql(), request.parameters(), Deadline.none())) {
      if (cursor.next()) {
        Matcher m = PLAN_ROWS.matcher(cursor.row().getString(1));
        if (m.find()) {
          return OptionalLong.of(Long.parseLong(m.group(1)));
        }
      }
      return OptionalLong.empty();
    }
  }
}
