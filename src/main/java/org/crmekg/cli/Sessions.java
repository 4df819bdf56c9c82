package org.crmekg.cli;

import java.nio.file.Files;
import java.util.Optional;
import org.crmekg.config.ConfigReader;
import org.crmekg.config.EkgConfig;

/** Finds out whom a command asks. */
final class Sessions {
  private Sessions() {}

  /**
   * Opens a session: with the server that was named, or the one that holds the data folder, or with
   * the data folder itself.
   *
   * @param purpose what the process does, for others who find the folder taken
   */
  static Session open(EkgCommand root, String purpose) {
    Optional<Session> named = named(root);
    return named.isPresent() ? named.get() : open(config(root), root, purpose);
  }

  private static Optional<Session> named(EkgCommand root) {
    return Optional.ofNullable(root.server)
        .map(url -> new RemoteSession(ServerAddress.named(url, token(url, root))));
  }

  /** The token of the environment, or that of the server which holds the configured data folder. */
  private static Optional<String> token(String url, EkgCommand root) {
    Optional<String> given = root.variable("EKG_TOKEN");
    if (given.isPresent() || !Files.exists(root.configFile())) {
      return given;
    }
    return ServerAddress.holding(config(root).dataFolder())
        .filter(s -> s.url().equals(url.replaceAll("/+$", "")))
        .flatMap(ServerAddress::token);
  }

  private static Session open(EkgConfig config, EkgCommand root, String purpose) {
    Optional<ServerAddress> holding = ServerAddress.holding(config.dataFolder());
    return holding.isPresent()
        ? new RemoteSession(holding.get())
        : new LocalSession(config, purpose, root.environment());
  }

  static EkgConfig config(EkgCommand root) {
    return ConfigReader.read(root.configFile(), root.environment().variables());
  }
}
