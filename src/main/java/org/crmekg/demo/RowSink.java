package org.crmekg.demo;

import java.io.IOException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Writes the rows of one table in the form of its source. */
interface RowSink {
  /** Forgets what it is given. */
  RowSink NOWHERE =
      new RowSink() {
        @Override
        public void write(@Nullable Object[] values) {}

        @Override
        public void finish() {}
      };

  /**
   * Writes a row.
   *
   * @param values one for each column: text, whole number, decimal, boolean, date, time, {@link
   *     Json}, or null
   */
  void write(@Nullable Object[] values) throws IOException, SQLException;

  /** Completes the table. */
  void finish() throws IOException, SQLException;
}
