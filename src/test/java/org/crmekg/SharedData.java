package org.crmekg;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The real data and specification suites that some tests run on; they lie beside the project.
 *
 * <p>The folder is {@code ../shared} unless {@code -Dekg.shared} or {@code EKG_SHARED} says
 * otherwise. Where it is absent a test is skipped and says so; with {@code CI=true} it fails.
 */
public final class SharedData {
  private SharedData() {}

  /** Returns a file or folder under {@code data}, or skips the test. */
  public static Path require(String relative) {
    Path path = folder().resolve("data").resolve(relative).toAbsolutePath().normalize();
    if (Files.exists(path)) {
      return path;
    }
    String message = "shared data are absent: data/" + relative + " (see -Dekg.shared)";
    if ("true".equals(System.getenv("CI"))) {
      return fail(message);
    }
    return abort(message);
  }

  private static Path folder() {
    return Path.of(
        Optional.ofNullable(System.getProperty("ekg.shared"))
            .or(() -> Optional.ofNullable(System.getenv("EKG_SHARED")))
            .orElse("../shared"));
  }
}
