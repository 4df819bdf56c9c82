package org.crmekg.virtual;

import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.crmekg.Trace.Sent;
import org.crmekg.source.RowCursor;

/** A statement that was sent, with its rows as quad maps see them; to be closed. */
abstract class SentStatement {
  private final RowCursor cursor;
  private final Sent sent;
  private final List<RowValues> views = new ArrayList<>();

  /**
   * Begins to read.
   *
   * @param positions where the columns of each quad map stand
   */
  SentStatement(RowCursor cursor, Sent sent, List<Map<ColumnRef, Integer>> positions) {
    this.cursor = cursor;
    this.sent = sent;
    positions.forEach(p -> views.add(new RowValues(cursor.row(), p)));
  }

  /** Returns the cursor, to look at its columns. */
  final RowCursor cursor() {
    return cursor;
  }

  /** Returns the current row. */
  final ResultSet row() {
    return cursor.row();
  }

  /** Returns the columns of a quad map in the current row. */
  final RowValues view(int quadMap) {
    return views.get(quadMap);
  }

  /**
   * Moves to the next row.
   *
   * @throws org.crmekg.SourceException if the source fails
   */
  final boolean next() {
    if (!cursor.next()) {
      return false;
    }
    sent.row();
    views.forEach(RowValues::nextRow);
    return true;
  }

  final void close() {
    sent.end();
    cursor.close();
  }
}
