package org.crmekg.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.concurrent.CountDownLatch;
import org.crmekg.RequestContext;
import org.crmekg.app.DemoGraphs;
import org.crmekg.app.KnowledgeGraph;

/** Serves the bundled sample until it is stopped, to look at the pages. */
final class ServeByHand {
  private ServeByHand() {}

  /** Takes a data folder that does not exist yet, and the port. */
  public static void main(String[] arguments) throws Exception {
    Path data = Files.createDirectories(Path.of(arguments[0]).toAbsolutePath());
    KnowledgeGraph graph = DemoGraphs.open(DemoGraphs.prepare(data));
    graph.validate(LocalDate.now(graph.environment().clock()), RequestContext.local());
    EkgServer server =
        EkgServer.start(graph, ServerOptions.DEFAULTS.onPort(Integer.parseInt(arguments[1])));
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  server.close();
                  graph.close();
                }));
    new CountDownLatch(1).await();
  }
}
