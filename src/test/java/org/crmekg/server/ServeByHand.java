package org.crmekg.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.crmekg.Deadline;
import org.crmekg.RequestContext;
import org.crmekg.app.Environment;
import org.crmekg.app.KnowledgeGraph;
import org.crmekg.config.ConfigReader;
import org.jspecify.annotations.Nullable;

/** Serves the bundled sample until it is stopped, to look at the pages. */
final class ServeByHand {
  private ServeByHand() {}

  /** Takes the data folder, the port, and optionally the configuration to read. */
  public static void main(String[] arguments) throws Exception {
    Path data = Files.createDirectories(Path.of(arguments[0]).toAbsolutePath());
    for (String file : List.of("lei.csv", "rr.csv")) {
      Files.createDirectories(data.resolve("demo"));
      Files.copy(
          Path.of("src/main/resources/demo", file),
          data.resolve("demo").resolve(file),
          java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
    String text =
        Files.readString(Path.of("fuseki-config/ekg.ttl"))
            .replaceAll(
                "ekg:storeLocation <[^>]*>",
                "ekg:storeLocation <" + data.resolve("store").toUri() + ">")
            .replaceAll("<\\.\\./", "<" + Path.of("").toAbsolutePath().toUri());
    Path config = data.resolve("ekg.ttl");
    Files.writeString(config, text);
    Function<String, @Nullable String> variables = Map.<String, String>of()::get;
    Environment system = Environment.system(e -> Runtime.getRuntime().halt(1));
    var environment =
        new Environment(system.clock(), system.nanoTime(), variables, system.onFatal());
    KnowledgeGraph graph =
        KnowledgeGraph.open(ConfigReader.read(config, variables), "serve", environment);
    graph.load(List.of(), KnowledgeGraph.LoadProgress.NONE, Deadline.none());
    graph.validate(LocalDate.now(environment.clock()), RequestContext.local());
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
