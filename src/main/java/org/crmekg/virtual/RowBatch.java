package org.crmekg.virtual;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.crmekg.SourceException;
import org.crmekg.source.Column;
import org.jspecify.annotations.Nullable;

/**
 * Some rows of a scan, column by column, as the driver gave them.
 *
 * <p>Filled by a {@link RowReader} in one thread, then read through a {@link CurrentRow} in
 * another; it is never in both at once. A value that could not be read is kept as its error, which
 * is thrown when the value is asked for.
 */
public final class RowBatch {
  /** Stands in {@link #cells} for a value that is in {@link #longs}. */
  static final Object LONG = new Object();

  /**
   * Per column and row: null, UTF-8 as bytes, a lexical form as String, {@link #LONG}, an error.
   */
  final @Nullable Object[][] cells;

  final long[][] longs;
  int size;
  long firstRow;

  RowBatch(int columns, int rows) {
    cells = new Object[columns][rows];
    longs = new long[columns][];
  }

  /** Returns the number of rows. */
  public int size() {
    return size;
  }

  /** Returns the number of the first row in its scan, counted from one. */
  public long firstRow() {
    return firstRow;
  }

  @Nullable String text(int position, int row, Column column) {
    Object cell = cells[position][row];
    return switch (cell) {
      case null -> null;
      case String text -> text;
      case byte[] utf8 -> decoded(utf8, column);
      case SourceException e -> throw e;
      default -> Long.toString(longs[position][row]);
    };
  }

  private static String decoded(byte[] utf8, Column column) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw RowValues.unreadable(column, "it is not UTF-8", e);
    }
  }
}
