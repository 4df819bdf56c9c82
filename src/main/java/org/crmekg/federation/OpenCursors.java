package org.crmekg.federation;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.apache.jena.atlas.iterator.IteratorCloseable;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.sparql.engine.binding.Binding;
import org.crmekg.Problem;
import org.crmekg.RequestContext;
import org.crmekg.ResourceException;
import org.crmekg.SourceException;
import org.crmekg.member.Member;
import org.crmekg.virtual.Grouping;
import org.crmekg.virtual.JoinBlock;
import org.crmekg.virtual.QuadBlock;
import org.crmekg.virtual.Quads;
import org.crmekg.virtual.Solutions;

/**
 * The cursors of requests that nobody has read to the end yet, with the thread whose transaction
 * they belong to: a stock server shares one dataset between its requests.
 *
 * <p>A query whose patterns are nested seven deep has seven cursors, and a source that gives out
 * four connections would never answer it. So a cursor reads some quads ahead, which ends most of
 * them at once; and before one is begun at a member that has no connection left, the newest cursors
 * of the same thread there, and if there are none those at other members, are read to their ends.
 * Newest first, since the outermost one is the largest and need not be read further than the answer
 * goes.
 */
final class OpenCursors {
  private static final int READ_AHEAD = 200;
  private static final int MOST_KEPT = 1_000_000;

  private final Map<Cursor<?>, Thread> open = new ConcurrentHashMap<>();
  private final AtomicLong count = new AtomicLong();
  private final BiPredicate<Member, SourceException> tolerates;

  /**
   * Creates an empty set.
   *
   * @param tolerates whether an answer goes on without a member that failed
   */
  OpenCursors(BiPredicate<Member, SourceException> tolerates) {
    this.tolerates = tolerates;
  }

  /** Sends a request when its first quad is asked for. */
  Iterator<Quad> request(Member member, QuadBlock block, RequestContext context) {
    try {
      Quads quads = member.request(block, context);
      return opened(member, quads, quads::close);
    } catch (SourceException e) {
      return without(member, e);
    }
  }

  /**
   * Sends a join when its first solution is asked for.
   *
   * @throws IllegalStateException if the member does not join such patterns
   */
  Iterator<Binding> join(Member member, JoinBlock block, RequestContext context) {
    try {
      Solutions solutions =
          member
              .join(block, context)
              .orElseThrow(
                  () ->
                      new IllegalStateException(
                          "%s does not join %s".formatted(member.id(), block)));
      return opened(member, solutions, solutions::close);
    } catch (SourceException e) {
      return without(member, e);
    }
  }

  /** Sends a grouping when its first group is asked for. */
  Iterator<Binding> groups(Member member, Grouping grouping) {
    Solutions groups = grouping.groups().get();
    return opened(member, groups, groups::close);
  }

  private <T> Iterator<T> without(Member member, SourceException failure) {
    if (tolerates.test(member, failure)) {
      return Collections.emptyIterator();
    }
    throw failure;
  }

  private <T> Iterator<T> opened(Member member, Iterator<T> answer, Runnable closing) {
    var cursor = new Cursor<>(member, answer, closing, count.incrementAndGet());
    open.put(cursor, Thread.currentThread());
    return cursor;
  }

  /** Closes all cursors of this thread. */
  void closeAll() {
    open.forEach(
        (cursor, thread) -> {
          if (thread == Thread.currentThread()) {
            cursor.close();
          }
        });
  }

  /**
   * Reads cursors of this thread to their ends where a member has no connection left.
   *
   * <p>Who waits for a connection holds none: two requests that wait for what the other one holds
   * would wait for ever, at one member or at two.
   */
  void makeRoom(Member member) {
    while (member.isBusy()) {
      Optional<Cursor<?>> newest = newest(c -> c.member.equals(member));
      if (newest.isEmpty()) {
        newest = newest(c -> true);
        // Others may be ready in a moment, and a long cursor elsewhere is not read for that.
        if (newest.isEmpty() || !member.staysBusy()) {
          return;
        }
      }
      newest.get().keepRest();
    }
  }

  private Optional<Cursor<?>> newest(Predicate<Cursor<?>> wanted) {
    return open.entrySet().stream()
        .filter(e -> e.getValue() == Thread.currentThread())
        .<Cursor<?>>map(Map.Entry::getKey)
        .filter(c -> c.begun && !c.ended && wanted.test(c))
        .max(Comparator.comparingLong(c -> c.number));
  }

  private final class Cursor<T> implements IteratorCloseable<T> {
    private final Member member;
    private final Iterator<T> answer;
    private final Runnable closing;
    private final long number;
    private final Deque<T> kept = new ArrayDeque<>();
    private boolean begun;
    private boolean ended;

    Cursor(Member member, Iterator<T> answer, Runnable closing, long number) {
      this.member = member;
      this.answer = answer;
      this.closing = closing;
      this.number = number;
    }

    @Override
    public boolean hasNext() {
      if (!kept.isEmpty()) {
        return true;
      }
      if (!begun) {
        makeRoom(member);
        begun = true;
        keep(READ_AHEAD);
        return !kept.isEmpty();
      }
      if (!ended && !more()) {
        end();
      }
      return !ended;
    }

    @Override
    public T next() {
      return kept.isEmpty() ? answer.next() : kept.remove();
    }

    /** A member that fails ends here, where the caller takes what there is. */
    private boolean more() {
      try {
        return answer.hasNext();
      } catch (SourceException e) {
        if (tolerates.test(member, e)) {
          return false;
        }
        throw e;
      }
    }

    private void keep(int most) {
      while (!ended && kept.size() < most) {
        if (more()) {
          kept.add(answer.next());
        } else {
          end();
        }
      }
    }

    private void keepRest() {
      keep(MOST_KEPT);
      if (!ended) {
        throw new ResourceException(
            Problem.QUERY_TOO_LARGE,
            ("the query needs more than %,d statements of %s at once and more connections to it than"
                    + " there are; make it more selective or raise ekg:maxConnections")
                .formatted(MOST_KEPT, member.id()));
      }
    }

    private void end() {
      ended = true;
      closing.run();
      open.remove(this);
    }

    @Override
    public void close() {
      kept.clear();
      begun = true;
      if (!ended) {
        end();
      }
    }
  }
}
