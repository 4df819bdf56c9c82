package org.crmekg.server;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;

/**
 * Whether the caller of a request still waits for its answer.
 *
 * <p>The server reads nothing from a connection while it answers, so that it would learn only from
 * writing that nobody is there. Here the thread that answers tries to read a byte now and then: the
 * end of the stream means that the caller has gone (as it does to other servers; a caller that only
 * closes its own half cannot be told from it). A byte of the next request is given back.
 */
final class CallerPresence {
  private final Connection connection;
  private boolean gone;
  private boolean unknown;

  private CallerPresence(Connection connection) {
    this.connection = connection;
  }

  /** Returns that of the request that this thread answers. */
  static CallerPresence of(HttpServletRequest request) {
    return new CallerPresence(
        ServletContextRequest.getServletContextRequest(request)
            .getConnectionMetaData()
            .getConnection());
  }

  /** Returns whether the caller has gone; to be asked by the thread that answers only. */
  boolean isGone() {
    if (gone || unknown) {
      return gone;
    }
    EndPoint endPoint = connection.getEndPoint();
    ByteBuffer one = ByteBuffer.allocate(1);
    one.flip();
    try {
      int read = endPoint.fill(one);
      gone = read < 0;
      if (read > 0) {
        // The next request is there already, so somebody is.
        unknown = true;
        if (connection instanceof Connection.UpgradeTo reader) {
          reader.onUpgradeTo(one);
        }
      }
    } catch (IOException e) {
      gone = true;
    }
    return gone;
  }
}
