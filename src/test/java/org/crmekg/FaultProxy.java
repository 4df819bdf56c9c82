package org.crmekg;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.SocketFactory;

/**
 * A TCP proxy between a driver and its server that breaks on order.
 *
 * <p>{@link #arm} sets a fault that begins at a place of the conversation; from then on it meets
 * this connection and all later ones until {@link #heal}.
 */
public final class FaultProxy implements AutoCloseable {
  /** What happens. */
  public enum Fault {
    /** Connections are reset and new ones refused, in the driver's socket, for the port is kept. */
    REFUSE,
    /** Nothing is forwarded, and nothing is closed. */
    FREEZE,
    /** The connection is reset; the next one works. */
    RESET,
    /** One byte a second comes back. */
    SLOW,
    /** Random bytes come back. */
    GARBAGE,
    /** The server's half is closed, the client's is not. */
    HALF_CLOSE,
    /** Connections are reset and the server's name is not known any more. */
    NO_NAME,
    /** Only the order of {@link #arm} is run, and connections are reset. */
    RESET_AND_RUN,
    /** Only the order of {@link #arm} is run. */
    RUN
  }

  /** Where it begins. */
  public enum Phase {
    /** At once, and without a connection. */
    CONNECT,
    /** When a statement has been forwarded. */
    SENT,
    /** Some bytes after the answer has begun. */
    FIRST_ROWS,
    /** After a share of the answer. */
    MIDDLE
  }

  private static final Set<Integer> NAMELESS = ConcurrentHashMap.newKeySet();
  private static final Set<Integer> REFUSED = ConcurrentHashMap.newKeySet();

  private final SocketAddress target;
  private final Random random;
  private final Set<Pair> pairs = ConcurrentHashMap.newKeySet();
  private final int port;
  private final ServerSocket listener;
  private Fault fault = Fault.RUN;
  private Phase phase = Phase.CONNECT;
  private Runnable order = () -> {};
  private boolean armed;
  private boolean ordering;
  private boolean active;
  private boolean sent;
  private long threshold;
  private long answered;
  private boolean closed;

  /** A connection of the client and the one to the server. */
  private record Pair(Socket client, Socket server) {}

  /** Makes sockets, unless the name of the server is not known. */
  public static final class Sockets extends SocketFactory {
    @Override
    public Socket createSocket() {
      return new Socket() {
        @Override
        public void connect(SocketAddress address, int timeout) throws IOException {
          if (address instanceof InetSocketAddress inet && NAMELESS.contains(inet.getPort())) {
            throw new UnknownHostException("database.invalid");
          }
          if (address instanceof InetSocketAddress inet && REFUSED.contains(inet.getPort())) {
            throw new ConnectException("Connection refused");
          }
          super.connect(address, timeout);
        }
      };
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
      return new Socket(host, port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort)
        throws IOException {
      return new Socket(host, port, local, localPort);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
      return new Socket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
        throws IOException {
      return new Socket(host, port, local, localPort);
    }
  }

  /** Opens a proxy to a server, healthy. */
  public FaultProxy(String host, int targetPort, long seed) throws IOException {
    this.target = new InetSocketAddress(host, targetPort);
    this.random = new Random(seed);
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.port = listener.getLocalPort();
    accept(listener);
  }

  /** Returns where it listens. */
  public int port() {
    return port;
  }

  /** Returns how many bytes came back since it was armed or healed. */
  public synchronized long answered() {
    return answered;
  }

  /** Returns whether the fault that was set has begun. */
  public synchronized boolean hasBegun() {
    return active;
  }

  /**
   * Sets a fault.
   *
   * @param after bytes of the answer after which it begins, where the phase is one of the answer
   * @param newOrder is run when it begins
   */
  public void arm(Fault newFault, Phase newPhase, long after, Runnable newOrder) {
    synchronized (this) {
      fault = newFault;
      phase = newPhase;
      threshold = after;
      order = newOrder;
      armed = true;
      sent = false;
      answered = 0;
    }
    if (newPhase == Phase.CONNECT) {
      resetAll();
      begin();
    }
  }

  /**
   * Lets a fault begin no more, and waits for the order of one that has: what a source sends after
   * its answer, such as the end of a transaction, may be what begins it.
   */
  public synchronized void disarm() throws InterruptedException {
    armed = false;
    while (ordering) {
      wait();
    }
  }

  /** Ends the fault and all connections. */
  public void heal() {
    synchronized (this) {
      armed = false;
      active = false;
      answered = 0;
      NAMELESS.remove(port);
      REFUSED.remove(port);
      notifyAll();
    }
    resetAll();
  }

  private void begin() {
    synchronized (this) {
      if (!armed || active) {
        return;
      }
      active = true;
      ordering = true;
      if (fault == Fault.NO_NAME) {
        NAMELESS.add(port);
      }
      if (fault == Fault.REFUSE) {
        REFUSED.add(port);
      }
    }
    try {
      order.run();
    } finally {
      synchronized (this) {
        ordering = false;
        notifyAll();
      }
    }
    switch (fault) {
      case REFUSE, RESET, NO_NAME, RESET_AND_RUN -> resetAll();
      case HALF_CLOSE -> pairs.forEach(FaultProxy::halfClose);
      case FREEZE, SLOW, GARBAGE, RUN -> {}
    }
  }

  private void accept(ServerSocket from) {
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              while (!from.isClosed()) {
                try {
                  Socket client = from.accept();
                  Thread.ofPlatform().daemon().start(() -> connect(client));
                } catch (IOException e) {
                  closeQuietly(from);
                }
              }
            });
  }

