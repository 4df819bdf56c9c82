package org.crmekg.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.jena.graph.Node;
import org.crmekg.Deadline;
import org.crmekg.EkgException;
import org.crmekg.RequestContext;
import org.crmekg.config.EkgConfig;
import org.crmekg.config.SourceConfig;
import org.crmekg.config.SourceConfig.Access;
import org.crmekg.config.SourceConfig.Credentials;
import org.crmekg.config.SourceConfig.DeclaredKey;
import org.crmekg.config.SourceConfig.Knowledge;
import org.crmekg.identity.LinkReader;
import org.crmekg.mapping.MappingReader;
import org.crmekg.mapping.R2rmlMapping;
import org.crmekg.member.DescriptorDocument;
import org.crmekg.member.EndpointDescriptor;
import org.crmekg.member.EndpointMember;
import org.crmekg.member.VoidDescription;
import org.crmekg.rdf.Ekg;
import org.crmekg.rdf.Schema;
import org.crmekg.source.EndpointSource;
import org.crmekg.source.JdbcSource;
import org.crmekg.source.Relation;
import org.crmekg.source.Sources;
import org.crmekg.store.DataFolder;
import org.crmekg.validation.ShapesReader;
import org.crmekg.validation.Strictness;
import org.crmekg.virtual.CompiledMapping;
import org.crmekg.virtual.MappingCompiler;

/**
 * Looks at everything that a graph needs, one by one, without opening it: what is wrong with one
 * part does not hide the others.
 */
public final class Checkup {
  private static final Duration PER_SOURCE = Duration.ofSeconds(30);
  private static final long MEBI = 1L << 20;
  private static final long LEAST_DISK = 2_000_000_000L;

  private final Environment environment;
  private final List<Check> checks = new ArrayList<>();

  /** How a check ended. */
  public enum State {
    /** As it should be. */
    OK,
    /** It works, but not for long or not well. */
    WARNING,
    /** It does not work. */
    FAILED
  }

  /**
   * One check.
   *
   * @param subject what was looked at
   * @param message what was seen
   * @param fix what to do, empty where nothing has to be done
   * @param millis how long it took
   */
  public record Check(String subject, State state, String message, String fix, long millis) {}

  private interface Look {
    Check at();
  }

  /** Creates a checkup. */
  public Checkup(Environment environment) {
    this.environment = environment;
  }

  /** Returns what was seen so far. */
  public List<Check> checks() {
    return List.copyOf(checks);
  }

  /** Looks at Java and memory. */
  public void machine() {
    int version = Runtime.version().feature();
    add("java", State.OK, "version %d of %s".formatted(version, Runtime.version()), "");
    long heap = Runtime.getRuntime().maxMemory() / MEBI;
    if (heap < 500) {
      add("memory", State.WARNING, "%d MB of heap".formatted(heap), "set EKG_HEAP=1g or more");
    } else {
      add("memory", State.OK, "%d MB of heap for this command".formatted(heap), "");
    }
  }

