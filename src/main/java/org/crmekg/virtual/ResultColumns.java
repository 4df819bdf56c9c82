package org.crmekg.virtual;

import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.crmekg.Problem;
import org.crmekg.SourceException;
import org.crmekg.source.Column;
import org.crmekg.source.JdbcSource;
import org.crmekg.source.RowCursor;
import org.crmekg.source.SqlType;

/**
 * Looks whether a result has the types that the mapping was compiled for: a column that has become
 * another one meanwhile would be read as what it was.
 */
final class ResultColumns {
  private final JdbcSource source;
  private final CompiledMapping mapping;

  ResultColumns(JdbcSource source, CompiledMapping mapping) {
    this.source = source;
    this.mapping = mapping;
  }

  /**
   * Returns normally if each column is of the type that is known of it.
   *
   * @param positions where columns stand, counted from zero
   * @throws SourceException with {@link Problem#SOURCE_CHANGED}, naming the column
   */
  void require(RowCursor cursor, Map<ColumnRef, Integer> positions) {
    try {
      ResultSetMetaData metadata = cursor.row().getMetaData();
      for (Map.Entry<ColumnRef, Integer> entry : positions.entrySet()) {
        Column column = entry.getKey().column();
        int at = entry.getValue() + 1;
        SqlType type = SqlType.of(metadata.getColumnType(at), column.typeName());
        boolean sameLength = type != SqlType.CHAR || metadata.getPrecision(at) == column.length();
        if (type != column.type() || !sameLength) {
          throw changed(entry.getKey(), metadata.getColumnTypeName(at));
        }
      }
    } catch (SQLException e) {
      throw source.failed("while its columns were looked at", e);
    }
  }

  private SourceException changed(ColumnRef ref, String type) {
    List<String> maps =
        mapping.quadMaps().stream()
            .filter(q -> q.requiredColumns().contains(ref))
            .map(q -> q.triplesMap().name() + " (" + q.relation().shown() + ")")
            .distinct()
            .sorted()
            .toList();
    return new SourceException(
        Problem.SOURCE_CHANGED,
        "source %s has changed: column \"%s\" of the triples map %s was %s when the mapping was read and is %s now"
            .formatted(
                source.id(),
                ref.column().name(),
                String.join(" or ", maps),
                ref.column().typeName(),
                type));
  }
}
