package org.crmekg.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.crmekg.app.KnowledgeGraph;
import org.crmekg.app.TestGraphs;
import org.crmekg.config.ConfigReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes of their own: Jena's tools open a configuration, and an interrupt ends a server. What
 * is on their class path here is theirs alone and our classes with what they need, as in the plugin
 * jar; the jar itself is made after the tests.
 */
class ProcessTest {
  private static final String NAMES =
      "SELECT ?n { ?p a <https://w3id.org/crm-ekg/ns/party/Organization> ;"
          + " <https://w3id.org/crm-ekg/ns/party/name> ?n } ORDER BY ?n LIMIT 2";

  @TempDir Path folder;

  @Test
  void arqAnswersAndSaysWhoHoldsTheFolder() throws Exception {
    Path config = Run.demo(folder);
    String[] arq = {"arq.arq", "--results", "csv", "--desc", config.toString(), NAMES};
    Finished answer = finish(java(withoutServers(), arq));
    assertThat(answer.code()).as(answer.text()).isZero();
    assertThat(answer.text())
        .contains(Run.of("query", "--config", config.toString(), "-o", "csv", NAMES).out());
    try (KnowledgeGraph holding =
        KnowledgeGraph.open(
            ConfigReader.read(config, v -> null), "serve", TestGraphs.environment(Map.of()))) {
      holding.folder().announce("http://127.0.0.1:3030");
      Finished refused = finish(java(withoutServers(), arq));
      assertThat(refused.code()).isNotZero();
      assertThat(refused.text())
          .contains("held by process " + ProcessHandle.current().pid())
          .contains("http://127.0.0.1:3030");
    }
  }

  @Test
  void fusekiAnswers() throws Exception {
    Path config = Run.demo(folder);
    int port = freePort();
    Path log = folder.resolve("fuseki.log");
    Process fuseki =
        java(
                everything(),
                "org.apache.jena.fuseki.main.cmds.FusekiMainCmd",
                "--localhost",
                "--port",
                Integer.toString(port),
                "--desc",
                config.toString(),
                "/ds")
            .redirectOutput(log.toFile())
            .start();
    try {
      URI query =
          URI.create(
              "http://127.0.0.1:%d/ds/sparql?query=%s"
                  .formatted(port, URLEncoder.encode(NAMES, UTF_8)));
      assertThat(answer(query, fuseki, log))
          .isEqualTo(Run.of("query", "--config", copy(config), "-o", "csv", NAMES).out());
    } finally {
      fuseki.destroy();
      assertThat(fuseki.waitFor(120, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void anInterruptEndsTheServerCleanlyWith130() throws Exception {
    Path config = Run.demo(folder);
    Process serving =
        java(
                everything(),
                "org.crmekg.cli.Main",
                "serve",
                "--port",
                Integer.toString(freePort()),
                "--config",
                config.toString())
            .start();
    try (var out = serving.inputReader(UTF_8)) {
      String line = out.readLine();
      while (line != null && !line.startsWith("ready at ")) {
        line = out.readLine();
      }
      assertThat(line).isNotNull();
      assertThat(folder.resolve("server.json")).exists();
      new ProcessBuilder("kill", "-INT", Long.toString(serving.pid())).start().waitFor();
      assertThat(serving.waitFor(120, TimeUnit.SECONDS)).isTrue();
      assertThat(serving.exitValue()).isEqualTo(130);
      assertThat(folder.resolve("server.json")).doesNotExist();
    } finally {
      serving.destroyForcibly();
    }
  }

  /** The folder is held by Fuseki, so the expected answer comes from another one. */
  private String copy(Path config) throws IOException {
    assertThat(config).exists();
    return Run.demo(folder.resolve("copy")).toString();
  }

  private static String answer(URI query, Process process, Path log) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(query).header("Accept", "text/csv").build();
    long end = System.nanoTime() + Duration.ofMinutes(3).toNanos();
    try (HttpClient client = HttpClient.newHttpClient()) {
      while (true) {
        try {
          HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
          assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
          return response.body();
        } catch (IOException notYet) {
          assertThat(process.isAlive() && System.nanoTime() < end)
              .as("Fuseki came up: %s", Files.readString(log))
              .isTrue();
          assertThat(process.waitFor(200, TimeUnit.MILLISECONDS)).isFalse();
        }
      }
    }
  }

  private record Finished(int code, String text) {}

  private static Finished finish(ProcessBuilder builder) throws Exception {
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(180, TimeUnit.SECONDS)).isTrue();
    return new Finished(process.exitValue(), text);
  }

  private static ProcessBuilder java(String classPath, String... args) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath));
    command.addAll(List.of(args));
    return new ProcessBuilder(command).redirectErrorStream(true);
  }

  private static Stream<String> classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(p -> !p.endsWith("test-classes"))
        .filter(p -> !p.contains("logback"));
  }

  private static String withoutServers() {
    return classPath()
        .filter(p -> !p.contains("fuseki") && !p.contains("jetty") && !p.contains("picocli"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String everything() {
    return classPath().collect(Collectors.joining(File.pathSeparator));
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