  private void connect(Socket client) {
    try {
      var server = new Socket();
      server.connect(target);
      var pair = new Pair(client, server);
      pairs.add(pair);
      if (isActive(Fault.HALF_CLOSE)) {
        halfClose(pair);
      }
      Thread.ofPlatform().daemon().start(() -> forward(pair, true));
      forward(pair, false);
    } catch (IOException e) {
      closeQuietly(client);
    }
  }

  private void forward(Pair pair, boolean question) {
    byte[] buffer = new byte[1400];
    try {
      InputStream in = (question ? pair.client() : pair.server()).getInputStream();
      OutputStream out = (question ? pair.server() : pair.client()).getOutputStream();
      int length = in.read(buffer);
      while (length > 0) {
        if (question) {
          whileFrozen();
          out.write(buffer, 0, length);
          noteSent();
        } else {
          answer(out, buffer, length);
        }
        length = in.read(buffer);
      }
    } catch (IOException e) {
      // One side is gone: so is the other.
    } finally {
      if (!isActive(Fault.HALF_CLOSE)) {
        reset(pair);
      }
    }
  }

  private void noteSent() {
    synchronized (this) {
      if (!armed || active) {
        return;
      }
      sent = true;
      if (phase != Phase.SENT) {
        return;
      }
    }
    begin();
  }

  private void answer(OutputStream out, byte[] bytes, int length) throws IOException {
    int before = length;
    synchronized (this) {
      if (armed && !active && sent && phase != Phase.CONNECT && phase != Phase.SENT) {
        before = Math.clamp(threshold - answered, 0, length);
      }
      answered += before;
    }
    write(out, bytes, 0, before);
    if (before < length) {
      begin();
      write(out, bytes, before, length - before);
    }
  }

  private void write(OutputStream out, byte[] bytes, int from, int length) throws IOException {
    whileFrozen();
    if (isActive(Fault.SLOW)) {
      for (int i = from; i < from + length; i++) {
        if (isActive(Fault.SLOW)) {
          pause(1000);
        }
        out.write(bytes, i, 1);
      }
      return;
    }
    if (isActive(Fault.GARBAGE)) {
      byte[] noise = new byte[length];
      synchronized (this) {
        random.nextBytes(noise);
      }
      out.write(noise);
      return;
    }
    out.write(bytes, from, length);
  }

  private synchronized boolean isActive(Fault which) {
    return active && fault == which;
  }

  private synchronized void whileFrozen() {
    while (active && fault == Fault.FREEZE && !closed) {
      waitFor(1000);
    }
  }

  private synchronized void pause(long millis) {
    waitFor(millis);
  }

  @SuppressWarnings("WaitNotInLoop") // Waking up early does no harm: it is a pause, or looped.
  private void waitFor(long millis) {
    try {
      wait(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void resetAll() {
    pairs.forEach(this::reset);
  }

  private void reset(Pair pair) {
    pairs.remove(pair);
    try {
      pair.client().setSoLinger(true, 0);
    } catch (IOException e) {
      // It is closed already.
    }
    closeQuietly(pair.client());
    closeQuietly(pair.server());
  }

  private static void halfClose(Pair pair) {
    try {
      pair.client().shutdownOutput();
    } catch (IOException e) {
      // It is closed already.
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
    synchronized (this) {
      closed = true;
      active = false;
      NAMELESS.remove(port);
      REFUSED.remove(port);
      notifyAll();
    }
    closeQuietly(listener);
    resetAll();
  }
}
