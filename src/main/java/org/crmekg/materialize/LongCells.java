package org.crmekg.materialize;

import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.crmekg.Deadline;
import org.crmekg.EkgException;
import org.crmekg.Problem;
import org.crmekg.ResourceException;
import org.crmekg.SourceException;
import org.crmekg.source.Column;
import org.crmekg.source.Dialect;
import org.crmekg.source.JdbcSource;
import org.crmekg.source.Relation;
import org.crmekg.source.RowCursor;
import org.crmekg.source.SqlType;
import org.crmekg.virtual.ColumnRef;
import org.crmekg.virtual.RowReader;

/**
 * Finds the cell that did not fit into memory.
 *
 * <p>A driver gives up before anybody can look at the row, so the database is asked afterwards
 * which cell is longer than a term may be: that answer is small.
 */
final class LongCells {
  private LongCells() {}

  /** Returns whether a driver gave up for lack of memory, which it makes an error of its own. */
  static boolean isCauseOf(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof OutOfMemoryError || JdbcSource.isBufferExceeded(t)) {
        return true;
      }
    }
    return false;
  }

  /** Says which cell is too long or, if none is by itself, where rows are too large together. */
  static EkgException refused(JdbcSource source, ScanPlan.Scan scan, String where, Throwable e) {
    Relation relation = scan.relation();
    Set<Column> columns = new LinkedHashSet<>();
    for (ColumnRef ref : scan.request().columns()) {
      if (ref.side() == ColumnRef.Side.CHILD && isUnbounded(ref.column().type())) {
        columns.add(ref.column());
      }
    }
    for (Column column : columns) {
      Optional<SourceException> found = longest(source, relation, column, e);
      if (found.isPresent()) {
        return found.get();
      }
    }
    return tooLarge(scan, where, e);
  }

  private static boolean isUnbounded(SqlType type) {
    return type == SqlType.TEXT || type == SqlType.OTHER || type == SqlType.BINARY;
  }

  private static Optional<SourceException> longest(
      JdbcSource source, Relation relation, Column column, Throwable e) {
    Dialect dialect = source.dialect();
    String length = length(column, dialect);
    Set<String> key = relation.keys().isEmpty() ? Set.of() : relation.keys().getFirst();
    String sql =
        "SELECT %s%s FROM %s ekg_t WHERE %s > %d LIMIT 1"
            .formatted(
                length,
                key.stream().map(k -> ", " + dialect.quote(k)).collect(Collectors.joining()),
                relation.fromSql(),
                length,
                RowReader.MAX_CELL);
    try (RowCursor cursor = source.query(sql, java.util.List.of(), Deadline.none())) {
      if (!cursor.next()) {
        return Optional.empty();
      }
      var shown = new StringBuilder();
      int i = 2;
      for (String k : key) {
        shown.append(shown.isEmpty() ? "" : ", ").append(k).append('=');
        shown.append(cursor.row().getString(i++));
      }
      return Optional.of(
          new SourceException(
              Problem.DATA_ERROR,
              ("column \"%s\" (%s) cannot be read: its length of %,d is longer than the %,d that a"
                      + " term may have; cut it in an rr:sqlQuery, or leave the column out; in %s,"
                      + " %s")
                  .formatted(
                      column.name(),
                      column.typeName(),
                      cursor.row().getLong(1),
                      RowReader.MAX_CELL,
                      relation.shown(),
                      shown.isEmpty() ? "a row without a key" : "row " + shown),
              e));
    } catch (SQLException | SourceException unanswered) {
      // The error that led here is the one to show; this only would have told more of it.
      e.addSuppressed(unanswered);
      return Optional.empty();
    }
  }

  private static String length(Column column, Dialect dialect) {
    String name = dialect.quote(column.name());
    return switch (dialect) {
      case POSTGRESQL ->
          column.type() == SqlType.BINARY
              ? "octet_length(%s)".formatted(name)
              : "octet_length(CAST(%s AS text))".formatted(name);
      case H2, MARIADB -> "OCTET_LENGTH(%s)".formatted(name);
      case DUCKDB ->
          column.type() == SqlType.BINARY
              ? "octet_length(%s)".formatted(name)
              : "strlen(CAST(%s AS VARCHAR))".formatted(name);
    };
  }

  /** A value must fit into memory a few times; the one that does not is named as far as known. */
  static ResourceException tooLarge(ScanPlan.Scan scan, String where, Throwable e) {
    return new ResourceException(
        Problem.QUERY_TOO_LARGE,
        ("%s, %s: a value is too large for the memory of this process (columns %s); give it more"
                + " (EKG_HEAP=2g), or leave the column out of the mapping")
            .formatted(
                scan.relation().shown(),
                where,
                scan.request().columns().stream().map(c -> c.column().name()).distinct().toList()),
        e);
  }
}
