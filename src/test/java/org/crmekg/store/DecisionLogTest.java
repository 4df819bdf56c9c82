package org.crmekg.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.crmekg.EkgException;
import org.crmekg.Problem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecisionLogTest {
  record Link(String left, String right, int number) {}

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("decisions/links.jsonl");
  }

  @Test
  void decisionsComeBackInOrder() throws IOException {
    List<Link> links = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      links.add(new Link("crm:" + i, "kyc:\n\u2028\"" + i, i));
    }
    try (var log = DecisionLog.open(file)) {
      links.subList(0, 12).forEach(log::append);
      assertThat(log.replay(Link.class)).isEqualTo(links.subList(0, 12));
    }
    try (var log = DecisionLog.open(file)) {
      links.subList(12, 20).forEach(log::append);
      assertThat(log.replay(Link.class)).isEqualTo(links);
    }
    assertThat(Files.readAllLines(file)).hasSize(20);
  }

  @Test
  void aTornLastLineIsCutOffWhereverItBroke() throws IOException {
    write("{\"left\":\"a\",\"right\":\"b\",\"number\":1}\n");
    byte[] torn = "{\"left\":\"ä\",\"right\":\"b\",\"number\":22}".getBytes(StandardCharsets.UTF_8);
    for (int length = 0; length <= torn.length; length += 6) {
      Files.write(file, Arrays.copyOf(torn, length), StandardOpenOption.APPEND);
      try (var log = DecisionLog.open(file)) {
        assertThat(log.replay(Link.class)).containsExactly(new Link("a", "b", 1));
      }
      assertThat(Files.readString(file)).hasLineCount(1).endsWith("\n");
    }
    try (var log = DecisionLog.open(file)) {
      log.append(new Link("c", "d", 2));
      assertThat(log.replay(Link.class)).hasSize(2);
    }
  }

  @Test
  void aBrokenLineIsAnErrorWithItsPlace() throws IOException {
    for (String broken : List.of("{\"left\":", "[1]", "", "{} {}", "\u0000\u0000")) {
      write("{\"left\":\"a\",\"right\":\"b\",\"number\":1}\n" + broken + "\n{}\n");
      assertBroken(() -> DecisionLog.open(file)).hasMessageContaining(file + ", line 2");
    }
    Files.write(file, new byte[] {'{', '"', (byte) 0xFF, '"', ':', '1', '}', '\n'});
    assertBroken(() -> DecisionLog.open(file)).hasMessageContaining("line 1: is not UTF-8");
  }

  @Test
  void aFieldOfANewerVersionIsNotDropped() throws IOException {
    write("{\"left\":\"a\",\"right\":\"b\",\"number\":1,\"until\":\"2027\"}\n");
    try (var log = DecisionLog.open(file)) {
      assertBroken(() -> log.replay(Link.class)).hasMessageContaining("until");
    }
  }

  @Test
  void aDecisionSurvivesAnInterruptedCaller() {
    try (var log = DecisionLog.open(file)) {
      Thread.currentThread().interrupt();
      log.append(JsonNodeFactory.instance.objectNode().put("left", "a"));
      log.append(JsonNodeFactory.instance.objectNode().put("left", "b"));
      assertThat(Thread.interrupted()).isTrue();
      var seen = new ArrayList<String>();
      log.replay(line -> seen.add(line.path("left").asText()));
      assertThat(seen).containsExactly("a", "b");
    }
  }

  private void write(String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> assertBroken(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    return assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            EkgException.class, e -> assertThat(e.problem()).isEqualTo(Problem.DECISIONS_BROKEN));
  }
}
