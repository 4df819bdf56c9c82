package org.crmekg.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Files beside the tests of the sample enterprise. */
final class TestResource {
  /** Faults that a planted story has, too. */
  static final Map<String, Long> STORIES = Map.of("review-overdue", 1L, "sla-breached", 1L);

  private TestResource() {}

  static List<String> lines(String name) {
    try (var in = TestResource.class.getResourceAsStream("/demo/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(l -> !l.isBlank() && !l.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
