package org.crmekg.server;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What the one who starts a server decides.
 *
 * @param port the port to listen on; empty for the configured one or the next free one after it
 * @param hosts names besides the loopback ones that requests may be sent to
 * @param demoSql changes demo sources; empty where there are none
 */
public record ServerOptions(OptionalInt port, Set<String> hosts, Optional<DemoSql> demoSql) {
  /** Configured port or the next free one, loopback names only, no demo sources. */
  public static final ServerOptions DEFAULTS =
      new ServerOptions(OptionalInt.empty(), Set.of(), Optional.empty());

  public ServerOptions {
    hosts = Set.copyOf(hosts);
  }

  /** Returns these options with exactly this port; 0 takes any free one. */
  public ServerOptions onPort(int newPort) {
    return new ServerOptions(OptionalInt.of(newPort), hosts, demoSql);
  }

  /** Returns these options with a way to change demo sources. */
  public ServerOptions withDemoSql(DemoSql demo) {
    return new ServerOptions(port, hosts, Optional.of(demo));
  }
}