  /** Looks at the disk of the data folder. */
  public void disk(EkgConfig config) {
    look(
        "disk",
        () -> {
          Path existing = config.dataFolder().toAbsolutePath();
          while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
          }
          try {
            var disk = Files.getFileStore(existing);
            long free = disk.getUsableSpace();
            long least = Math.max(LEAST_DISK, disk.getTotalSpace() / 10);
            return free < least
                ? check(
                    State.WARNING,
                    "%,d MB free at %s".formatted(free / MEBI, existing),
                    "free some space: nothing is loaded below %,d MB".formatted(least / MEBI))
                : check(State.OK, "%,d MB free at %s".formatted(free / MEBI, existing), "");
          } catch (IOException e) {
            return check(State.FAILED, existing + ": " + e.getMessage(), "is the disk there?");
          }
        });
  }

  /** Looks whether the server's port is free; not for when the server itself has it. */
  public void port(EkgConfig config) {
    int port = config.server().port();
    look(
        "port",
        () -> {
          try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return check(State.OK, port + " is free", "");
          } catch (IOException e) {
            return check(
                State.WARNING,
                port + " is taken by another program",
                "the next free one is used; --port or ekg:server [ ekg:port … ] names another");
          }
        });
  }

  /** Looks at the data folder: who holds it. */
  public void store(EkgConfig config) {
    Optional<DataFolder.Holder> holder = DataFolder.holder(config.dataFolder());
    if (holder.isPresent()) {
      add(
          "store",
          State.WARNING,
          "held by process %d (%s)".formatted(holder.get().pid(), holder.get().purpose()),
          "wait for it, or stop it");
      return;
    }
    boolean there = Files.isDirectory(config.storeLocation());
    add(
        "store",
        State.OK,
        there ? "at %s".formatted(config.storeLocation()) : "nothing is stored yet",
        there ? "" : "ekg load makes it");
  }

  /** Looks at shapes and links. */
  public void files(EkgConfig config) {
    look(
        "shapes",
        () -> {
          int count = new ShapesReader(Strictness.PRODUCT).read(config.shapes()).shapes().size();
          return count == 0
              ? check(State.WARNING, "no shapes", "name some with ekg:shapes <folder>")
              : check(State.OK, "%d shapes".formatted(count), "");
        });
    look(
        "links",
        () -> check(State.OK, "%d links".formatted(LinkReader.read(config.links()).size()), ""));
  }

  /** Looks at each source: connection, mapping, rows, keys. */
  public void sources(EkgConfig config) {
    for (SourceConfig source : config.sources()) {
      look("source " + source.id(), () -> source(source, config));
    }
  }

  private Check source(SourceConfig config, EkgConfig all) {
    if (config.access() instanceof Access.Endpoint endpoint) {
      return endpoint(config, endpoint, all);
    }
    try (JdbcSource source = Sources.open(config, all.dataFolder(), environment.variables())) {
      Deadline deadline = Deadline.in(PER_SOURCE, environment.nanoTime());
      source.ping();
      R2rmlMapping mapping = MappingReader.read(config.mappings(), all.base());
      CompiledMapping compiled =
          MappingCompiler.compile(
              mapping,
              source,
              new MappingCompiler.Options(
                  Ekg.graph(all.base(), config.id()),
                  Schema.NONE,
                  true,
                  SourceRuntime.declaredKeys(config)));
      List<String> tables =
          compiled.relations().stream()
              .map(Relation::fromSql)
              .filter(sql -> !sql.startsWith("("))
              .distinct()
              .toList();
      long rows = 0;
      for (String table : tables) {
        rows += source.number("SELECT COUNT(*) FROM " + table, deadline);
      }
      for (DeclaredKey key : config.declaredKeys()) {
        requireUnique(key, source, deadline);
      }
      String seen =
          "answers; %d triples maps, %d tables, %,d rows"
              .formatted(mapping.triplesMaps().size(), tables.size(), rows);
      return rows == 0
          ? check(State.WARNING, seen, "is it the right database? its tables are empty")
          : check(State.OK, seen, "");
    }
  }

  private Check endpoint(SourceConfig config, Access.Endpoint endpoint, EkgConfig all) {
    Node graph = Ekg.graph(all.base(), config.id());
    try (EndpointSource source =
        Sources.open(config, endpoint, environment.variables(), environment.nanoTime())) {
      Deadline deadline = Deadline.in(PER_SOURCE, environment.nanoTime());
      long start = environment.nanoTime().getAsLong();
      new EndpointMember(source, graph, Schema.NONE, () -> EndpointDescriptor.unknown(graph))
          .ping(RequestContext.local().within(deadline));
      String seen =
          "%s answers in %d ms"
              .formatted(source.url(), (environment.nanoTime().getAsLong() - start) / 1_000_000);
      boolean isSecret = !endpoint.credentials().equals(Credentials.NONE);
      if (isSecret
          && endpoint.url().getScheme().equalsIgnoreCase("http")
          && !isLoopback(endpoint.url().getHost())) {
        return check(State.WARNING, seen + "; credentials go there unencrypted", "use https");
      }
      return switch (endpoint.knowledge()) {
        case Knowledge.OfMapping mapping ->
            check(
                State.OK,
                "%s; %d triples maps"
                    .formatted(
                        seen,
                        MappingReader.read(config.mappings(), all.base()).triplesMaps().size()),
                "");
        case Knowledge.OfVoid description ->
            check(
                State.OK,
                "%s; %d properties described"
                    .formatted(
                        seen,
                        VoidDescription.read(description.file(), endpoint.url().toString())
                            .predicates()
                            .size()),
                "");
        case Knowledge.OfServer server -> described(source, server, graph, seen, deadline);
        case Knowledge.OfProfile profile ->
            Files.exists(all.dataFolder().resolve(EndpointKnowledge.profileName(config.id())))
                ? check(State.OK, seen + "; with a profile", "")
                : check(
                    State.WARNING,
                    seen + "; what it holds is not known, so it is asked for it",
                    "ekg sources profile " + config.id());
      };
    }
  }

  private static Check described(
      EndpointSource source,
      Knowledge.OfServer server,
      Node graph,
      String seen,
      Deadline deadline) {
    try {
      byte[] text = source.document(server.url(), DescriptorDocument.MEDIA_TYPE, deadline);
      return check(
          State.OK,
          "%s; describes %d statement forms"
              .formatted(
                  seen, DescriptorDocument.read(text, graph).descriptor().statements().size()),
          "");
    } catch (IOException e) {
      throw source.failed("gives no descriptor at ekg:descriptorUrl: " + e.getMessage());
    }
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
  }

  private static void requireUnique(DeclaredKey key, JdbcSource source, Deadline deadline) {
    String table = source.dialect().quote(key.table());
    String columns =
        key.columns().stream()
            .map(source.dialect()::quote)
            .reduce((a, b) -> a + ", " + b)
            .orElseThrow();
    long repeated =
        source.number(
            "SELECT COUNT(*) FROM (SELECT 1 AS one FROM %s GROUP BY %s HAVING COUNT(*) > 1) r"
                .formatted(table, columns),
            deadline);
    if (repeated > 0) {
      throw new org.crmekg.ConfigException(
          org.crmekg.Problem.CONFIG_INVALID,
          "ekg:declaredKey %s of %s is not unique: %d values come more than once"
              .formatted(key.columns(), key.table(), repeated));
    }
  }

  private void look(String subject, Look look) {
    long start = environment.nanoTime().getAsLong();
    Check check;
    try {
      check = look.at();
    } catch (EkgException e) {
      check = check(State.FAILED, e.coded(), "ekg help " + e.problem().code());
    }
    long millis = (environment.nanoTime().getAsLong() - start) / 1_000_000;
    checks.add(new Check(subject, check.state(), check.message(), check.fix(), millis));
  }

  /** Notes a check that was made elsewhere. */
  public void add(String subject, State state, String message, String fix) {
    checks.add(new Check(subject, state, message, fix, 0));
  }

  private static Check check(State state, String message, String fix) {
    return new Check("", state, message, fix, 0);
  }
}
