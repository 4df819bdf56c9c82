package org.crmekg.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The run script: which Java it takes, and what it says where there is none. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class ScriptTest {
  @TempDir Path folder;

  private record Finished(int code, String text) {}

  @Test
  void aJavaThatIsTooOldIsNamedWithWhatIsNeeded() throws Exception {
    Path old = java("old", "17.0.9");
    Finished run = ekg(Map.of("JAVA_HOME", old.toString(), "EKG_JAVA_ONLY", "1"), "--help");
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.text()).contains("version 21 or newer", "there is only 17", "apt-get install");
  }

  @Test
  void javaHomeComesBeforeThePath() throws Exception {
    Path good = java("good", "21.0.1");
    Finished run = ekg(Map.of("JAVA_HOME", good.toString()), "sources", "-o", "json");
    assertThat(run.code()).isEqualTo(42);
    assertThat(run.text())
        .contains("-jar", "sources -o json", "h2.bindAddress")
        .as("Java 21 does not know the option")
        .doesNotContain("sun-misc-unsafe");
  }

  @Test
  void benchmarksThatAreNotThereAreSaidSo() throws Exception {
    Path good = java("good", "25");
    Finished run = ekg(Map.of("JAVA_HOME", good.toString()), "bench");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.text()).contains("no benchmarks");
  }

  /** A Java that says its version, and prints its arguments instead of running them. */
  private Path java(String name, String version) throws IOException {
    Path home = folder.resolve(name);
    Path java = Run.write(home.resolve("bin/java"), "#!/bin/sh\necho \"$@\"\nexit 42\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    Run.write(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    return home;
  }

  /** Runs a copy of the script beside a jar that is newer than everything. */
  private Finished ekg(Map<String, String> variables, String... args) throws Exception {
    Path home = Files.createDirectories(folder.resolve("home"));
    Path script = home.resolve("ekg");
    if (!Files.exists(script)) {
      Files.copy(Path.of("ekg"), script);
      Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
      Run.write(home.resolve("pom.xml"), "");
      Run.write(home.resolve("target/crm-ekg.jar"), "");
    }
    var command = new java.util.ArrayList<>(java.util.List.of("bash", script.toString()));
    command.addAll(java.util.List.of(args));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(variables);
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Finished(process.exitValue(), text);
  }
}
