package org.crmekg.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A TCP proxy that makes a server far away: what a client sends after it has had an answer (or
 * first) arrives later by the round trip; what it sends on without waiting is not held up again.
 * The answer goes through as it comes.
 */
final class DelayProxy implements AutoCloseable {
  private final String host;
  private final int target;
  private final AtomicLong delayNanos = new AtomicLong();
  private final AtomicLong turns = new AtomicLong();
  private final ServerSocket listener =
      new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  DelayProxy(String host, int target) throws IOException {
    this.host = host;
    this.target = target;
    Thread.ofPlatform().daemon().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Sets the round trip from now on. */
  void delay(long millis) {
    delayNanos.set(millis * 1_000_000);
  }

  /** Returns how often a client waited for the server since the last call. */
  long turns() {
    return turns.getAndSet(0);
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        Thread.ofPlatform().daemon().start(() -> connect(client));
      }
    } catch (IOException e) {
      // The proxy is closed.
    }
  }

  private void connect(Socket client) {
    try (client;
        Socket server = new Socket(host, target)) {
      open.add(client);
      open.add(server);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      var answered = new AtomicBoolean(true);
      Thread back =
          Thread.ofPlatform()
              .daemon()
              .start(
                  () -> {
                    forward(server, client, () -> answered.set(true));
                    closeQuietly(client);
                  });
      forward(
          client,
          server,
          () -> {
            if (answered.getAndSet(false)) {
              turns.incrementAndGet();
              pause(delayNanos.get());
            }
          });
      server.shutdownOutput();
      back.join();
    } catch (IOException e) {
      // One side is gone: so is the other.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(client);
    }
  }

  private static void forward(Socket from, Socket to, Runnable before) {
    byte[] buffer = new byte[1 << 16];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      int length = in.read(buffer);
      while (length > 0) {
        before.run();
        out.write(buffer, 0, length);
        length = in.read(buffer);
      }
    } catch (IOException e) {
      // One side is gone: so is the other.
    }
  }

  private static void pause(long nanos) {
    long until = System.nanoTime() + nanos;
    for (long left = nanos; left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private static void closeQuietly(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      // It is closed already.
    }
  }

  @Override
  public void close() {
    closeQuietly(listener);
    open.forEach(DelayProxy::closeQuietly);
  }
}
