package org.crmekg.virtual;

import org.apache.jena.graph.Node;
import org.crmekg.Problem;
import org.crmekg.SourceException;

/** Tells which row it is that cannot be mapped. */
final class UnreadableRow {
  private UnreadableRow() {}

  /**
   * Returns the error with the source and the row, which its subject tells where that can be made.
   */
  static SourceException of(String source, TermSpec subject, RowValues row, SourceException error) {
    if (error.problem() != Problem.DATA_ERROR) {
      return error;
    }
    String place = "source " + source;
    try {
      Node made = subject.make(row);
      place += made == null ? "" : ", the row of <" + made + ">";
    } catch (SourceException e) {
      // It is the subject itself that cannot be made.
      place += ", a row without a readable subject";
    }
    return new SourceException(Problem.DATA_ERROR, place + ": " + error.getMessage(), error);
  }
}
