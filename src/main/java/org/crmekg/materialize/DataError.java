package org.crmekg.materialize;

import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.jena.graph.Node;
import org.crmekg.SourceException;
import org.crmekg.source.Relation;
import org.crmekg.source.RowCursor;
import org.crmekg.virtual.ColumnRef;
import org.crmekg.virtual.QuadMap;
import org.crmekg.virtual.RowValues;
import org.crmekg.virtual.TermSpec;
import org.jspecify.annotations.Nullable;

/**
 * A row that cannot be mapped (R2RML §4.3, data error).
 *
 * @param triplesMap name of the triples map
 * @param table its logical table
 * @param row its number in the scan, from 1
 * @param key the row's key, as far as it was read; the row number where there is none
 * @param column the column that is to blame
 * @param value its value as the driver prints it, shortened; empty where it cannot be read
 * @param subject the subject that the row has, where it has one
 * @param message what is wrong, and what would be right
 */
public record DataError(
    String triplesMap,
    String table,
    long row,
    Map<String, String> key,
    String column,
    String value,
    Optional<Node> subject,
    String message) {
  private static final int SHOWN_CHARACTERS = 200;

  /** Decides what happens to a row that cannot be mapped. */
  @FunctionalInterface
  public interface Handler {
    /** Gives up: the output of a mapping is whole or an error (R2RML §4.3). */
    Handler FAIL =
        (error, cause) -> {
          throw cause;
        };

    /**
     * Returns normally to leave the whole row out of the scan; a join that is read by a scan of its
     * own does not notice.
     *
     * @param cause the exception that says so, with table and row
     */
    void handle(DataError error, SourceException cause);
  }

  /**
   * Finds out what is to blame.
   *
   * @param raw prints a selected column's value as the driver has it, where it can
   */
  static DataError of(
      QuadMap quadMap,
      RowValues values,
      Function<ColumnRef, String> raw,
      Map<ColumnRef, Integer> selected,
      long row,
      SourceException e) {
    Optional<ColumnRef> column = blamed(quadMap, values);
    return new DataError(
        quadMap.triplesMap().name(),
        quadMap.relation().shown(),
        row,
        key(quadMap.relation(), values, selected, row),
        column.map(c -> c.column().name()).orElse(""),
        column.map(raw).map(DataError::shortened).orElse(""),
        Optional.ofNullable(made(quadMap.subject(), values)),
        String.valueOf(e.getMessage()));
  }

  /** The first column of the first term that cannot be made. */
  private static Optional<ColumnRef> blamed(QuadMap quadMap, RowValues values) {
    for (TermSpec spec :
        List.of(quadMap.subject(), quadMap.predicate(), quadMap.object(), quadMap.graph())) {
      try {
        spec.make(values);
      } catch (SourceException e) {
        return spec.columns().stream()
            .filter(c -> isUnreadable(values, c))
            .findFirst()
            .or(() -> spec.columns().stream().findFirst());
      }
    }
    return Optional.empty();
  }

  private static boolean isUnreadable(RowValues values, ColumnRef column) {
    try {
      values.text(column);
      return false;
    } catch (SourceException e) {
      return true;
    }
  }

  private static @Nullable Node made(TermSpec spec, RowValues values) {
    try {
      return spec.make(values);
    } catch (SourceException e) {
      return null;
    }
  }

  private static Map<String, String> key(
      Relation relation, RowValues values, Map<ColumnRef, Integer> selected, long row) {
    for (Set<String> columns : relation.keys()) {
      var key = new LinkedHashMap<String, String>();
      for (ColumnRef ref : selected.keySet()) {
        if (ref.side() == ColumnRef.Side.CHILD
            && columns.contains(ref.column().name())
            && !isUnreadable(values, ref)) {
          String text = values.text(ref);
          if (text != null) {
            key.put(ref.column().name(), text);
          }
        }
      }
      if (key.keySet().equals(columns)) {
        return key;
      }
    }
    return Map.of("row", Long.toString(row));
  }

  /** Prints a value of the current row as the driver does. */
  static String raw(RowCursor cursor, int position) {
    try {
      String text = cursor.row().getString(position);
      return text == null ? "" : text;
    } catch (SQLException e) {
      return "";
    }
  }

  /** Prints a value of a row that was read before: nothing where it could not be read. */
  static String text(RowValues values, ColumnRef column) {
    try {
      String text = values.text(column);
      return text == null ? "" : text;
    } catch (SourceException e) {
      return "";
    }
  }

  private static String shortened(String text) {
    return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "…";
  }
}
