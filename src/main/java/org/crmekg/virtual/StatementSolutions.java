package org.crmekg.virtual;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.jena.sparql.engine.binding.Binding;
import org.jspecify.annotations.Nullable;

/**
 * Solutions that statements give, one statement after another; each is sent when the rows of those
 * before it are read.
 *
 * @param <Q> what is to be sent
 * @param <S> what was sent
 */
abstract class StatementSolutions<Q, S extends SentStatement> implements Solutions {
  private final Deque<Q> requests;
  private @Nullable S statement;
  private @Nullable Binding ready;

  StatementSolutions(List<Q> requests) {
    this.requests = new ArrayDeque<>(requests);
  }

  /** Sends a statement. */
  abstract S send(Q request);

  /**
   * Looks at the columns of a result before its rows are read.
   *
   * @throws org.crmekg.SourceException if they are not those that the mapping was read with
   */
  abstract void requireColumns(S statement);

  /** Returns the solution of the current row, or null if there is none that was not given. */
  abstract @Nullable Binding solution(S statement);

  @Override
  public final boolean hasNext() {
    while (ready == null) {
      S current = statement;
      if (current == null) {
        if (requests.isEmpty()) {
          return false;
        }
        S next = send(requests.remove());
        statement = next;
        requireColumns(next);
      } else if (current.next()) {
        ready = solution(current);
      } else {
        current.close();
        statement = null;
      }
    }
    return true;
  }

  @Override
  public final Binding next() {
    if (!hasNext() || ready == null) {
      throw new NoSuchElementException();
    }
    Binding solution = ready;
    ready = null;
    return solution;
  }

  @Override
  public final void close() {
    requests.clear();
    ready = null;
    if (statement != null) {
      statement.close();
      statement = null;
    }
  }
}
