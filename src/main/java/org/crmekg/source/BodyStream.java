package org.crmekg.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer as it comes, with a limit of its bytes and of the time that it is waited
 * for.
 *
 * <p>The client's own stream waits for ever: its time-out ends with the headers. No more is taken
 * from the network than is read, and closing it ends the exchange.
 */
final class BodyStream extends InputStream implements BodySubscriber<BodyStream> {
  private sealed interface Event {
    record Part(List<ByteBuffer> buffers) implements Event {}

    record Failed(Throwable error) implements Event {}

    record End() implements Event {}
  }

  /** Thrown when the body is larger than it may be. */
  static final class TooLarge extends IOException {
    private static final long serialVersionUID = 1L;

    TooLarge(long most) {
      super("more than %,d bytes".formatted(most));
    }
  }

  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final AtomicReference<@Nullable Subscription> subscription = new AtomicReference<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Deque<ByteBuffer> buffers = new ArrayDeque<>();
  private final Patience patience;
  private final long most;
  private long bytes;
  private boolean ended;

  BodyStream(Patience patience, long most) {
    this.patience = patience;
    this.most = most;
  }

  /** Returns how many bytes have come so far. */
  long bytes() {
    return bytes;
  }

  @Override
  public CompletionStage<BodyStream> getBody() {
    return CompletableFuture.completedFuture(this);
  }

  @Override
  public void onSubscribe(Subscription given) {
    subscription.set(given);
    if (closed.get()) {
      given.cancel();
    } else {
      given.request(1);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> item) {
    events.add(new Event.Part(item));
  }

  @Override
  public void onError(Throwable error) {
    events.add(new Event.Failed(error));
  }

  @Override
  public void onComplete() {
    events.add(new Event.End());
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    ByteBuffer buffer = current();
    if (buffer == null) {
      return -1;
    }
    int taken = Math.min(length, buffer.remaining());
    buffer.get(into, offset, taken);
    return taken;
  }

  private @Nullable ByteBuffer current() throws IOException {
    while (true) {
      ByteBuffer first = buffers.peek();
      if (first != null && first.hasRemaining()) {
        return first;
      }
      if (first != null) {
        buffers.remove();
      } else if (ended) {
        return null;
      } else {
        take();
      }
    }
  }

  private void take() throws IOException {
    switch (next()) {
      case Event.Part part -> {
        for (ByteBuffer buffer : part.buffers()) {
          bytes += buffer.remaining();
          buffers.add(buffer);
        }
        if (bytes > most) {
          throw new TooLarge(most);
        }
        Subscription given = subscription.get();
        if (given != null) {
          given.request(1);
        }
      }
      case Event.Failed failed ->
          throw new IOException(failed.error().getMessage(), failed.error());
      case Event.End end -> ended = true;
    }
  }

  private Event next() throws IOException {
    try {
      Event event = patience.await(nanos -> events.poll(nanos, TimeUnit.NANOSECONDS));
      if (event == null) {
        throw new HttpTimeoutException("nothing more came in time");
      }
      return event;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    }
  }

  @Override
  public void close() {
    ended = true;
    buffers.clear();
    closed.set(true);
    Subscription given = subscription.get();
    if (given != null) {
      given.cancel();
    }
  }
}
