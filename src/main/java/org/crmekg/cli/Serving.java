package org.crmekg.cli;

import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.crmekg.server.EkgServer;
import org.crmekg.server.ServerOptions;

/** A server that runs until the process is told to stop. */
final class Serving {
  private static final int SHUTDOWN_SECONDS = 20;

  private Serving() {}

  static int run(LocalSession session, OptionalInt port, EkgCommand root) {
    ServerOptions options =
        ServerOptions.DEFAULTS.withDemoSql(
            (source, sql) -> Math.toIntExact(session.demoSql(source, sql)));
    if (port.isPresent()) {
      options = options.onPort(port.getAsInt());
    }
    var stop = new CountDownLatch(1);
    var stopped = new CountDownLatch(1);
    var hook = new Thread(() -> stop(stop, stopped), "ekg-stop");
    try (EkgServer server = EkgServer.start(session.graph(), options)) {
      Runtime.getRuntime().addShutdownHook(hook);
      root.terminal().out().println("ready at " + server.url() + "   (stop with Ctrl-C)");
      root.terminal().out().flush();
      stop.await();
      return ExitCode.FINE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.FAILED;
    } finally {
      session.close();
      stopped.countDown();
    }
  }

  /** The process ends when its hooks do: this one waits until everything is closed. */
  private static void stop(CountDownLatch stop, CountDownLatch stopped) {
    stop.countDown();
    try {
      if (!stopped.await(SHUTDOWN_SECONDS, TimeUnit.SECONDS)) {
        Runtime.getRuntime().halt(ExitCode.FAILED);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
