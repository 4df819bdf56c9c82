package org.crmekg.federation;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.jena.atlas.iterator.IteratorCloseable;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.sparql.engine.binding.Binding;
import org.crmekg.Deadline;
import org.crmekg.NotNowException;
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
import org.jspecify.annotations.Nullable;

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
 *
 * <p>Requests to several members that will all be read may be sent ahead, each on a thread of its
 * own. Such a request takes a connection that is free and waits for none, so the rule above holds
 * for it, too; where none is free, it is sent when it is needed, as others are.
 */
final class OpenCursors {
  private static final int READ_AHEAD = 200;
  private static final int MOST_KEPT = 1_000_000;

  private static final ExecutorService AHEAD =
      Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("ekg-ahead-", 0).factory());

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
    return opened(
        member,
        context,
        c -> {
          Quads quads = member.request(block, c);
          return new Answer<>(quads, quads::close);
        },
        member.answersAhead());
  }

  /**
   * Sends a join when its first solution is asked for.
   *
   * @throws IllegalStateException if the member does not join such patterns
   */
  Iterator<Binding> join(Member member, JoinBlock block, RequestContext context) {
    return opened(
        member,
        context,
        c -> {
          Solutions solutions =
              member
                  .join(block, c)
                  .orElseThrow(
                      () ->
                          new IllegalStateException(
                              "%s does not join %s".formatted(member.id(), block)));
          return new Answer<>(solutions, solutions::close);
        },
        member.answersAhead());
  }

  /** Sends a grouping when its first group is asked for. */
  Iterator<Binding> groups(Member member, Grouping grouping, RequestContext context) {
    return opened(
        member,
        context,
        c -> {
          Solutions groups = grouping.groups().get();
          return new Answer<>(groups, groups::close);
        },
        false);
  }

  private <T> Iterator<T> opened(
      Member member,
      RequestContext context,
      Function<RequestContext, Answer<T>> request,
      boolean mayBeAhead) {
    var cursor = new Cursor<>(member, context, request, mayBeAhead, count.incrementAndGet());
    open.put(cursor, Thread.currentThread());
    return cursor;
  }

  /**
   * Sends the requests of this thread that were made and not read yet, since they will all be read:
   * each on a thread of its own, and those alone that find a connection at once.
   */
  void sendAhead() {
    own(c -> !c.begun && c.mayBeAhead)
        .sorted(Comparator.comparingLong(c -> c.number))
        .forEach(Cursor::sendAhead);
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
    return own(c -> c.begun && wanted.test(c)).max(Comparator.comparingLong(c -> c.number));
  }

  private Stream<Cursor<?>> own(Predicate<Cursor<?>> wanted) {
    return open.entrySet().stream()
        .filter(e -> e.getValue() == Thread.currentThread())
        .<Cursor<?>>map(Map.Entry::getKey)
        .filter(c -> !c.ended && wanted.test(c));
  }

  /** What a member answers, and what ends it. */
  private record Answer<T>(Iterator<T> rows, Runnable closing) {}

  private final class Cursor<T> implements IteratorCloseable<T> {
    private final Member member;
    private final RequestContext context;
    private final Function<RequestContext, Answer<T>> request;
    private final boolean mayBeAhead;
    private final long number;
    private final Deque<T> kept = new ArrayDeque<>();
    private @Nullable Ahead<T> ahead;
    private @Nullable Answer<T> answer;
    private boolean begun;
    private boolean ended;

    Cursor(
        Member member,
        RequestContext context,
        Function<RequestContext, Answer<T>> request,
        boolean mayBeAhead,
        long number) {
      this.member = member;
      this.context = context;
      this.request = request;
      this.mayBeAhead = mayBeAhead;
      this.number = number;
    }

    void sendAhead() {
      if (!begun && !ended && !member.isBusy()) {
        begun = true;
        ahead = new Ahead<>(request, context);
      }
    }

    @Override
    public boolean hasNext() {
      takeOver();
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
      return kept.isEmpty() ? answer().rows().next() : kept.remove();
    }

    /** Waits for what was sent ahead. Where nothing was free for it, it was not sent. */
    private void takeOver() {
      Ahead<T> sent = ahead;
      if (sent == null) {
        return;
      }
      ahead = null;
      sent.await(member);
      if (sent.isUnsent()) {
        begun = false;
        return;
      }
      answer = sent.answer;
      kept.addAll(sent.rows);
      RuntimeException failure = sent.failure;
      if (failure instanceof SourceException source && tolerates.test(member, source)) {
        end();
      } else if (failure != null) {
        throw failure;
      } else if (sent.isOver) {
        end();
      }
    }

    private Answer<T> answer() {
      Answer<T> known = answer;
      if (known == null) {
        known = request.apply(context);
        answer = known;
      }
      return known;
    }

    /** A member that fails ends here, where the caller takes what there is. */
    private boolean more() {
      try {
        return answer().rows().hasNext();
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
          kept.add(answer().rows().next());
        } else {
          end();
        }
      }
    }

    /** Keeps what is still to be read, so that its connection is free. */
    private void keepRest() {
      takeOver();
      if (!begun) {
        return;
      }
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
      if (answer != null) {
        answer.closing().run();
      }
      open.remove(this);
    }

    @Override
    public void close() {
      kept.clear();
      begun = true;
      if (ahead != null) {
        ahead.abandon();
        ahead = null;
      }
      if (!ended) {
        end();
      }
    }
  }

  /**
   * A request that is sent before its answer is needed, on a thread of its own. What is written
   * there is read by others when {@link #await} is over.
   */
  private static final class Ahead<T> {
    private final Deadline deadline;
    private final HeldTrace trace;
    private final Deque<T> rows = new ArrayDeque<>();
    private final CompletableFuture<@Nullable Void> reading;
    private @Nullable Answer<T> answer;
    private @Nullable RuntimeException failure;
    private boolean isOver;

    Ahead(Function<RequestContext, Answer<T>> request, RequestContext context) {
      this.deadline = context.deadline().ahead();
      this.trace = new HeldTrace(context.trace());
      RequestContext own = context.within(deadline).tracedBy(trace);
      this.reading = CompletableFuture.runAsync(() -> read(request, own), AHEAD);
    }

    private void read(Function<RequestContext, Answer<T>> request, RequestContext context) {
      try {
        Answer<T> sent = request.apply(context);
        answer = sent;
        while (rows.size() < READ_AHEAD && !isOver) {
          if (sent.rows().hasNext()) {
            rows.add(sent.rows().next());
          } else {
            isOver = true;
          }
        }
      } catch (RuntimeException e) {
        failure = e;
      }
      if (isUnsent()) {
        // Some of it may have been sent: all of it is sent again.
        close();
      }
    }

    boolean isUnsent() {
      return failure instanceof NotNowException;
    }

    /** Waits for the first rows. */
    void await(Member member) {
      try {
        if (!reading.isDone() && !deadline.await(reading, "source " + member.id())) {
          abandon();
          throw deadline.over();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        abandon();
        throw new SourceException(
            Problem.SOURCE_TIMEOUT,
            "the wait for source %s was interrupted".formatted(member.id()),
            e);
      }
      reading.join();
      deadline.needed();
      if (!isUnsent()) {
        trace.needed();
      }
    }

    /** Cancels it: nobody will read it. */
    void abandon() {
      deadline.cancel();
      var unused = reading.whenComplete((done, e) -> close());
    }

    private void close() {
      if (answer != null) {
        answer.closing().run();
      }
    }
  }
}
