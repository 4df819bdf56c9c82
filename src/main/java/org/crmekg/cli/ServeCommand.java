package org.crmekg.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.crmekg.config.EkgConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ekg serve}: the graph over HTTP. */
@Command(
    name = "serve",
    header = "Serve the graph on this machine: pages, SPARQL and the API of the commands.",
    footerHeading = "%nExamples:%n",
    footer = {"ekg serve\n", "ekg serve --port 8080 --config other/ekg.ttl\n"},
    synopsisHeading = "%nUsage:%n  ",
    optionListHeading = "%nOptions:%n")
final class ServeCommand implements Callable<Integer> {
  private final EkgCommand root;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "listen here (default: the configured port or the next free one)")
  @Nullable Integer port;

  ServeCommand(EkgCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    EkgConfig config = Sessions.config(root);
    Optional<ServerAddress> running = ServerAddress.holding(config.dataFolder());
    if (running.isPresent()) {
      root.terminal().out().println("it is served already at " + running.get().url());
      return ExitCode.FINE;
    }
    try (var session = new LocalSession(config, "serve", root.environment())) {
      return Serving.run(session, DemoCommand.listenAt(port), root);
    }
  }
}
