package org.crmekg.virtual;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.crmekg.source.Column;
import org.jspecify.annotations.Nullable;

/** The row that all writers of a scan look at. For one thread. */
public final class CurrentRow implements RowValues.Cells {
  private final List<RowValues> views = new ArrayList<>();
  private RowBatch batch = new RowBatch(0, 0);
  private int index;
  private long id;

  /** Moves to a row of a batch. */
  public void moveTo(RowBatch newBatch, int row) {
    batch = newBatch;
    index = row;
    id++;
    for (RowValues view : views) {
      view.nextRow();
    }
  }

  /** Returns the row's values as quad maps ask for them, with the position of each column. */
  public RowValues view(Map<ColumnRef, Integer> positions) {
    var view = new RowValues(this, positions);
    views.add(view);
    return view;
  }

  /** Returns a number that no other row has. */
  long id() {
    return id;
  }

  @Nullable Object cell(int position) {
    return batch.cells[position][index];
  }

  long longAt(int position) {
    return batch.longs[position][index];
  }

  @Override
  public @Nullable String text(int position, Column column) {
    return batch.text(position, index, column);
  }
}
