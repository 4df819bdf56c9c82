package org.crmekg.linkage;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.crmekg.EkgException;
import org.crmekg.InternalException;
import org.crmekg.Problem;
import org.crmekg.ResourceException;

/** Hands batches of pairs to workers on threads of their own, with a bounded queue between. */
final class WorkerPool implements AutoCloseable {
  /** Packed pairs, and by which rule they were found. */
  static final class Batch {
    private final int rule;
    private final long[] pairs;
    private final int size;

    Batch(int rule, long[] pairs, int size) {
      this.rule = rule;
      this.pairs = pairs;
      this.size = size;
    }

    int rule() {
      return rule;
    }

    int size() {
      return size;
    }

    int left(int i) {
      return (int) (pairs[i] >>> 32);
    }

    int right(int i) {
      return (int) pairs[i];
    }
  }

  /** What a thread does with a batch. */
  interface Taker {
    void take(Batch batch, PairWorker worker);
  }

  private static final Batch END = new Batch(-1, new long[0], -1);

  private final ArrayBlockingQueue<Batch> queue;
  private final ExecutorService threads;
  private final List<Future<?>> running = new ArrayList<>();

  WorkerPool(List<? extends PairWorker> workers, Taker taker) {
    queue = new ArrayBlockingQueue<>(workers.size() * 4);
    threads = threads(workers.size());
    for (PairWorker worker : workers) {
      running.add(
          threads.submit(
              () -> {
                for (Batch next = queue.take(); next.size() >= 0; next = queue.take()) {
                  taker.take(next, worker);
                }
                return null;
              }));
    }
  }

  /** What a thread does with a part of the work. */
  interface Task<P> {
    void take(P part, PairWorker worker);
  }

  /** Shares parts of some work among workers, each on a thread of its own. */
  static <P> void share(List<P> parts, List<? extends PairWorker> workers, Task<P> task) {
    var next = new AtomicInteger();
    ExecutorService threads = threads(workers.size());
    try {
      var running = new ArrayList<Future<?>>();
      for (PairWorker worker : workers) {
        running.add(
            threads.submit(
                () -> {
                  for (int i = next.getAndIncrement();
                      i < parts.size() && !Thread.currentThread().isInterrupted();
                      i = next.getAndIncrement()) {
                    task.take(parts.get(i), worker);
                  }
                  return null;
                }));
      }
      running.forEach(WorkerPool::await);
    } finally {
      threads.shutdownNow();
    }
  }

  private static ExecutorService threads(int number) {
    return Executors.newFixedThreadPool(
        number,
        task -> {
          var thread = new Thread(task, "linkage");
          thread.setDaemon(true);
          return thread;
        });
  }

  void put(Batch batch) {
    try {
      while (!queue.offer(batch, 1, TimeUnit.SECONDS)) {
        for (Future<?> thread : running) {
          if (thread.isDone()) {
            await(thread);
          }
        }
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Waits until everything is taken. */
  void finish() {
    running.forEach(t -> put(END));
    running.forEach(WorkerPool::await);
  }

  private static void await(Future<?> thread) {
    try {
      thread.get();
    } catch (InterruptedException e) {
      throw interrupted(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof EkgException known) {
        throw known;
      }
      throw new InternalException(Problem.INTERNAL, "a comparison failed: " + e.getCause(), e);
    }
  }

  private static ResourceException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new ResourceException(Problem.QUERY_TIMEOUT, "the linkage was interrupted", e);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
