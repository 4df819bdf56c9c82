package org.crmekg.server;

import java.util.List;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.exec.RowSet;
import org.crmekg.Problem;
import org.crmekg.ResourceException;

/** Rows that are counted, up to the limit of one answer. */
final class LimitedRows implements RowSet {
  private final RowSet rows;
  private final long limit;

  LimitedRows(RowSet rows, long limit) {
    this.rows = rows;
    this.limit = limit;
  }

  static ResourceException tooMany(long limit, String what) {
    return new ResourceException(
        Problem.QUERY_TOO_LARGE,
        "the answer has more than %,d %s; add LIMIT or be more selective".formatted(limit, what));
  }

  @Override
  public boolean hasNext() {
    return rows.hasNext();
  }

  @Override
  public Binding next() {
    if (rows.getRowNumber() >= limit) {
      throw tooMany(limit, "rows");
    }
    return rows.next();
  }

  @Override
  public List<Var> getResultVars() {
    return rows.getResultVars();
  }

  @Override
  public long getRowNumber() {
    return rows.getRowNumber();
  }

  @Override
  public void close() {
    rows.close();
  }
}
