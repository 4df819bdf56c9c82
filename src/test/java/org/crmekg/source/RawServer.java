package org.crmekg.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLDecoder;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** An HTTP server on a loopback port whose answers are bytes that the test writes. */
public final class RawServer implements AutoCloseable {
  /** Answers one request; the connection is closed afterwards. */
  public interface Script {
    void answer(int number, String request, OutputStream out)
        throws IOException, InterruptedException;
  }

  private final ServerSocket listener;
  private final Script script;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  /** Starts one. */
  public RawServer(Script script) throws IOException {
    this.script = script;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().start(this::accept);
  }

  /** Returns its address with this path. */
  public String url(String path) {
    return "http://127.0.0.1:" + listener.getLocalPort() + path;
  }

  /** Returns the requests so far, heads and bodies. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  /** Returns the query of a request. */
  public static String query(String request) {
    String form = request.substring(request.indexOf("\r\n\r\n") + 4);
    return URLDecoder.decode(form.replaceFirst("^query=", ""), UTF_8);
  }

  /** Waits until the server is closed. */
  public void hang() throws InterruptedException {
    closed.await();
  }

  /** Writes a whole answer. */
  public static void write(OutputStream out, String status, String headers, String body)
      throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    out.write(
        "HTTP/1.1 %s\r\n%sContent-Length: %d\r\nConnection: close\r\n\r\n"
            .formatted(status, headers, bytes.length)
            .getBytes(ISO_8859_1));
    out.write(bytes);
    out.flush();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        Thread.ofPlatform().daemon().start(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      String request = read(socket.getInputStream());
      int number;
      synchronized (requests) {
        requests.add(request);
        number = requests.size();
      }
      script.answer(number, request, socket.getOutputStream());
    } catch (IOException e) {
      // The client went away, which some tests are about.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String read(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int c = in.read();
      if (c < 0) {
        throw new IOException("no request");
      }
      head.append((char) c);
    }
    String lower = head.toString().toLowerCase(Locale.ROOT);
    int length =
        lower.contains("content-length:")
            ? Integer.parseInt(lower.replaceFirst("(?s).*content-length:\\s*(\\d+).*", "$1"))
            : 0;
    return head + new String(in.readNBytes(length), ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    listener.close();
  }
}
