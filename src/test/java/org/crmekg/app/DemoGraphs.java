package org.crmekg.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.crmekg.config.EkgConfig;
import org.crmekg.config.SourceConfig;

/** The bundled sample as a whole system in a temporary folder. */
public final class DemoGraphs {
  private DemoGraphs() {}

  /** Prepares the sample's sources under a data folder and reads its configuration. */
  public static EkgConfig prepare(Path data) throws IOException, SQLException {
    Path demo = Files.createDirectories(data.resolve("demo"));
    for (String name : List.of("lei.csv", "rr.csv")) {
      Files.writeString(demo.resolve(name), resource("/demo/" + name));
    }
    execute(data, resource("/demo/crm.sql"));
    return TestGraphs.shipped("crm-registry.ttl", data, Map.of());
  }

  /** Runs statements in the sample CRM. */
  public static void execute(Path data, String sql) throws SQLException {
    try (Connection connection = crm(data);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Connects to the sample CRM, beside the system that reads it in the same JVM. */
  public static Connection crm(Path data) throws SQLException {
    return DriverManager.getConnection("jdbc:h2:file:" + data.resolve("demo/crm").toAbsolutePath());
  }

  /** Opens and loads the sample. */
  public static KnowledgeGraph open(EkgConfig config) {
    KnowledgeGraph graph = TestGraphs.open(config);
    TestGraphs.load(graph);
    return graph;
  }

  /** Returns the configuration with all sources in one mode. */
  public static EkgConfig allIn(SourceConfig.Mode mode, EkgConfig config) {
    EkgConfig changed = config;
    for (SourceConfig source : config.sources()) {
      changed = TestGraphs.withMode(changed, source.id(), mode);
    }
    return changed;
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = Objects.requireNonNull(DemoGraphs.class.getResourceAsStream(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
